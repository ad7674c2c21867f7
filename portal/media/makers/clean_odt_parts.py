"""Finds which parts of an OpenDocument its text shows, and lists those that stay."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from portal.media.makers.clean_xml import Element, attribute, local, parse, written
from portal.media.readers.package import Package

_MANIFEST = "META-INF/manifest.xml"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_TYPES = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}
_ROOT_TYPE = "application/vnd.oasis.opendocument.text"


def needed_files(root: Element, name: str, package: Package) -> Iterator[str]:
    """Yield the parts that a part refers to; an embedded object ends in a slash."""
    folder = posixpath.dirname(name)
    for element in root.iter():
        address = attribute(element, "href") or ""
        target = posixpath.normpath(posixpath.join(folder, unquote(address))) if address else ""
        if target in package.names:
            yield target
        elif f"{target}/content.xml" in package.names:
            yield f"{target}/"


def inner_parts(folder: str, package: Package) -> list[str]:
    """Return the parts of an embedded chart or formula that make its picture."""
    names = (f"{folder}{part}" for part in ("content.xml", "styles.xml"))
    return [name for name in names if name in package.names]


def write_manifest(package: Package, kept: set[str], plain_names: dict[str, str]) -> bytes:
    """Return the list of the parts that stay, with the types that they had under other names."""
    types = _known_types(package)
    types |= {plain: types.get(name, "") for name, plain in plain_names.items()}
    root = parse(
        f'<manifest:manifest xmlns:manifest="{_NAMESPACE}" manifest:version="1.2"/>'.encode()
    )
    folders = {f"{posixpath.dirname(name)}/" for name in kept if name.endswith("/content.xml")}
    for name in ["/", *sorted(kept | folders)]:
        entry = root.makeelement(f"{{{_NAMESPACE}}}file-entry")
        entry.set(f"{{{_NAMESPACE}}}full-path", name)
        entry.set(f"{{{_NAMESPACE}}}media-type", types.get(name, _usual_type(name)))
        root.append(entry)
    return written(root)


def _known_types(package: Package) -> dict[str, str]:
    if _MANIFEST not in package.names:
        return {}
    entries = parse(package.content(_MANIFEST)).iter()
    return {
        attribute(entry, "full-path") or "": attribute(entry, "media-type") or ""
        for entry in entries
        if local(entry) == "file-entry"
    } | {"/": _ROOT_TYPE}


def _usual_type(name: str) -> str:
    return _ROOT_TYPE if name == "/" else _TYPES.get(name.rpartition(".")[2], "")
