"""Form classes and fields that all features share.

Every form derives from `BaseForm`, every part of one from `BaseSubform`, so that the messages
of WTForms are ours and in the reader's language: its own catalogues are half translated.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

# WTForms takes any digits for the number of a line, and fails on some: ², or thousands of them.
_NUMBERED = re.compile(r"\w+-[0-9]{1,3}-")

_CHOOSE = _("Choose from the answers that are offered.")

# What WTForms says by itself, and what we say instead.
_MESSAGES = {
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "Not a valid integer value.": _("Write a whole number."),
    "This field is required.": _("Fill this in."),
}
_ANYTHING_ELSE = _("Check what is written here.")


class _Messages:
    """The messages of WTForms in our words, as it wants to be given them."""

    def gettext(self, message: str) -> str:
        """Return our sentence for one of WTForms, never the English one itself."""
        return str(_MESSAGES.get(message, _ANYTHING_ELSE))

    def ngettext(self, singular: str, _plural: str, number: int) -> str:
        """Return our sentence; those with a number tell of a length alone."""
        if singular.startswith("Field cannot be longer than"):
            return gettext("Shorten this to %(limit)s characters.", limit=number)
        return self.gettext(singular)


class _Meta:
    """What all forms set for WTForms."""

    def get_translations(self, _form: object) -> _Messages:
        """Return the messages in our words."""
        return _Messages()


class BaseForm(FlaskForm):
    """A form of a page, with the token of the page."""

    class Meta(_Meta, FlaskForm.Meta):
        """WTForms looks for its settings here."""


class BaseSubform(Form):
    """A part of a form, or a form whose page carries no token."""

    class Meta(_Meta, Form.Meta):
        """WTForms looks for its settings here."""


class ChoiceRequired(InputRequired):
    """Requires a choice from a menu, without the attribute `required`.

    HTML allows that only for a menu whose first option is empty (4.10.7).
    """

    def __init__(self) -> None:
        """Refuse an empty answer."""
        super().__init__(_("Choose one."))
        self.field_flags: dict[str, Any] = {}


class BoxesField(SelectMultipleField):
    """Several answers, each a box to tick; each answer is taken once."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the answers; whether they are offered is looked at when the form is validated."""
        super().process_formdata(list(dict.fromkeys(valuelist)))

    def pre_validate(self, _form: object) -> None:
        """Refuse what is not offered, however much of it was sent."""
        offered = {self.coerce(choice.value) for choice in self.iter_choices()}
        if not offered.issuperset(self.data or ()):
            raise ValidationError(str(_CHOOSE))


class VersionField(IntegerField):
    """The version that somebody saw; what is no number is a version that never was."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the version."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


class LinesField(FieldList):
    """Lines of a form; what is wrong in one is told in the sentences of its fields.

    `most` is how many lines may be filled in. More are kept in the form and refused, never cut.
    """

    errors: list[Any]

    def __init__(self, *arguments: Any, most: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.most = most

    def add_blank_lines(self, number: int) -> None:
        """Add lines to fill in, as far as there may be more."""
        for _blank in range(min(number, self.most - len(self))):
            self.append_entry()

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Gather what to mend in all lines, each sentence once."""
        super().validate(form, extra_validators)
        self.errors = list(dict.fromkeys(_sentences(self.errors)))
        if len(self) > self.most:
            self.errors.append(
                ngettext("At most %(num)s line.", "At most %(num)s lines.", self.most)
            )
        return not self.errors

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        yield from super()._extract_indices(prefix, filter(_NUMBERED.match, formdata))


def _sentences(errors: Iterable[Any]) -> Iterator[str]:
    for error in errors:
        if isinstance(error, Mapping):
            for below in error.values():
                yield from _sentences(below)
        else:
            yield str(error)
