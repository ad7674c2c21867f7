"""From the last byte to the record: once, whatever happens between."""

import os
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.auth.services import set_active
from portal.config import Settings
from portal.content.lifecycle import Action
from portal.extensions import db, now, run_pending
from portal.library import arrivals
from portal.library.models import Item
from portal.library.services import take_step
from portal.media import storage
from portal.media.models import File
from portal.uploads import delivery, partial, problems, tasks
from portal.uploads.destinations import Destination, find_destination, register_destination
from portal.uploads.models import Upload, UploadState
from portal.uploads.problems import explain
from portal.uploads.queries import list_uploads, received
from portal.uploads.services import retry_delivery
from tests.conftest import People
from tests.uploads.conftest import TEXT, Sender, ask, patch

SIZE = len(TEXT)


class Killed(BaseException):
    """Stands for the death of the process."""


@pytest.fixture
def destination() -> object:
    """Let a test put another destination in the place of the records."""
    known = find_destination("item")
    assert known
    yield known
    register_destination("item", known)


def the_upload() -> Upload:
    db.session.expire_all()
    return db.session.query(Upload).one()


def tidy() -> None:
    tasks.tidy()
    run_pending()


def send_all_but_deliver(app: Flask, sender: Sender, **values: object) -> str:
    """Bring all bytes, as when the process dies right after the last one."""
    address = sender.address(**values)
    patch(app, address, 0, TEXT[:-1])
    with partial.path_of(the_upload().id).open("ab") as file:
        file.write(TEXT[-1:])
    return address


def test_what_was_left_whole_is_delivered_by_the_sweep(
    app: Flask, sender: Sender, item: Item
) -> None:
    send_all_but_deliver(app, sender)
    tidy()
    tidy()
    db.session.refresh(item)
    assert [file.name for file in item.files] == ["note.txt"]
    assert the_upload().state is UploadState.DELIVERED


@pytest.mark.parametrize("method", ["HEAD", "PATCH"])
def test_what_was_left_whole_is_delivered_by_the_next_request(
    app: Flask, sender: Sender, item: Item, method: str
) -> None:
    address = send_all_but_deliver(app, sender)
    answer = ask(app, "HEAD", address) if method == "HEAD" else patch(app, address, SIZE, b"")
    assert answer.headers["Upload-State"] == "delivered"
    assert answer.headers["Upload-Offset"] == str(SIZE)
    db.session.refresh(item)
    assert len(item.files) == 1


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_process_that_dies_while_delivering_attaches_one_file(
    app: Flask, sender: Sender, item: Item, destination: Destination, *, is_committed: bool
) -> None:
    def die(*arguments: object) -> None:
        if is_committed:
            destination.deliver(*arguments)
        raise Killed

    known = Destination(check=arrivals.check, deliver=die, describe=destination.describe)
    register_destination("item", known)
    send_all_but_deliver(app, sender)
    with pytest.raises(Killed):
        delivery.deliver(the_upload().id)
    db.session.rollback()
    assert partial.size_of(the_upload().id) == SIZE
    register_destination("item", destination)
    tidy()
    db.session.refresh(item)
    assert len(item.files) == 1
    assert db.session.query(File).count() == 1
    with storage.open_bytes(item.files[0].sha256) as stored:
        assert stored.read() == TEXT


def test_bytes_are_stored_without_a_copy_and_let_go_later(
    app: Flask, sender: Sender, item: Item
) -> None:
    patch(app, sender.address(), 0, TEXT)
    upload = the_upload()
    stored = storage.path_of(db.session.get(File, upload.file_id).sha256)
    assert stored.samefile(partial.path_of(upload.id))
    tidy()
    assert partial.path_of(upload.id).exists()
    upload.expires_at -= timedelta(seconds=301)
    db.session.commit()
    tidy()
    assert not partial.path_of(upload.id).exists()
    assert stored.read_bytes() == TEXT
    assert received(the_upload()) == SIZE


def test_the_same_bytes_sent_twice_are_one_file(app: Flask, sender: Sender, item: Item) -> None:
    patch(app, sender.address(), 0, TEXT)
    patch(app, sender.address(filename="again.txt"), 0, TEXT)
    db.session.refresh(item)
    assert [file.name for file in item.files] == ["note.txt"]


def test_a_file_may_take_the_place_of_another(app: Flask, sender: Sender, item: Item) -> None:
    patch(app, sender.address(), 0, TEXT)
    db.session.refresh(item)
    former = item.files[0].id
    for name, content in (("new.txt", TEXT.swapcase()), ("late.txt", TEXT.upper())):
        address = sender.address(len(content), filename=name, replaces=former)
        patch(app, address, 0, content)
    db.session.refresh(item)
    assert [file.name for file in item.files] == ["new.txt", "late.txt"]


