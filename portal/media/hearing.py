"""Turns the lines of a child into what it learned or made, refusing what no honest one says."""

import base64
import binascii
import json
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Any

from portal.media.readers.blocks import KIND, Block, text_of
from portal.media.readers.outcome import (
    Failure,
    Fate,
    Finding,
    Making,
    Reading,
    Trace,
    UnreadableError,
)
from portal.media.readers.report import (
    MAX_BLOCKS,
    MAX_PAGE_BLOCKS,
    MAX_PAGE_CHARACTERS,
    MAX_PAGES,
    MAX_TAG_CHARACTERS,
    MAX_THUMBNAIL_BYTES,
    TAGS,
)

_NEVER_SENT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MAX_SECONDS = 10_000_000
_MAX_SIDE = 1_000_000
_LONGEST_FORMAT = 12
_LONGEST_KIND = 6
_MAX_FINDINGS = 200
_MAX_COUNT = 1_000_000
_WAVEFORM = re.compile("[a-z]{200}")


class Hearing(ABC):
    """What a child has said so far; complete once it said that all that matters is out."""

    def __init__(self) -> None:
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
            case "complete":
                self.is_complete = True
            case "failure":
                failure, detail = content
                raise UnreadableError(Failure(failure), heard_text(detail, 200))
            case _:
                self._take_own(subject, content)

    @abstractmethod
    def _take_own(self, subject: str, content: Any) -> None:
        """Take in what only this kind of child says, or raise ValueError."""


class ReadingHearing(Hearing):
    """What a reader says: pages and facts, then `complete`, and at last a thumbnail."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self._blocks = 0

    def _take_own(self, subject: str, content: Any) -> None:
        match subject:
            case "page":
                self._take_page(*content)
            case "blocks":
                self._take_blocks(*content)
            case "facts":
                self._take_facts(**content)
            case "thumbnail":
                self.reading.thumbnail = _thumbnail(content)
            case "protections":
                self.reading.protections = _names(content)
            case _:
                raise ValueError(subject)

    def _take_page(self, number: Any, text: Any) -> None:
        number = _whole(number, MAX_PAGES)
        if number in self.reading.pages or self.is_complete:
            raise ValueError(number)
        self.reading.pages[number] = heard_text(text, MAX_PAGE_CHARACTERS)

    def _take_blocks(self, number: Any, blocks: Any) -> None:
        self._blocks += len(blocks)
        if not 0 < len(blocks) <= MAX_PAGE_BLOCKS or self._blocks > MAX_BLOCKS:
            raise ValueError("blocks")
        taken = [_block(*block) for block in blocks]
        self._take_page(number, text_of(taken))
        self.reading.blocks[number] = taken

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


class MakingHearing(Hearing):
    """What a maker says: what it found, and which outputs are whole."""

    def __init__(self, outputs: Collection[str]) -> None:
        super().__init__()
        self.making = Making()
        self._outputs = outputs

    def _take_own(self, subject: str, content: Any) -> None:
        match subject:
            case "finding":
                self._take_finding(*content)
            case "made":
                name, file_format = content
                if name not in self._outputs:
                    raise ValueError(name)
                self.making.formats[name] = heard_text(file_format, _LONGEST_FORMAT)
            case "facts":
                self._take_facts(**content)
            case "protections":
                self.making.protections = _names(content)
            case _:
                raise ValueError(subject)

    def _take_finding(self, trace: Any, fate: Any, count: Any) -> None:
        if len(self.making.findings) == _MAX_FINDINGS:
            raise ValueError(trace)
        finding = Finding(Trace(trace), Fate(fate), _whole(count, _MAX_COUNT))
        self.making.findings.append(finding)

    def _take_facts(self, *, duration: Any = None, waveform: Any = None) -> None:
        if duration is not None:
            self.making.duration = _seconds(duration)
        if waveform is not None:
            self.making.waveform = _waveform(waveform)


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


def heard_text(value: Any, longest: int) -> str:
    """Return what an honest child says, or raise ValueError."""
    if not isinstance(value, str) or len(value) > longest or _NEVER_SENT.search(value):
        raise ValueError("text")
    return value


def _block(kind: Any, text: Any) -> Block:
    if not KIND.fullmatch(heard_text(kind, _LONGEST_KIND)) or not text:
        raise ValueError(kind)
    return kind, heard_text(text, MAX_PAGE_CHARACTERS)


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not value.keys() <= TAGS:
        raise ValueError("tags")
    return {name: heard_text(text, MAX_TAG_CHARACTERS) for name, text in value.items()}


def _names(values: Any) -> tuple[str, ...]:
    return tuple(heard_text(each, 20) for each in values)


def _waveform(value: Any) -> str:
    if not isinstance(value, str) or not _WAVEFORM.fullmatch(value):
        raise ValueError("waveform")
    return value


def _thumbnail(value: Any) -> bytes:
    try:
        image = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("thumbnail") from error
    if len(image) > MAX_THUMBNAIL_BYTES or image[:4] + image[8:12] != b"RIFFWEBP":
        raise ValueError("thumbnail")
    return image
