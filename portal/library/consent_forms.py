"""The forms of the desk about one file: who agreed, why it is taken back, what it is called."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from portal.content.dates import DAY_HINT, read_day, write_date
from portal.content.models import Visibility
from portal.content.text import clean_line, clean_text
from portal.errors import InvalidError
from portal.library import words
from portal.library.consents import ConsentValues, Evidence
from portal.library.models import Consent, ConsentKind
from portal.web.forms import BaseForm


class ConsentForm(BaseForm):
    """Who can be recognised in a file, and what they agreed to."""

    kind = RadioField(
        _("Can anybody be recognised by face or voice?"),
        description=_("A name that is said or written counts too. In doubt, ask them again."),
        choices=lambda: words.choices_of(ConsentKind),
        validators=[InputRequired(_("Choose one."))],
    )
    audience = RadioField(
        _("Who may see or hear it, at most?"),
        choices=lambda: words.choices_of(Visibility),
        validators=[InputRequired(_("Choose one."))],
    )
    until = StringField(_("Until which day?"), description=DAY_HINT)
    note = TextAreaField(
        _("Note"),
        description=_("Where the paper is kept, what they asked for… Never shown to others."),
    )
    evidence = FileField(_("A sound in which they agree"))

    def __init__(self, wanted: Visibility, consent: Consent | None = None) -> None:
        """Show what was said last, or what was just sent; at first, whom the record is for."""
        super().__init__(data=_as_data(consent) if consent else {"audience": wanted})

    def validate_until(self, field: StringField) -> None:
        """Refuse what is not a day."""
        try:
            read_day(field.data)
        except InvalidError as error:
            raise ValidationError(str(error)) from error

    @property
    def values(self) -> ConsentValues:
        """What the form says, once it is valid."""
        return ConsentValues(
            kind=ConsentKind(self.kind.data),
            audience=Visibility(self.audience.data),
            until=read_day(self.until.data),
            note=clean_text(self.note.data),
        )

    @property
    def proof(self) -> Evidence | None:
        """The sound that was sent with it, if any was."""
        sent = self.evidence.data
        return Evidence(sent.stream, sent.filename) if sent else None

    def add_problems(self, problems: dict[str, str]) -> None:
        """Show what a service refused next to the fields it concerns."""
        for name, problem in problems.items():
            self[name].errors = [*self[name].errors, problem]


class WithdrawForm(BaseForm):
    """Why a file is taken back."""

    reason = TextAreaField(
        _("Reason"), description=_("For your colleagues; leave it empty if she gave none.")
    )


class NameForm(BaseForm):
    """What a file is called, for visitors too; its ending is not asked for."""

    name = StringField(_("Name of the file"))

    def validate_name(self, field: StringField) -> None:
        """Refuse a name without a letter."""
        if not clean_line(field.data):
            raise ValidationError(gettext("Write a name."))


def _as_data(consent: Consent) -> dict[str, object]:
    return {
        "kind": consent.kind,
        "audience": consent.audience,
        "until": write_date(consent.until.isoformat()) if consent.until else "",
        "note": consent.note,
    }
