"""Scans become text: real pictures of pages, the real tesseract, a real kill."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from sqlalchemy import select

from portal.config import Settings
from portal.extensions import db, now
from portal.media import sandbox
from portal.media.models import File, FileState, TextPage
from portal.media.queries import list_text_pages
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.recognised_text import clean_recognised
from portal.media.recognition import list_pages_to_recognise, recognise_pages
from portal.media.recognition_words import explain_scans
from portal.media.tasks import sweep
from portal.media.tesseract import Tesseract, find_tesseract, read_picture
from tests.media.conftest import Send, work
from tests.media.media_samples import make_pdf

DEMO = Path(__file__).parents[2] / "demo/files"
ARABIC = "rapport-atelier-arabe.pdf"

needs_tesseract = pytest.mark.skipif(
    not (found := find_tesseract()) or found.languages != ["fra", "ara"],
    reason="apt-get install tesseract-ocr tesseract-ocr-fra tesseract-ocr-ara",
)


def scan(pdf: bytes, *, turned: int = 0) -> bytes:
    """What a scanner makes of printed pages: pictures in a PDF."""
    pictures = [
        page.render(scale=2.5, grayscale=True).to_pil().rotate(turned, expand=True, fillcolor=255)
        for page in pdfium.PdfDocument(pdf)
    ]
    output = io.BytesIO()
    first, *others = pictures
    first.save(output, "PDF", save_all=True, append_images=others, resolution=180)
    return output.getvalue()


def printed(*pages: str) -> bytes:
    return make_pdf(*(f"{page}\n\n{page} encore une fois, en toutes lettres." for page in pages))


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("PATH", "/nonexistent")
    return monkeypatch


def texts(file: File) -> dict[int, str]:
    pages = list_text_pages(file.id, first=1, last=99)
    assert all(page.is_recognised for page in pages)
    return {page.number: page.text for page in pages}


@needs_tesseract
def test_a_scan_becomes_text_page_by_page(processed: Send) -> None:
    file = processed(scan(printed("La cotisation des femmes", "", "Le droit à la terre")), "s.pdf")
    assert (file.state, file.page_count, file.recognised_up_to) == (FileState.DONE, 3, 3)
    read = texts(file)
    assert "La cotisation des femmes" in read[1]
    assert "Le droit à la terre" in read[3]
    assert explain_scans(file) == ""


@needs_tesseract
def test_only_pages_without_text_are_recognised(processed: Send) -> None:
    document = pdfium.PdfDocument.new()
    for part in (printed("Une page imprimée"), scan(printed("Une page numérisée"))):
        document.import_pages(pdfium.PdfDocument(part))
    output = io.BytesIO()
    document.save(output)
    file = processed(output.getvalue(), "mixte.pdf")
    pages = list_text_pages(file.id, first=1, last=2)
    assert [page.is_recognised for page in pages] == [False, True]
    assert "numérisée" in pages[1].text


@needs_tesseract
def test_an_arabic_scan_becomes_arabic_text(processed: Send) -> None:
    file = processed(scan((DEMO / ARABIC).read_bytes()), "تقرير.pdf")
    assert "بتنفيذ البرنامج المقرر" in texts(file)[1]
    assert "القيادة النسائية" in texts(file)[1]


@needs_tesseract
def test_a_page_that_was_scanned_sideways_is_read(processed: Send) -> None:
    upright = pdfium.PdfDocument.new()
    upright.import_pages(pdfium.PdfDocument(DEMO / "guide-association.pdf"), [0])
    output = io.BytesIO()
    upright.save(output)
    file = processed(scan(output.getvalue(), turned=90), "couché.pdf")
    assert "une écriture claire" in texts(file)[1]


@needs_tesseract
def test_a_page_that_cannot_be_read_is_empty_and_the_next_is_not(
    app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.media import recognition

    def fail_once(picture: io.BytesIO, program: Tesseract, **options: object) -> str:
        monkeypatch.setattr(recognition, "read_picture", read_picture)
        raise UnreadableError(Failure.TOO_SLOW, "processor")

    monkeypatch.setattr(recognition, "read_picture", fail_once)
    kept: dict[int, str] = {}
    with tempfile.TemporaryFile() as stream:
        stream.write(scan(printed("Première", "Deuxième")))
        stream.flush()
        recognise_pages(stream, [1, 2], beat=lambda: None, keep=kept.__setitem__)
    assert kept[1] == ""
    assert "Deuxième" in kept[2]


@needs_tesseract
def test_tesseract_runs_behind_all_locks(tmp_path: Path) -> None:
    """A program put in its place tries what a taken over one would."""
    probe = textwrap.dedent("""
        import _socket, os
        def refused(action, *arguments):
            try:
                action(*arguments)
            except OSError as error:
                return type(error).__name__
            return "allowed"
        print(refused(open, "/etc/passwd"))
        print(refused(open, "/tmp/written", "w"))
        print(refused(_socket.socket))
        print(refused(os.fork))
        print(refused(os.execv, "/bin/sh", ["sh"]))
        print(refused(os.kill, os.getppid(), 0))
    """)
    python = str(Path(sys.executable).resolve())
    command = [*sandbox.PYTHON, "become", "10", str(tmp_path), python, "-I", "-c", probe]
    lines: list[bytes] = []
    with tempfile.TemporaryFile() as stream:
        status = sandbox.listen(
            command, stream, lines.append, patience=sandbox.Patience(), beat=lambda: None
        )
    assert status == 0
    assert lines == [b"PermissionError"] * 6


@needs_tesseract
def test_a_picture_that_is_none_gives_no_text() -> None:
    program = find_tesseract()
    assert program
    with tempfile.TemporaryFile() as picture:
        picture.write(b"\x89PNG\r\n\x1a\n not a picture")
        picture.flush()
        with pytest.raises(UnreadableError):
            read_picture(picture, program, beat=lambda: None)


@needs_tesseract
def test_a_giant_page_is_drawn_within_limits(app: object) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(14_400, 14_400)
    output = io.BytesIO()
    document.save(output)
    with tempfile.TemporaryFile() as stream, tempfile.TemporaryFile() as picture:
        stream.write(_with_ink(output.getvalue()))
        stream.flush()
        task = sandbox.Task("page", "pdf", processor_seconds=60, written_bytes=40_000_000)
        making = sandbox.make(stream, task, {"1": picture}, beat=lambda: None)
        assert making.formats == {"1": "png"}
        width, height = Image.open(picture).size
    assert 11_000_000 < width * height <= 12_100_000


@needs_tesseract
def test_what_a_killed_worker_recognised_is_kept(send: Send, settings: Settings) -> None:
    """A real worker is killed at the second page; another goes on with that one."""
    file = send(scan(printed("Première page", "Deuxième page", "Troisième page")), "s.pdf")
    script = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from flask import Flask
        from portal import bind_extensions, configure
        from portal.config import Settings
        import portal.media.services
        from portal.media import processing, recognition

        read_picture = recognition.read_picture
        count = 0

        def read_one(*arguments, beat):
            global count
            count += 1
            if count == 2:
                print("second", flush=True)
                time.sleep(60)
            return read_picture(*arguments, beat=beat)

        recognition.read_picture = read_one
        settings = Settings(environment="testing", data_dir=Path({str(settings.data_dir)!r}))
        app = Flask("media")
        configure(app, settings)
        bind_extensions(app, settings)
        with app.app_context():
            processing.process_file({file.id})
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"second\n"
        os.kill(worker.pid, signal.SIGKILL)
    db.session.expire_all()
    assert (file.state, file.recognised_up_to) == (FileState.WORKING, 1)
    db.session.execute(TextPage.__table__.update().values(text="Gardée"))
    file.uploaded_at = file.seen_at = now() - timedelta(minutes=2)
    db.session.commit()
    sweep()
    work()
    read = texts(file)
    assert file.state == FileState.DONE
    assert read[1] == "Gardée"
    assert "Deuxième page" in read[2]
    assert "Troisième page" in read[3]


def test_without_tesseract_the_file_is_done_and_the_desk_says_what_is_missing(
    processed: Send, without_tesseract: pytest.MonkeyPatch, app: object
) -> None:
    file = processed(scan(printed("Un", "Deux")), "s.pdf")
    assert (file.state, file.recognised_up_to) == (FileState.DONE, 0)
    assert list_pages_to_recognise(file) == [1, 2]
    assert db.session.scalar(select(TextPage)) is None
    with app.test_request_context():
        assert explain_scans(file) == (
            "2 pages have no text: if they are pictures of words, these cannot be searched here. "
            "The people who run this site can install: "
            "tesseract-ocr tesseract-ocr-fra tesseract-ocr-ara."
        )


@needs_tesseract
def test_a_language_that_is_missing_is_named(
    processed: Send, monkeypatch: pytest.MonkeyPatch, app: object
) -> None:
    from portal.media import recognition_words

    program = find_tesseract()
    assert program
    file = processed(make_pdf("Un", ""), "s.pdf")
    french_only = replace(program, knows=program.knows - {"ara"})
    monkeypatch.setattr(recognition_words, "find_tesseract", lambda: french_only)
    with app.test_request_context():
        assert explain_scans(file) == (
            "1 page has no text: if it is a picture of words, they cannot be searched here. "
            "The people who run this site can install: tesseract-ocr-ara."
        )


@needs_tesseract
def test_old_scans_are_read_once_tesseract_is_there(
    processed: Send, without_tesseract: pytest.MonkeyPatch
) -> None:
    file = processed(scan(printed("La cotisation")), "s.pdf")
    without_tesseract.undo()
    file.uploaded_at = now() - timedelta(minutes=2)
    db.session.commit()
    sweep()
    work()
    assert file.state == FileState.DONE
    assert "La cotisation" in texts(file)[1]
    sweep()
    assert file.state == FileState.DONE


def test_a_document_with_text_needs_no_tesseract(
    processed: Send, without_tesseract: pytest.MonkeyPatch
) -> None:
    file = processed(make_pdf("Un", "Deux"), "texte.pdf")
    assert (file.state, file.recognised_up_to) == (FileState.DONE, 2)
    assert explain_scans(file) == ""


@pytest.mark.parametrize("noise", ["", "\f", "| . — ~ ' ‘", "a b", "--=+~~ ,;: ab cd |||| ::: ***"])
def test_noise_is_no_text(noise: str) -> None:
    assert clean_recognised(noise) == ""


def test_recognised_text_is_clean() -> None:
    said = "Les coti-\nsations des femmes\u202e\n\n\n٠» _ pour nous-mêmes\n« Bonjour »\nب نص عربي\f"
    assert clean_recognised(said) == (
        "Les cotisations des femmes\n\n• pour nous-mêmes\n« Bonjour »\nب نص عربي"
    )


def _with_ink(pdf: bytes) -> bytes:
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    picture = pdfium.PdfImage.new(document)
    picture.set_bitmap(pdfium.PdfBitmap.from_pil(Image.new("L", (10, 10))))
    picture.set_matrix(pdfium.PdfMatrix().scale(5_000, 5_000))
    page.insert_obj(picture)
    page.gen_content()
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()
