"""Opens ZIP-based documents and their XML parts, within limits."""

from typing import Any, BinaryIO, Protocol
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import DefusedXMLParser, fromstring

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.signatures.zipped import UnreadableZipError, open_zip

_ENCRYPTED = 1
_MANIFEST = "META-INF/manifest.xml"
_BLOCK = 64 * 1024
_MAX_PART = 32 * 1024 * 1024
_MAX_TOTAL = 1024 * 1024 * 1024
_SUSPECT = 8 * 1024 * 1024
_MAX_RATIO = 200


class Listener(Protocol):
    """What is told the elements of a part one by one, as XMLParser tells its target."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""

    def data(self, text: str) -> None:
        """Add text to the element that was begun last."""

    def end(self, tag: str) -> None:
        """End an element."""


class Package:
    """A ZIP of XML parts; one that is a bomb or locked is refused when opened."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._archive = open_zip(file)
        except UnreadableZipError as error:
            raise UnreadableError(Failure.DAMAGED, "zip directory") from error
        entries = self._archive.infolist()
        self.names = {entry.filename for entry in entries}
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise UnreadableError(Failure.ENCRYPTED)
        if sum(entry.file_size for entry in entries) > _MAX_TOTAL:
            raise UnreadableError(Failure.TOO_BIG, "total size")
        for entry in entries:
            if entry.file_size > max(_SUSPECT, _MAX_RATIO * entry.compress_size):
                raise UnreadableError(Failure.TOO_BIG, "compression ratio")

    def content(self, name: str, *, limit: int = _MAX_PART) -> bytes:
        """Return the bytes of a part, or raise UnreadableError when they are too many."""
        with self._archive.open(name) as part:
            content = part.read(limit + 1)
        if len(content) > limit:
            raise UnreadableError(Failure.TOO_BIG, "part")
        return content

    def xml(self, name: str) -> Element:
        """Return the root of an XML part; one with a DTD is refused."""
        root: Element = fromstring(self.content(name), forbid_dtd=True)
        return root

    def refuse_encrypted(self) -> None:
        """Raise UnreadableError if the parts of an OpenDocument are encrypted."""
        if _MANIFEST in self.names and any(
            local(element) == "encryption-data" for element in self.xml(_MANIFEST).iter()
        ):
            raise UnreadableError(Failure.ENCRYPTED)

    def listen(self, name: str, listener: Listener) -> None:
        """Read an XML part of any size without keeping it; one with a DTD is refused."""
        parser = DefusedXMLParser(target=listener, forbid_dtd=True)
        with self._archive.open(name) as part:
            while block := part.read(_BLOCK):
                parser.feed(block)
        parser.close()

    def relations(self, name: str) -> dict[str, str]:
        """Return the part that each relation of a part leads to, by id and by type."""
        folder, _, part = name.rpartition("/")
        path = f"{folder}/_rels/{part}.rels" if folder else f"_rels/{part}.rels"
        if path not in self.names:
            return {}
        relations = {}
        for relation in self.xml(path):
            target = _resolve(folder, relation.get("Target", ""))
            relations[relation.get("Id", "")] = target
            relations[relation.get("Type", "").rpartition("/")[2]] = target
        return relations


def local(element: Any) -> str:
    """Return the name of an element without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, or nothing."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
