"""Makes the names inside a Word document plain: those of bookmarks, which people choose.

What leads to a bookmark is led to its new name: links, and fields such as REF and PAGEREF
(ECMA-376 part 1, 17.16), whose instructions may be written in several pieces.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from portal.media.makers.clean_names import names
from portal.media.makers.clean_xml import Element, attribute, local, parse
from portal.media.readers.outcome import UnreadableError
from portal.media.readers.package import Package

_OF_PROGRAMS = re.compile(
    r"_?(?:Toc|Ref|Hlk|Hlt|GoBack|OLE_LINK|PictureBullets)[\d_]*", re.IGNORECASE
)
_WORD = re.compile(r'"[^"]*"|\\\S|[^\s"\\]+')
_LETTERS = re.compile(r"\w+")
_LEADING = names("REF PAGEREF NOTEREF HYPERLINK TOC INDEX GOTOBUTTON SET ASK")
_ALONE = names("PAGE NUMPAGES DATE TIME TITLE SUBJECT SECTION SECTIONPAGES NUMWORDS KEYWORDS")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Bookmarks:
    """The bookmarks of a document, and what they are called in its clean copy."""

    def __init__(self, package: Package) -> None:
        """Read all of them; one that a drawing leads to keeps its name."""
        parts = sorted(name for name in package.names if name.endswith(".xml"))
        led_to = set(_led_to(package))
        self._names: dict[str, str] = {}
        for name in (each for part in parts for each in _bookmarks(package, part)):
            if name.casefold() not in led_to and not _OF_PROGRAMS.fullmatch(name):
                self._names.setdefault(name.casefold(), f"mark{len(self._names) + 1}")

    def rename(self, root: Element) -> None:
        """Write the plain names into a part, wherever a bookmark is or is led to."""
        if not self._names:
            return
        for element in root.iter():
            self._rename_in(element)
        for pieces in _instructions(root):
            self._lead(pieces)

    def _rename_in(self, element: Element) -> None:
        kind = local(element)
        is_field_of_form = kind == "name" and local(element.getparent()) == "ffData"
        for key, value in element.attrib.items():
            match kind, key.rpartition("}")[2]:
                case ("hyperlink", "anchor") if attribute(element, "id"):
                    pass  # a place on another page of the web
                case ("bookmarkStart", "name") | ("hyperlink", "anchor"):
                    element.attrib[key] = self._plain(value)
                case ("name", "val") if is_field_of_form:
                    element.attrib[key] = self._plain(value)
                case ("fldSimple", "instr"):
                    element.attrib[key] = self._led(value)
                case (_, "href") if value.startswith("#"):
                    element.attrib[key] = f"#{self._plain(value[1:])}"

    def _lead(self, pieces: list[Element]) -> None:
        instruction = "".join(each.text or "" for each in pieces)
        led = self._led(instruction)
        if led != instruction:
            for each in pieces:
                each.text = ""
            pieces[0].text = led
            pieces[0].set(_SPACE, "preserve")

    def _led(self, instruction: str) -> str:
        keyword = (instruction.split() or [""])[0].upper()
        if keyword in _ALONE or (keyword == "HYPERLINK" and "://" in instruction):
            return instruction
        if keyword.startswith("="):
            return _LETTERS.sub(lambda word: self._plain(word[0]), instruction)
        return _WORD.sub(lambda word: self._led_word(word[0], keyword), instruction)

    def _led_word(self, word: str, keyword: str) -> str:
        if not word.startswith('"'):
            return self._plain(word)
        return f'"{self._plain(word[1:-1])}"' if keyword in _LEADING else word

    def _plain(self, name: str) -> str:
        return self._names.get(name.casefold(), name)


def _bookmarks(package: Package, part: str) -> list[str]:
    """Return the names in a part; one that cannot be read has none, and no place in the copy."""
    with suppress(UnreadableError):
        content = package.content(part)
        if b"bookmarkStart" in content:
            marks = (each for each in parse(content).iter() if local(each) == "bookmarkStart")
            return [attribute(each, "name") or "" for each in marks]
    return []


def _led_to(package: Package) -> Iterator[str]:
    """Yield, in small letters, the names that relations of drawings lead to."""
    for name in (each for each in package.names if each.endswith(".rels")):
        with suppress(UnreadableError):
            targets = [each.get("Target", "") for each in parse(package.content(name))]
            yield from (each[1:].casefold() for each in targets if each.startswith("#"))


def _instructions(root: Element) -> Iterator[list[Element]]:
    """Yield the pieces of each instruction; one that holds a field ends before it."""
    opened: list[list[Element]] = []
    for element in root.iter():
        kind = local(element)
        if kind == "instrText" and opened:
            opened[-1].append(element)
        elif kind == "fldChar":
            if opened and opened[-1]:
                yield opened[-1]
                opened[-1] = []
            _open_or_close(opened, attribute(element, "fldCharType") or "")


def _open_or_close(opened: list[list[Element]], mark: str) -> None:
    if mark == "begin":
        opened.append([])
    elif mark == "end" and opened:
        opened.pop()
