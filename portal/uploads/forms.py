"""The form of a code."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired

from portal.web.forms import BaseForm


class CodeForm(BaseForm):
    """Six letters and digits that open an upload on this device."""

    code = StringField(
        _("Code"),
        description=_("For example ACD-347; it works once."),
        validators=[InputRequired(_("Write the code."))],
    )

    def add_problem(self, problem: str) -> None:
        """Show what the service refused next to the field."""
        self.code.errors = [*self.code.errors, problem]
