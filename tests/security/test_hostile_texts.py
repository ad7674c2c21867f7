"""Texts made to keep our own expressions busy."""

import io
import time

import pytest

from portal.media.signatures.kind import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!---->" * 290 + "x", "txt"),
        ("<!-- a --> \n" * 150 + "<html>", "web-page"),
        ("<!-- <!-- --> <script>", "web-page"),
        ("<!--" * 500, "txt"),
    ],
)
def test_comments_without_end_are_recognised_at_once(text: str, kind: str) -> None:
    start = time.perf_counter()
    assert kind_of(io.BytesIO(text.encode())) == kind
    assert time.perf_counter() - start < 0.5
