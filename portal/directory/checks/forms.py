"""The forms of checks: what has changed on a sheet, and the administrator's rules."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.content.dates import DATE_HINT
from portal.directory.models import ContactKind
from portal.directory.words import WORDS
from portal.web.forms import BaseSubform

LONGEST_WORDS = 1_000

KEEP = "keep"
REPLACE = "replace"
REMOVE = "remove"
FINISHED = "finished"
CHANGED = "changed"

_LONG = {"rows": 3, "dir": "auto"}
_LINE = {"dir": "auto"}
# So that the stylesheet can tell, and hides no field that says something.
_TELLS_IF_EMPTY = {"placeholder": " "}
_limited = [Length(max=LONGEST_WORDS, message=_("Shorten this to 1,000 characters."))]


class SheetForm(BaseSubform):
    """What the organisation says of itself; the site is not asked for a token, see the views."""

    name = StringField(_("Name"), render_kw=_LINE)
    acronym = StringField(_("Acronym"), render_kw=_LINE)
    mission = TextAreaField(_("What it is for"), render_kw={**_LONG, "rows": 5})
    founded = StringField(_("Founded"), description=DATE_HINT)
    links = TextAreaField(
        _("On the web"),
        description=_("One address on each line, whole, from https:// on."),
        render_kw={"rows": 2, "dir": "ltr"},
    )
    other = TextAreaField(
        _("Anything else that has changed"),
        description=_("In your own words: where it is, its networks, what is missing here."),
        validators=_limited,
        render_kw=_LONG,
    )


class ContactForm(BaseSubform):
    """What becomes of one contact."""

    answer = RadioField(
        choices=lambda: [
            (KEEP, _("It is right")),
            (REPLACE, _("Replace it")),
            (REMOVE, _("Remove it")),
        ],
        default=KEEP,
        validate_choice=False,
    )
    value = StringField(_("The new one"), render_kw={**_LINE, **_TELLS_IF_EMPTY})
    agreed = BooleanField(
        _("The person whose contact it is agrees that it is shown as the former one was.")
    )


class NewContactForm(BaseSubform):
    """A contact that the sheet does not have."""

    kind = SelectField(
        _("Kind"),
        choices=lambda: [(kind.value, WORDS[kind]) for kind in ContactKind],
        validate_choice=False,
    )
    value = StringField(_("Number or address"), render_kw={"dir": "auto"})
    agreed = BooleanField(_("The person whose contact it is agrees that everybody can see it."))


class WorkForm(BaseSubform):
    """What becomes of one work."""

    answer = RadioField(
        choices=lambda: [
            (KEEP, _("Still true")),
            (FINISHED, _("Finished")),
            (REMOVE, _("Remove it: it is not ours")),
            (CHANGED, _("Something has changed")),
        ],
        default=KEEP,
        validate_choice=False,
    )
    words = TextAreaField(
        _("What has changed, in your words"),
        validators=_limited,
        render_kw={**_LONG, **_TELLS_IF_EMPTY},
    )


class RulesForm(BaseSubform):
    """After how many months a sheet is marked, and hidden."""

    stale_months = StringField(
        _("Months after which a sheet is marked as old"), render_kw={"inputmode": "numeric"}
    )
    hidden_months = StringField(
        _("Months after which a sheet is hidden from the public"),
        description=_("0 hides nothing."),
        render_kw={"inputmode": "numeric"},
    )
