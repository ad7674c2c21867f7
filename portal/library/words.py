"""What the choices of the library are called, in the reader's language."""

from enum import StrEnum

from flask_babel import lazy_gettext as _

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.words import STATUS_WORDS, VISIBILITY_WORDS
from portal.library.models import ConsentKind, ContributorRole, ItemKind, OrganisationRole, Rights
from portal.media.models import FileState, Purpose

WORDS: dict[str, str] = {
    ItemKind.DOCUMENT: _("Document"),
    ItemKind.REPORT: _("Workshop report"),
    ItemKind.RECORDING: _("Recording"),
    Rights.NOT_CHOSEN: _("Not chosen yet"),
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
    OrganisationRole.PUBLISHER: _("Published by"),
    OrganisationRole.PARTNER: _("Produced with"),
    OrganisationRole.SPEAKER: _("Speaks in it"),
    OrganisationRole.SUBJECT: _("Is spoken of"),
    OrganisationRole.FUNDER: _("Funded by"),
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

RIGHTS_MEANINGS: dict[Rights, str] = {
    Rights.NOT_CHOSEN: _("A draft can be kept so. It cannot be published."),
    Rights.CC_BY: _("Anybody may copy, change, translate and sell it, if they name the source."),
    Rights.CC_BY_SA: _(
        "The same, but whoever changes it gives the result to everybody in the same way."
    ),
    Rights.CC_BY_NC: _("Anybody may copy, change and translate it, but nobody may earn from it."),
    Rights.PUBLIC_DOMAIN: _("It belongs to everybody: no name has to stand on it any more."),
    Rights.ALL_RIGHTS_RESERVED: _(
        "It can be read and heard here. For all else, people have to ask you."
    ),
    Rights.UNKNOWN: _("You do not know who has the rights. People have to ask first."),
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
    "organisation_ids": _("Organisations that publish it"),
    "other_organisations": _("Other organisations on the record"),
    "contributors": _("People"),
    "status": _("Status"),
    "files": _("Files"),
    "slug": _("Address"),
}


def choices_of(choices: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the (value, words) of a closed list, in its order."""
    return [(choice.value, WORDS[choice]) for choice in choices]
