"""Takes apart what draws the pages of a PDF: all stays byte for byte, but comments and labels."""

import re
from dataclasses import dataclass

from pikepdf import Dictionary, Name, Page, Pdf, Stream, Token, TokenFilter, TokenType

from portal.media.makers.clean_pdf_labels import (
    UnclearContentError,
    clean_label,
    parse_dictionary,
)

_STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\)|<[0-9A-Fa-f\s]*+>"
_PLAIN_LABEL = rb"<<(?:\s*+/MCID\s++\d++|\s*+/(?:ActualText|Lang)\s*+(?:" + _STRING + rb"))*+\s*+>>"
_SUSPECT = rb"(?P<suspect>[%(]|<<|>>|BI\b(?<![^\0\t\n\f\r ()<>\[\]{}%]BI))"
_TOKENS = re.compile(b"|".join((_STRING, _PLAIN_LABEL, _SUSPECT)), re.DOTALL)


def is_suspect(content: bytes) -> bool:
    """Tell quickly whether there may be comments, labels or pictures; wrong guesses say yes."""
    return any(token.lastgroup == "suspect" for token in _TOKENS.finditer(content))


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture among what draws a page: the inside of its description, and its data.

    What parts both (one white byte) is the first of the data.
    """

    description: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """What draws, apart from its pictures; whether it said anything that was left out."""

    pieces: list[bytes | InlinePicture]
    was_labelled: bool


def take_apart(pdf: Pdf, content: bytes) -> Drawing:
    """Return the content without comments and without labels that nobody reads."""
    reading = _Reading()
    stream = Stream(pdf, content)
    Page(Dictionary(Type=Name.Page, Contents=stream)).get_filtered_contents(reading)
    if reading.is_unclear:
        raise UnclearContentError
    return Drawing([*reading.pieces, bytes(reading.plain)], reading.was_labelled)


class _Reading(TokenFilter):
    """Reads token by token, so that no list of them has to be held."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes | InlinePicture] = []
        self.plain = bytearray()
        self.was_labelled = False
        self.is_unclear = False
        self._held = bytearray()
        self._state = ""
        self._depth = 0

    def handle_token(self, token: Token) -> None:  # type: ignore[override]  # always given one
        """Sort one token; after one that is broken nothing is sure any more."""
        kind = token.type_
        if self.is_unclear:
            return
        if kind is TokenType.bad or (kind is TokenType.eof and self._state):
            self.is_unclear = True
        elif kind is TokenType.comment:
            self.was_labelled = True
        elif self._state == "label":
            self._read_label(kind, token.raw_value)
        elif self._state == "picture":
            self._read_description(kind, token.raw_value)
        elif self._state == "data":
            self._read_data(kind, token.raw_value)
        else:
            self._read(kind, token.raw_value)

    def _read(self, kind: TokenType, raw: bytes) -> None:
        if kind is TokenType.dict_open:
            self._state, self._depth = "label", 1
        elif kind is TokenType.dict_close:
            self.is_unclear = True
        elif kind is TokenType.word and raw == b"BI":
            self._state = "picture"
        else:
            self.plain += raw

    def _read_label(self, kind: TokenType, raw: bytes) -> None:
        self._depth += (kind is TokenType.dict_open) - (kind is TokenType.dict_close)
        if self._depth:
            self._held += raw
            return
        try:
            label = parse_dictionary(bytes(self._take_held()))
        except UnclearContentError:
            self.is_unclear = True
            return
        self.was_labelled |= clean_label(label)
        self.plain += label.unparse()

    def _read_description(self, kind: TokenType, raw: bytes) -> None:
        if kind is TokenType.word and raw == b"ID":
            self._state = "data"
        else:
            self._held += raw

    def _read_data(self, kind: TokenType, raw: bytes) -> None:
        if kind is TokenType.space:
            self.data = raw
        elif kind is TokenType.inline_image:
            self.pieces.append(bytes(self.plain))
            self.plain.clear()
            self.pieces.append(InlinePicture(bytes(self._take_held()), self.data + raw))
        else:
            self.is_unclear = True

    def _take_held(self) -> bytearray:
        held, self._held, self._state = self._held, bytearray(), ""
        return held
