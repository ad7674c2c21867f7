"""The protection report says in words what was found, and never what it was."""

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.media.findings import sentences
from portal.media.readers.outcome import Fate, Trace


def finding(trace: Trace, fate: Fate, count: int = 1) -> dict[str, object]:
    return {"trace": trace.value, "fate": fate.value, "count": count}


@pytest.mark.parametrize("fate", Fate)
@pytest.mark.parametrize("trace", Trace)
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("app")
def test_every_finding_is_a_whole_sentence(trace: Trace, fate: Fate, count: int) -> None:
    (group,) = sentences([finding(trace, fate, count)])
    (sentence,) = group.sentences
    assert sentence.endswith(".")
    assert "%" not in sentence
    assert group.heading


@pytest.mark.usefixtures("app")
def test_what_a_person_has_to_judge_comes_first() -> None:
    protection = [
        finding(Trace.PEOPLE, Fate.REMOVED, 3),
        finding(Trace.PICTURE_DATA, Fate.KEPT),
        finding(Trace.PICTURES, Fate.FOUND, 2),
        finding(Trace.PLACE, Fate.REMOVED),
    ]
    with force_locale("en"):
        groups = sentences(protection)
    assert [group.fate for group in groups] == [Fate.FOUND, Fate.KEPT, Fate.REMOVED]
    assert "2 pictures" in groups[0].sentences[0]
    assert "3 people" in groups[2].sentences[0]
    assert len(groups[2].sentences) == 2


def test_nothing_found_is_nothing_said(app: Flask) -> None:
    assert sentences([]) == []
