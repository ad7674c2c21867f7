"""Words of a table matched to domains, places, languages and choices, in any language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _

from portal.directory.exchange.choice_words import CHOICE_WORDS, read_choices
from portal.directory.exchange.names import Names
from portal.directory.exchange.place_names import PlaceNames
from portal.errors import InvalidError
from portal.vocabulary.places import load_places
from portal.vocabulary.queries import list_domains, list_languages, list_places
from portal.web.formats import label

Choice = TypeVar("Choice", bound=StrEnum)

_WITH_ACRONYM = re.compile(r"(.+) \((.+)\)")


@dataclass(frozen=True, slots=True)
class Terms:
    """The vocabularies, read once for a whole table."""

    domains: Names
    languages: Names
    choices: Mapping[type[StrEnum], Names]
    places: PlaceNames

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
        self.domains.refuse_several(text)
        return int(self.domains.get(text))

    def language(self, text: str) -> str:
        """Return the code of the language that a text names, or raise InvalidError."""
        return str(self.languages.get(text))


def load_terms() -> Terms:
    """Read the vocabularies as they are now."""
    domains, languages = Names(), Names()
    for domain in list_domains():
        spellings = [way for words in domain.labels.values() for way in _spellings(words)]
        domains.add(domain.id, label(domain.labels), [domain.slug, *spellings])
    for language in list_languages():
        names = [language.code, language.tag, *language.labels.values()]
        languages.add(language.code, label(language.labels), names)
    return Terms(domains, languages, read_choices(), PlaceNames(list_places(), load_places()))


def _spellings(words: str) -> Iterator[str]:
    """Return a name, and where it ends with its acronym, each of the two alone."""
    yield words
    if parts := _WITH_ACRONYM.fullmatch(words):
        yield from parts.groups()
