"""The relations of an Open Packaging document: which parts belong to it, and why.

ECMA-376 part 2. A part stays when a relation of a kind that pages need leads to it; all
others, known or not, are left behind.
"""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from portal.media.makers.clean_links import is_public_link
from portal.media.makers.clean_names import names
from portal.media.makers.clean_xml import Element, local, parse, written
from portal.media.readers.package import Package

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KEPT = names(
    "officeDocument styles numbering settings fontTable font theme themeOverride header footer "
    "footnotes endnotes image hyperlink chart chartEx chartUserShapes chartStyle "
    "chartColorStyle diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing "
    "slide slideLayout slideMaster presProps tableStyles"
)


_FOLDERS = re.compile(r"(?:word|ppt)/(?:media|fonts)")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its id, its whole type, where it leads (outside or to a part)."""

    id: str
    type: str
    target: str
    is_outside: bool

    @property
    def kind(self) -> str:
        """The last word of the type."""
        return self.type.rpartition("/")[2]

    @property
    def is_kept(self) -> bool:
        """Whether a clean copy needs it."""
        if self.is_outside:
            return self.kind == "hyperlink" and is_public_link(self.target)
        return self.kind in _KEPT


def relations_path(name: str) -> str:
    """Return where the relations of a part are; those of the package have no part."""
    folder, _, part = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{part}.rels")


def read_relations(package: Package, name: str) -> list[Relation]:
    """Return the relations of a part; those that lead to nothing are no relations."""
    path = relations_path(name)
    if path not in package.names:
        return []
    folder = posixpath.dirname(name)
    found = (_read(each, folder) for each in parse(package.content(path)))
    return [each for each in found if each.is_outside or each.target in package.names]


def write_relations(name: str, relations: list[Relation]) -> bytes:
    """Return the relations of a part as XML."""
    root = parse(f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    folder = posixpath.dirname(name)
    for relation in relations:
        each = root.makeelement(f"{{{_PACKAGE}/relationships}}Relationship")
        each.set("Id", relation.id)
        each.set("Type", relation.type)
        if relation.is_outside:
            each.set("Target", relation.target)
            each.set("TargetMode", "External")
        else:
            each.set("Target", posixpath.relpath(relation.target, folder or "."))
        root.append(each)
    return written(root)


def plain_name(name: str, kind: str, number: int) -> str:
    """Return a name for a picture or a font that says no more than what it is."""
    folder = posixpath.dirname(name)
    known = folder if _FOLDERS.fullmatch(folder) else "media"
    return f"{known}/{kind}{number}.{_extension(name)}"


def write_types(package: Package, kept: set[str], plain_names: dict[str, str]) -> bytes:
    """Return the list of content types, of the parts that stay alone, under their plain names."""
    root = parse(package.content("[Content_Types].xml"))
    extensions = {_extension(name) for name in kept}
    for each in list(root):
        if former := each.get("PartName", "").lstrip("/"):
            each.set("PartName", f"/{plain_names.get(former, former)}")
        is_needed = (
            (each.get("Extension", "").lower() in extensions)
            if local(each) == "Default"
            else each.get("PartName", "").lstrip("/") in kept
        )
        if not is_needed:
            root.remove(each)
    return written(root)


def _read(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    is_outside = element.get("TargetMode") == "External"
    return Relation(
        element.get("Id", ""),
        element.get("Type", ""),
        target if is_outside else _resolved(folder, target),
        is_outside,
    )


def _resolved(folder: str, target: str) -> str:
    path = posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0])))
    return path.lstrip("/")


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()
