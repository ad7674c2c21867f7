"""The files of an import row beside those its item carries: which are new, and who agreed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.content.models import Status
from portal.extensions import today
from portal.library.consents import explain_missing, find_consent, is_agreed, is_taken_back
from portal.library.models import Consent, ConsentKind, Item
from portal.library.rows import Plan
from portal.library.showing import PEOPLE_FAMILIES
from portal.library.transcripts.importing import TrackFile, list_new_tracks
from portal.media.models import File
from portal.media.types import sniff

PLAIN_FORMATS = {"txt", "md"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """What a row brings: new files and lines, agreements, and what stays hidden."""

    new_files: Sequence[Path]
    newly_agreed: Sequence[File]
    new_tracks: Sequence[TrackFile]
    problems: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing new of files."""
        return not (self.new_files or self.newly_agreed or self.new_tracks)


def load_cargo(item: Item | None, plan: Plan) -> Cargo:
    """Return what the files of a row change for its item."""
    carried = {file.sha256: file for file in item.files} if item else {}
    known = {path: carried.get(_sha256(path)) for path in plan.files}
    status = plan.status or (item.status if item else Status.DRAFT)
    hidden = [path for path, file in known.items() if _is_hidden(path, file, plan)]
    sentences = [explain_missing(path.name) for path in hidden]
    return Cargo(
        new_files=[path for path, file in known.items() if file is None],
        newly_agreed=[file for file in known.values() if file and _is_news(file, plan)],
        new_tracks=list_new_tracks(item, plan.tracks),
        problems={"consent": " ".join(sentences)}
        if sentences and status is Status.PUBLISHED
        else {},
    )


def may_show_people(file: File) -> bool:
    """Tell whether a file is of a kind in which people may be seen or heard."""
    return file.format not in PLAIN_FORMATS


def _is_news(file: File, plan: Plan) -> bool:
    """Tell whether a row says what is not known yet; what was taken back stays taken back."""
    if plan.consent is None or not may_show_people(file):
        return False
    consent = find_consent(file.id)
    if consent is None:
        return True
    return consent.withdrawn_at is None and not _is_same(consent, plan)


def _is_same(consent: Consent, plan: Plan) -> bool:
    said = plan.consent
    if said is None or consent.kind is not said.kind:
        return False
    return said.kind is ConsentKind.NOBODY or (
        (consent.until, consent.audience) == (said.until, said.audience)
    )


def _is_hidden(path: Path, file: File | None, plan: Plan) -> bool:
    """Tell whether a file in which people are seen or heard would not be shown."""
    if sniff(path, path.name).family not in PEOPLE_FAMILIES:
        return False
    if file and (plan.consent is None or is_taken_back(file)):
        return not is_agreed(file, plan.values.visibility)
    return plan.consent is None or bool(plan.consent.until and plan.consent.until < today())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
