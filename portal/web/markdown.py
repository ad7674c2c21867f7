"""Markdown that editors write, as clean HTML."""

from functools import lru_cache
from html import unescape

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

ALLOWED_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre"}
    | {"strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
# Without the star, the cleaner would let `title` and `lang` pass on every element.
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

LONGEST_KEPT = 20_000

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def render_markdown(text: str) -> Markup:
    """Return the text as HTML without scripts, styles, images, ids or classes.

    Headings start at h2, because the page owns the h1; blocks take the direction of
    their own text. Texts of a usual length are kept; a long one would fill the memory.
    """
    return _render_kept(text) if len(text) <= LONGEST_KEPT else _render(text)


def _render(text: str) -> Markup:
    html = nh3.clean(
        _parser.render(_lower_headings(text)),
        tags=set(ALLOWED_TAGS),
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel="noopener nofollow",
        set_tag_attribute_values={tag: {"dir": "auto"} for tag in ("p", "li", "h2", "h3", "h4")},
    )
    return Markup(html)  # noqa: S704 - cleaned on the line above


_render_kept = lru_cache(maxsize=512)(_render)


def strip_markdown(text: str) -> str:
    """Return the words of a Markdown text, a line for each block, without its signs."""
    return unescape(nh3.clean(_parser.render(text), tags=set()))


def _lower_headings(text: str) -> str:
    """Turn `# Title` into `## Title` when a text uses first-level headings."""
    lines = text.splitlines()
    if not any(line.startswith("# ") for line in lines):
        return text
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in lines)


def init_app(app: Flask) -> None:
    """Give the filter to the templates."""
    app.jinja_env.filters["markdown"] = render_markdown
