"""A clean copy of an ODT: the text as it stands, its changes accepted, nobody named behind it."""

from typing import BinaryIO

from portal.media.makers.clean_embedded import clean_embedded
from portal.media.makers.clean_odt_elements import clean_elements
from portal.media.makers.clean_odt_meta import note_description, plain_settings
from portal.media.makers.clean_odt_names import Marks, Pictures
from portal.media.makers.clean_odt_parts import inner_parts, needed_files, write_manifest
from portal.media.makers.clean_package import write_package
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import local, parse, written
from portal.media.readers.outcome import Failure, Trace, UnreadableError
from portal.media.readers.package import Package
from portal.media.readers.report import Report

_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_STYLES = "styles.xml"
_TEXT = ("content.xml", _STYLES)
_MAX_PICTURE = 128 * 1024 * 1024
_LEFT = (
    ("Thumbnails/", Trace.PREVIEW),
    ("Basic/", Trace.SCRIPTS),
    ("Scripts/", Trace.SCRIPTS),
    ("META-INF/documentsignatures.xml", Trace.PEOPLE),
    ("manifest.rdf", Trace.TAGS),
    ("Versions/", Trace.VERSIONS),
)


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the document as its readers see it."""
    package = Package(file)
    _refuse_encrypted(package)
    tally = Tally()
    _note_left(package, tally)
    pictures = Pictures(package)
    parts = _parts(package, pictures, tally)
    manifest = write_manifest(package, set(parts), pictures.names)
    ordered = [(_MANIFEST, manifest), *sorted(parts.items())]
    write_package(outputs["clean"], [("mimetype", _MIMETYPE), *ordered])
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _refuse_encrypted(package: Package) -> None:
    if "content.xml" not in package.names:
        raise UnreadableError(Failure.DAMAGED, "no content")
    if _MANIFEST in package.names:
        manifest = parse(package.content(_MANIFEST))
        if any(local(each) == "encryption-data" for each in manifest.iter()):
            raise UnreadableError(Failure.ENCRYPTED)


def _note_left(package: Package, tally: Tally) -> None:
    """Count what the parts that are left behind would have given away."""
    for start, trace in _LEFT:
        if any(name.startswith(start) and name != start for name in package.names):
            tally.add(trace)
    if "meta.xml" in package.names:
        note_description(parse(package.content("meta.xml")), tally)


def _parts(package: Package, pictures: Pictures, tally: Tally) -> dict[str, bytes]:
    """Return the clean parts by name: the text, then the files that it shows."""
    parts: dict[str, bytes] = {}
    if "settings.xml" in package.names:
        parts["settings.xml"] = written(plain_settings(parse(package.content("settings.xml"))))
    common = [parse(package.content(_STYLES))] if _STYLES in package.names else []
    waiting: list[str] = [each for each in _TEXT if each in package.names]
    marks = Marks(parse(package.content(each)) for each in waiting)
    while waiting:
        name = waiting.pop()
        if name.endswith(".xml"):
            root = parse(package.content(name))
            clean_elements(root, common, tally)
            needed = needed_files(root, name, package)
            waiting += [each for each in needed if pictures.plain(each) not in parts]
            marks.rename(root)
            pictures.rename(root, name)
            parts[name] = written(root)
        elif name.endswith("/"):
            waiting += inner_parts(name, package)
        else:
            content = package.content(name, limit=_MAX_PICTURE)
            is_font = name.startswith("Fonts/")
            parts[pictures.plain(name)] = content if is_font else clean_embedded(content, tally)
    return parts
