"""When a file of an item may be shown: once it is clean, and whoever is in it agreed."""

from sqlalchemy import Date, String, and_, bindparam, cast, exists, or_, select

from portal.content.models import Visibility
from portal.extensions import today
from portal.library.models import Consent, Item, ItemKind
from portal.media.models import Family, File, FileState, Purpose, Rendition
from portal.media.readers.outcome import Failure, Trace

PEOPLE_FAMILIES = (Family.AUDIO, Family.IMAGE)

_TODAY = bindparam("today", callable_=today, type_=Date)

_SHOWS_PEOPLE = or_(
    File.family.in_(PEOPLE_FAMILIES),
    cast(File.protection, String).contains(f'"{Trace.PICTURES}"'),
)

_IS_VALID = Consent.withdrawn_at.is_(None) & or_(Consent.until.is_(None), Consent.until >= _TODAY)

# Each audience holds the next: everybody, people with an account, one organisation.
_IS_WIDE_ENOUGH = or_(
    Consent.audience == Visibility.PUBLIC,
    Item.visibility == Visibility.ORGANISATION,
    Consent.audience == Item.visibility,
)

_IS_CLEAN = exists(
    select(Rendition.id)
    .where(Rendition.file_id == File.id, Rendition.purpose == Purpose.CLEAN)
    .correlate(File)
)

_IS_UNSAID = ~exists(select(Consent.id).where(Consent.file_id == File.id).correlate(File))

# What was said of a file holds, even where nothing had to be said.
_IS_AGREED = or_(
    and_(~_SHOWS_PEOPLE, _IS_UNSAID),
    exists(
        select(Consent.id)
        .where(Consent.file_id == File.id, _IS_VALID, _IS_WIDE_ENOUGH)
        .correlate(File, Item)
    ),
)

IS_SHOWN = and_(_IS_CLEAN, _IS_AGREED)
"""The condition, in a query of items and their files, under which a visible item shows a file."""

IS_IN_PREPARATION = and_(
    ~_IS_CLEAN, _IS_AGREED, File.state.in_((FileState.WAITING, FileState.WORKING))
)
"""The condition under which a file will be shown in a moment."""


def needs_consent(file: File) -> bool:
    """Tell whether people may be recognised in a file, so that somebody has to say."""
    return file.family in PEOPLE_FAMILIES or any(
        finding["trace"] == Trace.PICTURES for finding in file.protection
    )


def is_silent(item: Item) -> bool:
    """Return whether an item is a recording and none of its sounds can be played, nor will be."""
    sounds = [file for file in item.files if file.family is Family.AUDIO]
    return item.kind is ItemKind.RECORDING and bool(sounds) and all(map(_cannot_be_played, sounds))


def _cannot_be_played(sound: File) -> bool:
    is_empty = sound.failure == Failure.EMPTY
    return sound.state is FileState.FAILED and (is_empty or not sound.copy_for(Purpose.CLEAN))


def is_valid(consent: Consent) -> bool:
    """Tell whether an agreement still holds today."""
    return consent.withdrawn_at is None and (consent.until is None or consent.until >= today())


def is_wide_enough(consent: Consent, visibility: Visibility) -> bool:
    """Tell whether an agreement reaches all who may see an item of this visibility."""
    widest_first = list(Visibility)
    return widest_first.index(consent.audience) <= widest_first.index(visibility)
