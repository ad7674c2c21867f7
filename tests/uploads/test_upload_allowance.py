"""What is refused before the first byte, and right after the first ones."""

import io
import zipfile
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal import create_app
from portal.auth.models import User
from portal.auth.queries import get_user
from portal.config import Settings
from portal.directory.queries import get_known_organisation
from portal.errors import InvalidError
from portal.extensions import db
from portal.library.attachments import attach_file, replace_file
from portal.library.consents import ConsentValues, Evidence, confirm_consent, find_consent
from portal.library.models import ConsentKind, Item
from portal.uploads.errors import NoRoomError, OverQuotaError, TooManyUploadsError, UploadError
from portal.uploads.models import Upload, UploadState
from portal.uploads.protocol import Announcement
from portal.uploads.queries import received
from portal.uploads.services import announce_upload, cancel_upload
from tests.conftest import People
from tests.factories import make_item
from tests.uploads.conftest import TEXT, Browse, Sender, ask, patch

MEGABYTE = 1_000_000


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings(
        environment="testing",
        data_dir=settings.data_dir,
        max_upload_bytes=10 * MEGABYTE,
        upload_quota_bytes=20 * MEGABYTE,
    )


def announce(item: Item, user: User, size: int) -> Upload:
    return announce_upload(Announcement(size, "a.wav", "item", item.id, None), user=user)


def test_a_file_beyond_the_limit_is_refused_with_the_limit(sender: Sender) -> None:
    answer = sender.create(10 * MEGABYTE + 1)
    assert answer.status_code == 413
    assert "10 MB" in answer.text


def test_what_she_announced_counts_until_it_is_over(people: People, item: Item) -> None:
    announce(item, people.contributor, 10 * MEGABYTE)
    second = announce(item, people.contributor, 9 * MEGABYTE)
    with pytest.raises(OverQuotaError, match=r"20\sMo"):
        announce(item, people.contributor, 2 * MEGABYTE)
    announce(item, people.editor, 2 * MEGABYTE)
    cancel_upload(second)
    announce(item, people.contributor, 2 * MEGABYTE)


def test_what_she_sent_today_counts_too(app: Flask, sender: Sender) -> None:
    patch(app, sender.address(), 0, TEXT)
    assert sender.create(10 * MEGABYTE).status_code == 201
    assert sender.create(10 * MEGABYTE).status_code == 403


def test_what_she_sent_counts_though_she_tidies_her_list(app: Flask, sender: Sender) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT)
    assert ask(app, "DELETE", address).status_code == 204
    assert db.session.query(Upload).count() == 0
    assert sender.create(10 * MEGABYTE).status_code == 201
    assert sender.create(10 * MEGABYTE).status_code == 403


def test_what_she_sent_by_the_plain_form_counts(people: People, item: Item, sender: Sender) -> None:
    sent = io.BytesIO(b"x" * MEGABYTE)
    attach_file(item, sent, name="note.txt", author=people.contributor)
    assert sender.create(10 * MEGABYTE).status_code == 201
    assert sender.create(10 * MEGABYTE).status_code == 403


def stored(app: Flask) -> list[str]:
    settings: Settings = app.extensions["settings"]
    return [path.name for path in settings.files_dir.rglob("*") if path.is_file()]


def test_the_plain_form_keeps_to_the_quota_too(
    app: Flask, people: People, browse: Browse, item: Item
) -> None:
    announce(item, people.contributor, 10 * MEGABYTE)
    announce(item, people.contributor, 10 * MEGABYTE)
    browser, page = browse(people.contributor), f"/en/desk/items/{item.id}"
    sent = {"file": (io.BytesIO(TEXT), "note.txt")}
    answer = browser.post(f"{page}/files", sent, on=page)
    assert answer.status_code == 422
    assert "With this file you would send more than 20 MB in a day" in answer.text
    assert stored(app) == []
    db.session.refresh(item)
    assert item.files == []
    command = attach_file(item, io.BytesIO(TEXT), name="note.txt", author=None)
    assert item.files == [command], "an import is nobody's day"
    with pytest.raises(InvalidError, match=r"20\sMo"):
        replace_file(
            item, command.id, io.BytesIO(b"x"), name="other.txt", author=people.contributor
        )
    assert item.files == [command]


def test_a_spoken_agreement_keeps_to_the_quota_too(app: Flask, people: People, item: Item) -> None:
    file = attach_file(item, io.BytesIO(TEXT), name="note.txt", author=None)
    before = stored(app)
    announce(item, people.contributor, 10 * MEGABYTE)
    announce(item, people.contributor, 10 * MEGABYTE)
    said = ConsentValues(kind=ConsentKind.SPOKEN)
    proof = Evidence(io.BytesIO(b"RIFF"), "oui.wav")
    with pytest.raises(InvalidError) as refused:
        confirm_consent(file, said, author=people.contributor, evidence=proof)
    assert "20" in refused.value.problems["evidence"]
    assert (stored(app), find_consent(file.id)) == (before, None)


