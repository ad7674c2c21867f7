"""The form with which a person says which column of a table is which."""

from collections import Counter
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FormField, HiddenField, SelectField

from portal.directory.exchange.asking.questions import ColumnQuestion
from portal.directory.exchange.choices import lacks_keys, list_columns
from portal.directory.exchange.columns import TableKind
from portal.media.readers.sheets import MAX_CELLS
from portal.web.forms import BaseForm, BaseSubform, LinesField


class ColumnForm(BaseSubform):
    """What one column of a table is."""

    column = SelectField()


class ColumnsForm(BaseForm):
    """What each column of a table is; the sheet, the row of the headers and the kind go along."""

    sheet = HiddenField()
    row = HiddenField()
    kind = HiddenField()
    columns = LinesField(FormField(ColumnForm), label=_("Columns"), most=MAX_CELLS)

    def offer(self, question: ColumnQuestion) -> None:
        """Offer the columns of the kind of table; what is asked first is offered as the answer."""
        choices = [("", gettext("Leave this column out"))]
        choices += [(one.name, str(one.label)) for one in list_columns(question.kind)]
        if not self.is_submitted():
            self.sheet.data, self.row.data = question.sheet.place, question.head.number
            self.kind.data = question.kind.value
            for column in question.columns:
                self.columns.append_entry({"column": column})
        for line in self.columns:
            line.form.column.choices = choices

    @property
    def chosen(self) -> list[str]:
        """The column that is chosen at each place."""
        return [line.form.column.data or "" for line in self.columns]

    def check(self, question: ColumnQuestion) -> bool:
        """Return whether a table can be read with these columns; the errors say why not."""
        if not self.validate():
            return False
        labels: dict[str, Any] = {one.name: one.label for one in list_columns(question.kind)}
        counts = Counter(filter(None, self.chosen))
        self.columns.errors = [
            gettext("“%(name)s” is chosen twice. Choose it once.", name=labels[name])
            for name, count in counts.items()
            if count > 1
        ]
        if len(self.chosen) != len(question.head.labels):
            self.columns.errors.append(gettext("The columns of this table are others."))
        if lacks_keys(question.kind, self.chosen):
            self.columns.errors.append(_missing_keys(question.kind))
        return not self.columns.errors


def _missing_keys(kind: TableKind) -> str:
    if kind is TableKind.WORKS:
        return gettext("Choose which column has the organisation, and which has the domain.")
    return gettext("Choose which column has the name of the organisation.")
