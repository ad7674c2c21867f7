"""Two versions of an item side by side, in words."""

from dataclasses import dataclass
from typing import Any

from portal.auth.models import User
from portal.content.revisions import StaleSaveError
from portal.library import choices
from portal.library.words import FIELD_WORDS, WORDS


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two versions differ, and what each says."""

    field: str
    current: str
    submitted: str


def compare_versions(error: StaleSaveError, *, user: User) -> list[Difference]:
    """Return the differing fields of a refused save, ids replaced by names that she may know."""
    return [
        Difference(
            field=FIELD_WORDS[name],
            current=_in_words(name, error.current[name], user),
            submitted=_in_words(name, error.submitted[name], user),
        )
        for name in error.differing_fields
    ]


CHOICES = {"domain_ids": choices.domain_choices, "place_ids": choices.place_choices}


def _in_words(name: str, value: Any, user: User) -> str:
    match name:
        case "domain_ids" | "place_ids":
            return _names(value, CHOICES[name]())
        case "organisation_ids" | "owner_id":
            ids = value if isinstance(value, list) else [value]
            return _names(ids, choices.organisation_choices(user))
        case "other_organisations":
            return _roles(value, dict(choices.organisation_choices(user)))
        case "contributors":
            return ", ".join(f"{person} ({WORDS[role]})" for person, role in value)
        case "kind" | "rights" | "visibility":
            return str(WORDS[value])
    return str(value or "")


def _roles(pairs: list[tuple[int, str]], names: dict[int, str]) -> str:
    return ", ".join(f"{names[id_]} ({WORDS[role]})" for id_, role in pairs if id_ in names)


def _names(ids: list[int], known: choices.Choices) -> str:
    names = dict(known)
    return ", ".join(names[id_] for id_ in ids if id_ in names)
