"""One question to the whole site: answers of one kind of record, and how many of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import url_for

from portal.auth.models import User
from portal.home.kinds import KINDS, Answers, Asked, Kind
from portal.library.criteria import read_criteria
from portal.web.choices import Chip

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Words, the kind of record chosen if any, and the page of its answers."""

    text: str = ""
    kind: str = ""
    page: int = 1

    def url(self) -> str:
        """Return the address of the question."""
        asked = {"q": self.text, "kind": self.kind, "page": self.page if self.page > 1 else ""}
        said = urlencode({name: value for name, value in asked.items() if value})
        return url_for("home.search") + (f"?{said}" if said else "")


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

    kind: Kind
    answers: Answers
    tabs: Sequence[Tab]
    suggestion: Chip | None
    previous_url: str | None
    next_url: str | None


def read_question(arguments: "MultiDict[str, str]") -> Question:
    """Return the question that an address asks; what is not understood is left out."""
    criteria = read_criteria(arguments)
    kind = arguments.get("kind", "")
    return Question(text=criteria.text, kind=kind if kind in KINDS else "", page=criteria.page)


def ask(question: Question, *, viewer: User | None, language: str) -> Outcome:
    """Return what the site answers; without a choice, of the first kind that has all the words."""
    asked = Asked(text=question.text, page=question.page, viewer=viewer, language=language)
    name, answers = _choose(question, asked)
    pager = answers.pager
    return Outcome(
        kind=KINDS[name],
        answers=answers,
        tabs=[_present_tab(other, name, answers, asked) for other in KINDS],
        suggestion=_present_suggestion(question, answers),
        previous_url=_url_of_page(question, name, pager.previous),
        next_url=_url_of_page(question, name, pager.next),
    )


def _choose(question: Question, asked: Asked) -> tuple[str, Answers]:
    if question.kind:
        return question.kind, KINDS[question.kind].answer(asked)
    found = []
    for name, kind in KINDS.items():
        answers = kind.answer(asked)
        if answers.is_whole:
            return name, answers
        found.append((name, answers))
    return max(found, key=lambda one: (one[1].pager.total > 0, one[1].suggestion is not None))


def _present_tab(name: str, chosen: str, answers: Answers, asked: Asked) -> Tab:
    kind, is_chosen = KINDS[name], name == chosen
    return Tab(
        words=str(kind.title),
        count=answers.pager.total if is_chosen else kind.total(asked),
        url=Question(text=asked.text, kind=name).url(),
        is_chosen=is_chosen,
    )


def _present_suggestion(question: Question, answers: Answers) -> Chip | None:
    if not answers.suggestion:
        return None
    url = Question(text=answers.suggestion, kind=question.kind).url()
    return Chip(words=answers.suggestion, url=url)


def _url_of_page(question: Question, kind: str, page: int | None) -> str | None:
    return Question(text=question.text, kind=kind, page=page).url() if page else None
