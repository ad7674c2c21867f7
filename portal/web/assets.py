"""Static files under names that change with their content, compressed once, kept for ever."""

import base64
import gzip
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, request
from markupsafe import Markup
from whitenoise import WhiteNoise

PREFIX = "/static/"
STYLESHEET = "portal.css"
STYLESHEET_COOKIE = "stylesheet"
STYLESHEET_MARK = "<!--stylesheet-->"
FRONT_STYLESHEET = "front.css"
FRONT_STYLESHEET_MARK = "<!--front-stylesheet-->"
WHOLE_STYLESHEET = "whole.css"

# Stylesheets that are built of several files, in this order.
BUNDLES = {
    STYLESHEET: ("portal.css", "pages.css"),
    "front-page.css": ("portal.css", FRONT_STYLESHEET),
    WHOLE_STYLESHEET: ("portal.css", "pages.css", FRONT_STYLESHEET),
}
# What a first visit gets inlined, by the mark that stands for it.
INLINED = {STYLESHEET_MARK: STYLESHEET, FRONT_STYLESHEET_MARK: "front-page.css"}

COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".json", ".webmanifest", ".txt"})


@dataclass(frozen=True)
class Assets:
    """The built static files of one version of the product."""

    source: Path
    target: Path
    names: dict[str, str]

    @cached_property
    def inlined_stylesheets(self) -> dict[str, str]:
        """What the first page of a first visit needs of the stylesheet, by its mark."""
        return {
            mark: (self.target / self.names[name]).read_text(encoding="utf-8")
            for mark, name in INLINED.items()
        }

    @cached_property
    def stylesheet_hashes(self) -> list[str]:
        """The CSP source expressions that allow the inlined stylesheets and nothing else."""
        digests = (hashlib.sha256(text.encode()) for text in self.inlined_stylesheets.values())
        return [f"'sha256-{base64.b64encode(one.digest()).decode()}'" for one in digests]

    @property
    def stylesheet_version(self) -> str:
        """What the browser remembers once it may have the stylesheet in its cache."""
        return self.names[STYLESHEET].split(".")[-2]

    def url(self, name: str) -> str:
        """Return the address of a static file by its plain name."""
        return PREFIX + self.names[name]

    def has_stylesheet(self) -> bool:
        """Return whether the visitor has been sent the stylesheet of this version before."""
        return request.cookies.get(STYLESHEET_COOKIE) == self.stylesheet_version

    def stylesheet_markup(self, mark: str, *, frugal: bool) -> str:
        """Return the stylesheet inlined on a first visit, linked afterwards.

        Inlining shows the first page sooner and costs the stylesheet twice in a visit, so
        the whole of it is linked from the start for a visitor who is `frugal`.
        """
        if frugal:
            return self._link(WHOLE_STYLESHEET)
        if not self.has_stylesheet():
            return f"<style>{self.inlined_stylesheets[mark]}</style>"
        front = self._link(FRONT_STYLESHEET) if mark == FRONT_STYLESHEET_MARK else ""
        return self._link(STYLESHEET) + front

    def _link(self, name: str) -> str:
        return f'<link rel="stylesheet" href="{self.url(name)}">'


def build(source: Path, target: Path) -> Assets:
    """Copy every file of `source` to `target` under a hashed name, with .br and .gz beside it."""
    names = {}
    for plain, content in _read_files(source):
        version = hashlib.sha256(content).hexdigest()[:10]
        hashed = plain.with_name(f"{plain.stem}.{version}{plain.suffix}")
        names[plain.as_posix()] = hashed.as_posix()
        _write_with_copies(target / hashed, content)
    return Assets(source, target, names)


def _read_files(source: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each file to serve, tightened, with its plain name; bundles replace their namesakes."""
    for path in sorted(source.rglob("*")):
        plain = path.relative_to(source)
        if path.is_file() and path.suffix != ".md" and plain.as_posix() not in BUNDLES:
            yield plain, _read(path)
    for name, parts in BUNDLES.items():
        yield Path(name), b"".join(_read(source / part) for part in parts)


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    tighten = TIGHTENERS.get("".join(path.suffixes))
    return tighten(content.decode()).encode() if tighten else content


def _tighten_stylesheet(text: str) -> str:
    """Leave out comments, and spaces that mean nothing."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>~/]) ?", r"\1", text)
    return text.replace(": ", ":").replace(";}", "}").strip()


def _tighten_script(text: str) -> str:
    """Leave out the lines that are comments, and the indentation; nothing else is touched."""
    return re.sub(r"^\s*//.*\n|^\s+", "", text, flags=re.MULTILINE)


TIGHTENERS: dict[str, Callable[[str], str]] = {
    ".css": _tighten_stylesheet,
    ".js": _tighten_script,
}


def _write_with_copies(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in COMPRESSIBLE:
        _write(path.with_name(path.name + ".br"), brotli.compress(content, quality=11))
        _write(path.with_name(path.name + ".gz"), gzip.compress(content, mtime=0))
    _write(path, content)


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: several processes may build at once."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _is_immutable(_path: str, url: str) -> bool:
    return url.startswith(PREFIX)


def init_app(app: Flask, source: Path, target: Path) -> None:
    """Build the static files and serve them in front of the application."""
    assets = build(source, target)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.url
    app.jinja_env.globals["has_stylesheet"] = assets.has_stylesheet
    app.jinja_env.globals["stylesheet"] = Markup(STYLESHEET_MARK)  # noqa: S704 - a constant
    app.jinja_env.globals["front_stylesheet"] = Markup(FRONT_STYLESHEET_MARK)  # noqa: S704
    app.wsgi_app = _serve(app.wsgi_app, assets)  # type: ignore[method-assign]


def _serve(wsgi_app: Any, assets: Assets) -> Any:
    return WhiteNoise(
        wsgi_app,
        root=str(assets.target),
        prefix=PREFIX,
        immutable_file_test=_is_immutable,
        mimetypes={".webmanifest": "application/manifest+json"},
    )
