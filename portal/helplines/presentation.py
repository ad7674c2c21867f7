"""Helplines as the public page shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.config import LANGUAGES
from portal.helplines.models import Audience, Cost, Helpline
from portal.helplines.queries import is_outdated, list_shown_helplines
from portal.helplines.values import dialled
from portal.helplines.words import WORDS
from portal.vocabulary.models import Labels
from portal.web.formats import label, vague_date
from portal.web.locale import current_language, foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class HelplineView:
    """A number to call; the tags are the languages of its texts where the page has another."""

    name: str
    tag: str
    number: str
    url: str
    facts: Sequence[str]
    hours: str
    hours_tag: str
    note: str
    note_tag: str
    checked: str
    is_outdated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryView:
    """A country with its numbers."""

    slug: str
    name: str
    helplines: Sequence[HelplineView]


def present_countries() -> list[CountryView]:
    """Return what everybody may see, country by country."""
    return [
        CountryView(
            slug=country.slug,
            name=label(country.labels),
            helplines=[_present(helpline) for helpline in helplines],
        )
        for country, helplines in list_shown_helplines().items()
    ]


def _present(helpline: Helpline) -> HelplineView:
    hours = {} if helpline.is_always_open else helpline.hours
    checked_on = helpline.checked_on.isoformat() if helpline.checked_on else ""
    return HelplineView(
        name=label(helpline.names),
        tag=_tag(helpline.names),
        number=helpline.number,
        url=f"tel:{dialled(helpline.number)}",
        facts=list(_list_facts(helpline)),
        hours=label(hours),
        hours_tag=_tag(hours),
        note=label(helpline.notes),
        note_tag=_tag(helpline.notes),
        checked=vague_date(checked_on),
        is_outdated=is_outdated(helpline),
    )


def _list_facts(helpline: Helpline) -> Iterator[str]:
    if helpline.cost is not Cost.UNKNOWN:
        yield str(WORDS[helpline.cost])
    if helpline.is_always_open:
        yield _("Day and night")
    if helpline.audience is not Audience.EVERYBODY:
        yield str(WORDS[helpline.audience])
    if helpline.languages:
        names = [label(language.labels) for language in helpline.languages]
        yield format_list(names, locale=get_locale())


def _tag(texts: Labels) -> str:
    """Return the language of what `label` shows, where the page has another."""
    shown = (one for one in (current_language(), *LANGUAGES) if texts.get(one))
    return foreign_tag(next(shown, current_language()))
