"""What the publishing life cycle is called, in the reader's language."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility

STATUS_WORDS: Mapping[str, str] = {
    Status.DRAFT: _("Draft"),
    Status.SUBMITTED: _("Awaits review"),
    Status.PUBLISHED: _("Published"),
    Status.ARCHIVED: _("Archived"),
}

VISIBILITY_WORDS: Mapping[str, str] = {
    Visibility.PUBLIC: _("Everybody"),
    Visibility.MEMBERS: _("People with an account"),
    Visibility.ORGANISATION: _("Our organisation only"),
}

STEP_WORDS: Mapping[Action, str] = {
    Action.SUBMIT: _("Submit for review"),
    Action.PUBLISH: _("Publish"),
    Action.RETURN: _("Return to its author"),
    Action.ARCHIVE: _("Archive"),
    Action.RESTORE: _("Take out of the archive"),
}

HISTORY_WORDS: Mapping[Action, str] = {
    Action.CREATE: _("Created"),
    Action.EDIT: _("Changed"),
    Action.SUBMIT: _("Submitted"),
    Action.RETURN: _("Returned"),
    Action.PUBLISH: _("Published"),
    Action.ARCHIVE: _("Archived"),
    Action.RESTORE: _("Taken out of the archive"),
    Action.IMPORT: _("Imported"),
    Action.CHECK: _("Checked"),
    Action.REMOVE: _("Removed"),
}
