"""Cleans an Open Packaging document (DOCX, PPTX): walks from its pages to all they need."""

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from portal.media.makers.clean_drawings import clean_drawings
from portal.media.makers.clean_embedded import clean_embedded
from portal.media.makers.clean_left import note_left
from portal.media.makers.clean_names import names
from portal.media.makers.clean_package import write_package
from portal.media.makers.clean_references import drop_references
from portal.media.makers.clean_relations import (
    Relation,
    plain_name,
    read_relations,
    relations_path,
    write_relations,
    write_types,
)
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, parse, written
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.package import Package

CleanPart = Callable[[Element, Tally], None]
_TYPES = "[Content_Types].xml"
_MAX_PICTURE = 128 * 1024 * 1024
_NUMBERED = names("image font")
_NAMED_WHERE_USED = names("image hyperlink chart chartEx header footer")


def clean_office(file: BinaryIO, output: BinaryIO, clean_part: CleanPart, tally: Tally) -> None:
    """Write the document with the parts its pages need, each of them cleaned."""
    package = Package(file)
    if _TYPES not in package.names:
        raise UnreadableError(Failure.DAMAGED, "no content types")
    copy = _Copy(package, clean_part, tally)
    parts = copy.parts()
    types = write_types(package, set(parts), copy.plain_names)
    write_package(output, [(_TYPES, types), *sorted(parts.items())])


class _Copy:
    """The walk along the relations; a part is cleaned once, however many lead to it."""

    def __init__(self, package: Package, clean_part: CleanPart, tally: Tally) -> None:
        self._package = package
        self._clean_part = clean_part
        self._tally = tally
        self._parts: dict[str, bytes] = {}
        self._left: set[str] = set()
        self.plain_names: dict[str, str] = {}

    def parts(self) -> dict[str, bytes]:
        """Return the clean parts by name."""
        waiting = self._add_relations("", read_relations(self._package, ""))
        if not waiting:
            raise UnreadableError(Failure.DAMAGED, "no document")
        while waiting:
            relation = waiting.pop()
            if self.plain_names.get(relation.target, relation.target) not in self._parts:
                waiting += self._add(relation.target, relation.kind)
        return self._parts

    def _add(self, name: str, kind: str) -> list[Relation]:
        if kind == "image":
            content = self._package.content(name, limit=_MAX_PICTURE)
            self._parts[self.plain_names[name]] = clean_embedded(content, self._tally)
            return []
        if kind == "font":
            self._parts[self.plain_names[name]] = self._package.content(name)
            return []
        relations = read_relations(self._package, name)
        root = parse(self._package.content(name))
        drop_references(root, {each.id for each in relations if not each.is_kept}, self._tally)
        self._clean_part(root, self._tally)
        clean_drawings(root, self._tally)
        self._parts[name] = written(root)
        used = {value for element in root.iter() for value in element.attrib.values()}
        return self._add_relations(name, relations, used)

    def _add_relations(
        self, name: str, relations: list[Relation], used: set[str] | None = None
    ) -> list[Relation]:
        """Write the relations that stay, and return those that lead to further parts."""
        kept = [
            each
            for each in relations
            if each.is_kept
            and (used is None or each.kind not in _NAMED_WHERE_USED or each.id in used)
        ]
        for each in relations:
            if not each.is_kept and each.target not in self._left:
                self._left.add(each.target)
                note_left(self._package, each, self._tally)
        if kept:
            plain = [self._with_plain_target(each) for each in kept]
            self._parts[relations_path(name)] = write_relations(name, plain)
        return [each for each in kept if not each.is_outside]

    def _with_plain_target(self, relation: Relation) -> Relation:
        """Lead to a picture by a number: programs name it as the file that somebody put in."""
        if relation.is_outside or relation.kind not in _NUMBERED:
            return relation
        known = self.plain_names
        number = len(known) + 1
        known.setdefault(relation.target, plain_name(relation.target, relation.kind, number))
        return replace(relation, target=known[relation.target])
