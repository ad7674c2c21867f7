"""The form of a helpline."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from portal.config import LANGUAGES
from portal.content.text import clean_line
from portal.helplines.models import Audience, Cost
from portal.helplines.values import TEXTS, HelplineValues
from portal.helplines.words import FIELD_WORDS, choices_of
from portal.search.analysis.folding import fold_digits
from portal.vocabulary.models import Labels, PlaceKind
from portal.vocabulary.places import load_places
from portal.vocabulary.queries import list_languages
from portal.web.formats import label
from portal.web.forms import BaseForm, BoxesField, ChoiceRequired
from portal.web.numbers import row_number_or_none

_LINE = {"dir": "auto"}
_ROWS = {"rows": 2, "dir": "auto"}
_NUMBER = {"dir": "ltr", "inputmode": "tel"}
_EMPTY_HINT = _("Empty while nobody knows it: the French one is shown.")


class HelplineForm(BaseForm):
    """A helpline: one country, one number, texts in the languages of the site."""

    country = SelectField(
        FIELD_WORDS["country_id"],
        coerce=row_number_or_none,
        validators=[ChoiceRequired()],
    )
    number = StringField(
        FIELD_WORDS["number"],
        description=_("As people dial it in that country: 17, or 80001122."),
        render_kw=_NUMBER,
    )
    name_fr = StringField(_("Name of the service in French"), render_kw=_LINE)
    name_en = StringField(_("Name in English"), description=_EMPTY_HINT, render_kw=_LINE)
    name_ar = StringField(_("Name in Arabic"), description=_EMPTY_HINT, render_kw=_LINE)
    is_always_open = BooleanField(FIELD_WORDS["is_always_open"])
    hours_fr = StringField(
        _("Hours in French"), description=_("Where it does not always answer."), render_kw=_LINE
    )
    hours_en = StringField(_("Hours in English"), render_kw=_LINE)
    hours_ar = StringField(_("Hours in Arabic"), render_kw=_LINE)
    cost = RadioField(
        FIELD_WORDS["cost"], choices=lambda: choices_of(Cost), default=Cost.UNKNOWN.value
    )
    audience = RadioField(
        FIELD_WORDS["audience"],
        choices=lambda: choices_of(Audience),
        default=Audience.EVERYBODY.value,
    )
    languages = BoxesField(FIELD_WORDS["language_codes"])
    note_fr = TextAreaField(
        _("Note in French"),
        description=_("What callers should know. Everybody reads it."),
        render_kw=_ROWS,
    )
    note_en = TextAreaField(_("Note in English"), render_kw=_ROWS)
    note_ar = TextAreaField(_("Note in Arabic"), render_kw=_ROWS)

    def __init__(self, values: HelplineValues | None = None) -> None:
        """Show the values of a helpline, or what was just sent."""
        super().__init__(data=_as_data(values) if values else None)
        spots = load_places().by_id.values()
        countries = [
            (spot.id, label(spot.labels)) for spot in spots if spot.kind is PlaceKind.COUNTRY
        ]
        self.country.choices = countries if values else [("", _("Choose")), *countries]
        self.languages.choices = [(one.code, label(one.labels)) for one in list_languages()]

    @property
    def values(self) -> HelplineValues:
        """What is written in the form, once it is valid."""
        return HelplineValues(
            country_id=self.country.data,
            number=fold_digits(clean_line(self.number.data)),
            **{column: self._read_texts(name) for column, name, _longest in TEXTS},
            is_always_open=self.is_always_open.data,
            cost=Cost(self.cost.data),
            audience=Audience(self.audience.data),
            language_codes=tuple(sorted(self.languages.data or ())),
        )

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what the service refused next to its field."""
        for name, problem in problems.items():
            field = self[name]
            field.errors = [*field.errors, problem]

    def _read_texts(self, name: str) -> Labels:
        texts = {language: clean_line(self[f"{name}_{language}"].data) for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}


def _as_data(values: HelplineValues) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": text
        for column, name, _longest in TEXTS
        for language, text in getattr(values, column).items()
    }
    return {
        **texts,
        "country": values.country_id,
        "number": values.number,
        "is_always_open": values.is_always_open,
        "cost": values.cost.value,
        "audience": values.audience.value,
        "languages": values.language_codes,
    }
