"""Each format that is taken: nothing planted is left in any copy that visitors may have."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pptx
import pytest

from portal.media import storage
from portal.media.models import File, FileState, Purpose
from portal.media.types import TYPES
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media import sound_drafts as sounds
from tests.media.clean_proofs import DEVICE, NAME, PLACE, SCRIPT, SECRET
from tests.media.conftest import Send
from tests.media.office_drafts import Draft

Plant = Callable[[Path], bytes]

PACKAGES = {"docx", "odt", "pptx"}
SOUNDS = {name for name, file_type in TYPES.items() if file_type.family == "audio"}


def photo(image_format: str) -> Plant:
    def take(folder: Path) -> bytes:
        path = folder / f"photo.{image_format}"
        path.write_bytes(samples.make_image(image_format.upper(), (400, 300)))
        people = (f"-Artist={NAME}", f"-XMP-dc:Creator={NAME}", f"-Make={DEVICE}")
        place = ("-GPSLatitude=12.6", "-GPSLatitudeRef=N", f"-XMP-photoshop:City={PLACE}")
        proofs.run("exiftool", "-q", "-overwrite_original", *people, *place, str(path))
        return path.read_bytes()

    return take


def paper(folder: Path) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.make_pdf(samples.SENTENCE))) as document:
        document.docinfo["/Author"] = NAME
        document.docinfo["/Producer"] = DEVICE
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SCRIPT)
        document.Root.OpenAction = action
        document.attachments[f"{SECRET}.txt"] = PLACE.encode()
        with document.open_metadata() as described:
            described["dc:creator"] = [NAME]
        document.save(output)
    return output.getvalue()


def word(folder: Path) -> bytes:
    document = docx.Document()
    document.core_properties.author = NAME
    document.add_paragraph(samples.SENTENCE)
    document.add_picture(io.BytesIO(photo("jpeg")(folder)))
    return saved(document)


def slides(folder: Path) -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.author = NAME
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = samples.SENTENCE
    slide.shapes.add_picture(io.BytesIO(photo("jpeg")(folder)), 0, 0)
    slide.notes_slide.notes_text_frame.text = f"Remercier {NAME}"
    return saved(deck)


def saved(document: object) -> bytes:
    output = io.BytesIO()
    document.save(output)  # type: ignore[attr-defined]
    return Draft(output.getvalue()).saved()


def open_text(folder: Path) -> bytes:
    parts = Draft(samples.make_odt())
    creator = f"<meta:initial-creator>{NAME}</meta:initial-creator>"
    parts.replace("meta.xml", "</office:meta>", f"{creator}</office:meta>")
    return parts.saved()


def sound(kind: str) -> Plant:
    return lambda _folder: sounds.plant(kind) + sounds.TAIL


PLANTED: dict[str, Plant] = {
    "pdf": paper,
    "docx": word,
    "odt": open_text,
    "pptx": slides,
    "txt": lambda _folder: samples.SENTENCE.encode(),  # it has words, and nothing else
    "md": lambda _folder: f"---\nauthor: {NAME}\n---\n\n{samples.SENTENCE}\n".encode(),
    **{kind: photo(kind) for kind in ("jpeg", "png", "webp")},
    **{kind: sound(kind) for kind in (*sounds.CODERS, "amr")},
    "amr-wb": lambda _folder: samples.make_amr_wb() + sounds.TAIL,
}


def test_no_format_is_taken_without_such_a_proof() -> None:
    assert PLANTED.keys() == TYPES.keys()


@pytest.mark.parametrize("file_format", PLANTED)
def test_no_copy_tells_what_was_planted(file_format: str, processed: Send, tmp_path: Path) -> None:
    sent = PLANTED[file_format](tmp_path)
    assert file_format == "txt" or SECRET in told_of(sent, file_format, tmp_path)
    file = processed(sent, f"a{TYPES[file_format].extension}")
    assert (file.state, file.format) == (FileState.DONE, file_format)
    copies = copies_of(file)
    assert Purpose.CLEAN in copies
    for purpose, (content, made_format) in copies.items():
        told = told_of(content, made_format, tmp_path)
        assert SECRET not in told, purpose
        assert "GPS" not in told, purpose
        assert "JavaScript" not in told, purpose


def copies_of(file: File) -> dict[str, tuple[bytes, str]]:
    """All that leaves the site of a file: its copies, and the picture of its first page."""
    kept = {each.purpose.value: (each.sha256, each.format) for each in file.renditions}
    if file.thumbnail_sha256:
        kept["thumbnail"] = (file.thumbnail_sha256, "webp")
    return {
        purpose: (storage.find_bytes(sha256).read_bytes(), made_format)
        for purpose, (sha256, made_format) in kept.items()
    }


def told_of(content: bytes, file_format: str, folder: Path) -> str:
    """What tools of Debian read in a file, and the bytes themselves, unpacked."""
    seen = b""
    if file_format == "pdf":
        seen = proofs.unpacked_pdf(content, folder)
    if file_format in PACKAGES:
        for name, part in proofs.parts_of(content).items():
            is_picture = name.endswith((".jpg", ".jpeg", ".png"))
            seen += name.encode() + part + (exiftool(part) if is_picture else b"")
    if file_format in SOUNDS:
        seen = sounds.probe(content).encode()
    hidden = SECRET if proofs.holds_secret(content + seen) else ""
    return f"{hidden} {(content + seen + exiftool(content)).decode(errors='replace')}"


def exiftool(content: bytes) -> bytes:
    """What it reads in bytes of any kind; those that it does not know are no error."""
    command = ["exiftool", "-a", "-u", "-U", "-g1", "-ee", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=False).stdout
