"""What a form sent with a refused request, so that the answer can hold all of it.

A sent form can be carried through the sign-in form: its fields then have a prefix, which no
field of the sign-in form has, and come back to their own address with a redirect.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import current_app, g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Event, Field, File, NeedData

from portal.web.bodies import FORM_TYPES, LARGEST_BODY, allow_refused_form, is_carrying_view
from portal.web.formats import isolated
from portal.web.multipart import PartDecoder
from portal.web.origins import is_cross_site

Pairs = tuple[tuple[str, str], ...]

MULTIPART = "multipart/form-data"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CARRIED = "carried"
CARRIED_TEXT = "carried-text-"
CARRIED_FILE = "carried-file-"

_TECHNICAL = re.compile(r"[\w.:/-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SentForm:
    """The fields of a form in their order, and the names of its files by field.

    Passwords and CSRF tokens are never part of it. `is_carried` says that the fields have the
    prefix of the sign-in form, `has_been_carried` that they had it until this request.
    """

    texts: Pairs
    files: Pairs = ()
    is_carried: bool = False
    has_been_carried: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it has no field and no file."""
        return not (self.texts or self.files)

    @property
    def written(self) -> list[str]:
        """The texts that a person may want to read, change or copy."""
        return [value for name, value in self.texts if self.is_written(name, value)]

    @property
    def files_by_field(self) -> dict[str, list[str]]:
        """The names of the files, by the field that sent them."""
        names: dict[str, list[str]] = {}
        for field, name in self.files:
            names.setdefault(field, []).append(isolated(name))
        return names

    @property
    def file_names(self) -> str:
        """The names of all files, for a sentence."""
        return ", ".join(isolated(name) for _field, name in self.files)

    def is_written(self, name: str, value: str) -> bool:
        """Return whether a person typed a text: no number, version, choice or name of a file."""
        return not (name.startswith(CARRIED_FILE) or _TECHNICAL.fullmatch(value))

    def carry(self) -> "SentForm":
        """Return the same form with the fields that the sign-in form carries."""
        texts = ((f"{CARRIED_TEXT}{name}", value) for name, value in self.texts)
        files = ((f"{CARRIED_FILE}{field}", name) for field, name in self.files)
        return SentForm(((CARRIED, "1"), *texts, *files), is_carried=True)


def read_sent_form() -> SentForm | None:
    """Return what the form of this request sent, or None if there is nothing to give back.

    Nothing is given back to scripts, and nothing that another site sent: one press on our own
    page would send it with a valid token.
    """
    if request.method in SAFE_METHODS or request.mimetype not in FORM_TYPES:
        return None
    if "HX-Request" in request.headers or is_cross_site():
        return None
    if "sent_form" not in g:
        g.sent_form = _read()
    form: SentForm | None = g.sent_form
    return form


def restore_fields(form: SentForm) -> None:
    """Give the request the fields of the form, for a view that shows them."""
    fields: dict[str, list[str]] = {}
    for name, value in form.texts:
        fields.setdefault(name, []).append(value)
    request.form = ImmutableMultiDict(fields)


def _read() -> SentForm | None:
    try:
        texts, files = _parse()
    except HTTPException:
        return None
    if is_carrying_view():
        return SentForm(tuple(_carried_alone(texts)), is_carried=True)
    if CARRIED not in dict(texts):
        return SentForm(_without_secrets(texts), files)
    return SentForm(
        _without_secrets(_unwrap(texts, CARRIED_TEXT)),
        tuple(_unwrap(texts, CARRIED_FILE)),
        has_been_carried=True,
    )


def _parse() -> tuple[Pairs, Pairs]:
    """Return texts and file names, or raise RequestEntityTooLarge."""
    try:
        return _parse_whole()
    except RequestEntityTooLarge:
        if allow_refused_form():
            return _parse_whole()
        if request.mimetype != MULTIPART:
            raise
        return _parse_beginning()


def _parse_whole() -> tuple[Pairs, Pairs]:
    texts = tuple(request.form.items(multi=True))
    files = request.files.items(multi=True)
    return texts, tuple((field, sent.filename) for field, sent in files if sent.filename)


def _parse_beginning() -> tuple[Pairs, Pairs]:
    """Return the fields within the first bytes of a large body: texts come before files."""
    boundary = request.mimetype_params.get("boundary", "").encode("ascii", "ignore")
    decoder = PartDecoder(boundary, LARGEST_BODY)
    try:
        decoder.receive_data(request.environ["wsgi.input"].read(LARGEST_BODY))
        return _gather(_list_events(decoder))
    except (ValueError, OSError) as error:
        raise RequestEntityTooLarge from error


def _list_events(decoder: PartDecoder) -> Iterator[Event]:
    while not isinstance(event := decoder.next_event(), NeedData):
        yield event


def _gather(events: Iterable[Event]) -> tuple[Pairs, Pairs]:
    texts: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    name, value = "", bytearray()
    for event in events:
        match event:
            case Field():
                name, value = event.name, bytearray()
            case File():
                name = ""
                files.append((event.name, event.filename))
            case Data() if name:
                value += event.data
                if not event.more_data:
                    texts.append((name, value.decode("utf-8", "replace")))
    return tuple(texts), tuple(pair for pair in files if pair[1])


def _carried_alone(texts: Pairs) -> Iterator[tuple[str, str]]:
    prefixes = (CARRIED_TEXT, CARRIED_FILE)
    return (pair for pair in texts if pair[0] == CARRIED or pair[0].startswith(prefixes))


def _unwrap(texts: Pairs, prefix: str) -> Iterator[tuple[str, str]]:
    return ((name.removeprefix(prefix), value) for name, value in texts if name.startswith(prefix))


def _without_secrets(texts: Iterable[tuple[str, str]]) -> Pairs:
    token = str(current_app.config["WTF_CSRF_FIELD_NAME"])
    return tuple(
        (name, value)
        for name, value in texts
        if not name.endswith(token) and "password" not in name.lower()
    )
