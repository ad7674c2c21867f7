from collections.abc import Callable

import pytest
from flask import Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_options_header
from werkzeug.test import create_environ
from werkzeug.wrappers import Request

from portal.errors import NotFoundError
from portal.extensions import db
from portal.media import storage
from portal.media.delivery import name_of_copy, send_copy, send_original, send_thumbnail
from portal.media.models import File, Purpose, Rendition
from tests.media import media_samples as samples

Send = Callable[..., File]

TEXT = b"0123456789" * 20


def ask(file: File, method: str = "GET", **headers: str) -> Response:
    """The answer as a server would send it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = create_environ(method=method, headers=named)
    answer = send_copy(file, Purpose.CLEAN, Request(environ))
    return Response.from_app(answer, environ, buffered=True)


def copied(file: File, file_format: str = "", purpose: Purpose = Purpose.CLEAN) -> File:
    """The file with a copy that has the same bytes."""
    file_format = file_format or file.format
    made = Rendition(purpose=purpose, sha256=file.sha256, size=file.size, format=file_format)
    file.renditions.append(made)
    db.session.commit()
    return file


@pytest.fixture
def file(send: Send) -> File:
    return copied(send(TEXT, "notes.txt"))


def test_a_file_is_sent_whole(file: File) -> None:
    response = ask(file)
    assert response.status_code == 200
    assert response.content_length == len(TEXT)
    assert response.mimetype == "text/plain"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.get_etag() == (file.sha256, False)
    assert response.last_modified == file.renditions[0].made_at.replace(microsecond=0)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.data == TEXT


def test_uploaded_documents_are_saved_and_never_opened(file: File) -> None:
    response = ask(file)
    assert response.headers["Content-Disposition"] == "attachment; filename=notes.txt"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_uploaded_pictures_are_saved_too(send: Send) -> None:
    response = ask(copied(send(samples.make_image("PNG"), "photo.png")))
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_sound_plays_in_place(send: Send) -> None:
    response = ask(copied(send(samples.make_audio("ogg"), "voix.ogg")))
    assert response.headers["Content-Disposition"] == "inline; filename=voix.ogg"
    assert response.mimetype == "audio/ogg"
    assert response.headers["Content-Security-Policy"] == (
        "sandbox allow-same-origin; default-src 'none'; media-src 'self'"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["تقرير الورشة.txt", "ɲɔgɔn dɛmɛ.txt", 'a "b" ; c.txt', "100 % à Ségou.txt"]
)
def test_names_are_sent_back_as_given(name: str, send: Send) -> None:
    response = ask(copied(send(TEXT, name)))
    value = response.headers["Content-Disposition"]
    assert value.isascii()
    assert parse_options_header(value)[1]["filename"] == name


def test_a_text_called_otherwise_leaves_as_text(send: Send) -> None:
    response = ask(copied(send(TEXT, "lettre.hta")))
    assert response.headers["Content-Disposition"] == "attachment; filename=lettre.hta.txt"


@pytest.mark.parametrize(
    ("name", "file_format", "sent_as"),
    [
        ("voix.ogg", "opus", "voix.ogg"),
        ("voix.ogg", "mp3", "voix.mp3"),
        ("voix.OGG", "mp3", "voix.mp3"),
        ("voix", "mp3", "voix.mp3"),
        ("voix.avant.ogg", "mp3", "voix.avant.mp3"),
        ("voix.wav", "mp3", "voix.wav.mp3"),
    ],
)
def test_a_copy_has_the_name_of_its_file_and_the_ending_of_its_format(
    name: str, file_format: str, sent_as: str, send: Send
) -> None:
    file = send(samples.make_audio("ogg"), "voix.ogg")
    file.name = name
    copied(file, file_format, Purpose.LIGHT)
    assert name_of_copy(file, file.renditions[0]) == sent_as


def test_a_copy_that_was_not_made_is_not_found(send: Send) -> None:
    with pytest.raises(NotFoundError):
        ask(send(TEXT, "notes.txt"))


def test_an_original_is_sent_as_it_came(send: Send) -> None:
    environ = create_environ()
    answer = send_original(send(TEXT, "notes.txt"), Request(environ))
    response = Response.from_app(answer, environ, buffered=True)
    assert response.headers["Content-Disposition"] == "attachment; filename=notes.txt"
    assert response.data == TEXT


def test_a_head_request_says_the_same_of_the_file(file: File) -> None:
    response = ask(file, method="HEAD")
    assert response.status_code == 200
    assert response.content_length == len(TEXT)
    assert response.data == b""


def test_a_browser_that_has_the_bytes_gets_none(file: File) -> None:
    first = ask(file)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
        response = ask(file, **headers)
        assert response.status_code == 304
        assert response.data == b""


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=195-", 195, 200),
        ("bytes=-3", 197, 200),
        ("bytes=5-999", 5, 200),
    ],
)
def test_a_range_is_sent_alone(wanted: str, start: int, stop: int, file: File) -> None:
    response = ask(file, Range=wanted)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/200"
    assert response.content_length == stop - start
    assert response.data == TEXT[start:stop]


def test_a_range_beyond_the_end_is_refused(file: File) -> None:
    with pytest.raises(RequestedRangeNotSatisfiable) as raised:
        ask(file, Range="bytes=500-")
    assert ("Content-Range", "bytes */200") in raised.value.get_headers()


def test_a_range_of_other_bytes_is_answered_with_the_whole(file: File) -> None:
    same = ask(file, Range="bytes=0-9", If_Range=f'"{file.sha256}"')
    other = ask(file, Range="bytes=0-9", If_Range='"other"')
    assert (same.status_code, other.status_code) == (206, 200)
    assert (same.data, other.data) == (TEXT[:10], TEXT)


@pytest.mark.parametrize(
    "unreadable",
    [
        "bytes=0-1,5-6",
        "bytes=0-9,",
        "bytes=9-5",
        "items=0-9",
        "bytes=a-b",
        "bytes",
        "bytes=",
        "0-9",
    ],
)
def test_a_range_that_cannot_be_read_or_several_are_answered_with_the_whole(
    unreadable: str, file: File
) -> None:
    response = ask(file, Range=unreadable)
    assert (response.status_code, response.data) == (200, TEXT)
    assert "Content-Range" not in response.headers


def test_a_precondition_comes_before_a_range(file: File) -> None:
    whole = ask(file)
    tag, date = whole.headers["ETag"], whole.headers["Last-Modified"]
    for wanted in ("bytes=0-9", "bytes=500-", "bytes=0-1,5-6"):
        for headers in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
            response = ask(file, Range=wanted, **headers)
            assert (response.status_code, response.data) == (304, b"")
        assert ask(file, Range=wanted, If_Match='"other"').status_code == 412
    changed = ask(file, Range="bytes=0-9", If_None_Match='"other"')
    assert (changed.status_code, changed.data) == (206, TEXT[:10])


def test_lost_bytes_are_not_found(file: File) -> None:
    storage.path_of(file.sha256).unlink()
    with pytest.raises(NotFoundError):
        ask(file)


def test_a_thumbnail_is_shown_in_place(processed: Send) -> None:
    file = processed(samples.make_image("JPEG"), "photo.jpg")
    environ = create_environ()
    answer = send_thumbnail(file, Request(environ))
    response = Response.from_app(answer, environ, buffered=True)
    assert response.mimetype == "image/webp"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["Cache-Control"] == "private, max-age=86400"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data[8:12] == b"WEBP"


def test_a_file_without_thumbnail_has_none_to_send(file: File) -> None:
    with pytest.raises(NotFoundError):
        send_thumbnail(file, Request(create_environ()))


def test_who_was_reading_a_file_when_it_was_deleted_gets_it_whole(file: File) -> None:
    environ = create_environ()
    answer = send_copy(file, Purpose.CLEAN, Request(environ))
    storage.discard(file.sha256)
    assert Response.from_app(answer, environ, buffered=True).data == TEXT
