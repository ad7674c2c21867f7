"""What public pages say of themselves in their <head>: every page, and every page that is none."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from portal import create_app
from portal.config import Settings, SettingsError
from portal.content.models import Visibility
from portal.extensions import db
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.every_form import list_pages
from tests.factories import make_item, publish
from tests.full_site import FullSite

OpenSite = Callable[..., Browser]

SITE = "http://localhost"
ROBOTS = "X-Robots-Tag"
# Pages that search engines find; everything else of the site says noindex.
INDEXED = {
    *("home.index", "library.list", "library.show", "library.read", "transcripts.show"),
    *("directory.list", "directory.show", "overview.map", "overview.matrix", "overview.gaps"),
    *("subjects.domain", "subjects.place", "helplines.show"),
}
NARROWED = (
    "library/?q=femmes",
    "library/?kind=report",
    "library/?domain=vbg&page=2",
    "directory/?q=eau",
    "directory/?kind=network",
    "directory/map?domain=vbg",
    "directory/matrix?q=eau",
    "directory/gaps?place=segou",
    "search",
    "search?q=femmes",
    "login",
    "logout",
    "uploads/code",
    "nowhere",
)


def links(page: Page, rel: str) -> dict[str, str]:
    found = page.find_all("link", rel=rel)
    return {link.get("hreflang", ""): link.get("href", "") for link in found}


def meta(page: Page, **attributes: str) -> str:
    return page.find("meta", **attributes).get("content", "")


def test_every_page_is_described_or_not_indexed(full_site: FullSite, app: Flask) -> None:
    settings = app.extensions["settings"]
    shutil.rmtree(settings.data_dir)
    shutil.copytree(full_site.folder, settings.data_dir)
    db.session.remove()
    db.engine.dispose()
    for statement in ("item SET status = 'published', visibility = 'public'",
                      "consent SET audience = 'public'"):  # fmt: skip
        db.session.execute(text(f"UPDATE {statement}"))
    db.session.commit()
    visitor, indexed = Browser(app), set()
    site = app.url_map.bind("localhost")
    pages = list_pages(app, full_site.secrets)
    for address in dict.fromkeys([*pages, *list_addresses(visitor)]):
        answer = visitor.client.get(address, follow_redirects=True)
        if answer.status_code != 200 or not answer.text.startswith("<!doctype html>"):
            continue  # a file, or a fragment that scripts ask for
        page = Page(answer)
        assert text_of(page.find("title"))
        if not page.find_all("link", rel="canonical"):
            assert answer.headers[ROBOTS].startswith("noindex, nofollow"), address
            continue
        assert ROBOTS not in answer.headers
        assert meta(page, name="description"), address
        path = urlsplit(answer.request.url).path
        indexed.add(site.match(path)[0])
        check_head(visitor, page)
    assert indexed == INDEXED


def list_addresses(visitor: Browser) -> list[str]:
    """Return the pages in French of which the sitemap knows."""
    found = visitor.client.get("/sitemap.xml").text
    return re.findall(rf"<loc>{SITE}(/fr/[^<]*)</loc>", unescape(found))


def check_head(visitor: Browser, page: Page) -> None:
    """Check that the canonical address answers as this page, and the alternates as each other."""
    (canonical,) = links(page, "canonical").values()
    assert canonical.startswith(f"{SITE}/")
    alternates = {tag: url for tag, url in links(page, "alternate").items() if tag}
    assert set(alternates) == {"fr", "en", "ar", "x-default"}
    assert alternates[page.root.get("lang", "")] == canonical
    for url in {canonical, *alternates.values()}:
        answer = visitor.client.get(url.removeprefix(SITE), follow_redirects=True)
        assert answer.status_code == 200, url
    again = Page(visitor.client.get(canonical.removeprefix(SITE)))
    assert links(again, "canonical") == {"": canonical}
    assert meta(page, property="og:url") == canonical


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("address", NARROWED)
def test_searches_facets_and_doors_are_not_indexed(
    browse: OpenSite, language: str, address: str
) -> None:
    answer = browse().client.get(f"/{language}/{address}")
    assert answer.headers[ROBOTS] == "noindex, nofollow"
    assert not Page(answer).find_all("link", rel="canonical")


def test_desk_is_not_indexed(browse: OpenSite, people: People) -> None:
    for address in ("/fr/desk/", "/fr/", "/fr/library/"):
        answer = browse(people.editor).client.get(address)
        assert answer.headers[ROBOTS] == "noindex, nofollow"


def test_record_for_members_has_no_head(browse: OpenSite, people: People) -> None:
    item = make_item(people.editor, people.organisation, visibility=Visibility.MEMBERS)
    publish(item, people.editor)
    page = browse(people.editor).get(f"/fr/library/{item.slug}")
    assert not page.find_all("meta", property="og:title")


def test_unchanged_page_repeats_its_robots_header(browse: OpenSite) -> None:
    client = browse().client
    first = client.get("/fr/search")
    again = client.get("/fr/search", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers[ROBOTS]) == (304, "noindex, nofollow")


def test_page_number_is_part_of_the_address_and_nothing_else_is(browse: OpenSite) -> None:
    page = browse().get("/fr/library/?page=2&sort=oldest&utm_source=x&all=domain")
    assert list(links(page, "canonical").values()) == [f"{SITE}/fr/library/?page=2"]
    assert links(page, "alternate")["ar"] == f"{SITE}/ar/library/?page=2"


def test_visitors_of_other_languages_are_sent_to_the_way_in(browse: OpenSite) -> None:
    assert links(browse().get("/ar/"), "alternate")["x-default"] == f"{SITE}/"


def test_save_data_leaves_the_head_out(browse: OpenSite) -> None:
    answer = browse().client.get("/fr/", headers={"Save-Data": "on"})
    assert ROBOTS not in answer.headers
    assert not Page(answer).find_all("meta", property="og:title")


def test_public_url_is_the_base_whatever_host_is_asked(settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://musoya.example"))
    with app.app_context():
        page = Browser(app).get("/fr/", headers={"Host": "127.0.0.1:8000"})
        assert links(page, "canonical") == {"": "https://musoya.example/fr/"}
        assert meta(page, property="og:image") == "https://musoya.example/fr/preview.png"
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "url", ["musoya.example", "https://musoya.example/fr", "javascript:x", "https://a b", "//x"]
)
def test_wrong_public_url_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.from_environment({"PUBLIC_URL": url})


def test_long_description_is_cut_between_words(browse: OpenSite, people: People) -> None:
    summary = "Un résumé\nqui continue, longuement. " * 20
    item = publish(make_item(people.editor, people.organisation, summary=summary), people.editor)
    description = meta(browse().get(f"/fr/library/{item.slug}"), name="description")
    assert len(description) <= 161
    assert description.endswith("…")
    assert "\n" not in description
