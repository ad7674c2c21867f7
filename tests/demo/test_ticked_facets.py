"""A choice that a list shows ticked filters it, and the number beside it is what is shown.

The pages and their facets are found in the demonstration: whatever facet a list has is tried
with each of its values, by the address that its box makes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask

from portal.directory import criteria as directory
from portal.directory.models import WorkStatus
from portal.library import criteria as library
from tests.browser import Browser, Page, text_of

LISTS = {"/en/directory/": tuple(directory.FACETS), "/en/library/": library.FACETS}


@dataclass(frozen=True)
class Box:
    """A box of a facet: what it asks for, the number beside it, and whether it is ticked."""

    facet: str
    value: str
    count: int
    is_ticked: bool


@pytest.fixture
def visitor(loaded: Flask) -> Browser:
    return Browser(loaded)


def list_boxes(page: Page, facets: tuple[str, ...]) -> Iterator[Box]:
    for label in page.find_all("label"):
        for box in label.iter("input"):
            if box.get("type") == "checkbox" and box.get("name") in facets:
                number = re.search(r"([\d,]+)$", text_of(label).strip())
                assert number
                yield Box(
                    box.get("name", ""),
                    box.get("value", ""),
                    int(number[1].replace(",", "")),
                    box.get("checked") is not None,
                )


def count_shown(page: Page) -> int:
    """Return how many results the page says that there are."""
    found = re.search(r"([\d,]+) (?:results?|organisations?|records?)", page.text)
    assert found
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("address", LISTS)
def test_no_box_is_ticked_before_anything_is_chosen(visitor: Browser, address: str) -> None:
    boxes = list(list_boxes(visitor.get(address), LISTS[address]))
    assert {box.facet for box in boxes} == set(LISTS[address])
    assert [box for box in boxes if box.is_ticked] == []


@pytest.mark.parametrize(
    ("address", "facet"), [(address, name) for address, names in LISTS.items() for name in names]
)
def test_a_ticked_box_filters_and_says_how_many_it_shows(
    visitor: Browser, address: str, facet: str
) -> None:
    whole = visitor.get(f"{address}?all={facet}")
    boxes = [box for box in list_boxes(whole, LISTS[address]) if box.facet == facet]
    assert boxes
    for box in boxes:
        page = visitor.get(f"{address}?{urlencode({facet: box.value})}")
        ticked = [one for one in list_boxes(page, LISTS[address]) if one.is_ticked]
        assert Box(facet, box.value, box.count, is_ticked=True) in ticked
        assert {one.count for one in ticked} == {count_shown(page)} == {box.count}


@pytest.mark.parametrize("question", ["domain=vbg", "place=segou", "domain=vbg&place=bamako"])
def test_work_under_way_is_ticked_where_it_is_meant(visitor: Browser, question: str) -> None:
    page = visitor.get(f"/en/directory/?{question}")
    boxes = [box for box in list_boxes(page, LISTS["/en/directory/"]) if box.facet == "status"]
    ticked = [box for box in boxes if box.is_ticked]
    assert [box.value for box in ticked] == [WorkStatus.UNDER_WAY]
    assert [box.count for box in ticked] == [count_shown(page)]


@pytest.mark.parametrize("view", ["map", "matrix", "gaps"])
@pytest.mark.parametrize("status", ["", *WorkStatus])
def test_a_view_says_for_which_work_it_counts(visitor: Browser, view: str, status: str) -> None:
    page = visitor.get(f"/en/directory/{view}?status={status}")
    (menu,) = [one for one in page.find_all("select") if one.get("name") == "status"]
    options = list(menu.iter("option"))
    chosen = [one.get("value") for one in options if one.get("selected") is not None]
    is_usual = status in {"", WorkStatus.UNDER_WAY}
    assert (chosen or [options[0].get("value")]) == ["" if is_usual else status]
    usual = visitor.get(f"/en/directory/{view}").find("main")
    assert is_usual is (text_of(usual) == text_of(page.find("main")))
