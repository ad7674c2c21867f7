"""Words of an import matched to vocabulary terms and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.directory.models import Organisation
from portal.extensions import db
from portal.vocabulary.models import Language
from portal.vocabulary.queries import (
    fold,
    list_domains,
    list_languages,
    list_places,
    nearest_terms,
    place_names,
)
from portal.web.formats import label

Names = dict[str, tuple[int | str, str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """For each column, the folded names of its terms, each with its id and the name to show."""

    names: dict[str, Names]

    def find(self, column: str, text: str) -> int | str | None:
        """Return the id of the term that `text` names, by slug, code or any label."""
        found = self.names[column].get(fold(text))
        return found[0] if found else None

    def explain_unknown(self, column: str, text: str) -> str:
        """Return a sentence that names the nearest known terms."""
        names = self.names[column]
        shown = dict.fromkeys(names[near][1] for near in nearest_terms(text, names))
        if shown:
            return _(
                "“%(text)s” is not known. Did you mean: %(near)s?", text=text, near=", ".join(shown)
            )
        return _("“%(text)s” is not known.", text=text)


def load_terms() -> Terms:
    """Read the vocabularies and the organisations once, for a whole import."""
    organisations = _names(
        (body.id, body.slug, [body.name, body.acronym])
        for body in db.session.scalars(select(Organisation))
    )
    return Terms(
        {
            "domains": _names(
                (domain.id, domain.slug, domain.labels.values()) for domain in list_domains()
            ),
            "places": _names(
                (place.id, label(place.labels), place_names(place)) for place in list_places()
            ),
            "language": _names(
                (language.code, label(language.labels), _language_names(language))
                for language in list_languages()
            ),
            "organisations": organisations,
            "owner": organisations,
        }
    )


def _language_names(language: Language) -> list[str]:
    return [language.code, language.tag, *language.labels.values()]


def _names(terms: Iterable[tuple[int | str, str, Iterable[str]]]) -> Names:
    """Map every folded name to its term; the first term to claim a name keeps it."""
    names: Names = {}
    for id_, shown, others in terms:
        for name in (shown, *others):
            if name:
                names.setdefault(fold(name), (id_, shown))
    return names
