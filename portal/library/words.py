"""What the choices of the library are called, in the reader's language."""

from enum import StrEnum

from flask_babel import lazy_gettext as _

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.words import STATUS_WORDS, VISIBILITY_WORDS
from portal.library.models import ConsentKind, ContributorRole, ItemKind, Rights
from portal.media.models import FileState, Purpose

WORDS: dict[str, str] = {
    ItemKind.DOCUMENT: _("Document"),
    ItemKind.REPORT: _("Workshop report"),
    ItemKind.RECORDING: _("Recording"),
    Rights.CC_BY: _("Free to share and adapt, naming the source (CC BY 4.0)"),
    Rights.CC_BY_SA: _("Free to share and adapt under the same terms (CC BY-SA 4.0)"),
    Rights.CC_BY_NC: _("Free to share and adapt, not for sale (CC BY-NC 4.0)"),
    Rights.PUBLIC_DOMAIN: _("Public domain"),
    Rights.ALL_RIGHTS_RESERVED: _("All rights reserved: ask before you reuse it"),
    Rights.UNKNOWN: _("Rights not known: ask before you reuse it"),
    **VISIBILITY_WORDS,
    **STATUS_WORDS,
    ContributorRole.AUTHOR: _("Author"),
    ContributorRole.EDITOR: _("Editor"),
    ContributorRole.SPEAKER: _("Speaker"),
    ContributorRole.FACILITATOR: _("Facilitator"),
    ContributorRole.INTERVIEWER: _("Interviewer"),
    ContributorRole.TRANSLATOR: _("Translator"),
    ContributorRole.PHOTOGRAPHER: _("Photographer"),
    FileState.WAITING: _("Waiting for its turn"),
    FileState.WORKING: _("Being read"),
    FileState.DONE: _("Ready"),
    FileState.FAILED: _("Could not be read"),
    FileState.WITHDRAWN: _("Copies removed: only the original is kept"),
    ConsentKind.NOBODY: _("Nobody can be recognised"),
    ConsentKind.WRITTEN: _("They agreed in writing"),
    ConsentKind.SPOKEN: _("They agreed aloud"),
    ConsentKind.GUARDIAN: _("Their parent or guardian agreed"),
    Purpose.CLEAN: _("Clean copy"),
    Purpose.LIGHT: _("Light copy"),
    Purpose.SWIFT: _("Copy that starts at once"),
    Purpose.STANDARD: _("Copy for every player"),
}

SHELF_WORDS: dict[Status, str] = {
    Status.DRAFT: _("Drafts"),
    Status.SUBMITTED: _("To review"),
    Status.PUBLISHED: _("Published records"),
    Status.ARCHIVED: _("Archived records"),
}

DONE_WORDS: dict[Action, str] = {
    Action.SUBMIT: _("Submitted. An editor will read it."),
    Action.PUBLISH: _("Published. Everybody it is meant for can find it in a few seconds."),
    Action.RETURN: _("Returned with your reason."),
    Action.ARCHIVE: _("Archived. It is no longer public."),
    Action.RESTORE: _("Back among the drafts."),
}

FIELD_WORDS: dict[str, str] = {
    "kind": _("Kind"),
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("Text"),
    "language_code": _("Language of the content"),
    "date": _("Date"),
    "rights": _("Rights"),
    "visibility": _("Who may see it"),
    "owner_id": _("Whose record it is"),
    "domain_ids": _("Domains"),
    "place_ids": _("Places"),
    "organisation_ids": _("Organisations"),
    "contributors": _("People"),
    "status": _("Status"),
    "files": _("Files"),
    "slug": _("Address"),
}


def choices_of(choices: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the (value, words) of a closed list, in its order."""
    return [(choice.value, WORDS[choice]) for choice in choices]
