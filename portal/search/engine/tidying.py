"""Which segments to merge, when nothing else waits."""

from typing import Any

# More segments of small and similar size than this are merged, if they are no larger
# together than a segment may be; a segment is rewritten when this share of it is deleted.
_MOST_SMALL = 6
_SMALL, _LARGE = 5000, 20_000
_SIMILAR = 3
_MOST_DELETED = 0.3


def choose_segments(segments: list[Any]) -> list[Any]:
    """Return the segments worth merging now, none when it would not pay.

    What is merged again and again stays small beside what it is merged with, so that a
    long life of single changes costs each document only a few rewritings.
    """
    worn = [one for one in segments if one.deleted_count() > _MOST_DELETED * one.doc_count_all()]
    if worn:
        return worn[:1]
    small = sorted((one for one in segments if one.doc_count() < _SMALL), key=_size)
    if len(small) <= _MOST_SMALL:
        return []
    chosen = small[: _MOST_SMALL + 1]
    while len(chosen) > 1 and _size(chosen[-1]) > _SIMILAR * sum(map(_size, chosen[:-1])):
        chosen.pop()
    return chosen if len(chosen) > 1 and sum(map(_size, chosen)) <= _LARGE else []


def _size(segment: Any) -> int:
    return int(segment.doc_count())
