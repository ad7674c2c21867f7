"""Clean copies of plain text and Markdown: the words as they are."""

import pytest

from portal.media.readers.outcome import Trace
from tests.media.clean_proofs import NAME, SECRET, clean, holds_secret

WORDS = "Les femmes de Ségou.\r\nɲɔgɔn dɛmɛ\n".encode()


@pytest.mark.parametrize("file_format", ["txt", "md"])
def test_words_stay_as_they_are(file_format: str) -> None:
    copy = clean(b"\xef\xbb\xbf" + WORDS, file_format)
    assert copy.content == WORDS
    assert copy.findings == {}


def test_other_encodings_stay_as_they_are() -> None:
    sent = WORDS.decode().encode("utf-16")
    assert clean(sent, "txt").content == sent


def test_front_matter_and_hidden_comments_of_markdown_are_gone() -> None:
    front = f"---\ntitle: Rapport\nauthor: {NAME}\n---\n\n".encode()
    hidden = f"<!-- {NAME} -->\n".encode()
    copy = clean(front + WORDS + hidden, "md")
    assert copy.content == WORDS + b"\n"
    assert copy.removed() == {Trace.TAGS, Trace.COMMENTS}


def test_plain_text_may_look_like_front_matter() -> None:
    sent = f"---\nauthor: {SECRET}\n---\n".encode()
    assert clean(sent, "txt").content == sent


def test_lines_and_code_of_markdown_stay() -> None:
    sent = b"---\nUn trait, puis des mots.\n\n---\n```html\n<!-- montre -->\n```\n"
    assert clean(sent, "md").content == sent


def test_a_comment_without_end_hides_nothing() -> None:
    copy = clean(b"Vu\n<!-- " + NAME.encode() + b"\nencore", "md")
    assert not holds_secret(copy.content)
    assert copy.content == b"Vu\n"


def test_front_matter_that_never_ends_is_text() -> None:
    sent = b"---\ntitle: x\n" + b"a\n" * 200_000
    assert clean(sent, "md").content == sent
