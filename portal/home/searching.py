"""One question to the whole site: answers of one kind of record, and how many of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from portal.auth.models import User
from portal.home.kinds import KINDS, Answers, Asked, Kind
from portal.library.criteria import Criteria, read_criteria
from portal.library.indexing import KIND as ITEM

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A kind of record with how many answers it has."""

    words: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a question finds: all kinds as tabs, and what the page of the chosen one shows."""

    name: str
    kind: Kind
    context: Mapping[str, Any]
    tabs: Sequence[Tab]


def read_question(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; its tab is the kind of record chosen, if any.

    What narrows the library chooses its tab.
    """
    criteria = read_criteria(arguments)
    tab = arguments.get("in", ITEM if criteria.chosen else "")
    return replace(criteria, endpoint="home.search", tab=tab if tab in KINDS else "")


def ask(question: Criteria, *, viewer: User | None, language: str) -> Outcome:
    """Return what the site answers; without a choice, of the kind that answers best.

    Each kind is asked once. Without a choice, the bodies that the words name come first.
    """
    asked = Asked(criteria=question, viewer=viewer, language=language)
    if question.tab:
        answers = {question.tab: KINDS[question.tab].answer(asked)}
        return _present(question.tab, answers, asked)
    answers = {name: kind.answer(_choose(name, asked)) for name, kind in KINDS.items()}
    name = max(answers, key=lambda one: _rank(answers[one]))
    outcome = _present(name, answers, asked)
    if name != ITEM or question.page > 1:
        return outcome
    named = [card for one in answers.values() for card in one.present_named()]
    return replace(outcome, context={**outcome.context, "named": named})


def _choose(name: str, asked: Asked) -> Asked:
    return replace(asked, criteria=replace(asked.criteria, tab=name))


def _rank(answers: Answers) -> tuple[bool, bool, int, bool]:
    """Return how well a kind answers: with all the words, as typed, with how many of them."""
    is_whole = answers.whole > 0
    some = 0 if is_whole else answers.best_words
    return is_whole and not answers.is_corrected, is_whole, some, answers.total > 0


def _present(chosen: str, answers: Mapping[str, Answers], asked: Asked) -> Outcome:
    return Outcome(
        name=chosen,
        kind=KINDS[chosen],
        context=answers[chosen].present(),
        tabs=[
            Tab(
                words=str(kind.title),
                count=answers[name].total if name in answers else kind.count(asked),
                url=Criteria(
                    endpoint=asked.criteria.endpoint, text=asked.criteria.text, tab=name
                ).url(),
                is_chosen=name == chosen,
            )
            for name, kind in KINDS.items()
        ],
    )
