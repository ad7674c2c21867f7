"""The form with which a table is sent."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from portal.web.forms import BaseForm


class ImportForm(BaseForm):
    """A table, and what becomes of the organisations that it tells of first."""

    file = FileField(
        _("Table"),
        description=_("CSV, Excel (XLSX, XLS) or LibreOffice (ODS), at most 8 MB."),
        validators=[FileRequired(_("Choose a file."))],
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"},
    )
    publishes = BooleanField(_("Publish new organisations at once; without this they are drafts"))

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what the service refused next to the field."""
        self.file.errors = [*self.file.errors, *problems.values()]
