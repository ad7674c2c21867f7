"""Who agreed to a file decides whether others see it, and may change her mind."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.content.revisions import list_revisions
from portal.errors import InvalidError
from portal.extensions import db, run_pending, today
from portal.library.attachments import attach_file, erase_file, remove_file, replace_file
from portal.library.circulation import remake_file
from portal.library.consents import Evidence, end_consents, withdraw_consent
from portal.library.file_queries import list_shown_files
from portal.library.models import Consent, ConsentKind, Item, ItemKind
from portal.library.services import edit_item, take_step
from portal.library.values import values_of
from portal.media import storage
from portal.media.claims import LostClaimError, change, take
from portal.media.models import File, FileState, Purpose, Rendition, TextPage
from portal.media.queries import is_used
from portal.media.services import remove_copies
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.services import write_transcript
from tests.browser import Browser
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.media.media_samples import make_audio, make_image

Browse = Callable[..., Browser]

DAY = timedelta(days=1)
VOICE = make_audio("mp3", seconds=1)


@pytest.fixture
def item(people: People) -> Item:
    return make_item(
        people.contributor, people.organisation, kind=ItemKind.RECORDING, title="Une voix"
    )


@pytest.fixture
def voice(item: Item, people: People) -> File:
    """A recording of which the worker has made a clean copy."""
    return give_clean_copy(send(item, people, VOICE, "voix.mp3"))


def send(item: Item, people: People, content: bytes, name: str) -> File:
    return attach_file(item, BytesIO(content), name=name, author=people.contributor)


def transcribe(file: File) -> None:
    line = TimedLine(start=0, end=1000, speaker="", text="Elle dit quinquet.")
    write_transcript(file.id, TranscriptKind.WORDS, "fra", [line], version=None, author_id=None)
    db.session.commit()


def addresses_of(file: File) -> Iterator[str]:
    yield file.sha256
    yield from (copy.sha256 for copy in file.renditions)
    if file.thumbnail_sha256:
        yield file.thumbnail_sha256


def test_a_recording_is_published_once_somebody_said_who_is_heard(
    item: Item, voice: File, people: People
) -> None:
    with pytest.raises(InvalidError) as refused:
        publish(item, people.editor)
    assert "voix.mp3" in refused.value.problems["consents"]
    assert item.status is Status.DRAFT
    agree(voice, people.contributor)
    publish(item, people.editor)
    assert list_shown_files(item) == [voice]


def test_a_recording_of_which_nothing_can_be_played_is_not_published(
    item: Item, people: People, browse: Browse
) -> None:
    broken = send(item, people, VOICE[:300] + b"no sound" * 500, "voix.mp3")
    run_pending()
    db.session.expire_all()
    assert broken.state is FileState.FAILED
    agree(broken, people.contributor)
    desk = f"/en/desk/items/{item.id}"
    answer = browse(people.editor).post(f"{desk}/publish", on=desk)
    assert answer.status_code == 422
    assert "Nothing of this recording can be played" in answer.text
    db.session.expire_all()
    assert item.status is Status.DRAFT
    whole = give_clean_copy(send(item, people, VOICE, "voix-2.mp3"))
    agree(whole, people.contributor)
    publish(item, people.editor)
    assert list_shown_files(item) == [whole]


@pytest.mark.parametrize(
    ("agreed", "wanted", "is_shown"),
    [
        (Visibility.PUBLIC, Visibility.PUBLIC, True),
        (Visibility.PUBLIC, Visibility.MEMBERS, True),
        (Visibility.PUBLIC, Visibility.ORGANISATION, True),
        (Visibility.MEMBERS, Visibility.PUBLIC, False),
        (Visibility.MEMBERS, Visibility.MEMBERS, True),
        (Visibility.MEMBERS, Visibility.ORGANISATION, True),
        (Visibility.ORGANISATION, Visibility.PUBLIC, False),
        (Visibility.ORGANISATION, Visibility.MEMBERS, False),
        (Visibility.ORGANISATION, Visibility.ORGANISATION, True),
    ],
)
def test_an_agreement_reaches_as_far_as_they_said(  # noqa: PLR0913, PLR0917 - fixtures and a table
    item: Item,
    voice: File,
    people: People,
    agreed: Visibility,
    wanted: Visibility,
    is_shown: bool,
) -> None:
    item.visibility = wanted
    agree(voice, people.editor, kind=ConsentKind.SPOKEN, audience=agreed)
    assert (list_shown_files(item) == [voice]) is is_shown
    if is_shown:
        publish(item, people.editor)
    else:
        with pytest.raises(InvalidError):
            publish(item, people.editor)


def test_where_nobody_is_recognised_audience_and_end_are_moot(
    item: Item, voice: File, people: People
) -> None:
    said = agree(
        voice, people.editor, audience=Visibility.ORGANISATION, until=today(), note="Un drone."
    )
    assert (said.audience, said.until, said.note) == (Visibility.PUBLIC, None, "Un drone.")
    assert list_shown_files(item) == [voice]


def test_an_agreement_holds_until_the_evening_of_its_last_day(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    said = agree(voice, people.editor, kind=ConsentKind.WRITTEN, until=today())
    publish(item, people.editor)
    address = f"/files/{voice.id}/clean/voix.mp3"
    assert browse().status_of(address) == 200
    assert "voix.mp3" in browse().get(f"/fr/library/{item.slug}").text
    said.until = today() - DAY
    db.session.commit()
    assert list_shown_files(item) == []
    assert browse().status_of(address) == 404
    assert "voix.mp3" not in browse().get(f"/fr/library/{item.slug}").text
    assert browse(people.editor).status_of(address) == 200, "her own people still may"


def test_the_sweep_removes_what_an_ended_agreement_left(
    item: Item, voice: File, people: People
) -> None:
    said = agree(voice, people.editor, kind=ConsentKind.WRITTEN, until=today())
    publish(item, people.editor)
    transcribe(voice)
    end_consents()
    assert voice.copy_for(Purpose.CLEAN)
    said.until = today() - DAY
    db.session.commit()
    end_consents()
    assert (voice.state, voice.renditions) == (FileState.WITHDRAWN, [])
    assert db.session.query(Transcript).count() == 1, "it may be agreed again"
    remake_file(voice)
    assert voice.state is FileState.WITHDRAWN, "not before it is agreed again"
    agree(voice, people.editor, kind=ConsentKind.WRITTEN)
    assert voice.state is FileState.WAITING


def test_a_day_that_is_over_is_refused(voice: File, people: People) -> None:
    with pytest.raises(InvalidError) as refused:
        agree(voice, people.editor, kind=ConsentKind.WRITTEN, until=today() - DAY)
    assert set(refused.value.problems) == {"until"}
    assert db.session.query(Consent).count() == 0


def test_pictures_in_a_document_need_an_agreement_too(item: Item, people: People) -> None:
    file = give_clean_copy(send(item, people, b"Un texte.", "note.txt"))
    assert list_shown_files(item) == [file]
    file.protection = [{"trace": "picture_data", "fate": "removed", "count": 1}]
    db.session.commit()
    assert list_shown_files(item) == [file]
    file.protection = [{"trace": "pictures", "fate": "found", "count": 2}]
    db.session.commit()
    assert list_shown_files(item) == []
    with pytest.raises(InvalidError):
        publish(item, people.editor)
    agree(file, people.editor)
    assert list_shown_files(item) == [file]


def test_what_is_said_of_a_text_holds_though_nothing_had_to_be_said(
    item: Item, people: People
) -> None:
    file = give_clean_copy(send(item, people, b"Awa raconte.", "recit.txt"))
    publish(item, people.editor)
    assert list_shown_files(item) == [file]
    said = agree(file, people.editor, kind=ConsentKind.WRITTEN, audience=Visibility.MEMBERS)
    assert list_shown_files(item) == [], "she agreed to members, and the record is for everybody"
    item.visibility = Visibility.MEMBERS
    assert list_shown_files(item) == [file]
    said.until = today() - DAY
    assert list_shown_files(item) == [], "at midnight, and not only once the sweep comes by"
    agree(file, people.editor)
    assert list_shown_files(item) == [file]


def test_nothing_is_shown_before_the_clean_copy_is_there(
    item: Item, people: People, browse: Browse
) -> None:
    file = send(item, people, b"Un mot rare : quinquet.", "note.txt")
    publish(item, people.editor)
    address = f"/files/{file.id}/note.txt"
    assert browse().status_of(address) == 404
    assert browse(people.editor).status_of(address) == 404
    assert browse(people.editor).status_of(f"/files/{file.id}/original/note.txt") == 200
    run_pending()
    assert browse().status_of(address) == 200


def test_a_new_file_of_a_published_record_waits_for_an_agreement(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    better = give_clean_copy(
        replace_file(
            item, voice.id, BytesIO(make_audio("ogg")), name="mieux.ogg", author=people.editor
        )
    )
    assert list_shown_files(item) == []
    page = browse(people.editor).get(f"/en/desk/items/{item.id}")
    assert "Nobody else sees or hears this file yet" in page.text
    assert browse().status_of(f"/files/{better.id}/clean/mieux.ogg") == 404
    agree(better, people.editor)
    assert browse().status_of(f"/files/{better.id}/clean/mieux.ogg") == 200


def test_a_record_that_opens_wider_hides_what_was_agreed_for_fewer(
    item: Item, voice: File, people: People, browse: Browse
) -> None:
    values = values_of(item)
    item.visibility = Visibility.MEMBERS
    agree(voice, people.editor, kind=ConsentKind.SPOKEN, audience=Visibility.MEMBERS)
    publish(item, people.editor)
    address = f"/files/{voice.id}/clean/voix.mp3"
    assert browse(people.stranger).status_of(address) == 200
    edit_item(item, values, author=people.editor, version=item.version)
    assert item.visibility is Visibility.PUBLIC
    assert browse().status_of(address) == 404
    assert browse(people.stranger).status_of(address) == 404
    page = browse(people.contributor).get(f"/en/desk/items/{item.id}")
    assert "until one of the two changes, nobody else sees or hears this file" in page.text


def test_a_withdrawal_leaves_the_original_alone(item: Item, people: People) -> None:
    photo = send(item, people, make_image("JPEG", comment=b"chez Fanta"), "photo.jpg")
    agree(photo, people.editor)
    publish(item, people.editor)
    run_pending()
    db.session.expire_all()
    assert photo.state is FileState.DONE
    made = [address for address in addresses_of(photo) if address != photo.sha256]
    assert len(made) >= 2, "a clean copy and a thumbnail"
    transcribe(photo)
    withdraw_consent(photo, actor=people.contributor, reason="Elle a peur.")
    assert (photo.state, photo.renditions, photo.thumbnail_sha256) == (
        FileState.WITHDRAWN,
        [],
        "",
    )
    for table in (Rendition, TextPage, Transcript):
        assert db.session.scalars(select(table)).all() == []
    assert [storage.path_of(address).exists() for address in made] == [False] * len(made)
    assert not any(map(is_used, made))
    assert storage.path_of(photo.sha256).exists()
    said = db.session.query(Consent).one()
    assert (said.reason, said.withdrawn_by_id) == ("Elle a peur.", people.contributor.id)


def test_a_withdrawal_reaches_pages_files_and_search_at_once(
    item: Item, people: People, browse: Browse
) -> None:
    file = send(item, people, b"Un mot rare : quinquet.", "voix-de-fanta.txt")
    publish(item, people.editor)
    run_pending()
    db.session.expire_all()
    address = f"/files/{file.id}/clean/voix-de-fanta.txt"
    client = browse().client
    first = client.get(address)
    page = f"/fr/library/{item.slug}"
    pages = [page, f"{page}/read?file={file.id}", "/fr/library/?q=quinquet"]
    assert "quinquet" in client.get("/fr/library/suggest?q=quinq").text
    assert "quinquet" in client.get("/fr/library/?q=quinquetz").text.replace("quinquetz", "")
    before = [client.get(each).text for each in pages]
    assert ["quinquet" in text or "voix-de-fanta" in text for text in before] == [True] * 3
    withdraw_consent(file, actor=people.contributor)
    after = [client.get(each) for each in pages]
    assert [answer.status_code for answer in after] == [200, 404, 200]
    assert not any("voix-de-fanta" in answer.text for answer in after)
    assert "rare" not in after[2].text, "no snippet, though the index is behind"
    assert "quinquet" not in client.get("/fr/library/suggest?q=quinq").text
    assert "quinquet" not in client.get("/fr/library/?q=quinquetz").text.replace("quinquetz", "")
    for headers in (
        {},
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
        {"Range": "bytes=0-3", "If-Range": first.headers["ETag"]},
    ):
        assert client.get(address, headers=headers).status_code == 404
    run_pending()
    assert item.title not in client.get(pages[2]).text


def test_what_was_taken_back_comes_again_only_with_a_new_agreement(
    item: Item, voice: File, people: People
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    withdraw_consent(voice, actor=people.editor)
    take_step(item, Action.ARCHIVE, actor=people.editor)
    take_step(item, Action.RESTORE, actor=people.editor)
    with pytest.raises(InvalidError):
        publish(item, people.editor)
    remake_file(voice)
    assert voice.state is FileState.WITHDRAWN
    agree(voice, people.editor, kind=ConsentKind.GUARDIAN)
    assert voice.state is FileState.WAITING
    run_pending()
    db.session.expire_all()
    assert voice.state is FileState.DONE
    publish(item, people.editor)
    assert list_shown_files(item) == [voice]


@pytest.mark.parametrize("step", [Action.RETURN, Action.ARCHIVE])
def test_unpublishing_removes_copies_and_keeps_what_was_typed(
    item: Item, voice: File, people: People, step: Action
) -> None:
    agree(voice, people.editor)
    publish(item, people.editor)
    transcribe(voice)
    take_step(item, step, actor=people.editor, reason="À revoir.")
    assert (voice.state, voice.renditions) == (FileState.WITHDRAWN, [])
    assert db.session.query(Transcript).count() == 1
    back = Action.RESTORE if step is Action.ARCHIVE else Action.SUBMIT
    take_step(item, back, actor=people.editor)
    assert voice.state is FileState.WAITING
    run_pending()
    db.session.expire_all()
    publish(item, people.editor)
    assert list_shown_files(item) == [voice]


def test_a_removed_file_keeps_no_copy(item: Item, voice: File, people: People) -> None:
    remove_file(item, voice.id, author=people.editor)
    assert (voice.state, voice.renditions) == (FileState.WITHDRAWN, [])
    assert storage.path_of(voice.sha256).exists()


def test_bytes_that_another_record_uses_stay(item: Item, voice: File, people: People) -> None:
    other = make_item(people.contributor, people.organisation, title="La même voix")
    same = give_clean_copy(send(other, people, VOICE, "la-meme.mp3"))
    agree(same, people.editor)
    publish(other, people.editor)
    erase_file(item, voice.id, author=people.editor)
    assert storage.path_of(same.sha256).exists()
    assert list_shown_files(other) == [same]


def test_a_worker_that_is_at_it_writes_nothing_after_a_withdrawal(
    voice: File, people: People
) -> None:
    claim = take(voice.id)
    db.session.expire_all()
    withdraw_consent(voice, actor=people.editor)
    with pytest.raises(LostClaimError):
        change(claim, state=FileState.DONE)
    assert db.session.get(File, voice.id).state is FileState.WITHDRAWN


def test_a_removal_that_is_rolled_back_discards_no_bytes(voice: File) -> None:
    light = storage.store(BytesIO(b"a light copy"), limit=100)
    voice.renditions.append(
        Rendition(purpose=Purpose.LIGHT, sha256=light.sha256, size=light.size, format="opus")
    )
    db.session.commit()
    remove_copies(voice)
    db.session.rollback()
    db.session.commit()
    assert storage.path_of(light.sha256).exists()
    remove_copies(voice)
    db.session.commit()
    assert not storage.path_of(light.sha256).exists()


def test_two_agreements_at_the_same_moment_are_both_taken_back(voice: File, people: People) -> None:
    for _editor in range(2):
        db.session.add(Consent(file_id=voice.id, kind=ConsentKind.NOBODY))
    db.session.commit()
    withdraw_consent(voice, actor=people.editor)
    assert [said.withdrawn_at is None for said in db.session.query(Consent)] == [False, False]


def test_an_erased_file_leaves_no_trace(item: Item, people: People) -> None:
    file = send(item, people, make_image("JPEG"), "photo de Fanta.jpg")
    said = agree_aloud(file, people.editor)
    run_pending()
    db.session.expire_all()
    transcribe(file)
    spoken = db.session.get(File, said.evidence_id)
    addresses = [*addresses_of(file), *addresses_of(spoken)]
    erase_file(item, file.id, author=people.editor)
    assert item.files == []
    for table in (File, Rendition, TextPage, Transcript, Consent):
        assert db.session.scalars(select(table)).all() == []
    assert not any(storage.path_of(address).exists() for address in addresses)
    kept = [revision.snapshot["files"] for revision in list_revisions("item", item.id)]
    assert kept == [[], [[None, "", ""]], []]


def agree_aloud(file: File, author: User) -> Consent:
    spoken = Evidence(BytesIO(make_audio("ogg")), "accord.ogg")
    return agree(file, author, kind=ConsentKind.SPOKEN, evidence=spoken)


def test_a_spoken_agreement_is_kept_as_it_was_sent_and_no_copy_is_made(
    voice: File, people: People
) -> None:
    spoken = db.session.get(File, agree_aloud(voice, people.editor).evidence_id)
    run_pending()
    db.session.expire_all()
    assert (spoken.state, spoken.renditions) == (FileState.WITHDRAWN, [])


def test_the_sound_stays_with_what_they_said(voice: File, people: People) -> None:
    spoken_id = agree_aloud(voice, people.editor).evidence_id
    again = agree(voice, people.editor, kind=ConsentKind.SPOKEN, note="À Kati.")
    assert again.evidence_id == spoken_id
    assert agree(voice, people.editor, kind=ConsentKind.WRITTEN).evidence_id is None


def test_an_agreement_that_is_no_sound_is_refused_and_not_kept(voice: File, people: People) -> None:
    paper = Evidence(BytesIO(make_image("JPEG")), "papier.jpg")
    with pytest.raises(InvalidError) as refused:
        agree(voice, people.editor, kind=ConsentKind.SPOKEN, evidence=paper)
    assert set(refused.value.problems) == {"evidence"}
    assert db.session.query(Consent).count() == 0
    assert [file.name for file in db.session.query(File)] == ["voix.mp3"]


def test_pages_remembered_yesterday_are_not_given_today(app: Flask) -> None:
    memory = app.extensions["page_memory"]
    assert today() in memory.read_stamps()
