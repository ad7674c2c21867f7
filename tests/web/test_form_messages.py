"""Whatever is wrong with a field of a form is said in the language of its reader."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

import portal
from portal.config import LANGUAGES
from portal.content.dates import DATE_FORMS, DAY_FORMS, read_date
from portal.content.numbers import NUMBER_HINT, read_number
from portal.web.forms import BaseForm, BaseSubform, LinesField

IMPOSSIBLE = "\N{PILE OF POO}" * 3
ENGLISH = re.compile(
    r"\b(the|is|not|this|valid|choice|field|must|required|invalid|value|number|token)\b",
    re.IGNORECASE,
)


def list_form_classes() -> list[type[Form]]:
    """Return every form class of the product."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith("forms"):
            importlib.import_module(module.name)
    return sorted(
        (one for one in subclasses_of(Form) if one.__module__.startswith("portal.")),
        key=lambda one: (one.__module__, one.__name__),
    )


def subclasses_of(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from subclasses_of(below)


FORMS = list_form_classes()


def test_every_form_has_our_messages() -> None:
    assert len(FORMS) > 20
    assert [form for form in FORMS if not issubclass(form, (BaseForm, BaseSubform))] == []


def fields_of(form: type[Form]) -> Iterator[tuple[str, Field]]:
    """Yield the fields that a class declares, unbound; those of lines and parts have classes."""
    for name in dir(form):
        if hasattr(getattr(form, name), "field_class"):
            yield name, getattr(form, name)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_impossible_values_are_refused_in_the_language_of_the_reader(
    app: Flask, form: type[Form], language: str
) -> None:
    """Each field is put alone into a form with the base of its own, as its class declares it."""
    base = BaseForm if issubclass(form, BaseForm) else BaseSubform
    for name, unbound in fields_of(form):
        if issubclass(unbound.field_class, (FieldList, FormField)):
            continue  # what is in them has a class of its own
        alone = type("Alone", (base,), {name: unbound})
        with app.test_request_context(f"/{language}/"), force_locale(language):
            for sent in ([IMPOSSIBLE * 400], [""], []):
                bound = alone(formdata=MultiDict({name: sent}), **no_token(base))
                field = bound[name]
                if isinstance(field, SelectField) and field.choices is None:
                    field.choices = []
                bound.validate()
                told = [str(error) for error in field.errors]
                assert not [error for error in told if ENGLISH.search(error)], (name, sent, told)


def no_token(base: type[Form]) -> dict[str, object]:
    return {"meta": {"csrf": False}} if base is BaseForm else {}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_sentences_of_validators_are_ours(app: Flask, language: str) -> None:
    """Those that WTForms has ready, with and without a number, and those that it may add."""
    validators = (DataRequired(), InputRequired(), Length(max=3), Length(min=30))
    for validator in validators:
        alone = type("Alone", (BaseSubform,), {"said": StringField(validators=[validator])})
        with app.test_request_context(f"/{language}/"), force_locale(language):
            for sent in ("", "longer than that"):
                bound = alone(formdata=MultiDict({"said": sent}))
                bound.validate()
                assert not [error for error in bound["said"].errors if ENGLISH.search(error)]


class LineForm(BaseSubform):
    """One line of a form."""

    word = StringField()


class LinesForm(BaseSubform):
    """A form with two lines at most."""

    lines = LinesField(FormField(LineForm), most=2)


def test_too_many_lines_are_refused_and_kept(app: Flask) -> None:
    sent = MultiDict({f"lines-{number}-word": "mot" for number in range(3)})
    with app.test_request_context("/fr/"), force_locale("fr"):
        bound = LinesForm(formdata=sent)
        assert not bound.validate()
        assert bound.lines.data == [{"word": "mot"}] * 3
        assert bound.lines.errors == ["2 lignes au plus."]


def test_blank_lines_are_added_as_far_as_there_may_be_more(app: Flask) -> None:
    with app.test_request_context("/fr/"):
        full = LinesForm(data={"lines": [{"word": "mot"}]})
        full.lines.add_blank_lines(2)
        assert len(full.lines) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("forms", "read"),
    [
        (DATE_FORMS, ["2023-05-12", "2023-05", "2023-05", "2023"]),
        (DAY_FORMS, ["2030-05-12", "2030-05-12"]),
    ],
)
def test_dates_are_read_as_their_hint_writes_them(
    app: Flask, forms: object, read: list[str], language: str
) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        sentence = str(forms).rstrip(".")
    first, *others = re.split(r"[,،] |[,،]? (?:ou|or|أو) ", sentence)
    assert [read_date(written) for written in (first.split()[-1], *others)] == read


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_read_as_their_hint_writes_them(app: Flask, language: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        shown = re.findall(r"[0-9](?:[0-9 \u00a0]*[0-9])?", str(NUMBER_HINT))
    assert [read_number(written) for written in shown] == [1250, 1250]
