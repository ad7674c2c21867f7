"""The sitemap: all that everybody may see, in every language, as sitemaps.org and Google define it.

A site that is not small has an index of parts. A part holds a bounded number of addresses,
at most 50 000 and 50 MB, and is written to a file before it is sent: a slow reader holds no
transaction open.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from flask import Response, send_file, url_for
from markupsafe import Markup

from portal.config import LANGUAGES
from portal.errors import NotFoundError
from portal.web.addresses import absolute_url, translated_url
from portal.web.sitemap import Address, Source, list_sources, register_source

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENING = (
    f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)
_LOC = Markup("<loc>{}</loc>")
_CHANGED = Markup("<lastmod>{}</lastmod>")
_PICTURE = Markup("<image:image><image:loc>{}</image:loc></image:image>")
_ALTERNATE = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>')
_IN_MEMORY = 1_000_000


def send_sitemap() -> Response:
    """Return the whole sitemap of a small site, or else the index of its parts."""
    sources = list_sources()
    counts = {name: source.count_parts() for name, source in sources.items()}
    if max(counts.values(), default=1) == 1:
        parts = (source.list_part(0) for source in sources.values())
        return _send(_write_part(chain.from_iterable(parts)))
    return _send(_write_index(counts))


def send_part(name: str, number: int) -> Response:
    """Return a part of a source; raise NotFoundError if there is none."""
    source: Source | None = list_sources().get(name)
    if source is None or number >= source.count_parts():
        raise NotFoundError
    return _send(_write_part(source.list_part(number)))


def _send(lines: Iterable[str]) -> Response:
    digest = hashlib.blake2b(digest_size=12)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    for line in lines:
        encoded = line.encode()
        digest.update(encoded)
        file.write(encoded)
    file.seek(0)
    return send_file(file, mimetype="application/xml", etag=digest.hexdigest())


def _write_index(counts: dict[str, int]) -> Iterator[str]:
    yield _DECLARATION
    yield f'<sitemapindex xmlns="{_NAMESPACE}">\n'
    for name, count in counts.items():
        for number in range(count):
            path = url_for("machines.sitemap_part", name=name, number=number)
            yield f"<sitemap>{_LOC.format(absolute_url(path))}</sitemap>\n"
    yield "</sitemapindex>\n"


def _write_part(addresses: Iterable[Address]) -> Iterator[str]:
    yield _DECLARATION
    yield _OPENING
    for address in addresses:
        yield from _write_address(address)
    yield "</urlset>\n"


def _write_address(address: Address) -> Iterator[str]:
    """Yield an entry for each language, with its alternates, and one for each sound."""
    changed = _CHANGED.format(address.changed_on) if address.changed_on else ""
    unknown = address.unknown or address.path
    alternates = [_ALTERNATE.format(tag, translated_url(address.path, tag)) for tag in LANGUAGES]
    alternates.append(_ALTERNATE.format("x-default", absolute_url(unknown)))
    for language in LANGUAGES:
        loc = _LOC.format(translated_url(address.path, language))
        pictures = (_PICTURE.format(translated_url(path, language)) for path in address.pictures)
        yield f"<url>{loc}{changed}{''.join(alternates)}{''.join(pictures)}</url>\n"
    for path in address.sounds:
        yield f"<url>{_LOC.format(absolute_url(path))}</url>\n"


def init_app() -> None:
    """List the front page in the sitemap."""
    register_source("home", Source(count_parts=lambda: 1, list_part=_list_front))


def _list_front(_number: int) -> Iterator[Address]:
    language = LANGUAGES[0]
    yield Address(
        path=url_for("home.index", language=language),
        unknown=url_for("home.root"),
        pictures=[url_for("home.picture", language=language)],
    )
