"""What the desk of the sheets calls its choices, in the reader's language."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.words import HISTORY_WORDS, STATUS_WORDS, STEP_WORDS, VISIBILITY_WORDS
from portal.directory.duplicates import Why
from portal.directory.models import ProposalState, Qualifier
from portal.directory.words import WORDS as DIRECTORY_WORDS
from portal.vocabulary.models import PlaceKind

WORDS: Mapping[str, str] = {
    **{str(choice): words for choice, words in DIRECTORY_WORDS.items()},
    Qualifier.EXACTLY: _("Exactly"),
    Qualifier.AT_LEAST: _("At least"),
    Qualifier.MORE_THAN: _("More than"),
    Qualifier.ABOUT: _("About"),
    **VISIBILITY_WORDS,
    **STATUS_WORDS,
    ProposalState.WAITING: _("Awaits a decision"),
    ProposalState.ACCEPTED: _("Accepted"),
    ProposalState.REFUSED: _("Refused"),
}

AS_IT_IS = _("The place itself")

LEVEL_WORDS: Mapping[PlaceKind, str] = {
    PlaceKind.COUNTRY: _("Its country only"),
    PlaceKind.REGION: _("Its region only"),
    PlaceKind.CERCLE: _("Its cercle only"),
}

SHELF_WORDS: dict[Status, str] = {
    Status.DRAFT: _("Drafts"),
    Status.SUBMITTED: _("To review"),
    Status.PUBLISHED: _("Published sheets"),
    Status.ARCHIVED: _("Archived sheets"),
}

DONE_WORDS: dict[Action, str] = {
    Action.SUBMIT: _("Submitted. The network will read it."),
    Action.PUBLISH: _("Published. Everybody it is meant for can find it in a few seconds."),
    Action.RETURN: _("Returned with your reason."),
    Action.ARCHIVE: _("Archived. It is no longer in the directory."),
    Action.RESTORE: _("Back among the drafts."),
}

PART_WORDS: dict[str, str] = {
    "memberships": _("Memberships"),
    "contacts": _("Contacts"),
    "interventions": _("Interventions"),
}

ROW_WORDS: dict[str, str] = {
    "memberships": _("Membership"),
    "contacts": _("Contact"),
    "interventions": _("Intervention"),
}

ADD_WORDS: dict[str, str] = {
    "memberships": _("Add a membership"),
    "contacts": _("Add a contact"),
    "interventions": _("Add an intervention"),
}

CHANGE_WORDS: dict[str, str] = {
    "memberships": _("Change a membership"),
    "contacts": _("Change a contact"),
    "interventions": _("Change an intervention"),
}

REMOVE_WORDS: dict[str, str] = {
    "memberships": _("Remove a membership"),
    "contacts": _("Remove a contact"),
    "interventions": _("Remove an intervention"),
}

GONE_WORDS: dict[str, str] = {
    "memberships": _("The membership is removed."),
    "contacts": _("The contact is gone, from the history too."),
    "interventions": _("The intervention is removed."),
}

FIELD_WORDS: dict[str, str] = {
    "kind": _("Kind"),
    "name": _("Name"),
    "language_code": _("Language of the name"),
    "acronym": _("Acronym"),
    "expansion": _("What the acronym stands for"),
    "translations": _("Name in other languages"),
    "aliases": _("Other names"),
    "legal_form": _("Legal form"),
    "founded": _("Founded"),
    "missions": _("Mission"),
    "links": _("Addresses on the web"),
    "language_codes": _("Languages it works in"),
    "seat_id": _("Seat"),
    "seat_level": _("What is shown of the seat"),
    "network_id": _("Network"),
    "role": _("Role"),
    "value": _("Number or address"),
    "label": _("Whose it is, or when to use it"),
    "consented_on": _("Agreed to its being shown on"),
    "domain_id": _("Domain"),
    "place_id": _("Place"),
    "place_level": _("What is shown of the place"),
    "status": _("Status"),
    "start": _("From"),
    "end": _("Until"),
    "description": _("Description"),
    "programme": _("Programme"),
    "source": _("Source"),
    "qualifier": _("How exact the number is"),
    "reached": _("People reached"),
    "reached_women": _("Of them women"),
    "reached_girls": _("Of them girls"),
    "visibility": _("Who may see it"),
    "is_unlisted": _("Kept out of the directory"),
    "slug": _("Address"),
    "logo": _("Logo"),
    **PART_WORDS,
}

DUPLICATE_WORDS: dict[Why, str] = {
    Why.ACRONYM: _("It has the same acronym."),
    Why.NAME: _("Its name is nearly the same."),
    Why.TRANSLATION: _("Its name looks like a translation of this one."),
}


def choices_of(choices: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Return the (value, words) of a closed list, in its order."""
    return [(choice.value, WORDS[choice]) for choice in choices]


def desk_words() -> dict[str, object]:
    """Give the pages of this desk the words of its closed lists."""
    return {
        "words": WORDS,
        "shelf_words": SHELF_WORDS,
        "step_words": STEP_WORDS,
        "history_words": HISTORY_WORDS,
        "field_words": FIELD_WORDS,
        "part_words": PART_WORDS,
        "add_words": ADD_WORDS,
        "remove_words": REMOVE_WORDS,
        "duplicate_words": DUPLICATE_WORDS,
    }
