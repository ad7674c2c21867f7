"""Words of an import matched to vocabulary terms and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.directory.models import Organisation
from portal.extensions import db
from portal.vocabulary.queries import (
    fold,
    list_domains,
    list_languages,
    list_places,
    nearest_terms,
    place_names,
)

Names = dict[str, tuple[int | str, str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """For each column, the folded names of its terms, with their id and how they are written."""

    names: dict[str, Names]

    def find(self, column: str, text: str) -> int | str | None:
        """Return the id of the term that `text` names, by slug, code or any label."""
        found = self.names[column].get(fold(text))
        return found[0] if found else None

    def explain_unknown(self, column: str, text: str) -> str:
        """Return a sentence that names the nearest known terms."""
        written = dict.fromkeys(name for _id, name in self.names[column].values())
        if near := nearest_terms(text, written):
            return _(
                "“%(text)s” is not known. Did you mean: %(near)s?", text=text, near=", ".join(near)
            )
        return _("“%(text)s” is not known.", text=text)


def load_terms() -> Terms:
    """Read the vocabularies and the organisations once, for a whole import."""
    organisations = _names(
        (organisation.id, [organisation.slug, organisation.name, organisation.acronym])
        for organisation in db.session.scalars(select(Organisation))
    )
    return Terms(
        {
            "domains": _names((d.id, [d.slug, *d.labels.values()]) for d in list_domains()),
            "places": _names((place.id, place_names(place)) for place in list_places()),
            "language": _names(
                (language.code, [language.code, language.tag, *language.labels.values()])
                for language in list_languages()
            ),
            "organisations": organisations,
            "owner": organisations,
        }
    )


def _names(terms: Iterable[tuple[int | str, list[str]]]) -> Names:
    """Map every folded name to its term; the first term to claim a name keeps it."""
    names: Names = {}
    for id_, written in terms:
        for name in written:
            if name:
                names.setdefault(fold(name), (id_, name))
    return names
