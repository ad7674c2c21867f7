"""What the people in a file agreed to, in words, and what keeps it from being shown."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.library.models import Consent, ConsentKind, Item
from portal.library.showing import is_valid, is_wide_enough
from portal.library.words import WORDS
from portal.web.formats import vague_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One sentence about an agreement; without one that holds, only the item's people see."""

    words: str
    holds: bool
    is_taken_back: bool = False
    note: str = ""


def agreement_on(item: Item, consent: Consent | None, *, is_needed: bool) -> Agreement | None:
    """Return what to say of an agreement, or nothing where none is needed nor was given."""
    if consent is None:
        return Agreement(words=_missing(), holds=False) if is_needed else None
    note = consent.reason if consent.withdrawn_at else consent.note
    problem = _problem(item, consent)
    return Agreement(
        words=problem or _in_words(consent),
        holds=not problem,
        is_taken_back=consent.withdrawn_at is not None,
        note=note,
    )


def _missing() -> str:
    return _(
        "Nobody else sees or hears this file yet: first say who can be recognised in it, "
        "and that they agreed."
    )


def _problem(item: Item, consent: Consent) -> str:
    if consent.withdrawn_at:
        return _(
            "Taken back on %(day)s. Its copies, its text and its transcripts are gone; "
            "nobody else sees or hears it.",
            day=vague_date(consent.withdrawn_at.date().isoformat()),
        )
    if consent.until and not is_valid(consent):
        return _(
            "The agreement ended on %(day)s: nobody else sees or hears this file.",
            day=vague_date(consent.until.isoformat()),
        )
    if not is_wide_enough(consent, item.visibility):
        return _(
            "They agreed to be seen or heard by “%(agreed)s”, and the record is for “%(wanted)s”: "
            "until one of the two changes, nobody else sees or hears this file.",
            agreed=WORDS[consent.audience],
            wanted=WORDS[item.visibility],
        )
    return ""


def _in_words(consent: Consent) -> str:
    how = str(WORDS[consent.kind])
    if consent.kind is ConsentKind.NOBODY:
        return _("%(how)s.", how=how)
    if consent.until is None:
        return _("%(how)s, to be seen or heard by “%(who)s”.", how=how, who=WORDS[consent.audience])
    return _(
        "%(how)s, to be seen or heard by “%(who)s” until %(day)s.",
        how=how,
        who=WORDS[consent.audience],
        day=vague_date(consent.until.isoformat()),
    )
