"""What the headers of tus 1.0.0 say (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import re
from dataclasses import dataclass

from werkzeug.datastructures import Headers

from portal.media.names import clean_name
from portal.uploads.errors import EmptyFileError, MalformedError, NoLengthError
from portal.uploads.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
CONTENT_TYPE = "application/offset+octet-stream"

_NUMBER = re.compile(r"[0-9]{1,15}\Z")
_KEY = re.compile(r"[!-+\--~]{1,40}\Z")
_LONGEST_METADATA = 4096


@dataclass(frozen=True, slots=True)
class Announcement:
    """A file that somebody wants to send: how large, called what, and for which record."""

    size: int
    name: str
    destination: str
    record_id: int
    replaces_id: int | None


def read_announcement(headers: Headers) -> Announcement:
    """Return what a creation announces, or raise the error that says what is wrong."""
    if "Upload-Length" not in headers:
        raise NoLengthError
    size = _number(headers["Upload-Length"])
    if not size:
        raise EmptyFileError
    metadata = _read_metadata(headers.get("Upload-Metadata", ""))
    return Announcement(
        size=size,
        name=clean_name(metadata.get("filename", ""), extension=""),
        destination=metadata.get("destination", ""),
        record_id=_number(metadata.get("record")),
        replaces_id=_number(metadata["replaces"]) if metadata.get("replaces") else None,
    )


def read_offset(headers: Headers) -> int:
    """Return where the sender believes the upload stands."""
    return _number(headers.get("Upload-Offset"))


def metadata_of(upload: Upload) -> str:
    """Return what an upload announced, as `Upload-Metadata` wants it."""
    said = {
        "filename": upload.name,
        "destination": upload.destination,
        "record": str(upload.record_id),
    }
    if upload.replaces_id is not None:
        said["replaces"] = str(upload.replaces_id)
    return write_metadata(said)


def write_metadata(said: dict[str, str]) -> str:
    """Return texts by name as `Upload-Metadata` wants them."""
    return ",".join(
        f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items()
    )


def _number(text: str | None) -> int:
    if text is None or not _NUMBER.match(text):
        raise MalformedError
    return int(text)


def _read_metadata(header: str) -> dict[str, str]:
    if len(header) > _LONGEST_METADATA:
        raise MalformedError
    pairs = [pair.strip().partition(" ") for pair in header.split(",") if pair.strip()]
    if len({key for key, _space, _text in pairs}) < len(pairs):
        raise MalformedError
    return {key: _decode(key, text) for key, _space, text in pairs}


def _decode(key: str, text: str) -> str:
    if not _KEY.match(key):
        raise MalformedError
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError from error
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
