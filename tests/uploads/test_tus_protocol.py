"""What tus 1.0.0 asks of a server, header by header."""

import base64
import hashlib

import pytest
from flask import Flask

from portal.extensions import db
from portal.library.models import Item
from portal.media import storage
from portal.uploads.models import Upload, UploadState
from tests.uploads.conftest import TEXT, Sender, ask, patch

SIZE = len(TEXT)


def digest(algorithm: str, body: bytes) -> str:
    found = hashlib.new(algorithm, body).digest()
    return f"{algorithm} {base64.b64encode(found).decode()}"


def offset_of(app: Flask, address: str) -> int:
    answer = ask(app, "HEAD", address)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def the_upload() -> Upload:
    db.session.expire_all()
    return db.session.query(Upload).one()


def test_the_server_says_what_it_can(app: Flask) -> None:
    answer = ask(app, "OPTIONS", "/uploads/", Tus_Resumable=None)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == "200000000"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "checksum", "expiration",
    }  # fmt: skip


def test_a_file_sent_in_parts_becomes_a_file_of_the_record(
    app: Flask, sender: Sender, item: Item
) -> None:
    created = sender.create(SIZE)
    assert created.status_code == 201
    assert created.headers["Upload-Offset"] == "0"
    assert created.headers["Tus-Resumable"] == "1.0.0"
    assert created.headers["Cache-Control"] == "no-store"
    assert created.headers["Upload-Expires"].endswith("GMT")
    address = created.headers["Location"]
    first = patch(app, address, 0, TEXT[:4000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "4000")
    assert first.headers["Upload-State"] == "arriving"
    last = patch(app, address, 4000, TEXT[4000:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(SIZE))
    assert last.headers["Upload-State"] == "delivered"
    db.session.refresh(item)
    assert [file.name for file in item.files] == ["note.txt"]
    with storage.open_bytes(item.files[0].sha256) as stored:
        assert stored.read() == TEXT
    assert offset_of(app, address) == SIZE


def test_the_answer_to_head_tells_what_was_announced(app: Flask, sender: Sender) -> None:
    address = sender.address(filename="Être entendue.txt")
    answer = ask(app, "HEAD", address)
    assert answer.headers["Upload-Length"] == str(SIZE)
    assert answer.headers["Cache-Control"] == "no-store"
    said = dict(pair.split(" ") for pair in answer.headers["Upload-Metadata"].split(","))
    assert base64.b64decode(said["filename"]).decode() == "Être entendue.txt"


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE", "GET"])
def test_a_client_of_another_version_is_told_ours(app: Flask, sender: Sender, method: str) -> None:
    address = sender.address()
    for version in (None, "0.2.2"):
        answer = ask(app, method, address, Tus_Resumable=version)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize("offset", [0, 3999, 4001, SIZE, 10**14])
def test_bytes_that_do_not_follow_are_refused(app: Flask, sender: Sender, offset: int) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT[:4000])
    assert patch(app, address, offset, b"").status_code == 409
    assert offset_of(app, address) == 4000


@pytest.mark.parametrize("offset", ["", "-1", "+4000", "4e3", "four", "٤٠٠٠", "9" * 40])
def test_an_offset_that_is_no_number_is_refused(app: Flask, sender: Sender, offset: str) -> None:
    address = sender.address()
    if not offset.isascii():
        offset = offset.encode().decode("latin-1")
    assert patch(app, address, offset, b"x").status_code == 400


def test_the_content_type_is_that_of_the_protocol(app: Flask, sender: Sender) -> None:
    answer = patch(app, sender.address(), 0, b"x", Content_Type="application/octet-stream")
    assert answer.status_code == 415


def test_more_bytes_than_announced_are_refused_before_they_are_read(
    app: Flask, sender: Sender
) -> None:
    address = sender.address()
    assert patch(app, address, 0, TEXT + b"x").status_code == 413
    assert offset_of(app, address) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_with_the_right_checksum_is_taken(
    app: Flask, sender: Sender, algorithm: str
) -> None:
    address = sender.address()
    body = TEXT[:4000]
    answer = patch(app, address, 0, body, Upload_Checksum=digest(algorithm, body))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4000")


@pytest.mark.parametrize("size", [4000, SIZE])
def test_a_damaged_chunk_is_dropped_and_can_be_sent_again(
    app: Flask, sender: Sender, size: int
) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT[:100])
    body = TEXT[100:size]
    wrong = patch(app, address, 100, body, Upload_Checksum=digest("sha1", body + b"x"))
    assert wrong.status_code == 460
    assert offset_of(app, address) == 100
    right = patch(app, address, 100, body, Upload_Checksum=digest("sha1", body))
    assert right.status_code == 204


@pytest.mark.parametrize("header", ["md5 AAAA", "sha1", "sha1 ***", "sha1 é", "", "sha256AAAA"])
def test_a_checksum_nobody_can_check_is_refused(app: Flask, sender: Sender, header: str) -> None:
    address = sender.address()
    body = TEXT[:10]
    status = patch(app, address, 0, body, Upload_Checksum=header).status_code
    assert status == (460 if header == "sha1" else 400)
    assert offset_of(app, address) == 0


