"""The forms of places."""

import unicodedata
from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField

from portal.vocabulary.gazetteer import PlaceValues
from portal.vocabulary.models import Place, PlaceKind
from portal.web.forms import BaseForm, ChoiceRequired
from portal.web.numbers import row_number_or_none

# Official codes of cercles and communes, by the scheme under which a place keeps them.
CODE_FIELDS = {"ocha-pcode": "code_ocha", "ml-instat": "code_instat"}

_KINDS = {PlaceKind.CERCLE: _("Cercle"), PlaceKind.COMMUNE: _("Commune")}

_LINE = {"dir": "auto"}
_ROWS = {"rows": 4, "dir": "auto"}

_ALIASES_HINT = _("One on each line: other spellings, an old name, the name in Bambara.")


class AliasForm(BaseForm):
    """Other names of a place, one on each line."""

    aliases = TextAreaField(_("Other names"), description=_ALIASES_HINT, render_kw=_ROWS)

    @property
    def lines(self) -> tuple[str, ...]:
        """The names as written."""
        return tuple(filter(None, map(_clean, (self.aliases.data or "").splitlines())))

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what the service refused next to its field, or next to the first."""
        for name, problem in problems.items():
            field = self._fields.get(name) or next(iter(self))
            field.errors = [*field.errors, problem]


class PlaceForm(AliasForm):
    """A cercle or a commune."""

    kind = RadioField(
        _("Kind"),
        choices=lambda: [(kind.value, words) for kind, words in _KINDS.items()],
        default=PlaceKind.CERCLE.value,
    )
    parent = SelectField(
        _("What it lies in"),
        coerce=row_number_or_none,
        validators=[ChoiceRequired()],
    )
    label_fr = StringField(_("Name in French"), render_kw=_LINE)
    label_en = StringField(
        _("Name in English"), description=_("Empty when it is the same."), render_kw=_LINE
    )
    label_ar = StringField(
        _("Name in Arabic"),
        description=_("Empty while nobody knows it: the French one is shown."),
        render_kw=_LINE,
    )
    aliases = TextAreaField(_("Other names"), description=_ALIASES_HINT, render_kw=_ROWS)
    code_ocha = StringField(_("Code of OCHA (p-code)"))
    code_instat = StringField(_("Code of INSTAT"))

    def __init__(
        self, parents: list[tuple[int, str]], *, place: Place | None = None, parent_id: int = 0
    ) -> None:
        """Offer what a place may lie in; show the place, or a new one in `parent_id`."""
        super().__init__(data=_as_data(place) if place else {"parent": parent_id})
        is_known = place or parent_id
        self.parent.choices = parents if is_known else [("", _("Choose")), *parents]

    @property
    def values(self) -> PlaceValues:
        """What is written in the form."""
        return PlaceValues(
            kind=PlaceKind(self.kind.data),
            parent_id=self.parent.data,
            labels={
                "fr": _clean(self.label_fr.data),
                "en": _clean(self.label_en.data),
                "ar": _clean(self.label_ar.data),
            },
            aliases=self.lines,
            codes={scheme: _clean(self[name].data) for scheme, name in CODE_FIELDS.items()},
        )


def _as_data(place: Place) -> dict[str, object]:
    return {
        "kind": place.kind.value,
        "parent": place.parent_id,
        "aliases": "\n".join(place.aliases),
        **{f"label_{language}": name for language, name in place.labels.items()},
        **{name: place.codes.get(scheme, "") for scheme, name in CODE_FIELDS.items()},
    }


def _clean(text: str | None) -> str:
    """Return a line in NFC without invisible commands, its spaces single."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text or "")
    return " ".join(unicodedata.normalize("NFC", seen).split())
