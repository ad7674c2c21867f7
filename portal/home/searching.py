"""One question to the whole site: answers of one kind of record, and how many of the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
    """What a question finds: all kinds as tabs, and the answers of the chosen one."""

    name: str
    kind: Kind
    answers: Answers
    tabs: Sequence[Tab]


def read_question(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; its tab is the kind of record chosen, if any.

    What narrows the library chooses its tab.
    """
    criteria = read_criteria(arguments)
    tab = arguments.get("in", ITEM if criteria.chosen else "")
    return replace(criteria, endpoint="home.search", tab=tab if tab in KINDS else "")


def ask(question: Criteria, *, viewer: User | None, language: str) -> Outcome:
    """Return what the site answers; without a choice, of the first kind that has all the words."""
    asked = Asked(criteria=question, viewer=viewer, language=language)
    name, answers = _choose(asked)
    return Outcome(
        name=name,
        kind=KINDS[name],
        answers=answers,
        tabs=[_present_tab(other, name, answers, asked) for other in KINDS],
    )


def _choose(asked: Asked) -> tuple[str, Answers]:
    if asked.criteria.tab:
        return asked.criteria.tab, KINDS[asked.criteria.tab].answer(asked)
    found = []
    for name, kind in KINDS.items():
        criteria = replace(asked.criteria, tab=name)
        answers = kind.answer(replace(asked, criteria=criteria))
        if answers.is_whole:
            return name, answers
        found.append((name, answers))
    return max(found, key=lambda one: (one[1].pager.total > 0, one[1].suggestion is not None))


def _present_tab(name: str, chosen: str, answers: Answers, asked: Asked) -> Tab:
    kind, criteria = KINDS[name], asked.criteria
    is_counted = name == chosen and not criteria.chosen
    return Tab(
        words=str(kind.title),
        count=answers.pager.total if is_counted else kind.count(asked),
        url=Criteria(endpoint=criteria.endpoint, text=criteria.text, tab=name).url(),
        is_chosen=name == chosen,
    )
