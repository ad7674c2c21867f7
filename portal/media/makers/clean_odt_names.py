"""Makes the names inside an OpenDocument plain: those of marks and sections, and of pictures.

People choose them; programs that cite keep there who collected what.
"""

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from portal.media.makers.clean_names import names
from portal.media.makers.clean_xml import Element, attribute, local
from portal.media.readers.package import Package

_NAMED = names(
    "bookmark bookmark-start bookmark-end section "
    "reference-mark reference-mark-start reference-mark-end"
)
_LEADING = names("bookmark-ref reference-ref")
_OF_PROGRAMS = re.compile(
    r"__(?:RefHeading|DdeLink|Fieldmark|UnoMark)_+(?:Toc)?[\d_]+"
    r"|_?(?:Toc|Ref|Hlk|Hlt|OLE_LINK)[\d_]+|_GoBack"
)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KEPT_FOLDERS = ("ObjectReplacements/",)


class Marks:
    """The bookmarks, marks and sections of a document, and what its clean copy calls them."""

    def __init__(self, roots: Iterable[Element]) -> None:
        """Read all of them."""
        self._names: dict[str, str] = {}
        for element in (each for root in roots for each in root.iter() if local(each) in _NAMED):
            name = element.get(f"{_TEXT}name", "")
            if not _OF_PROGRAMS.fullmatch(name):
                self._names.setdefault(name, f"mark{len(self._names) + 1}")

    def rename(self, root: Element) -> None:
        """Write the plain names into a part, wherever a mark is or is led to."""
        for element in root.iter():
            kind, address = local(element), element.get(_HREF, "")
            if kind in _NAMED:
                self._rename(element, f"{_TEXT}name")
            elif kind in _LEADING:
                self._rename(element, f"{_TEXT}ref-name")
            elif address.startswith("#"):
                name, stroke, sort = unquote(address[1:]).partition("|")
                if plain := self._names.get(name):
                    element.set(_HREF, f"#{plain}{stroke}{sort}")

    def _rename(self, element: Element, key: str) -> None:
        if plain := self._names.get(element.get(key, "")):
            element.set(key, plain)


class Pictures:
    """The files that a text shows, under a number: programs name them as what was put in."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.names: dict[str, str] = {}

    def plain(self, name: str) -> str:
        """Return what a file of the package is called in its clean copy."""
        is_file = name in self._package.names and not name.endswith((".xml", "/"))
        if not is_file or name.startswith(_KEPT_FOLDERS):
            return name
        folder = "Fonts" if name.startswith("Fonts/") else "Pictures"
        ending = posixpath.splitext(name)[1].lower()
        return self.names.setdefault(name, f"{folder}/{len(self.names) + 1}{ending}")

    def rename(self, root: Element, part: str) -> None:
        """Lead to the files under their plain names."""
        folder = posixpath.dirname(part)
        for element in root.iter():
            address = attribute(element, "href") or ""
            target = posixpath.normpath(posixpath.join(folder, unquote(address)))
            if (plain := self.plain(target)) != target:
                element.set(_HREF, quote(posixpath.relpath(plain, folder or ".")))
