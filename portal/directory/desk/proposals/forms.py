"""The forms of a decision."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField

from portal.directory.desk.forms import VersionForm
from portal.web.forms import BaseForm


class AcceptanceForm(VersionForm):
    """A yes to a proposal, beside the sheet as she saw it.

    `despite` says that she saw where the sheet changed meanwhile.
    """

    despite = HiddenField()


class RefusalForm(BaseForm):
    """A no, and why."""

    reason = TextAreaField(_("Reason"), description=_("What should change? She will read this."))

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what stands against the refusal."""
        self.reason.errors = [*self.reason.errors, *problems.values()]