def test_nobody_begins_without_end(people: People, item: Item) -> None:
    for _upload in range(50):
        announce(item, people.contributor, 1)
    with pytest.raises(TooManyUploadsError):
        announce(item, people.contributor, 1)


def test_two_announcements_at_one_moment_share_one_quota(app: Flask, item: Item) -> None:
    together = Barrier(8)
    item_id = item.id
    refused = []

    def try_once() -> None:
        with app.app_context():
            together.wait()
            try:
                announce_upload(
                    Announcement(5 * MEGABYTE, "a.wav", "item", item_id, None),
                    user=get_user("contributor"),
                )
            except UploadError as error:
                refused.append(type(error))
            db.session.remove()

    threads = [Thread(target=try_once) for _sender in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [OverQuotaError] * 4
    assert db.session.query(Upload).count() == 4


def test_a_disk_that_is_promised_already_takes_no_more(settings: Settings) -> None:
    full = Settings(environment="testing", data_dir=settings.data_dir, spare_disk_bytes=10**18)
    app = create_app(full)
    with app.app_context():
        item = make_item(get_user("contributor"), get_known_organisation("rejefpo"))
        with pytest.raises(NoRoomError):
            announce(item, get_user("contributor"), 1)
        for author in (get_user("contributor"), None):
            with pytest.raises(InvalidError, match="place"):
                attach_file(item, io.BytesIO(b"x"), name="a.txt", author=author)
        assert (stored(app), item.files) == ([], [])
        db.session.remove()
        db.engine.dispose()


def test_a_record_of_others_takes_nothing_from_her(
    people: People, browse: Browse, sender: Sender, item: Item
) -> None:
    theirs = make_item(people.administrator, None)
    answer = sender.create(100, record=theirs.id)
    assert answer.status_code == 403
    assert "no longer change this record" in answer.text
    assert sender.create(100, record=10**9).status_code == 403


PROGRAM = b"MZ\x90\0" + bytes(3000)
PICTURE = b"GIF89a" + bytes(3000)
FILM = b"\x1aE\xdf\xa3" + bytes(3000)
PAGE = b"<!DOCTYPE html><html><body>" + b"<p>hello</p>" * 300
NOISE = bytes(range(256)) * 20


@pytest.mark.parametrize("body", [PROGRAM, PICTURE, PAGE, NOISE], ids=range(4))
def test_a_kind_that_is_not_taken_is_refused_by_its_first_bytes(
    app: Flask, sender: Sender, item: Item, body: bytes
) -> None:
    address = sender.address(5 * MEGABYTE, filename="innocent.pdf")
    answer = patch(app, address, 0, body)
    assert answer.status_code == 415
    assert answer.text.startswith("This is a") or answer.text.startswith("This kind of file")
    upload = db.session.query(Upload).one()
    assert upload.state is UploadState.REFUSED
    assert received(upload) == 0
    assert ask(app, "HEAD", address).status_code == 415
    assert ask(app, "GET", address).text == answer.text
    assert patch(app, address, 0, body).status_code == 415
    settings: Settings = app.extensions["settings"]
    assert {path.name for path in settings.uploads_dir.iterdir()} == {
        "announcing",
        f"{upload.id}.turn",
    }


def test_a_refused_file_does_not_count(app: Flask, sender: Sender) -> None:
    patch(app, sender.address(10 * MEGABYTE), 0, PROGRAM)
    assert sender.create(10 * MEGABYTE).status_code == 201
    assert sender.create(10 * MEGABYTE).status_code == 201


def test_an_archive_is_told_by_its_end(app: Flask, sender: Sender, item: Item) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x" * 5000)
    body = buffer.getvalue()
    address = sender.address(len(body))
    assert patch(app, address, 0, body[:2000]).status_code == 204
    answer = patch(app, address, 2000, body[2000:])
    assert answer.status_code == 415
    assert "archive" in answer.text
    db.session.refresh(item)
    assert item.files == []


def test_a_text_cut_within_a_letter_is_no_reason_to_refuse_it(app: Flask, sender: Sender) -> None:
    body = ("a" * 1023 + "é" * 500).encode()
    address = sender.address(len(body))
    assert patch(app, address, 0, body[:1024]).status_code == 204
    assert patch(app, address, 1024, body[1024:]).headers["Upload-State"] == "delivered"
