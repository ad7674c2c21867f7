"""What administrators do to search: keep the expressions of equal meaning."""

import json
from collections.abc import Sequence
from importlib.resources import files

from flask_babel import gettext as _

from portal.errors import InvalidError
from portal.extensions import db
from portal.search.analysis.tokens import TOKEN
from portal.search.models import SynonymSet
from portal.search.outbox import wake_indexer
from portal.search.queries import get_synonym_set, list_synonym_sets

FEWEST_EXPRESSIONS, MOST_EXPRESSIONS = 2, 20
LONGEST_EXPRESSION = 120

_FIELD = "expressions"


def add_synonym_set(expressions: Sequence[str]) -> SynonymSet:
    """Make these expressions one for search, or raise InvalidError."""
    found = SynonymSet(expressions=_checked(expressions))
    db.session.add(found)
    _finish()
    return found


def change_synonym_set(set_id: int, expressions: Sequence[str]) -> SynonymSet:
    """Replace the expressions of a set, or raise InvalidError or NotFoundError."""
    found = get_synonym_set(set_id)
    found.expressions = _checked(expressions)
    _finish()
    return found


def remove_synonym_set(set_id: int) -> None:
    """Forget a set, or raise NotFoundError."""
    db.session.delete(get_synonym_set(set_id))
    _finish()


def load_default_synonyms() -> int:
    """Add the sets that come with the product to a site that has none; return how many."""
    if list_synonym_sets():
        return 0
    content = json.loads(files("portal.search").joinpath("data/synonyms.json").read_text("utf-8"))
    db.session.add_all(SynonymSet(expressions=expressions) for expressions in content)
    _finish()
    return len(content)


def _finish() -> None:
    db.session.commit()
    wake_indexer.enqueue()


def _checked(expressions: Sequence[str]) -> list[str]:
    kept = list(dict.fromkeys(text for one in expressions if (text := " ".join(one.split()))))
    if len(kept) < FEWEST_EXPRESSIONS:
        raise InvalidError({_FIELD: _("Write at least two expressions, one on each line.")})
    if len(kept) > MOST_EXPRESSIONS:
        most = _("Keep at most %(number)s expressions in a set.", number=MOST_EXPRESSIONS)
        raise InvalidError({_FIELD: most})
    if any(len(text) > LONGEST_EXPRESSION for text in kept):
        longest = _("Keep each expression under %(number)s letters.", number=LONGEST_EXPRESSION)
        raise InvalidError({_FIELD: longest})
    if not all(TOKEN.search(text) for text in kept):
        raise InvalidError({_FIELD: _("Write words in every expression.")})
    return kept
