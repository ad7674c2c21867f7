"""What a page that lists organisations shows: their cards, and the pages beside."""

from dataclasses import replace
from typing import Any

from portal.auth.models import User
from portal.directory.cards import present_cards
from portal.directory.catalogue import Answer
from portal.directory.criteria import Criteria
from portal.directory.guidance import find_guidance
from portal.search.notices import present_correction
from portal.web.choices import list_words, url_of_page
from portal.web.questions import Question


def present_list(
    question: Question, criteria: Criteria, found: Answer, *, viewer: User | None, language: str
) -> dict[str, Any]:
    """Return what `directory/_answers.html` shows of an answer.

    Links lead to other pages of `question`, which may be asked elsewhere than in the directory.
    """
    pager = found.pager
    searched = replace(criteria, text=found.searched)
    cards = present_cards([*found.bodies, *found.partial], searched, found.register, viewer=viewer)
    return {
        "cards": cards[: len(found.bodies)],
        "partial_cards": cards[len(found.bodies) :],
        "some_words": list_words(found.some_words),
        "correction": present_correction(question, found.correction),
        "is_degraded": found.is_degraded,
        "pager": pager,
        "previous_url": url_of_page(question, pager.previous),
        "next_url": url_of_page(question, pager.next),
        "guidance": None
        if pager.total
        else find_guidance(
            found.searched,
            viewer=viewer,
            language=language,
            domains=criteria.domains,
            places=criteria.places,
        ),
    }
