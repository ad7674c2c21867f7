"""The form of a set of synonyms."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from portal.web.forms import BaseForm

_ROWS = {"rows": 6, "dir": "auto"}


class SynonymForm(BaseForm):
    """Expressions of equal meaning, one on each line."""

    expressions = TextAreaField(
        _("Expressions of equal meaning"),
        description=_("One on each line: an acronym, what it stands for, its translations."),
        validators=[InputRequired(_("Write at least two expressions, one on each line."))],
        render_kw=_ROWS,
    )

    @property
    def lines(self) -> list[str]:
        """The expressions as written."""
        return (self.expressions.data or "").splitlines()

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what the service refused next to the field."""
        self.expressions.errors = [*self.expressions.errors, *problems.values()]
