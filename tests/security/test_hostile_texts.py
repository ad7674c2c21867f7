"""Texts made to keep our own expressions busy."""

import io
import logging
import time
from collections.abc import Callable

import pytest
from flask import Flask

from portal.auth.models import User
from portal.config import Settings
from portal.library.stretches import LONGEST_STRETCH, cut_markdown, opening_of
from portal.media.signatures.kind import kind_of
from portal.search.engine import layout
from portal.search.highlights import Highlighter
from portal.search.outbox import wake_indexer
from portal.web.markdown import render_markdown
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item, publish

COMBINING = "\u0301"

Browse = Callable[[User | None], Browser]


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


@pytest.mark.parametrize("text", ["x" * 50_000, "mot " * 20_000, "ligne\n" * 20_000])
def test_a_text_without_any_block_is_read_in_stretches(text: str) -> None:
    stretches = cut_markdown(text)
    assert max(map(len, stretches)) <= LONGEST_STRETCH
    assert "".join("".join(stretches).split()) == "".join(text.split())
    assert len(opening_of(text)) <= LONGEST_STRETCH


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x)",
        "![i](http://evil.example/x)",
        '[d](http://x.org "title onmouseover=alert(1)")',
        '<hx-partial id="results" hx-get="/x">',
        "<a href='/x' data-hx-get='/y' onclick=alert(1)>e</a>",
        "[f]: javascript:alert(1)\n\n[f]",
        '<javascript:alert(1)> <http://x.org/"onclick=alert(1)>',
    ],
)
def test_markdown_brings_only_links_that_lead_to_pages(text: str) -> None:
    html = render_markdown(text)
    tags = html.split("<")[1:]
    for tag in (tag.partition(">")[0] for tag in tags):
        assert tag.startswith(("p", "/p", "a href=", "a rel=", "/a")), html
        assert " on" not in tag
        assert "script:" not in tag
        assert "title" not in tag


@pytest.mark.parametrize("word", ["lt", "gt", "amp", "quot", "href", "rel", "mark", "nofollow"])
def test_marking_words_never_breaks_a_tag_or_a_sign(word: str) -> None:
    html = render_markdown(f"a < b & c > d {word} `<i>` [lien](http://x.org/?lt=gt&amp;href)")
    marked = Highlighter(word, "eng").mark_html(html)
    assert marked.replace("<mark>", "").replace("</mark>", "") == html
    assert f"d <mark>{word}</mark> " in marked
    assert f"&<mark>{word}</mark>;" not in marked


def test_no_record_hides_behind_another_address(people: People, browse: Browse) -> None:
    item = publish(
        make_item(people.contributor, people.organisation, title="Suggest"), people.editor
    )
    assert item.slug == "suggest-2"
    assert browse(None).get("/fr/library/suggest-2").title == "Suggest"


def test_a_lone_combining_mark_is_asked_for_as_often_as_you_like(
    app: Flask, people: People, browse: Browse, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Once it made the reader fail, was taken for damage, and cost the whole index each time."""
    text = f"La paix {COMBINING} durable se construit."
    publish(make_item(people.editor, people.organisation, body=text), people.editor)
    wake_indexer()
    generation = layout.find_current(settings.index_dir)
    caplog.clear()
    visitor = browse(None)
    for address in ("search?q=", "library/?q=", "directory/?q=", "library/suggest?q="):
        for words in ("%CC%81", "paix+%CC%81", "%22%CC%81%22", "%CC%81*", "%D9%8B", "%EF%BE%9E"):
            assert visitor.status_of(f"/fr/{address}{words}") == 200
    assert "durable" in visitor.get("/fr/library/?q=paix+%CC%81+durable").text
    wake_indexer()
    assert layout.find_current(settings.index_dir) == generation
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
