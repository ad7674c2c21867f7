"""The page for people in danger, for search engines."""

from collections.abc import Iterator

from flask import url_for

from portal.config import LANGUAGES
from portal.web.sitemap import Address, Source, register_source


def init_app() -> None:
    """List the page in the sitemap."""
    register_source("helplines", Source(count_parts=lambda: 1, list_part=_list_page))


def _list_page(_number: int) -> Iterator[Address]:
    yield Address(path=url_for("helplines.show", language=LANGUAGES[0]))
