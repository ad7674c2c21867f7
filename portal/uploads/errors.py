"""Why a request about an upload is refused: its status, and a sentence for the sender."""

from http import HTTPStatus
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.errors import PortalError

CHECKSUM_MISMATCH = 460


class UploadError(PortalError):
    """A request that is refused; `str()` says why in the language of the request."""

    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    sentence: ClassVar[object] = ""

    def __str__(self) -> str:
        """Return the sentence."""
        return str(self.sentence)


class MalformedError(UploadError):
    """A header is missing or makes no sense."""

    sentence = _("The program that sends this file said something this site does not understand.")


class NoLengthError(UploadError):
    """The size was not told, or put off."""

    sentence = _("The size of the file must be told before its first byte.")


class EmptyFileError(UploadError):
    """There is nothing to send."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This file is empty. Choose it again.")


class SignInError(UploadError):
    """Only somebody who is signed in may begin an upload."""

    status = HTTPStatus.UNAUTHORIZED
    sentence = _("You are no longer signed in. Sign in again, then choose the file again.")


class StalePageError(UploadError):
    """The page that begins the upload has waited too long."""

    status = HTTPStatus.FORBIDDEN
    sentence = _("This page has expired. Reload it and choose the file again.")


class NotYoursError(UploadError):
    """The record is gone, or not hers to change."""

    status = HTTPStatus.FORBIDDEN
    sentence = _("You can no longer change this record. Ask the editor of your organisation.")


class UnknownUploadError(UploadError):
    """No upload has this address."""

    status = HTTPStatus.NOT_FOUND
    sentence = _("This upload is not known here any more. Choose the file again.")


class ExpiredError(UploadError):
    """The upload was left alone for too long, or its owner's account is closed."""

    status = HTTPStatus.GONE
    sentence = _("This upload has expired. Choose the file again.")


class WrongOffsetError(UploadError):
    """The bytes do not follow those that are here."""

    status = HTTPStatus.CONFLICT
    sentence = _("These bytes do not follow those that have arrived. The upload goes on by itself.")


class TakenOverError(UploadError):
    """A newer connection sends this upload."""

    status = HTTPStatus.CONFLICT
    sentence = _("Another page or device sends this file now.")


class WrongVersionError(UploadError):
    """The client does not speak tus 1.0.0."""

    status = HTTPStatus.PRECONDITION_FAILED
    sentence = _("The program that sends this file speaks another version of the protocol (tus).")


class WrongContentTypeError(UploadError):
    """The body is not announced as bytes of an upload."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    sentence = MalformedError.sentence


class ChecksumMismatchError(UploadError):
    """The bytes are not those that were meant; they were dropped."""

    status = CHECKSUM_MISMATCH
    sentence = _("A part of the file was damaged on its way. It is sent again.")


class TooManyBytesError(UploadError):
    """More bytes came than were announced."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("The file has grown since its upload began. Choose it again.")


class TooManyUploadsError(UploadError):
    """She has begun more uploads than one person finishes."""

    status = HTTPStatus.FORBIDDEN
    sentence = _("Too many uploads are unfinished. Finish or cancel some of them first.")


class NoRoomError(UploadError):
    """The disk has no room for the file."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    sentence = _("There is no room left for this file. Tell the people who run this site.")


class TooLargeError(UploadError):
    """The file is larger than the site takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: str) -> None:
        """Name the most that is taken, as people read it."""
        self.limit = limit

    def __str__(self) -> str:
        """Return the sentence."""
        return gettext(
            "This file is larger than %(size)s, the most this site takes. "
            "Make it lighter or send it in parts.",
            size=self.limit,
        )


class OverQuotaError(TooLargeError):
    """She has sent, or promised, as much as one person may in a day."""

    status = HTTPStatus.FORBIDDEN

    def __str__(self) -> str:
        """Return the sentence."""
        return gettext(
            "With this file you would send more than %(size)s in a day. "
            "Finish or cancel an upload, or go on tomorrow.",
            size=self.limit,
        )


class RefusedError(UploadError):
    """The content is of a kind that the site does not take."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def __init__(self, explanation: str) -> None:
        """Keep the sentence that says what to send instead."""
        self.explanation = explanation

    def __str__(self) -> str:
        """Return the sentence."""
        return self.explanation
