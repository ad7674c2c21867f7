"""Writing what is said: typed beside the player, or sent as a file."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from portal.auth.models import User
from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.consents import withdraw_consent
from portal.library.models import Item
from portal.media.models import File
from portal.search.models import OutboxEntry
from portal.transcripts.models import Cue, Transcript, TranscriptKind
from portal.transcripts.services import delete_transcripts
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import agree, make_item
from tests.transcripts.conftest import SAID, Say

Browse = Callable[[User | None], Browser]

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v Awa>Bonjour.\n"


def address(file: File, track: str = "fra/words", language: str = "en") -> str:
    item_id = db.session.execute(
        db.text("select item_id from item_file where file_id = :id"), {"id": file.id}
    ).scalar_one()
    return f"/{language}/desk/items/{item_id}/files/{file.id}/transcript/{track}"


@pytest.fixture
def words(recording: File, say: Say) -> File:
    """A recording with three lines."""
    say()
    return recording


def kept() -> list[tuple[int, int, str, str]]:
    db.session.expire_all()
    return [
        (cue.start, cue.end, cue.speaker, cue.text)
        for transcript in db.session.query(Transcript).order_by(Transcript.id)
        for cue in transcript.cues
    ]


def text_in(html: str) -> str:
    start = html.index("<textarea")
    return html[html.index(">", start) + 1 : html.index("</textarea>", start)].strip()


def send(browser: Browser, url: str, content: bytes, version: str = "0") -> Any:
    sent = {"file": (BytesIO(content), "réunion.vtt"), "version": version}
    return browser.post(f"{url}/file", sent, on=url)


def test_a_contributor_types_what_is_said_in_her_draft(
    recording: File, people: People, browse: Browse
) -> None:
    browser = browse(people.contributor)
    page = browser.get(address(recording))
    assert page.title == "What is said"
    assert page.find("textarea").get("lang") == "fr"
    answer = browser.post(address(recording), {"text": SAID, "version": "0"})
    assert (answer.status_code, answer.location) == (303, address(recording))
    assert kept() == [
        (0, 7000, "Awa", "Bonjour à toutes."),
        (7000, 9000, "Fanta", "Voici la première"),
        (9000, 1_620_000, "", "question."),
    ]
    again = browser.get(answer.location)
    assert text_in(again.text) == SAID
    assert again.find("input", name="version").get("value") == "1"


def test_the_record_leads_to_the_words_of_its_recordings(
    draft: Item, recording: File, people: People, browse: Browse
) -> None:
    browser = browse(people.contributor)
    door = f"/en/desk/items/{draft.id}/files/{recording.id}/transcript/"
    assert door in browser.get(f"/en/desk/items/{draft.id}").links()
    for query, track in (
        ("", "fra/words"),
        ("?language_code=bam&kind=chapters", "bam/chapters"),
        ("?kind=poem", "fra/words"),
    ):
        assert browser.client.get(door + query).location == address(recording, track)


def test_a_published_recording_is_an_editor_s_to_change(
    published: Item, recording: File, people: People, browse: Browse
) -> None:
    assert browse(people.contributor).status_of(address(recording)) == 404
    editor = browse(people.editor)
    assert editor.post(address(recording), {"text": SAID, "version": "0"}).status_code == 303
    assert "Bonjour à toutes." in browse(None).get(f"/fr/library/{published.slug}").text


@pytest.mark.parametrize("end", ["", "/file", "/delete", ".vtt"])
def test_a_stranger_learns_nothing(
    recording: File, people: People, browse: Browse, say: Say, end: str
) -> None:
    say()
    stranger = browse(people.stranger)
    token = {"csrf_token": stranger.get("/en/desk/items/new").csrf_token}
    url = address(recording) + end
    assert stranger.status_of(url) in {404, 405}
    assert stranger.client.post(url, data=token).status_code in {404, 405}
    assert len(kept()) == 3
    assert "/login" in browse(None).client.get(address(recording)).location


def test_only_recordings_of_the_record_have_words(
    draft: Item, recording: File, people: People, browse: Browse
) -> None:
    other = make_item(people.contributor, people.organisation, title="Autre")
    text = attach_file(draft, BytesIO(b"text"), name="a.txt", author=people.contributor)
    browser = browse(people.contributor)
    for url in (
        f"/en/desk/items/{other.id}/files/{recording.id}/transcript/fra/words",
        f"/en/desk/items/{draft.id}/files/{text.id}/transcript/fra/words",
        f"/en/desk/items/{draft.id}/files/{recording.id}/transcript/zzz/words",
        f"/en/desk/items/{draft.id}/files/{recording.id}/transcript/fra/songs",
        f"/en/desk/items/{draft.id}/files/999/transcript/fra/words",
    ):
        assert browser.status_of(url) == 404


def test_what_is_wrong_is_said_by_line_and_nothing_is_lost(
    recording: File, people: People, browse: Browse, say: Say
) -> None:
    say()
    typed = "[0:00] Bonjour.\n[1240] Oubli\n[45:00] <Trop> tard"
    answer = browse(people.contributor).post(address(recording), {"text": typed, "version": "1"})
    assert answer.status_code == 422
    assert "Line 2: write the time as [12:40] or [1:02:40]." in answer.text
    assert text_in(answer.text) == typed.replace("<", "&lt;").replace(">", "&gt;")
    late = browse(people.contributor).post(
        address(recording), {"text": "[0:00] a\n[45:00] b", "version": "1"}
    )
    assert "Line 2: 45:00 is after the end of the recording (27:00)." in late.text
    assert next(text for *_, text in kept()) == "Bonjour à toutes."


def test_each_wrong_line_stands_on_a_line_of_its_own(
    recording: File, people: People, browse: Browse
) -> None:
    typed = "[1240] Oubli\n[0:05-0:02] Recul"
    answer = browse(people.contributor).post(address(recording), {"text": typed, "version": "0"})
    points = (
        "Line 1: write the time as [12:40] or [1:02:40]. – \u2068[1240] Oubli\u2069<br>"
        "Line 2: the end of a line must come after its beginning. – \u2068[0:05-0:02] Recul\u2069"
    )
    assert answer.text.count(points) == 2, "above the form, and at the field"


def test_whoever_types_is_told_that_names_are_seen(
    recording: File, people: People, browse: Browse
) -> None:
    page = browse(people.contributor).get(address(recording))
    assert "Name only people who agreed to be named" in text_of(page.find("p", id="text-hint"))


def test_two_who_write_at_once_see_both_versions(
    recording: File, people: People, browse: Browse
) -> None:
    hers, his = browse(people.contributor), browse(people.editor)
    his.post(address(recording), {"text": "[0:00] The editor’s words.", "version": "0"})
    refused = hers.post(address(recording), {"text": "[0:01] Her words.", "version": "0"})
    assert refused.status_code == 409
    assert "The editor’s words." in refused.text
    assert text_in(refused.text) == "[0:01] Her words."
    assert [text for *_, text in kept()] == ["The editor’s words."]
    saved = hers.post(address(recording), {"text": "[0:01] Both.", "version": "1"})
    assert saved.status_code == 303
    assert [text for *_, text in kept()] == ["Both."]


def test_a_file_made_elsewhere_takes_the_place_of_the_lines(
    recording: File, people: People, browse: Browse, say: Say
) -> None:
    say()
    browser = browse(people.contributor)
    assert send(browser, address(recording), VTT, version="1").status_code == 303
    assert kept() == [(1000, 2500, "Awa", "Bonjour.")]
    down = browser.client.get(f"{address(recording)}.vtt")
    assert down.text.endswith("00:00:01.000 --> 00:00:02.500\n<v Awa>Bonjour.\n")
    assert down.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Write at least one line"),
        (b"\0\0\0", "This is not a text file."),
        (b"WEBVTT\n\n00:01.000 -> 00:02.000\nkept\n", "Line 3: write the time as"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason_and_the_lines_stay(
    words: File, people: People, browse: Browse, content: bytes, said: str
) -> None:
    answer = send(browse(people.contributor), address(words), content, version="1")
    assert answer.status_code == 422
    assert said in answer.text
    assert len(kept()) == 3
    if b"kept" in content:
        assert "kept" in text_in(answer.text), "the text to mend is not shown"


def test_no_file_at_all_is_said(recording: File, people: People, browse: Browse) -> None:
    answer = browse(people.contributor).post(
        f"{address(recording)}/file", {"version": "0"}, on=address(recording)
    )
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_an_outdated_page_does_not_replace_lines_by_a_file(
    recording: File, people: People, browse: Browse, say: Say
) -> None:
    say()
    answer = send(browse(people.contributor), address(recording), VTT, version="0")
    assert answer.status_code == 409
    assert "Bonjour à toutes." in answer.text
    assert "Bonjour." in text_in(answer.text)
    assert len(kept()) == 3


def test_lines_can_be_deleted(recording: File, people: People, browse: Browse, say: Say) -> None:
    say()
    browser = browse(people.contributor)
    answer = browser.post(f"{address(recording)}/delete", on=address(recording))
    assert answer.status_code == 303
    assert kept() == []
    assert db.session.query(Cue).count() == 0
    assert browser.status_of(f"{address(recording)}.vtt") == 404


def test_every_change_reaches_the_index(
    draft: Item, recording: File, people: People, browse: Browse
) -> None:
    db.session.query(OutboxEntry).delete()
    db.session.commit()
    browser = browse(people.contributor)
    browser.post(address(recording), {"text": SAID, "version": "0"})
    browser.post(f"{address(recording)}/delete", on=address(recording))
    entries = db.session.query(OutboxEntry).all()
    assert [(entry.kind, entry.object_id) for entry in entries] == [("item", draft.id)] * 2


def test_the_words_of_withdrawn_files_can_be_deleted_together(recording: File, say: Say) -> None:
    say()
    say("[0:00] Accueil", kind=TranscriptKind.CHAPTERS)
    delete_transcripts([recording.id])
    db.session.commit()
    assert (kept(), db.session.query(Cue).count()) == ([], 0)


@pytest.mark.parametrize("version", ["0", "1"])
def test_an_open_editor_saves_nothing_of_what_was_taken_back(
    recording: File, people: People, browse: Browse, say: Say, version: str
) -> None:
    say()
    browser = browse(people.contributor)
    browser.get(address(recording))
    withdraw_consent(recording, actor=people.editor)
    answer = browser.post(
        address(recording), {"text": SAID, "version": version}, on=address(recording)
    )
    assert answer.status_code == 422
    assert "This recording was taken back" in answer.text
    assert text_in(answer.text) == SAID, "what was typed is still on her screen"
    assert send(browser, address(recording), VTT).status_code == 422
    assert kept() == []
    agree(recording, people.editor)
    assert browser.post(address(recording), {"text": SAID, "version": "0"}).status_code == 303
    assert len(kept()) == 3


def test_each_language_has_lines_of_its_own(
    recording: File, people: People, browse: Browse, say: Say
) -> None:
    say()
    browser = browse(people.contributor)
    bambara = address(recording, "bam/words")
    browser.post(bambara, {"text": "[0:00] I ni ce.", "version": "0"})
    browser.post(address(recording, "fra/chapters"), {"text": "[0:00] Accueil", "version": "0"})
    links = [
        text_of(link) for link in browser.get(bambara).find("nav", class_="subjects").iter("a")
    ]
    assert links == ["What is said French", "Chapters French", "What is said Bambara"]
    assert len(kept()) == 5
