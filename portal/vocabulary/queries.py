"""Reads of the vocabularies."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import Select, select

from portal.errors import NotFoundError
from portal.extensions import db
from portal.vocabulary.models import Domain, Labels, Language, Place

_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]")
# What phones write who lack the letters of Malian languages.
_LETTERS = str.maketrans({"ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "œ": "oe", "æ": "ae"})
_ASCII_WORDS = re.compile("[A-Za-z0-9]+")

Term = TypeVar("Term", Domain, Place)


def list_domains() -> list[Domain]:
    """Return all domains in their editorial order."""
    return list(db.session.scalars(select(Domain).order_by(Domain.position)))


def list_places() -> list[Place]:
    """Return all places in their editorial order, Mali's regions first."""
    return list(db.session.scalars(select(Place).order_by(Place.position, Place.slug)))


def list_languages() -> list[Language]:
    """Return all languages in their editorial order."""
    return list(db.session.scalars(select(Language).order_by(Language.position)))


def get_domain(slug: str) -> Domain:
    """Return the domain at this address, or raise NotFoundError."""
    return _get(select(Domain).where(Domain.slug == slug))


def get_place(slug: str) -> Place:
    """Return the place at this address, or raise NotFoundError."""
    return _get(select(Place).where(Place.slug == slug))


def find_places(text: str) -> list[Place]:
    """Return the places of which a name begins so, or has a word that does, in their order."""
    wanted = fold(text)
    return [
        place
        for place in list_places()
        if wanted and any(f" {wanted}" in f" {fold(name)}" for name in place_names(place))
    ]


def find_language(code: str) -> Language | None:
    """Return the language of this ISO 639-3 code, if we know it."""
    return db.session.get(Language, code)


def list_domain_labels(slugs: Collection[str]) -> dict[str, Labels]:
    """Return the labels of these domains by slug."""
    rows = select(Domain.slug, Domain.labels).where(Domain.slug.in_(slugs))
    return dict(db.session.execute(rows).all())


def list_place_labels(slugs: Collection[str]) -> dict[str, Labels]:
    """Return the labels of these places by slug."""
    rows = select(Place.slug, Place.labels).where(Place.slug.in_(slugs))
    return dict(db.session.execute(rows).all())


def list_language_labels(codes: Collection[str]) -> dict[str, Labels]:
    """Return the labels of these languages by code."""
    rows = select(Language.code, Language.labels).where(Language.code.in_(codes))
    return dict(db.session.execute(rows).all())


def fold(text: str) -> str:
    """Return `text` as it is compared: plain letters, no case, no punctuation, single spaces."""
    plain = text.casefold().translate(_LETTERS)
    decomposed = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    if decomposed.isascii():
        return " ".join(_ASCII_WORDS.findall(decomposed))
    letters = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def nearest_terms(text: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known terms that look most like `text`, best first."""
    by_fold = {fold(term): term for term in known}
    return [by_fold[match] for match in difflib.get_close_matches(fold(text), by_fold, n=limit)]


def nearest_keys(text: str, names: Mapping[str, Iterable[str]], *, limit: int = 3) -> list[str]:
    """Return the keys one of whose names looks most like `text`, or begins with it, best first."""
    keys = {fold(name): key for key, known in names.items() for name in known if name}
    wanted = fold(text)
    near = difflib.get_close_matches(wanted, keys, n=limit)
    longer = [name for name in keys if wanted and name.startswith(wanted)]
    return list(dict.fromkeys(keys[name] for name in (*near, *longer)))[:limit]


def place_names(place: Place) -> list[str]:
    """Return every name under which a place is known: slug, labels, aliases."""
    return [place.slug, *place.labels.values(), *place.aliases]


def list_names_by_language(place: Place) -> dict[str, list[str]]:
    """Return every name under which a place is known, by language; French for the aliases."""
    names = {tag: [name] for tag, name in place.labels.items() if name}
    names.setdefault("fr", []).extend((place.slug, *place.aliases))
    return names


def list_surrounding_places(places: Iterable[Place]) -> dict[int, Place]:
    """Return all that these places lie in, by id, the countries included."""
    found: dict[int, Place] = {}
    wanted = {place.parent_id for place in places if place.parent_id}
    while wanted:
        rows = db.session.scalars(select(Place).where(Place.id.in_(wanted))).all()
        found |= {place.id: place for place in rows}
        wanted = {place.parent_id for place in rows if place.parent_id} - found.keys()
    return found


def _get(query: Select[Term]) -> Term:
    found = db.session.scalar(query)
    if found is None:
        raise NotFoundError
    return found


def list_place_names() -> list[str]:
    """Return every name of every place."""
    return [name for place in db.session.scalars(select(Place)) for name in place_names(place)]
