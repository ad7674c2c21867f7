"""Awkward and hostile files: each ends as a person would expect, and none spoils the rest."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from portal.media.failures import explain
from portal.media.readers.outcome import Failure
from tests.media import media_samples as samples
from tests.media.media_samples import WORD, make_docx_of_parts, make_word_body

FailureOf = Callable[[bytes, str], Failure]

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def docx(dtd: str, words: str) -> bytes:
    body = f"<w:body>{PARAGRAPH.format(words)}</w:body>"
    return make_docx_of_parts(f"{dtd}<w:document {WORD}>{body}</w:document>")


def encrypted_odt() -> bytes:
    manifest = (
        '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    return samples.make_zip({"content.xml": "<x/>", "META-INF/manifest.xml": manifest})


def bomb(size: int) -> bytes:
    output = BytesIO(samples.make_docx())
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(size))
    return output.getvalue()


FAILURES = {
    "encrypted pdf": (lambda: samples.make_pdf("Un", password="x"), "pdf", "encrypted"),
    "truncated pdf": (lambda: samples.make_pdf(*["Un"] * 9)[:900], "pdf", "damaged"),
    "pdf in name only": (lambda: b"%PDF-1.7 and nothing more", "pdf", "damaged"),
    "pdf of 10 000 pages": (lambda: samples.make_pdf_of_pages(10_000), "pdf", "too_many_pages"),
    "pdf claiming 10^6 pages": (
        lambda: samples.make_pdf_claiming_pages(1_000_000),
        "pdf",
        "too_many_pages",
    ),
    "truncated docx": (lambda: samples.make_docx()[:20_000], "docx", "damaged"),
    "docx without its document": (lambda: samples.make_zip({"word/x": ""}), "docx", "damaged"),
    "docx with external entity": (
        lambda: docx('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        "docx",
        "damaged",
    ),
    "docx with a billion laughs": (
        lambda: docx(f'<!DOCTYPE d [<!ENTITY e0 "ha">{ENTITIES}]>', "&e9;"),
        "docx",
        "damaged",
    ),
    "docx nested too deep": (
        lambda: make_docx_of_parts(make_word_body("<w:p>" * 20_000 + "</w:p>" * 20_000)),
        "docx",
        "damaged",
    ),
    "docx bomb": (lambda: bomb(30_000_000), "docx", "too_big"),
    "docx bomb in its text": (
        lambda: make_docx_of_parts(make_word_body(PARAGRAPH.format("a" * 40_000_000))),
        "docx",
        "too_big",
    ),
    "docx without a word": (lambda: make_docx_of_parts(make_word_body("")), "docx", "empty"),
    "encrypted zip": (lambda: samples.encrypted_zip(samples.make_docx()), "docx", "encrypted"),
    "encrypted odt": (encrypted_odt, "odt", "encrypted"),
    "odt without content": (lambda: samples.make_zip({"mimetype": ""}), "odt", "damaged"),
    "pptx without slides": (samples.make_pptx, "pptx", "empty"),
    "text of spaces": (lambda: b" \n\n \t ", "txt", "empty"),
    "text that turns binary": (lambda: b"a" * 2_000_000 + b"\0\1", "txt", "damaged"),
    "text of 41 MB": (lambda: b"a\n" * 20_500_000, "txt", "too_big"),
    "png bomb": (lambda: samples.make_png_bomb(60_000), "png", "too_big"),
    "smaller png bomb": (lambda: samples.make_png_bomb(9_000), "png", "too_big"),
    "truncated png": (lambda: samples.make_image("PNG")[:900], "png", "damaged"),
    "truncated jpeg": (lambda: samples.make_image("JPEG")[:2_000], "jpeg", "damaged"),
    "jpeg in name only": (lambda: b"\xff\xd8\xff" + bytes(99), "jpeg", "damaged"),
    "m4a without its index": (lambda: samples.make_audio("m4a")[:9_000], "m4a", "damaged"),
    "amr without a frame": (lambda: b"#!AMR\n", "amr", "empty"),
    "ogg header alone": (lambda: samples.make_audio("ogg")[:60], "ogg", "damaged"),
    "format nobody knows": (lambda: b"x", "exe", "unsupported"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_awkward_files_end_in_a_clear_failure(case: str, failure_of: FailureOf) -> None:
    make, file_format, failure = FAILURES[case]
    assert failure_of(make(), file_format) == failure


@pytest.mark.usefixtures("app")
def test_every_failure_says_what_to_do() -> None:
    sentences = {explain(failure.value) for failure in Failure}
    assert len(sentences) == len(Failure)
    assert all(sentence.endswith(".") for sentence in sentences)
