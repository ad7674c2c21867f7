"""The name of a file: what visitors see of it, and how it is changed on the desk."""

import unicodedata
from collections.abc import Callable
from io import BytesIO

import pytest

from portal.content.models import Revision
from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.models import Item, ItemKind
from portal.library.services import RECORD_KIND
from portal.media.models import File
from tests.browser import Browser
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.media.media_samples import make_audio

Browse = Callable[..., Browser]

TELLING = "Témoignage Aminata Diallo Ségou.MP3"


@pytest.fixture
def item(people: People) -> Item:
    return make_item(people.contributor, people.organisation, kind=ItemKind.RECORDING)


@pytest.fixture
def voice(item: Item, people: People) -> File:
    stream = BytesIO(make_audio("mp3", seconds=1))
    return give_clean_copy(attach_file(item, stream, name=TELLING, author=people.contributor))


def address_of(item: Item, file: File) -> str:
    return f"/en/desk/items/{item.id}/files/{file.id}/name"


def test_the_report_quotes_the_name_and_leads_to_its_form(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    browser, address = browse(people.contributor), address_of(item, voice)
    for page in (f"/en/desk/items/{item.id}", address.replace("/name", "/consent")):
        answer = browser.get(page)
        assert "Visitors see the name of this file, “\u2068Témoignage Aminata" in answer.text
        assert address in answer.links()
    form = browser.get(address)
    assert form.title == "Change the name of a file"
    assert form.find("input", name="name").get("value") == TELLING.removesuffix(".MP3")


def test_of_a_file_that_nobody_sees_no_name_is_said_to_be_seen(
    item: Item, people: People, browse: Browse
) -> None:
    stream = BytesIO(b"%PDF-1.7 trailer and nothing more")
    attach_file(item, stream, name=TELLING, author=people.contributor)
    assert "Visitors see" not in browse(people.contributor).get(f"/en/desk/items/{item.id}").text


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Témoignage 4", "Témoignage 4.MP3"),
        (unicodedata.normalize("NFD", "Témoignage 4.mp3"), "Témoignage 4.mp3"),
        ("entretien.pdf", "entretien.pdf.MP3"),
        ("  8/3 \u202eatelier\\2  ", "8-3 atelier-2.MP3"),
        ("صوت", "صوت.MP3"),
        ("é" * 200, "é" * 125 + ".MP3"),
    ],
)
def test_a_new_name_keeps_its_ending_and_is_as_fit_as_one_that_is_sent(  # noqa: PLR0913, PLR0917 - fixtures
    item: Item, voice: File, people: People, browse: Browse, typed: str, named: str
) -> None:
    browser = browse(people.contributor)
    answer = browser.post(address_of(item, voice), {"name": typed})
    assert answer.status_code == 303
    assert named in browser.get(answer.location).text
    db.session.expire_all()
    assert voice.name == named
    assert len(voice.name.encode()) <= 255


def test_an_empty_name_is_refused_next_to_the_field(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    for empty in ("", " \n ", "\u202e"):
        answer = browse(people.contributor).post(address_of(item, voice), {"name": empty})
        assert answer.status_code == 422
        assert "Write a name." in answer.text
    db.session.expire_all()
    assert voice.name == TELLING


def test_nobody_outside_learns_the_former_name(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    visitor, page = browse(), f"/fr/library/{item.slug}"
    assert "Aminata" in visitor.get(page).text
    assert "Aminata" in visitor.get(page).text, "remembered"
    browse(people.editor).post(address_of(item, voice), {"name": "Témoignage 4"})
    after = visitor.get(page)
    assert "Aminata" not in after.text
    assert "Témoignage 4.MP3" in after.text
    [download] = {link for link in after.links() if link.startswith(f"/files/{voice.id}/")}
    assert "Aminata" not in download
    sent = visitor.client.get(download)
    assert sent.status_code == 200
    assert "Aminata" not in str(sent.headers)
    assert "4.MP3" in sent.headers["Content-Disposition"]


def test_a_change_of_name_is_in_the_history(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    version = item.version
    browse(people.editor).post(address_of(item, voice), {"name": "Voix 4"})
    db.session.expire_all()
    last = (
        db.session.query(Revision).filter_by(record_kind=RECORD_KIND, record_id=item.id).all()[-1]
    )
    assert (last.author_id, last.changed_fields) == (people.editor.id, ["files"])
    assert last.snapshot["files"] == [[voice.id, "Voix 4.MP3", voice.sha256]]
    assert item.version > version, "whoever publishes is told that something changed"


def test_erasing_a_file_forgets_its_former_names_too(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    editor = browse(people.editor)
    editor.post(address_of(item, voice), {"name": "Voix 4"})
    editor.post(address_of(item, voice).replace("/name", "/erase"))
    db.session.expire_all()
    kept = [revision.snapshot for revision in db.session.query(Revision)]
    assert "Aminata" not in str(kept)
    assert "Voix 4" not in str(kept)


def test_only_those_who_may_change_the_record_change_a_name(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    address, desk = address_of(item, voice), f"/en/desk/items/{item.id}"
    stranger, editor = browse(people.stranger), browse(people.editor)
    assert stranger.status_of(address) == 404
    form = {"name": "À moi"}
    assert stranger.post(address, form, on="/en/desk/items/new").status_code == 404
    assert browse().post(address, form, on="/en/login").status_code == 401
    unknown = address.replace(f"/{voice.id}/name", "/9999/name")
    assert editor.post(unknown, form, on=desk).status_code == 404
    agree(voice, people.editor)
    publish(item, people.editor)
    contributor = browse(people.contributor)
    assert contributor.status_of(address) == 404
    assert contributor.post(address, form, on="/en/desk/items/new").status_code == 404
    assert address not in contributor.get(desk).links()
    db.session.expire_all()
    assert voice.name == TELLING


def test_the_page_is_good_in_arabic_too(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    page = browse(people.contributor).get(address_of(item, voice).replace("/en/", "/ar/"))
    assert TELLING in page.text
