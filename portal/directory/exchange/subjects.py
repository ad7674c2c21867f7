"""The organisations that the lines of a table are about: known ones, and ones to come.

A line says who it is about by code, by name or by acronym. One that is nearly called like
another organisation is refused, so that nobody stands in the directory twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from rapidfuzz import fuzz, process
from sqlalchemy import select

from portal.auth.models import User
from portal.content.slugs import first_free, slugify
from portal.directory.likeness import ComparableName, compare, read_name
from portal.directory.models import NETWORK_KINDS, FormerOrganisationSlug, Organisation
from portal.directory.policy import edit_scope
from portal.directory.queries import is_named_to
from portal.directory.sheets import RESERVED
from portal.errors import InvalidError
from portal.extensions import db
from portal.vocabulary.queries import fold

ALIKE = 0.85
MOST_NAMED = 3
_WORTH_A_LOOK = 75

Said = Mapping[str, str]


class FoundBy(StrEnum):
    """By what an organisation is found."""

    CODE = "code"
    NAME = "name"
    ACRONYM = "acronym"
    EXPANSION = "expansion"
    TRANSLATION = "translation"
    ALIAS = "alias"


# Names of an organisation, each with what it is.
NamesOf = Iterable[tuple[str, FoundBy]]


@dataclass(slots=True)
class Subject:
    """An organisation; one that is to come has a negative id until its sheet is written.

    Whether it `is_hers` tells whether she may write its sheet, at least as a proposal.
    """

    id: int
    slug: str
    name: str
    is_hers: bool = True
    is_secret: bool = False
    is_network: bool = False
    names: dict[str, FoundBy] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether it is to come."""
        return self.id < 0

    def is_called(self, name: str) -> bool:
        """Return whether this is one of its names."""
        return fold(name) in self.names

    def recognise(self, code: str, name: str, acronym: str) -> FoundBy:
        """Return by what a line with this code, name and acronym finds the organisation."""
        if code or name == self.slug:
            return FoundBy.CODE
        return self.names.get(fold(name or acronym), FoundBy.NAME)

    def describe(self, code: str, name: str, acronym: str) -> str:
        """Return the name of the organisation; if a line finds it by something else, by what."""
        if fold(name) == fold(self.name):
            return self.name
        told = {"words": code or name or acronym, "name": self.name}
        match self.recognise(code, name, acronym):
            case FoundBy.ACRONYM:
                return _("%(words)s = %(name)s (found by its acronym)", **told)
            case FoundBy.EXPANSION:
                return _("%(words)s = %(name)s (found by what its acronym stands for)", **told)
            case FoundBy.TRANSLATION:
                return _("%(words)s = %(name)s (found by its name in another language)", **told)
            case FoundBy.ALIAS:
                return _("%(words)s = %(name)s (found by another of its names)", **told)
            case _:
                return _("%(words)s = %(name)s (found by its code)", **told)


