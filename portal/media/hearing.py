"""Turns the lines of a child into a reading, refusing whatever an honest one never says."""

import base64
import binascii
import json
import math
import re
from typing import Any

from portal.media.readers.outcome import Failure, Reading, UnreadableError
from portal.media.readers.report import (
    MAX_PAGE_CHARACTERS,
    MAX_PAGES,
    MAX_TAG_CHARACTERS,
    MAX_THUMBNAIL_BYTES,
    TAGS,
)

_NEVER_SENT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MAX_SECONDS = 10_000_000
_MAX_SIDE = 1_000_000


class Hearing:
    """What a child has said so far; complete once it said that all text and facts are out."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.is_complete = False

    def hear(self, line: bytes) -> None:
        """Take in one line, or raise UnreadableError: a failure, or nonsense."""
        try:
            message = json.loads(line)
            ((subject, content),) = message.items()
            self._take(subject, content)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise UnreadableError(Failure.DAMAGED, "nonsense from the child") from error

    def _take(self, subject: str, content: Any) -> None:
        match subject:
            case "page":
                self._take_page(*content)
            case "facts":
                self._take_facts(**content)
            case "complete":
                self.is_complete = True
            case "thumbnail":
                self.reading.thumbnail = _thumbnail(content)
            case "protections":
                self.reading.protections = tuple(_text(each, 20) for each in content)
            case "failure":
                failure, detail = content
                raise UnreadableError(Failure(failure), _text(detail, 200))
            case _:
                raise ValueError(subject)

    def _take_page(self, number: Any, text: Any) -> None:
        number = _whole(number, MAX_PAGES)
        if number in self.reading.pages or self.is_complete:
            raise ValueError(number)
        self.reading.pages[number] = _text(text, MAX_PAGE_CHARACTERS)

    def _take_facts(
        self,
        *,
        page_count: Any = None,
        duration: Any = None,
        size: Any = None,
        tags: Any = None,
    ) -> None:
        if self.is_complete:
            raise ValueError("facts after the end")
        if page_count is not None:
            self.reading.page_count = _whole(page_count, MAX_PAGES)
        if duration is not None:
            self.reading.duration = _seconds(duration)
        if size is not None:
            width, height = size
            self.reading.width = _whole(width, _MAX_SIDE)
            self.reading.height = _whole(height, _MAX_SIDE)
        if tags is not None:
            self.reading.tags = _tags(tags)


def _whole(value: Any, largest: int) -> int:
    if type(value) is not int or not 1 <= value <= largest:
        raise ValueError(value)
    return value


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    if not 0 <= value <= _MAX_SECONDS:
        raise ValueError(value)
    return float(value)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or _NEVER_SENT.search(value):
        raise ValueError("text")
    return value


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not value.keys() <= TAGS:
        raise ValueError("tags")
    return {name: _text(text, MAX_TAG_CHARACTERS) for name, text in value.items()}


def _thumbnail(value: Any) -> bytes:
    try:
        image = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("thumbnail") from error
    if len(image) > MAX_THUMBNAIL_BYTES or image[:4] + image[8:12] != b"RIFFWEBP":
        raise ValueError("thumbnail")
    return image