def test_a_record_that_is_hers_no_more_leaves_the_file_waiting(
    app: Flask, people: People, sender: Sender, item: Item
) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT[:10])
    take_step(item, Action.PUBLISH, actor=people.editor)
    answer = patch(app, address, 10, TEXT[10:])
    assert answer.status_code == 204
    assert answer.headers["Upload-Problem"] == problems.NOT_YOURS
    upload = the_upload()
    assert (upload.state, received(upload)) == (UploadState.COMPLETE, SIZE)
    with force_locale("en"):
        assert "no longer change the record" in explain(upload)
    tidy()
    assert the_upload().state is UploadState.COMPLETE
    take_step(item, Action.RETURN, actor=people.editor, reason="One more file")
    retry_delivery(the_upload())
    assert the_upload().state is UploadState.DELIVERED
    assert explain(the_upload()) == ""


def test_a_record_that_is_gone_leaves_the_file_waiting(
    app: Flask, sender: Sender, item: Item
) -> None:
    address = sender.address()
    db.session.delete(item)
    db.session.commit()
    answer = patch(app, address, 0, TEXT)
    assert answer.headers["Upload-Problem"] == problems.NOT_YOURS
    assert ask(app, "DELETE", address).status_code == 204


def test_a_closed_account_sends_nothing_more(app: Flask, people: People, sender: Sender) -> None:
    address = sender.address()
    set_active(people.contributor, active=False)
    assert patch(app, address, 0, TEXT).status_code == 410


def test_a_record_that_changes_meanwhile_is_tried_again(
    app: Flask, sender: Sender, item: Item, destination: Destination
) -> None:
    tries = []

    def collide_once(*arguments: object) -> None:
        tries.append(True)
        if len(tries) == 1:
            item_row = db.session.get(Item, item.id)
            assert item_row
            db.session.connection().exec_driver_sql("UPDATE item SET version = version + 1")
        destination.deliver(*arguments)

    known = Destination(check=arrivals.check, deliver=collide_once, describe=destination.describe)
    register_destination("item", known)
    answer = patch(app, sender.address(), 0, TEXT)
    assert answer.headers["Upload-Problem"] == problems.BUSY
    assert db.session.query(File).count() == 0
    tidy()
    db.session.refresh(item)
    assert len(item.files) == 1


def test_an_upload_left_alone_expires(app: Flask, sender: Sender) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT[:100])
    upload = the_upload()
    assert upload.expires_at > now() + timedelta(days=6)
    upload.expires_at = now() - timedelta(seconds=1)
    db.session.commit()
    assert ask(app, "HEAD", address).status_code == 410
    assert patch(app, address, 100, b"x").status_code == 410
    tidy()
    assert ask(app, "HEAD", address).status_code == 404
    assert list(files_of(app)) == ["announcing"]


def test_an_upload_without_a_byte_expires_in_a_day(app: Flask, sender: Sender) -> None:
    sender.address()
    assert the_upload().expires_at < now() + timedelta(days=1)


def test_what_is_over_is_listed_for_a_day(app: Flask, people: People, sender: Sender) -> None:
    patch(app, sender.address(), 0, TEXT)
    sender.address(filename="next.txt")
    names = [upload.name for upload in list_uploads(people.contributor)]
    assert names == ["next.txt", "note.txt"]
    db.session.query(Upload).update({"expires_at": now() - timedelta(seconds=1)})
    db.session.commit()
    tidy()
    assert list_uploads(people.contributor) == []


def test_bytes_that_belong_to_nobody_are_deleted_after_a_day(app: Flask, sender: Sender) -> None:
    sender.address()
    folder = app.extensions["settings"].uploads_dir
    (folder / "77").write_bytes(b"left")
    (folder / "78").write_bytes(b"left")
    os.utime(folder / "77", (0, 0))
    tidy()
    assert "77" not in files_of(app)
    assert "78" in files_of(app)


def test_the_sweep_leaves_alone_what_somebody_holds(app: Flask, sender: Sender) -> None:
    send_all_but_deliver(app, sender)
    upload = the_upload()
    upload.expires_at = now() - timedelta(seconds=1)
    db.session.commit()
    with partial.held(upload.id):
        tidy()
    assert the_upload().state is UploadState.ARRIVING


def files_of(app: Flask) -> list[str]:
    settings: Settings = app.extensions["settings"]
    return sorted(path.name for path in settings.uploads_dir.iterdir())