class Subjects:
    """All organisations by what they are called."""

    def __init__(self) -> None:
        self.by_id: dict[int, Subject] = {}
        self._by_slug: dict[str, Subject] = {}
        self._by_name: dict[str, list[Subject]] = {}
        self._texts: list[str] = []
        self._comparables: list[tuple[ComparableName, Subject]] = []
        self._last_new = 0

    def add(self, subject: Subject, names: NamesOf) -> Subject:
        """Know an organisation by its names from now on."""
        self.by_id[subject.id] = subject
        if subject.slug:
            self._by_slug[subject.slug] = subject
        for name, what in names:
            if (folded := fold(name)) and folded not in subject.names:
                subject.names[folded] = what
                self._by_name.setdefault(folded, []).append(subject)
                comparable = read_name(name)
                self._texts.append(comparable.text)
                self._comparables.append((comparable, subject))
        return subject

    def add_slug(self, slug: str, id_: int) -> None:
        """Know an organisation by an address that it had."""
        self._by_slug.setdefault(slug, self.by_id[id_])

    def free_slug(self, subject: Subject, acronym: str) -> str:
        """Return the address of one that is to come, which nobody else is given then."""
        if not subject.slug:
            base = slugify(acronym or subject.name, otherwise="organisation")
            subject.slug = first_free(base, self._by_slug.keys() | RESERVED)
            self._by_slug[subject.slug] = subject
        return subject.slug

    def settle(self, subject: Subject, id_: int, slug: str) -> None:
        """Take note that the sheet of one that was to come is written."""
        del self.by_id[subject.id]
        subject.id, subject.slug = id_, slug
        self.by_id[id_] = self._by_slug[slug] = subject

    def is_named(self, text: str) -> bool:
        """Return whether an organisation has this code or name."""
        return text in self._by_slug or fold(text) in self._by_name

    def find(self, text: str) -> Subject | None:
        """Return the organisation of this code or name; raise InvalidError when there are several.

        None when there is none.
        """
        if found := self._by_slug.get(text):
            return found
        named = self._by_name.get(fold(text), [])
        if len(named) > 1:
            raise InvalidError(
                {
                    "": _(
                        "Several organisations are called “%(name)s”: %(near)s. Write the code of"
                        " the one you mean.",
                        name=text,
                        near=describe(named),
                    )
                }
            )
        return named[0] if named else None

    def find_or_add(self, code: str, name: str, acronym: str) -> Subject:
        """Return the organisation that a line is about, perhaps one to come.

        Raises InvalidError where that would be a doubtful twin.
        """
        if code:
            return self._by_slug.get(code) or self._add_with_code(code, name, acronym)
        found = self.find(name or acronym)
        if found:
            return found
        if not name:
            raise InvalidError({"": _("Write the code or the name of the organisation.")})
        near = self._list_near(name, acronym)
        if near:
            raise InvalidError({"": _doubt(name, near)})
        return self._add_new("", name, acronym)

    def _add_with_code(self, code: str, name: str, acronym: str) -> Subject:
        if slugify(code, otherwise="") != code or code in RESERVED:
            raise InvalidError(
                {
                    "": _(
                        "A code has small letters, digits and hyphens only, for example %(code)s.",
                        code=slugify(acronym or name or code, otherwise="ben-ni-diya"),
                    )
                }
            )
        if not name:
            raise unknown_code(code)
        twins = self._by_name.get(fold(name), [])
        if twins:
            raise InvalidError({"": _doubt(name, twins)})
        return self._add_new(code, name, acronym)

    def _add_new(self, code: str, name: str, acronym: str) -> Subject:
        self._last_new -= 1
        subject = Subject(self._last_new, code, name)
        return self.add(subject, ((name, FoundBy.NAME), (acronym, FoundBy.ACRONYM)))

    def _list_near(self, name: str, acronym: str) -> list[Subject]:
        """Return the organisations that may be the same, best first."""
        found = list(self._by_name.get(fold(acronym), ())) if acronym else []
        ours = read_name(name)
        near = process.extract(
            ours.text, self._texts, scorer=fuzz.ratio, score_cutoff=_WORTH_A_LOOK, limit=20
        )
        for _text, _score, place in near:
            theirs, owner = self._comparables[place]
            if owner not in found and compare(ours, theirs) >= ALIKE:
                found.append(owner)
        return found


def describe(subjects: Iterable[Subject]) -> str:
    """Return names and codes, without those that are not for her to know."""
    said = [
        _("one that is not listed")
        if subject.is_secret
        else f"{subject.name} ({subject.slug})"
        if subject.slug
        else subject.name
        for subject in subjects
    ]
    return "; ".join(said[:MOST_NAMED])


def unknown_code(code: str) -> InvalidError:
    """Return the refusal of a code that nobody has."""
    return InvalidError(
        {
            "": _(
                "No organisation has the code “%(code)s”. Write its name and kind too, to add it.",
                code=code,
            )
        }
    )


def _doubt(name: str, near: Iterable[Subject]) -> str:
    return _(
        "“%(name)s” may be in the directory already: %(near)s. Write the code of that one, or a"
        " code of its own for another organisation.",
        name=name,
        near=describe(near),
    )


def load_subjects(viewer: User | None, *, sees_all: bool) -> Subjects:
    """Read all organisations; those of which she may not know are secret."""
    subjects = Subjects()
    known = set(db.session.scalars(select(Organisation.id).where(is_named_to(viewer))))
    hers = edit_scope(viewer) if viewer else None
    columns = (
        *(Organisation.id, Organisation.slug, Organisation.name, Organisation.acronym),
        Organisation.kind,
        *(Organisation.expansion, Organisation.translations, Organisation.aliases),
    )
    for row in db.session.execute(select(*columns)):
        is_hers = sees_all or (hers is not None and hers.covers(row.id))
        is_secret = not is_hers and row.id not in known
        names = (
            *((row.name, FoundBy.NAME), (row.acronym, FoundBy.ACRONYM)),
            (row.expansion, FoundBy.EXPANSION),
            *((name, FoundBy.TRANSLATION) for name in row.translations.values()),
            *((name, FoundBy.ALIAS) for name in row.aliases),
        )
        is_network = row.kind in NETWORK_KINDS
        subject = Subject(row.id, row.slug, row.name, is_hers, is_secret, is_network)
        subjects.add(subject, names)
    former = select(FormerOrganisationSlug.slug, FormerOrganisationSlug.organisation_id)
    for slug, id_ in db.session.execute(former):
        subjects.add_slug(slug, id_)
    return subjects
