"""What people who can be recognised agreed to: written down, and taken back."""

from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.auth.models import User
from portal.content.models import Visibility
from portal.content.text import clean_text
from portal.errors import InvalidError
from portal.extensions import db, now, queue, today
from portal.library.indexing import mark_items_of
from portal.library.models import Consent, ConsentKind, Item
from portal.library.showing import is_valid, is_wide_enough, needs_consent
from portal.media.models import Family, File, FileState
from portal.media.services import delete_file, receive_file, remake_copies, remove_copies
from portal.search.outbox import wake_indexer
from portal.transcripts.services import delete_transcripts
from portal.uploads.allowance import room_for
from portal.web.formats import isolated

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentValues:
    """What somebody says of an agreement; where nobody can be recognised, all else is moot."""

    kind: ConsentKind
    audience: Visibility = Visibility.PUBLIC
    until: date | None = None
    note: str = ""

    @property
    def effective(self) -> "ConsentValues":
        """The values without what is moot."""
        if self.kind is not ConsentKind.NOBODY:
            return self
        return replace(self, audience=Visibility.PUBLIC, until=None)

    @property
    def problems(self) -> dict[str, str]:
        """What to mend, by field; empty when all is well."""
        problems = {}
        if self.until and self.until < today():
            problems["until"] = _("This day is over: write a day to come, or none.")
        if len(self.note) > LONGEST_NOTE:
            problems["note"] = _("Shorten this to %(limit)s characters.", limit=LONGEST_NOTE)
        return problems


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sound in which people say that they agree, as it was sent."""

    stream: BinaryIO
    name: str


def confirm_consent(
    file: File, values: ConsentValues, *, author: User, evidence: Evidence | None = None
) -> Consent:
    """Write down who agreed to a file, in the place of what was written before.

    The same agreement sent again stays the one that was written first, with its day.

    A sound in which they said so stays with what they said. Copies that a withdrawal removed
    are made again. Raises InvalidError, with nothing kept.
    """
    if values.problems:
        raise InvalidError(values.problems)
    kept = find_open_consent(file.id)
    if kept and not evidence and _says(kept, values):
        remake_copies(file)
        db.session.commit()
        return kept
    proof = _receive_evidence(evidence, author) if evidence else _kept_evidence(file, values)
    consent = write_consent(file, values, author=author)
    db.session.flush()
    consent.evidence_id = proof.id if proof else None
    db.session.commit()
    wake_indexer.enqueue()
    return consent


def write_consent(file: File, values: ConsentValues, *, author: User | None) -> Consent:
    """Add an agreement in the place of the one before, and let it have effect; no commit."""
    _close_consents(file, author)
    effective = values.effective
    consent = Consent(
        file_id=file.id,
        kind=effective.kind,
        audience=effective.audience,
        until=effective.until,
        note=effective.note,
        given_by_id=author.id if author else None,
    )
    db.session.add(consent)
    mark_items_of(file.id)
    if is_valid(consent):
        remake_copies(file)
    return consent


def withdraw_consent(file: File, *, actor: User | None, reason: str = "") -> None:
    """Take back what was agreed, and everything that was made of the file, at once.

    The original stays for the editors of its organisation; what was typed of a recording
    goes, for it is what somebody said.
    """
    if find_consent(file.id) is None:
        db.session.add(Consent(file_id=file.id, kind=ConsentKind.NOBODY))
        db.session.flush()
    _close_consents(file, actor, reason=clean_text(reason)[:LONGEST_NOTE])
    remove_copies(file)
    delete_transcripts([file.id])
    mark_items_of(file.id)
    db.session.commit()
    wake_indexer.enqueue()


def find_consent(file_id: int) -> Consent | None:
    """Return what was said last of a file, whether it still holds or not."""
    return db.session.scalar(
        select(Consent).filter_by(file_id=file_id).order_by(Consent.id.desc()).limit(1)
    )


def find_open_consent(file_id: int) -> Consent | None:
    """Return what was said last of a file, unless it was taken back."""
    consent = find_consent(file_id)
    return consent if consent and consent.withdrawn_at is None else None


def list_evidence(file_id: int) -> list[File]:
    """Return the sounds in which people agreed to a file, of all times."""
    return list(
        db.session.scalars(
            select(File).where(
                File.id.in_(select(Consent.evidence_id).where(Consent.file_id == file_id))
            )
        )
    )


def may_be_copied(file: File) -> bool:
    """Tell whether copies of a file may be made: nobody took an agreement back, none is over."""
    consent = find_consent(file.id)
    return consent is None or is_valid(consent)


def is_taken_back(file: File) -> bool:
    """Tell whether somebody took back what was agreed to a file."""
    consent = find_consent(file.id)
    return consent is not None and consent.withdrawn_at is not None


def is_agreed(file: File, visibility: Visibility) -> bool:
    """Tell whether a file may be shown to those who see an item of this visibility."""
    consent = find_consent(file.id)
    if consent is None:
        return not needs_consent(file)
    return is_valid(consent) and is_wide_enough(consent, visibility)


def list_missing(item: Item) -> list[File]:
    """Return the files of an item that nobody but its own people may see or hear as it is."""
    return [file for file in item.files if not is_agreed(file, item.visibility)]


def check_consents(item: Item) -> None:
    """Raise InvalidError, with a sentence for each file, unless all people in them agreed."""
    missing = list_missing(item)
    if missing:
        raise InvalidError({"consents": " ".join(explain_missing(file.name) for file in missing)})


def explain_missing(name: str) -> str:
    """Return what to do about a file without an agreement that reaches far enough."""
    return _(
        "“%(name)s”: say who can be recognised in it, and that they agreed to all who will see it.",
        name=isolated(name),
    )


@queue.sweep
def end_consents() -> None:
    """Remove the copies of files whose agreement ended with a day that is over."""
    ended = (
        select(File)
        .join(Consent, Consent.file_id == File.id)
        .where(
            Consent.withdrawn_at.is_(None),
            Consent.until < today(),
            File.state != FileState.WITHDRAWN,
        )
    )
    for file in db.session.scalars(ended).all():
        remove_copies(file)
        mark_items_of(file.id)
        db.session.commit()
        wake_indexer.enqueue()


def _says(consent: Consent, values: ConsentValues) -> bool:
    said = ConsentValues(
        kind=consent.kind, audience=consent.audience, until=consent.until, note=consent.note
    )
    return said == values.effective


def _close_consents(file: File, person: User | None, *, reason: str = "") -> None:
    """Let no agreement to a file hold any longer; no commit."""
    db.session.execute(
        update(Consent)
        .where(Consent.file_id == file.id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now(), withdrawn_by_id=person.id if person else None, reason=reason)
    )


def _kept_evidence(file: File, values: ConsentValues) -> File | None:
    consent = find_open_consent(file.id)
    if consent is None or consent.evidence_id is None or consent.kind is not values.kind:
        return None
    return db.session.get(File, consent.evidence_id)


def _receive_evidence(evidence: Evidence, author: User) -> File:
    """Store a sound that nobody works on: no copy of it is ever made."""
    try:
        with room_for(evidence.stream, author):
            file = receive_file(evidence.stream, name=evidence.name, uploader=author)
    except InvalidError as error:
        raise InvalidError({"evidence": error.problems["file"]}) from error
    file.state = FileState.WITHDRAWN
    if file.family is not Family.AUDIO:
        db.session.flush()
        delete_file(file)
        db.session.commit()
        raise InvalidError({"evidence": _("Send the agreement as a sound, or leave this empty.")})
    return file
