"""What nobody may see stands in no sitemap, feed, head or picture, and what they name answers."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest

from portal.auth.models import User
from portal.content.models import Status, Visibility
from portal.directory.models import Organisation, OrganisationKind
from portal.extensions import db, run_pending, today
from portal.library.attachments import attach_file
from portal.library.consents import withdraw_consent
from portal.library.models import ItemKind
from portal.library.queries import get_item
from portal.library.transcripts.services import save_transcript
from portal.media.models import Purpose
from portal.search.indexer import rebuild_index
from portal.transcripts.models import TranscriptKind
from portal.transcripts.reading import read_text
from portal.vocabulary.models import PlaceKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import (
    add_place,
    add_work,
    agree,
    fill_sheet,
    make_item,
    make_organisation,
    publish,
)
from tests.media.media_samples import make_audio

OpenSite = Callable[..., Browser]

SITE = "http://localhost"
HIDDEN = {
    *("fichemembres", "ficheinterne", "fichebrouillon", "ficherelue", "ficheretiree"),
    *("feuillemembres", "feuilleinterne", "feuillecachee", "feuillebrouillon", "feuillevieille"),
    *("lieusecret", "notefermee", "voixretiree", "parolesretirees", "personnenommee"),
}
SHOWN = {"fichepublique", "feuillepublique", "voixpublique", "parolespubliques"}
DOORS = ("/robots.txt", "/sitemap.xml", "/favicon.ico")
LOCAL = ("/{}/", "/{}/library/", "/{}/directory/", "/{}/feeds/new.atom", "/{}/opensearch.xml",
         "/{}/directory/map", "/{}/directory/matrix", "/{}/directory/gaps", "/{}/domains/vbg",
         "/{}/places/kita", "/{}/library/fichepublique", "/{}/library/fichepublique/transcript",
         "/{}/directory/feuillepublique")  # fmt: skip


@pytest.fixture
def planted(people: People) -> None:
    """Records, organisations and files that may not be seen, each with a word of its own."""
    hamlet = add_place("lieusecret", PlaceKind.COMMUNE, "kita")
    plant_organisations(people, hamlet.id)
    plant_items(people)
    run_pending()
    db.session.rollback()
    rebuild_index()


def plant_organisations(people: People, hamlet_id: int) -> None:
    public = make_sheet("feuillepublique")
    fill_sheet(public, seat_id=hamlet_id, seat_level=PlaceKind.REGION)
    add_work(public, "vbg", "kita", description="notefermee", visibility=Visibility.ORGANISATION)
    make_sheet("feuillemembres", visibility=Visibility.MEMBERS)
    make_sheet("feuilleinterne", visibility=Visibility.ORGANISATION)
    make_sheet("feuillecachee", is_unlisted=True)
    make_sheet("feuillebrouillon").status = Status.DRAFT
    make_sheet("feuillevieille").checked_on = today() - timedelta(days=3000)
    db.session.commit()


def make_sheet(slug: str, **values: object) -> Organisation:
    sheet = make_organisation(
        slug, name=f"Femmes {slug}", acronym="", kind=OrganisationKind.ASSOCIATION
    )
    return fill_sheet(sheet, missions={"fr": f"Mission {slug}"}, **values)


def plant_items(people: People) -> None:
    editor, ours = people.editor, people.organisation
    for word, visibility in zip(
        ("fichepublique", "fichemembres", "ficheinterne"), Visibility, strict=True
    ):
        item = make_item(
            editor,
            ours,
            kind=ItemKind.RECORDING,
            title=word,
            summary=f"Résumé {word}",
            visibility=visibility,
        )
        publish(item, editor)
    plant_sounds("fichepublique", editor)
    make_item(editor, ours, title="fichebrouillon")
    make_item(editor, ours, title="ficherelue").status = Status.SUBMITTED
    publish(make_item(editor, ours, title="ficheretiree"), editor).status = Status.ARCHIVED
    db.session.commit()


def plant_sounds(slug: str, editor: User) -> None:
    """Give an item a recording that may be heard, and one whose people took that back."""
    item = get_item(slug, viewer=None)
    files = []
    for name in ("voixpublique", "voixretiree"):
        content = make_audio("wav", seconds=2, title=name)
        files.append(attach_file(item, BytesIO(content), name=f"{name}.wav", author=editor))
        agree(files[-1], editor, note="personnenommee")
    run_pending()
    db.session.rollback()
    for file, words in zip(files, ("parolespubliques", "parolesretirees"), strict=True):
        kind = TranscriptKind.WORDS
        lines = read_text(f"[0:01] {words} sont dites.", kind=kind, duration=None)
        save_transcript(file, kind, "fra", lines, version=None, author=editor)
    withdraw_consent(files[1], actor=editor, reason="personnenommee")


def read_doors(browser: Browser) -> dict[str, str]:
    """Return what each door says to a stranger; of pages only the head."""
    addresses = [*DOORS, *(one.format(tag) for one in LOCAL for tag in ("fr", "en", "ar"))]
    said = {}
    for address in addresses:
        answer = browser.client.get(address)
        assert answer.status_code == 200, address
        text = answer.get_data().decode("utf-8", "replace")
        said[address] = text.partition("</head>")[0] if "<!doctype" in text else text
    return said


def test_hidden_words_stand_in_no_door(planted: None, browse: OpenSite) -> None:
    said = "\n".join(read_doors(browse()).values()).lower()
    assert {word for word in HIDDEN if word in said} == set()
    assert {word for word in SHOWN if word in said} == SHOWN


def test_everything_that_doors_name_answers_a_stranger(planted: None, browse: OpenSite) -> None:
    browser, said = browse(), read_doors(browse())
    named = {
        unescape(url.rstrip("\\"))
        for text in said.values()
        for url in re.findall(rf"{SITE}(/[^\"'<>\s,]*)", text)
    }
    assert len(named) > 50
    for address in sorted(named):
        plain = address.replace("{searchTerms}", "x").replace("{search_term_string}", "x")
        answer = browser.client.get(plain, follow_redirects=True)
        assert answer.status_code == 200, address


@pytest.mark.parametrize("slug", ["fichemembres", "ficheinterne", "fichebrouillon", "ficheretiree"])
def test_hidden_record_has_no_picture_for_anybody(
    planted: None, people: People, browse: OpenSite, slug: str
) -> None:
    for user in (None, people.editor, people.administrator):
        assert browse(user).status_of(f"/fr/library/{slug}/preview.png") == 404


@pytest.mark.parametrize(
    "slug", ["feuillemembres", "feuilleinterne", "feuillecachee", "feuillebrouillon"]
)
def test_hidden_organisation_has_no_picture_for_anybody(
    planted: None, people: People, browse: OpenSite, slug: str
) -> None:
    for user in (None, people.editor, people.administrator):
        assert browse(user).status_of(f"/fr/directory/{slug}/preview.png") == 404


def test_withdrawn_voice_is_in_no_copy(planted: None, browse: OpenSite) -> None:
    sitemap = read_doors(browse())["/sitemap.xml"]
    assert sitemap.count("/files/") == sitemap.count(f"/{Purpose.STANDARD.value}/voixpublique")
