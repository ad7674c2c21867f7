"""What programs ask for, each read by a reader that is not ours."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.parser import Parser
from io import BytesIO
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from flask import Flask
from lxml import etree
from PIL import Image
from usp.objects.sitemap import AbstractSitemap, IndexXMLSitemap, PagesXMLSitemap
from usp.tree import sitemap_from_str

from portal import create_app
from portal.config import Settings, SettingsError
from portal.directory import sitemap as directory_sitemap
from portal.extensions import db, now, run_pending
from portal.library import sitemap as library_sitemap
from portal.library.attachments import attach_file
from portal.library.models import Item, ItemKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import add_work, agree, make_item, publish
from tests.media.media_samples import make_audio, make_image

OpenSite = Callable[..., Browser]

SITE = "http://localhost"
XHTML = "{http://www.w3.org/1999/xhtml}link"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
URL = "{http://www.sitemaps.org/schemas/sitemap/0.9}url"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
LANGUAGES = ("fr", "en", "ar")


@pytest.fixture
def recording(people: People) -> Item:
    """A published recording with a sound and a picture, whose copies are made."""
    item = make_item(
        people.editor, people.organisation, kind=ItemKind.RECORDING, title="أصوات & <voix>",
        summary="Deux voix.", domains=("vbg",),
    )  # fmt: skip
    for name, content in (
        ("voix.wav", make_audio("wav", seconds=2)),
        ("affiche.png", make_image("png")),
    ):
        file = attach_file(item, BytesIO(content), name=name, author=people.editor)
        agree(file, people.editor)
    publish(item, people.editor)
    add_work(people.organisation, "vbg", "segou")
    run_pending()
    db.session.rollback()
    return item


def fetch(browser: Browser, address: str) -> bytes:
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return bytes(answer.data)


def read_sitemap(browser: Browser, address: str = "/sitemap.xml") -> AbstractSitemap:
    return sitemap_from_str(fetch(browser, address).decode())


def locations(content: bytes) -> list[str]:
    return [element.text for element in etree.fromstring(content).iter(LOC)]


def test_sitemap_lists_public_pages_in_every_language(recording: Item, browse: OpenSite) -> None:
    sitemap = read_sitemap(browse())
    assert isinstance(sitemap, PagesXMLSitemap)
    found = [page.url for page in sitemap.all_pages()]
    assert len(found) == len(set(found))
    for path in ("", "library/", "directory/", "directory/rejefpo", "domains/vbg", "places/segou",
                 "directory/map", "directory/matrix", "directory/gaps"):  # fmt: skip
        for language in LANGUAGES:
            assert f"{SITE}/{language}/{path}" in found
    assert f"{SITE}/fr/places/kayes" not in found  # nothing is known there


def test_sitemap_names_alternates_pictures_and_sounds(recording: Item, browse: OpenSite) -> None:
    content = fetch(browse(), "/sitemap.xml")
    assert etree.fromstring(content) is not None
    entries = {entry.find(LOC).text: entry for entry in etree.fromstring(content).iter(URL)}
    (french,) = (url for url in entries if url.startswith(f"{SITE}/fr/library/%D8"))
    assert french.isascii()
    links = {link.get("hreflang"): link.get("href") for link in entries[french].iter(XHTML)}
    assert links == {
        "fr": french,
        "en": french.replace("/fr/", "/en/"),
        "ar": french.replace("/fr/", "/ar/"),
        "x-default": french,
    }
    (page,) = (page for page in read_sitemap(browse()).all_pages() if page.url == french)
    assert page.last_modified.date() == recording.updated_at.date()
    pictures = [image.loc for image in page.images]
    assert len(pictures) == 2
    sounds = [url for url in entries if "/files/" in url]
    assert len(sounds) == 1
    for url in (*pictures, *sounds):
        assert browse().status_of(url.removeprefix(SITE)) == 200


def test_sitemap_agrees_with_the_pages(recording: Item, browse: OpenSite) -> None:
    entries = etree.fromstring(fetch(browse(), "/sitemap.xml")).iter(URL)
    for entry in entries:
        url = entry.find(LOC).text
        if "/files/" in url:
            continue
        page = browse().get(url.removeprefix(SITE))
        assert page.find("link", rel="canonical").get("href") == url
        said = {
            link.get("hreflang"): link.get("href")
            for link in page.find_all("link", rel="alternate")
            if link.get("hreflang")
        }
        assert said == {link.get("hreflang"): link.get("href") for link in entry.iter(XHTML)}


def test_large_site_has_an_index_of_parts(
    people: People, recording: Item, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(fetch(browse(), "/sitemap.xml"))
    monkeypatch.setattr(library_sitemap, "IDS_IN_PART", 2)
    monkeypatch.setattr(directory_sitemap, "IDS_IN_PART", 1)
    for number in range(5):
        publish(make_item(people.editor, people.organisation, title=f"N {number}"), people.editor)
    content = fetch(browse(), "/sitemap.xml")
    assert isinstance(sitemap_from_str(content.decode()), IndexXMLSitemap)
    parts = [url.removeprefix(SITE) for url in locations(content)]
    assert len(parts) > 4
    found = [url for part in parts for url in locations(fetch(browse(), part))]
    assert len(found) == len(set(found)) == len(whole) + 5 * len(LANGUAGES)
    for address in ("library-99", "library-x", "nothing-0", "library-99999999999999999999"):
        assert browse().status_of(f"/sitemap-{address}.xml") == 404


def test_part_keeps_the_limits_of_the_protocol() -> None:
    longest = 6 * 120 + 60  # a slug of Arabic letters, percent-encoded, and what is around it
    addresses = 1 + 2 * library_sitemap.MOST_TEXTS
    entries = library_sitemap.IDS_IN_PART * (
        addresses * len(LANGUAGES) + library_sitemap.MOST_PICTURES
    )
    weight = (
        library_sitemap.IDS_IN_PART
        * len(LANGUAGES)
        * (addresses * 6 * longest + library_sitemap.MOST_PICTURES * 120)
    )
    assert entries < 50_000
    assert weight < 50_000_000


def test_unchanged_sitemap_is_not_sent_twice(recording: Item, browse: OpenSite) -> None:
    client = browse().client
    tag = client.get("/sitemap.xml").headers["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 304


def test_robots_may_read_what_is_public_and_nothing_else(recording: Item, browse: OpenSite) -> None:
    rules = RobotFileParser()
    rules.parse(fetch(browse(), "/robots.txt").decode().splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    for url in locations(fetch(browse(), "/sitemap.xml")):
        assert rules.can_fetch("Googlebot", url), url
    for path in ("desk/", "desk/items/1", "login", "uploads/code", "check/x", "search/suggest?q=a"):
        for language in LANGUAGES:
            assert not rules.can_fetch("Googlebot", f"{SITE}/{language}/{path}")
    assert rules.can_fetch("WhatsApp/2", f"{SITE}/fr/preview.png")
    assert rules.can_fetch("Googlebot", f"{SITE}/fr/search?q=femmes")  # or it never sees noindex


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_tells_what_is_new(
    recording: Item, people: People, browse: OpenSite, language: str
) -> None:
    publish(make_item(people.editor, people.organisation, title="Plus tard"), people.editor)
    answer = browse().client.get(f"/{language}/feeds/new.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(BytesIO(answer.data))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.id == f"{SITE}/{language}/feeds/new.atom"
    assert feed.entries[0].title == "Plus tard"
    entry = feed.entries[1]
    assert entry.id.startswith("tag:localhost,")
    assert "voix" in entry.title
    assert entry.summary == "Deux voix."
    assert entry.author == people.organisation.name
    assert {tag.term for tag in entry.tags} == {"recording", "vbg"}
    assert entry.updated_parsed[:3] == now().timetuple()[:3]
    (sound,) = entry.enclosures
    assert sound.type == "audio/mpeg"
    assert len(fetch(browse(), sound.href.removeprefix(SITE))) == int(sound.length)
    page = browse().get(entry.link.removeprefix(SITE))
    assert page.root.get("lang") == language


def test_feed_is_found_from_the_front_page_and_kept(recording: Item, browse: OpenSite) -> None:
    links = browse().get("/fr/").find_all("link", type="application/atom+xml")
    (address,) = (link.get("href", "") for link in links)
    client = browse().client
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_empty_feed_is_a_feed(browse: OpenSite) -> None:
    feed = feedparser.parse(BytesIO(fetch(browse(), "/fr/feeds/new.atom")))
    assert not feed.bozo
    assert feed.entries == []


def test_feed_survives_letters_that_xml_does_not_allow(people: People, browse: OpenSite) -> None:
    item = publish(make_item(people.editor, people.organisation), people.editor)
    item.title = item.summary = "a\x00b\x1f]]>&<c\uffff"
    db.session.commit()
    feed = feedparser.parse(BytesIO(fetch(browse(), "/fr/feeds/new.atom")))
    assert not feed.bozo
    assert "ab" in feed.entries[0].title


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_learn_how_to_search(recording: Item, browse: OpenSite, language: str) -> None:
    link = browse().get(f"/{language}/").find("link", rel="search").get("href", "")
    root = etree.fromstring(fetch(browse(), link))
    assert root.tag == f"{SEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{SEARCH}ShortName")) <= 16
    assert root.findtext(f"{SEARCH}Description")
    assert root.findtext(f"{SEARCH}Language") == language
    urls = {url.get("type"): url.get("template") for url in root.iter(f"{SEARCH}Url")}
    address = urls["text/html"].removeprefix(SITE).replace("{searchTerms}", "voix")
    assert browse().get(address).root.get("lang") == language
    image = root.find(f"{SEARCH}Image")
    assert browse().client.get(image.text.removeprefix(SITE)).mimetype == "image/png"


def test_plain_address_of_the_search_leads_to_the_visitors_language(browse: OpenSite) -> None:
    answer = browse().client.get("/opensearch.xml", headers={"Accept-Language": "ar"})
    assert answer.location == "/ar/opensearch.xml"


def test_favicon_is_an_icon(browse: OpenSite) -> None:
    answer = browse().client.get("/favicon.ico")
    assert answer.mimetype == "image/vnd.microsoft.icon"
    assert len(answer.data) < 2_000
    with Image.open(io.BytesIO(answer.data)) as icon:
        assert icon.format == "ICO"
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.fixture
def contacted(settings: Settings) -> Iterator[Flask]:
    contact = "mailto:security@musoya.example"
    app = create_app(
        replace(settings, security_contact=contact, public_url="https://musoya.example")
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_whom_to_warn_is_named(contacted: Flask) -> None:
    answer = Browser(contacted).client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = Parser().parsestr(answer.text)
    assert fields["Contact"] == "mailto:security@musoya.example"
    assert fields["Canonical"] == "https://musoya.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "fr, en, ar"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_nobody_is_named_where_the_host_names_nobody(browse: OpenSite) -> None:
    assert browse().status_of("/.well-known/security.txt") == 404


@pytest.mark.parametrize(
    "contact", ["security@musoya.example", "http://x", "mailto:a b@c", "x\ny:"]
)
def test_wrong_contact_is_refused(contact: str) -> None:
    with pytest.raises(SettingsError, match="SECURITY_CONTACT"):
        Settings.from_environment({"SECURITY_CONTACT": contact})
