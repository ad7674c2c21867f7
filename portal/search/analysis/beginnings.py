"""What the written forms of a term begin with, for whoever looks for them in a text."""

from portal.search.analysis import arabic, bambara, french

_SHORTEST, _LONGEST, _CUT = 2, 8, 3


def list_beginnings(term: str) -> list[str]:
    """Return folded beginnings, one of which every form of the term has."""
    family, stem = term[0], term[1:]
    if family == "a":
        return [stem[:_LONGEST], *arabic.list_beginnings(stem)]
    if family == "b":
        return bambara.list_beginnings(stem)
    if family == "=":
        return [stem[:_LONGEST], "0"] if stem.isdigit() else [stem[:_LONGEST]]
    shared = stem[: max(_SHORTEST, min(len(stem) - _CUT, _LONGEST))]
    return [shared, *(french.list_beginnings(stem) if family == "f" else ())]