def test_the_first_bytes_may_come_with_the_announcement(app: Flask, sender: Sender) -> None:
    answer = sender.create(SIZE, body=TEXT[:500])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "500")
    whole = sender.create(SIZE, body=TEXT, filename="other.txt")
    assert (whole.status_code, whole.headers["Upload-State"]) == (201, "delivered")


def test_an_upload_can_be_given_up(app: Flask, sender: Sender) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT[:100])
    assert ask(app, "DELETE", address).status_code == 204
    assert ask(app, "HEAD", address).status_code == 404
    assert patch(app, address, 100, b"x").status_code == 404
    assert ask(app, "DELETE", address).status_code == 404
    folder = app.extensions["settings"].uploads_dir
    assert [path.name for path in folder.iterdir()] == ["announcing"]


def test_lines_that_know_only_post_may_say_what_they_mean(app: Flask, sender: Sender) -> None:
    address = sender.address()
    kind = "application/offset+octet-stream"
    headers = {"Upload_Offset": "0", "Content_Type": kind}
    sent = ask(app, "POST", address, TEXT[:9], X_HTTP_Method_Override="PATCH", **headers)
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, "9")
    assert ask(app, "POST", address, X_HTTP_Method_Override="HEAD").status_code == 200
    assert ask(app, "POST", address, X_HTTP_Method_Override="PUT").status_code == 400
    assert ask(app, "POST", address, X_HTTP_Method_Override="DELETE").status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": None}, 400),
        ({"Upload-Length": None, "Upload-Defer-Length": "1"}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({"Upload-Length": "1.5"}, 400),
        ({"Upload-Length": "9" * 40}, 400),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": "200000001"}, 413),
        ({"Upload-Length": "999999999999999"}, 413),
        ({"Upload-Metadata": None}, 400),
        ({"Upload-Metadata": "filename"}, 400),
        ({"Upload-Metadata": "filename ***,destination aXRlbQ==,record MQ=="}, 400),
        ({"Upload-Metadata": "record MQ==,record MQ==,destination aXRlbQ=="}, 400),
        ({"Upload-Metadata": "destination bm93aGVyZQ==,record MQ=="}, 400),
        ({"Upload-Metadata": "destination aXRlbQ==,record LTE="}, 400),
        ({"Upload-Metadata": "filename " + "QUFB" * 2000}, 400),
        ({"Tus-Resumable": None}, 412),
        ({"X-CSRFToken": None}, 403),
        ({"X-CSRFToken": "guessed"}, 403),
    ],
)
def test_an_announcement_that_cannot_be_is_refused_with_a_sentence(
    sender: Sender, headers: dict[str, str | None], status: int
) -> None:
    answer = sender.create(SIZE, headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "text/plain"
    assert answer.text.strip().endswith(".")
    assert db.session.query(Upload).count() == 0


def test_sentences_are_in_the_language_of_the_visitor(app: Flask) -> None:
    answer = patch(app, "/uploads/1-x", 0, b"")
    assert answer.headers["Content-Language"] == "en"
    assert answer.text == "This upload is not known here any more. Choose the file again.\n"
    other = patch(app, "/uploads/1-x", 0, b"", Accept_Language="ar-EG, ar;q=0.9")
    assert other.headers["Content-Language"] == "ar"


def test_a_session_that_is_over_begins_nothing(app: Flask, sender: Sender) -> None:
    sender.client.delete_cookie("musoya")
    answer = sender.create(SIZE)
    assert answer.status_code == 401
    assert "Sign in" in answer.text


def test_a_cut_chunk_is_kept_as_far_as_it_came(app: Flask, sender: Sender) -> None:
    address = sender.address()
    short = patch(app, address, 0, TEXT[:700], promised=3000)
    assert (short.status_code, short.headers["Upload-Offset"]) == (204, "700")
    checked = patch(
        app,
        address,
        700,
        TEXT[700:900],
        promised=3000,
        Upload_Checksum=digest("sha1", TEXT[700:3700]),
    )
    assert checked.headers["Upload-Offset"] == "900"
    patch(app, address, 900, TEXT[900:])
    assert the_upload().state is UploadState.DELIVERED


def test_sending_what_is_whole_again_changes_nothing(
    app: Flask, sender: Sender, item: Item
) -> None:
    address = sender.address()
    patch(app, address, 0, TEXT)
    assert patch(app, address, SIZE, b"").status_code == 204
    assert patch(app, address, 0, TEXT).status_code == 409
    assert ask(app, "HEAD", address).headers["Upload-State"] == "delivered"
    db.session.refresh(item)
    assert len(item.files) == 1


def test_hundreds_of_requests_of_one_byte_make_one_file(app: Flask, sender: Sender) -> None:
    body = TEXT[:300]
    address = sender.address(len(body))
    for at in range(len(body)):
        assert patch(app, address, at, body[at : at + 1]).status_code == 204
    assert the_upload().state is UploadState.DELIVERED
