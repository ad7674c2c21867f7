"""The desk's pages about one file, for each of four people, on every way to its bytes."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from portal.content.models import Status
from portal.extensions import db, run_pending, today
from portal.library.attachments import attach_file
from portal.library.consents import Evidence, find_consent, withdraw_consent
from portal.library.models import ConsentKind, Item, ItemKind
from portal.media.models import File, FileState, Purpose
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.media.media_samples import make_audio

Browse = Callable[..., Browser]

VOICE = make_audio("mp3", seconds=1, title="chez Fanta")
PEOPLE = ["visitor", "stranger", "contributor", "editor"]
NEVER = dict.fromkeys(PEOPLE, 404)
SPOKEN = {"kind": "spoken", "audience": "public"}


@pytest.fixture
def item(people: People) -> Item:
    return make_item(
        people.contributor, people.organisation, kind=ItemKind.RECORDING, title="Une voix"
    )


@pytest.fixture
def voice(item: Item, people: People) -> File:
    """A recording that has a clean copy."""
    stream = BytesIO(VOICE)
    file = attach_file(item, stream, name="voix.mp3", author=people.contributor)
    return give_clean_copy(file)


@pytest.fixture
def processed(item: Item, people: People) -> File:
    """A recording of which the worker has made every copy."""
    stream = BytesIO(VOICE)
    file = attach_file(item, stream, name="voix.mp3", author=people.contributor)
    run_pending()
    db.session.expire_all()
    assert file.state is FileState.DONE
    return file


def address_of(item: Item, file: File, page: str) -> str:
    return f"/en/desk/items/{item.id}/files/{file.id}/{page}"


def statuses_of(people: People, browse: Browse, address: str) -> dict[str, int]:
    """What each of the four is answered at an address."""
    persons = {name: getattr(people, name, None) for name in PEOPLE}
    return {name: browse(person).status_of(address) for name, person in persons.items()}


def test_each_copy_is_for_those_who_may_have_it(
    item: Item, processed: File, people: People, browse: Browse
) -> None:
    ways = {
        "original": f"/files/{processed.id}/original/voix.mp3",
        "clean": f"/files/{processed.id}/clean/voix.mp3",
        "light": f"/files/{processed.id}/light/voix.opus",
        "standard": f"/files/{processed.id}/standard/voix.mp3",
        "old": f"/files/{processed.id}/voix.mp3",
    }
    for_editors = {**NEVER, "editor": 200}
    for_her_people = {**for_editors, "contributor": 200}
    for_all = dict.fromkeys(PEOPLE, 200)

    def found() -> dict[str, dict[str, int]]:
        return {name: statuses_of(people, browse, way) for name, way in ways.items()}

    def all_copies(answer: dict[str, int]) -> dict[str, dict[str, int]]:
        return {**dict.fromkeys(ways, answer), "original": for_editors}

    assert found() == all_copies(for_her_people), "a draft"
    agree(processed, people.editor)
    assert found() == all_copies(for_her_people), "a draft that was agreed"
    publish(item, people.editor)
    assert found() == all_copies(for_all), "published"
    withdraw_consent(processed, actor=people.editor)
    assert found() == all_copies(NEVER), "taken back"


def test_a_spoken_agreement_is_for_editors_alone(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    proof = Evidence(BytesIO(make_audio("ogg")), "accord.ogg")
    number = agree(voice, people.editor, kind=ConsentKind.SPOKEN, evidence=proof).evidence_id
    publish(item, people.editor)
    for way in ("clean/accord.ogg", "light/accord.opus", "standard/accord.mp3", "accord.ogg"):
        assert statuses_of(people, browse, f"/files/{number}/{way}") == NEVER
    assert statuses_of(people, browse, f"/files/{number}.webp") == NEVER
    original = f"/files/{number}/original/accord.ogg"
    assert statuses_of(people, browse, original) == {**NEVER, "editor": 200}
    assert "accord.ogg" in browse(people.editor).get(f"/fr/desk/items/{item.id}").text
    assert "accord.ogg" not in browse(people.contributor).get(f"/fr/desk/items/{item.id}").text


def test_what_an_original_and_a_visitors_copy_say_of_keeping(
    item: Item, processed: File, people: People, browse: Browse
) -> None:
    agree(processed, people.editor)
    publish(item, people.editor)
    copy = browse().client.get(f"/files/{processed.id}/light/voix.opus")
    assert copy.headers["Cache-Control"] == "no-cache"
    assert copy.headers["Content-Disposition"] == "inline; filename=voix.opus"
    assert copy.mimetype == "audio/ogg"
    original = browse(people.editor).client.get(f"/files/{processed.id}/original/voix.mp3")
    assert original.headers["Cache-Control"] == "private, no-store"
    assert b"chez Fanta" in original.data
    assert b"chez Fanta" not in browse().client.get(f"/files/{processed.id}/voix.mp3").data


@pytest.mark.parametrize("way", ["clean/a.mp3", "original/a.mp3", "a.mp3"])
def test_an_unknown_file_is_not_found(people: People, browse: Browse, way: str) -> None:
    assert statuses_of(people, browse, f"/files/9999/{way}") == NEVER


def test_the_desk_asks_before_it_publishes(
    item: Item, processed: File, people: People, browse: Browse
) -> None:
    address, desk = address_of(item, processed, "consent"), f"/en/desk/items/{item.id}"
    editor = browse(people.editor)
    assert "Before it can be published" in editor.get(desk).text
    refused = editor.post(f"{desk}/publish", on=desk)
    assert refused.status_code == 422
    assert "This cannot be published yet." in refused.text
    assert address in editor.get(desk).links()
    contributor = browse(people.contributor)
    page = contributor.get(address)
    assert page.find("audio").get("src") == f"/files/{processed.id}/standard/voix.mp3"
    proof = {"evidence": (BytesIO(make_audio("ogg")), "accord.ogg")}
    said = {**SPOKEN, "until": "01/02/2099", "note": "Chez elle, à Kati.", **proof}
    assert contributor.post(address, said).status_code == 303
    consent = find_consent(processed.id)
    assert consent is not None
    assert (consent.kind, consent.until.isoformat(), consent.note) == (
        ConsentKind.SPOKEN,
        "2099-02-01",
        "Chez elle, à Kati.",
    )
    assert consent.given_by_id == people.contributor.id
    assert "They agreed aloud" in contributor.get(desk).text
    assert editor.post(f"{desk}/publish", on=desk).status_code == 303
    db.session.expire_all()
    assert item.status is Status.PUBLISHED


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Choose one."),
        ({"kind": "perhaps", "audience": "public"}, "Choose from the answers"),
        ({**SPOKEN, "until": "demain"}, "Write the day as 12/05/2030"),
        ({**SPOKEN, "until": "2031"}, "Write the day as 12/05/2030"),
        ({**SPOKEN, "until": "01/02/2001"}, "This day is over"),
        ({**SPOKEN, "note": "x" * 2001}, "Shorten this to 2000 characters."),
        ({**SPOKEN, "evidence": (BytesIO(b"Un texte."), "accord.txt")}, "Send the agreement"),
        ({**SPOKEN, "evidence": (BytesIO(b""), "accord.ogg")}, "This file is empty"),
    ],
)
def test_what_is_wrong_with_an_agreement_is_said_next_to_it(  # noqa: PLR0913, PLR0917 - fixtures
    item: Item,
    voice: File,
    people: People,
    browse: Browse,
    form: dict[str, Any],
    sentence: str,
) -> None:
    answer = browse(people.contributor).post(address_of(item, voice, "consent"), form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert find_consent(voice.id) is None
    assert db.session.query(File).count() == 1


def test_the_report_says_what_was_removed(
    item: Item, processed: File, people: People, browse: Browse
) -> None:
    page = browse(people.contributor).get(f"/en/desk/items/{item.id}")
    assert "What was removed from the public copy" in page.text
    assert "chez Fanta" not in page.text


@pytest.mark.parametrize(("fate", "is_open"), [("found", True), ("kept", True), ("removed", False)])
def test_what_somebody_has_to_look_at_is_open_until_it_is_published(  # noqa: PLR0913, PLR0917 - fixtures
    item: Item, voice: File, people: People, browse: Browse, fate: str, is_open: bool
) -> None:
    voice.protection = [{"trace": "hidden", "fate": fate, "count": 1}]
    db.session.commit()
    browser, desk = browse(people.contributor), f"/en/desk/items/{item.id}"
    files = browser.get(desk).find("div", id="files")
    assert [("open" in details.attrib) for details in files.iter("details")] == [is_open]
    agree(voice, people.editor)
    publish(item, people.editor)
    files = browser.get(desk).find("div", id="files")
    assert not any("open" in details.attrib for details in files.iter("details"))


def test_a_report_says_too_that_nothing_was_found(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    page = browse(people.contributor).get(address_of(item, voice, "consent"))
    assert "Nothing else was found in it" in page.text


def test_a_contributor_takes_back_what_is_published(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    browser = browse(people.contributor)
    address = address_of(item, voice, "withdraw")
    assert browser.get(address).title == "Take a file back"
    assert browser.post(address, {"reason": "Elle a peur."}).status_code == 303
    db.session.expire_all()
    assert voice.state is FileState.WITHDRAWN
    page = browser.get(f"/en/desk/items/{item.id}")
    assert "Taken back on" in page.text
    assert "Elle a peur." in page.text
    remake = address_of(item, voice, "remake")
    assert remake not in [form.get("action") for form in page.root.iter("form")]
    assert f"/files/{voice.id}/clean/voix.mp3" not in page.links()


def test_copies_are_made_again_with_one_button(
    item: Item, processed: File, people: People, browse: Browse
) -> None:
    agree(processed, people.editor)
    publish(item, people.editor)
    browser, desk = browse(people.editor), f"/en/desk/items/{item.id}"
    browser.post(f"{desk}/return", {"reason": "À revoir."}, on=desk)
    remake = address_of(item, processed, "remake")
    assert remake in [form.get("action") for form in browser.get(desk).root.iter("form")]
    assert browser.post(remake, on=desk).status_code == 303
    run_pending()
    db.session.expire_all()
    assert processed.state is FileState.DONE


def test_an_editor_erases_a_file_and_a_contributor_cannot(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    address, desk = address_of(item, voice, "erase"), f"/en/desk/items/{item.id}"
    contributor, editor = browse(people.contributor), browse(people.editor)
    assert address not in contributor.get(desk).links()
    assert contributor.status_of(address) == 403
    assert contributor.post(address, on=desk).status_code == 403
    assert address in editor.get(desk).links()
    assert editor.get(address).title == "Erase a file for good"
    assert editor.post(address).status_code == 303
    db.session.expire_all()
    assert (item.files, db.session.query(File).count()) == ([], 0)


@pytest.mark.parametrize("page", ["consent", "withdraw", "erase", "remake"])
def test_strangers_visitors_and_unknown_files_get_nowhere(
    item: Item, voice: File, people: People, browse: Browse, page: str
) -> None:
    address = address_of(item, voice, page)
    stranger, editor = browse(people.stranger), browse(people.editor)
    assert stranger.post(address, SPOKEN, on="/en/desk/items/new").status_code == 404
    if page != "remake":
        assert stranger.status_of(address) == 404
    visitor = browse().post(address, SPOKEN, on="/en/login")
    assert visitor.status_code == 401
    unknown = f"/en/desk/items/{item.id}/files/9999/{page}"
    assert editor.post(unknown, SPOKEN, on="/en/desk/items/new").status_code == 404
    assert find_consent(voice.id) is None
    assert voice.copy_for(Purpose.CLEAN)


@pytest.mark.parametrize("page", ["consent", "remake"])
def test_a_contributor_changes_nothing_of_what_is_published(
    item: Item, voice: File, people: People, browse: Browse, page: str
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    browser = browse(people.contributor)
    address = address_of(item, voice, page)
    assert browser.post(address, SPOKEN, on="/en/desk/items/new").status_code == 404
    consent = browser.get(address_of(item, voice, "consent"))
    assert not consent.find_all("input", name="kind")


def test_the_pages_are_good_in_arabic_too(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    agree(voice, people.editor, kind=ConsentKind.WRITTEN, until=today())
    browser = browse(people.editor)
    for page in ("consent", "withdraw", "erase"):
        assert browser.get(address_of(item, voice, page).replace("/en/", "/ar/")).status == 200
    assert text_of(browser.get(f"/ar/desk/items/{item.id}").find("div", id="files"))


def test_a_refusal_names_the_files_that_miss_an_agreement(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    stream = BytesIO(make_audio("wav"))
    attach_file(item, stream, name="autre.wav", author=people.contributor)
    agree(voice, people.editor)
    desk = f"/en/desk/items/{item.id}"
    refused = Page(browse(people.editor).post(f"{desk}/publish", on=desk))
    said = text_of(refused.find("div", class_="notice error"))
    assert "autre.wav" in said
    assert "voix.mp3" not in said
