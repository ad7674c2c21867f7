"""What lists show of a question: what may be chosen, what was, and in which order it answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale, gettext

from portal.web.formats import isolated
from portal.web.questions import Question

# The words for the values of a facet, those that have any.
WordsOf = Callable[[str, Iterable[str]], Mapping[str, str]]

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a facet's question, and how many results it would give."""

    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A question to refine by; `more_url` shows the choices that are folded away."""

    name: str
    title: str
    choices: Sequence[Choice]
    more_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of the list."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Words that change the question, and the address of the changed question.

    Where that has other words to look for, the box in which they stand changes with it.
    """

    words: str
    url: str
    changes_words: bool = False


def present_facet(
    question: Question,
    name: str,
    title: object,
    counts: Mapping[str, int],
    words_of: WordsOf,
) -> Facet:
    """Return what a facet offers: the chosen values first, then the first SHOWN of `counts`.

    A question that unfolds the facet has all of them. What has no words is not offered.
    """
    chosen = question.values_of(name)
    rest = [value for value in counts if value not in chosen]
    shown = [*chosen, *(rest if question.unfolded == name else rest[:SHOWN])]
    words = words_of(name, shown)
    is_folded = len({*chosen, *counts}) > len(shown)
    return Facet(
        name=name,
        title=str(title),
        choices=[
            Choice(
                value=value,
                words=words.get(value, value),
                count=counts.get(value, 0),
                is_chosen=value in chosen,
            )
            for value in shown
            if value in words or value in chosen
        ],
        more_url=question.but(unfolded=name).url(anchor="facets") if is_folded else None,
    )


def list_chips(question: Question, words_of: WordsOf) -> list[Chip]:
    """Return the choices that narrow the list now, after the words when there are any."""
    chips = []
    if question.text and question.chosen:
        words = gettext("“%(words)s”", words=question.text)
        chips.append(Chip(words=words, url=question.but(text="").url(), changes_words=True))
    for name, values in question.chosen.items():
        said = words_of(name, values)
        chips.extend(
            Chip(words=said.get(value, value), url=question.without(name, value).url())
            for value in values
        )
    return chips


def list_orders(question: Question, orders: Mapping[str, str]) -> list[Order]:
    """Return the orders to choose from; the usual one has no value, so it follows the words."""
    return [
        Order(
            value="" if value == question.usual_order else value,
            words=str(words),
            is_chosen=value == question.order,
        )
        for value, words in orders.items()
        if question.text or value != "relevance"
    ]


def list_words(words: Sequence[str]) -> str:
    """Return some words as one phrase, each free to run its own way."""
    return format_list(list(map(isolated, words)), style="or", locale=get_locale())


def url_of_page(question: Question, page: int | None) -> str | None:
    """Return the address of another page of the answer, if there is one."""
    return question.but(page=page).url() if page else None
