"""Did you mean: the nearest words of the index for those it does not know."""

from collections import Counter
from collections.abc import Callable, Sequence

from portal.search.analysis.tokens import strip_elision
from portal.search.engine.filtering import meant_by
from portal.search.engine.finding import find_need
from portal.search.engine.plan import Need, make_plan
from portal.search.engine.snapshot import Snapshot
from portal.search.engine.words import Word, fold_word
from portal.search.grammar import parse
from portal.search.questions import Query
from portal.search.synonyms import Synonyms

CountText = Callable[[Snapshot, Query, str], int]

_SHORTEST = 4
_LONG = 6
_EVERYBODY = ["public"]


def correct(
    snapshot: Snapshot, query: Query, needs: Sequence[Need], count: CountText
) -> str | None:
    """Return the query with its unknown words corrected, if that finds something."""
    text = query.text
    for need in needs:
        if len(need.tokens) == 1 and not need.is_excluded and not _is_known(snapshot, query, need):
            token = strip_elision(need.tokens[0])
            better = _nearest(snapshot, query, token)
            if better is None:
                return None
            text = text.replace(token, better, 1)
    return text if text != query.text and count(snapshot, query, text) else None


def distance(one: str, other: str, most: int) -> int:
    """Return the edits between two words, swapped neighbours being one; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one, 1):
        older, before, row = before, row, [line]
        for column, second in enumerate(other, 1):
            edits = min(before[column], row[-1]) + 1
            edits = min(edits, before[column - 1] + (letter != second))
            if line > 1 < column and letter == other[column - 2] and one[line - 2] == second:
                edits = min(edits, older[column - 2] + 1)
            row.append(edits)
        if min(row) > most:
            return most + 1
    return row[-1]


def _is_known(snapshot: Snapshot, query: Query, need: Need) -> bool:
    return any(
        find_need(part.segment, need).bits & part.alive & meant_by(part.segment, query)
        for part in snapshot.parts
    )


def _nearest(snapshot: Snapshot, query: Query, token: str) -> str | None:
    folded = fold_word(token)
    if len(folded) < _SHORTEST:
        return None
    most = 2 if len(folded) >= _LONG else 1
    documents: Counter[str] = Counter()
    written: dict[str, str] = {}
    for word in _similar(snapshot, folded, most, only_public=list(query.audiences) == _EVERYBODY):
        documents[word.folded] += word.documents
        written.setdefault(word.folded, word.written)
    near = {one: edits for one in documents if (edits := distance(folded, one, most)) <= most}
    ranked = sorted(near, key=lambda one: (near[one], -documents[one]))
    return next((written[one] for one in ranked if _finds(snapshot, query, written[one])), None)


def _finds(snapshot: Snapshot, query: Query, word: str) -> bool:
    """Return whether a word stands in anything that the query may find."""
    return any(
        _is_known(snapshot, query, need)
        for need in make_plan(parse(word), Synonyms(), query.language)
    )


def _similar(snapshot: Snapshot, folded: str, most: int, *, only_public: bool) -> list[Word]:
    """Return the words of about the same length and letters, with the same first letter."""
    letters = set(folded)
    return [
        word
        for part in snapshot.parts
        for word in part.segment.list_words(folded[0])
        if (word.is_public or not only_public)
        and abs(len(word.folded) - len(folded)) <= most
        and len(letters.symmetric_difference(word.folded)) <= 2 * most
    ]
