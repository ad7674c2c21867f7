"""Words of a table matched to domains, places, languages and choices, in any language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as __

from portal.config import LANGUAGES
from portal.content.models import Visibility
from portal.directory.models import OrganisationKind, Qualifier, WorkStatus
from portal.directory.words import WORDS
from portal.errors import InvalidError
from portal.vocabulary.models import Place, PlaceKind
from portal.vocabulary.places import PlaceTree, load_places
from portal.vocabulary.queries import (
    fold,
    list_domains,
    list_languages,
    list_places,
    nearest_terms,
    place_names,
)
from portal.web.formats import label

Choice = TypeVar("Choice", bound=StrEnum)
Id = TypeVar("Id", int, str)

CHOICE_WORDS: dict[StrEnum, str] = {
    **{choice: WORDS[choice] for choice in (*OrganisationKind, *WorkStatus)},
    Qualifier.EXACTLY: __("Exactly"),
    Qualifier.AT_LEAST: __("At least"),
    Qualifier.MORE_THAN: __("More than"),
    Qualifier.ABOUT: __("About"),
    Visibility.PUBLIC: __("Everybody"),
    Visibility.MEMBERS: __("People with an account"),
    Visibility.ORGANISATION: __("Its own people"),
}
_WITH_ACRONYM = re.compile(r"(.+) \((.+)\)")
LAWS = {"region_law_006": "ml-law-2023-006", "region_law_007": "ml-law-2023-007"}


@dataclass(slots=True)
class Names:
    """Folded names of terms, each with what it stands for and the name to show."""

    known: dict[str, tuple[int | str, str]] = field(default_factory=dict)

    def add(self, id_: int | str, shown: str, names: Iterable[str]) -> None:
        """Let these names stand for a term, where none does yet."""
        for name in names:
            self.known.setdefault(fold(name), (id_, shown))

    def get(self, text: str) -> int | str:
        """Return the term that a text names, or raise InvalidError with the nearest ones."""
        found = self.known.get(fold(text))
        if found is None:
            near = (self.known[name][1] for name in nearest_terms(text, self.known))
            raise unknown(text, near)
        return found[0]


@dataclass(frozen=True, slots=True)
class Terms:
    """The vocabularies, read once for a whole table."""

    domains: Names
    languages: Names
    choices: Mapping[type[StrEnum], Names]
    places: "PlaceNames"

    def choose(self, kind: type[Choice], text: str) -> Choice:
        """Return the choice that a text names, or raise InvalidError with all of them."""
        try:
            return kind(str(self.choices[kind].get(text)))
        except InvalidError:
            words = ", ".join(str(CHOICE_WORDS[choice]) for choice in kind)
            said = _(
                "“%(text)s” is not known. Write one of: %(choices)s.", text=text, choices=words
            )
            raise InvalidError({"": said}) from None

    def domain(self, text: str) -> int:
        """Return the domain that a text names, or raise InvalidError."""
        return int(self.domains.get(text))

    def language(self, text: str) -> str:
        """Return the code of the language that a text names, or raise InvalidError."""
        return str(self.languages.get(text))


class PlaceNames:
    """The places by name and level; the same name may stand at several levels."""

    def __init__(self, places: Iterable[Place], tree: PlaceTree) -> None:
        """Take all places in their editorial order."""
        self.tree = tree
        self._by_name: dict[str, list[int]] = {}
        self._by_law: dict[tuple[str, str], int] = {}
        for place in places:
            for name in dict.fromkeys(map(fold, place_names(place))):
                self._by_name.setdefault(name, []).append(place.id)
            for scheme in LAWS.values():
                if code := place.codes.get(scheme):
                    self._by_law[scheme, code.lstrip("0")] = place.id

    def get_by_code(self, slug: str) -> int:
        """Return the place of this slug, or raise InvalidError."""
        spot = self.tree.by_slug.get(slug)
        return spot.id if spot else self.get(slug)

    def get_by_law(self, column: str, code: str) -> int:
        """Return the region that a law gives this number, or raise InvalidError."""
        found = self._by_law.get((LAWS[column], code.strip().lstrip("0")))
        if found is None:
            raise unknown(code, ())
        return found

    def get(self, text: str, level: PlaceKind | None = None, within: int | None = None) -> int:
        """Return the place that a text names, at a level and in another one where these are given.

        Raises InvalidError when there is none, or several.
        """
        found = [id_ for id_ in self._by_name.get(fold(text), ()) if self._is_at(id_, level)]
        inside = [id_ for id_ in found if within in {spot.id for spot in self.tree.climb(id_)}]
        found = inside if within else found
        if not found:
            raise unknown(text, self._near(text, level))
        first = self.tree.by_id[found[0]]
        same = [id_ for id_ in found if self.tree.by_id[id_].kind is first.kind]
        if len(same) > 1:
            raise InvalidError(
                {
                    "": _(
                        "Several places are called “%(text)s”. Write the code of one: %(codes)s.",
                        text=text,
                        codes=", ".join(self.tree.by_id[id_].slug for id_ in same),
                    )
                }
            )
        return found[0]

    def _is_at(self, place_id: int, level: PlaceKind | None) -> bool:
        return level is None or self.tree.by_id[place_id].kind is level

    def _near(self, text: str, level: PlaceKind | None) -> list[str]:
        names = {
            name: ids[0]
            for name, ids in self._by_name.items()
            if any(self._is_at(id_, level) for id_ in ids)
        }
        return [label(self.tree.by_id[names[near]].labels) for near in nearest_terms(text, names)]


def unknown(text: str, near: Iterable[str]) -> InvalidError:
    """Return the refusal of a word, with the nearest ones that are known."""
    names = list(dict.fromkeys(near))
    if names:
        said = _(
            "“%(text)s” is not known. Did you mean: %(near)s?", text=text, near=", ".join(names)
        )
        return InvalidError({"": said})
    return InvalidError({"": _("“%(text)s” is not known.", text=text)})


def load_terms() -> Terms:
    """Read the vocabularies as they are now."""
    domains, languages = Names(), Names()
    for domain in list_domains():
        spellings = [way for words in domain.labels.values() for way in _spellings(words)]
        domains.add(domain.id, label(domain.labels), [domain.slug, *spellings])
    for language in list_languages():
        names = [language.code, language.tag, *language.labels.values()]
        languages.add(language.code, label(language.labels), names)
    return Terms(domains, languages, _read_choices(), PlaceNames(list_places(), load_places()))


def _spellings(words: str) -> Iterator[str]:
    """Return a name, and where it ends with its acronym, each of the two alone."""
    yield words
    if parts := _WITH_ACRONYM.fullmatch(words):
        yield from parts.groups()


def _read_choices() -> dict[type[StrEnum], Names]:
    choices: dict[type[StrEnum], Names] = {}
    for language in ("", *LANGUAGES):
        for choice, words in CHOICE_WORDS.items():
            names = choices.setdefault(type(choice), Names())
            names.add(choice.value, str(words), [choice.value])
            if language:
                with force_locale(language):
                    names.add(choice.value, str(words), [str(words)])
    return choices
