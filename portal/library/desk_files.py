"""A file as the desk shows it: its copies, who agreed, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.auth.models import User
from portal.auth.policy import review_scope
from portal.library.agreements import Agreement, agreement_on
from portal.library.consents import find_consent, may_be_copied
from portal.library.file_queries import list_other_carriers
from portal.library.models import Item
from portal.library.queries import can_edit
from portal.library.showing import needs_consent
from portal.library.words import WORDS
from portal.media.delivery import name_of_copy
from portal.media.findings import Group, sentences
from portal.media.models import Family, File, FileState, Purpose
from portal.media.queries import get_file as get_stored_file
from portal.media.recognition_words import explain_scans
from portal.web.formats import filesize


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A way to the bytes of a file: what they are, where, and how heavy."""

    words: str
    url: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """A file with all that the people of its organisation may know and do."""

    file: File
    downloads: Sequence[Download]
    listen_url: str
    agreement: Agreement | None
    evidence: Download | None
    report: Sequence[Group]
    scans: str
    may_remake: bool
    may_erase: bool
    other_carriers: Sequence[Item]


def present_desk_files(item: Item, *, user: User) -> list[DeskFile]:
    """Return the files of an item, in their order."""
    return [present_desk_file(item, file, user=user) for file in item.files]


def present_desk_file(item: Item, file: File, *, user: User) -> DeskFile:
    """Return one file of an item as its people see it."""
    consent = find_consent(file.id)
    reviews = review_scope(user).covers(item.owner_id)
    copies = list(_iterate_copies(file))
    original = [_original(file, _("Original, for editors alone"))] if reviews else []
    evidence_id = consent.evidence_id if consent and reviews else None
    return DeskFile(
        file=file,
        downloads=[*copies, *original],
        listen_url=_listen_url([*reversed(copies), *original], file),
        agreement=agreement_on(item, consent, is_needed=needs_consent(file)),
        evidence=_original(get_stored_file(evidence_id), _("The agreement, spoken"))
        if evidence_id
        else None,
        report=sentences(file.protection),
        scans=explain_scans(file),
        may_remake=file.state is FileState.WITHDRAWN
        and can_edit(item, user)
        and may_be_copied(file),
        may_erase=reviews,
        other_carriers=list_other_carriers(file, item, user=user),
    )


def _iterate_copies(file: File) -> list[Download]:
    made = [copy for purpose in Purpose if (copy := file.copy_for(purpose))]
    return [
        Download(
            words=str(WORDS[copy.purpose]),
            url=url_for(
                "files.copy",
                file_id=file.id,
                purpose=copy.purpose.value,
                name=name_of_copy(file, copy),
            ),
            size=filesize(copy.size),
        )
        for copy in made
    ]


def _original(file: File, words: str) -> Download:
    return Download(
        words=words,
        url=url_for("files.original", file_id=file.id, name=file.name),
        size=filesize(file.size),
    )


def _listen_url(downloads: Sequence[Download], file: File) -> str:
    """Return where a recording can be heard: the copy that most players know, or what is left."""
    if file.family is not Family.AUDIO or not downloads:
        return ""
    return downloads[0].url
