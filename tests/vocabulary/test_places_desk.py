"""The desk of places: administrators add cercles and communes, and all that uses them follows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import User
from portal.directory.models import Intervention, Organisation
from portal.directory.proposals import propose
from portal.directory.services import save_sheet
from portal.directory.values import InterventionValues, values_of
from portal.errors import InvalidError
from portal.extensions import db
from portal.library.terms import load_terms
from portal.search.models import OutboxEntry
from portal.vocabulary.gazetteer import (
    PlaceValues,
    add_place,
    change_aliases,
    change_place,
    is_used,
    remove_place,
)
from portal.vocabulary.models import Domain, Place, PlaceKind
from portal.vocabulary.places import load_places
from portal.vocabulary.queries import find_places, get_place, list_places
from portal.vocabulary.services import load_vocabularies
from tests.browser import Browser
from tests.conftest import People
from tests.factories import ids_of, make_item, publish

Browse = Callable[[User | None], Browser]
DESK = "/fr/desk/places/"


def values(name: str = "Niono", parent: str = "segou", **said: Any) -> PlaceValues:
    written = PlaceValues(
        kind=PlaceKind.CERCLE, parent_id=get_place(parent).id, labels={"fr": name}
    )
    return replace(written, **said)


def form(name: str = "Niono", parent: str = "segou", **said: str) -> dict[str, str]:
    return {
        "kind": "cercle",
        "parent": str(get_place(parent).id),
        "label_fr": name,
        **dict.fromkeys(("label_en", "label_ar", "aliases", "code_ocha", "code_instat"), ""),
        **said,
    }


def work_at(organisation: Organisation, place: Place, people: People, **said: Any) -> Intervention:
    (domain_id,) = ids_of(Domain, ("vbg",))
    row = InterventionValues(domain_id=domain_id, place_id=place.id, **said)
    sheet = values_of(organisation).with_row("interventions", row)
    save_sheet(organisation, sheet, author=people.administrator, version=organisation.version)
    return organisation.interventions[-1]


def marked() -> set[tuple[str, int]]:
    rows = db.session.execute(select(OutboxEntry.kind, OutboxEntry.object_id))
    return {(row.kind, row.object_id) for row in rows}


def test_an_administrator_adds_changes_and_removes_a_place(people: People, browse: Browse) -> None:
    browser = browse(people.administrator)
    sent = form(aliases="Ɲono\n Office du  Niger \n", label_ar="نيونو", code_ocha="ML0405")
    assert browser.post(f"{DESK}new", sent).status_code == 303
    place = get_place("niono")
    assert (place.kind, place.labels) == (PlaceKind.CERCLE, {"fr": "Niono", "ar": "نيونو"})
    assert place.aliases == ["Ɲono", "Office du Niger"]
    assert place.codes == {"ocha-pcode": "ML0405"}
    edit = f"{DESK}{place.id}"
    assert edit in browser.get(f"{DESK}?within=segou").links()
    assert browser.get(edit).find("input", id="label_fr").get("value") == "Niono"
    assert browser.post(edit, form("Niono-ville")).status_code == 303
    db.session.expire_all()
    assert (place.slug, place.labels, place.codes) == ("niono", {"fr": "Niono-ville"}, {})
    assert browser.post(f"{edit}/remove", on=edit).status_code == 303
    assert find_places("Niono") == []


def test_the_desk_finds_places_by_any_name(people: People, browse: Browse) -> None:
    add_place(values(aliases=("Ɲɔnɔ",)))
    for name in ("NIONO", "Ɲɔnɔ", "nyono"):
        assert "Ségou › Niono" in browse(people.administrator).get(f"{DESK}?q={name}").text
    assert browse(people.administrator).get(f"{DESK}?q=%22%25_").status == 200


def test_a_cercle_named_as_its_region_has_an_address_of_its_own(app: Flask) -> None:
    cercle = add_place(values("Ségou"))
    commune = add_place(values("Ségou", parent=cercle.slug, kind=PlaceKind.COMMUNE))
    assert (cercle.slug, commune.slug) == ("segou-cercle", "segou-commune")
    assert add_place(values("Ɲɔrɔ", kind=PlaceKind.COMMUNE)).slug == "nyoro"


@pytest.mark.parametrize("name", ["niono", "NIÒNO", "Office du Niger"])
def test_no_place_stands_twice_in_another(app: Flask, name: str) -> None:
    there = add_place(values(aliases=("Office du Niger",)))
    with pytest.raises(InvalidError) as refused:
        add_place(values("Autre", aliases=(name,)))
    assert list(refused.value.problems) == ["label_fr"]
    assert add_place(values(name, parent="kayes")).id != there.id
    assert change_place(there, values("Niono")) is there


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"labels": {"fr": ""}}, "label_fr"),
        ({"labels": {"fr": "N" * 121}}, "label_fr"),
        ({"aliases": ("N" * 121,)}, "aliases"),
        ({"aliases": tuple(map(str, range(31)))}, "aliases"),
        ({"codes": {"ocha-pcode": "M" * 41}}, "codes"),
        ({"parent_id": 9999}, "parent"),
        ({"kind": PlaceKind.REGION}, "parent"),
        ({"kind": PlaceKind.COUNTRY}, "parent"),
    ],
)
def test_what_cannot_be_kept_says_where(app: Flask, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        add_place(replace(values(), **said))
    assert field in refused.value.problems
    assert find_places("Niono") == []


def test_a_place_does_not_lie_in_a_smaller_one(app: Flask) -> None:
    cercle = add_place(values())
    commune = add_place(values("Mariko", parent="niono", kind=PlaceKind.COMMUNE))
    with pytest.raises(InvalidError):
        add_place(values("Autre", parent=commune.slug))
    with pytest.raises(InvalidError):
        change_place(cercle, values(kind=PlaceKind.COMMUNE))


def test_what_the_product_brings_keeps_its_names_and_takes_more(
    people: People, browse: Browse
) -> None:
    segou = get_place("segou")
    before = dict(segou.labels)
    browser, edit = browse(people.administrator), f"{DESK}{segou.id}"
    assert not browser.get(edit).find_all("input", id="label_fr")
    answer = browser.post(edit, {"aliases": "La Balanzanie\nSégou", "label_fr": "Autre"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert segou.labels == before
    assert segou.aliases[-1] == "La Balanzanie"
    assert segou.aliases.count("La Balanzanie") == 1
    assert "Ségou" not in segou.aliases
    browser.post(edit, {"aliases": ""})
    db.session.expire_all()
    assert "La Balanzanie" not in segou.aliases
    assert browser.post(f"{edit}/remove", on=edit).status_code == 303
    assert get_place("segou") is segou


def test_both_numbers_that_laws_give_a_region_can_be_read(people: People, browse: Browse) -> None:
    nioro = get_place("nioro")
    text = browse(people.administrator).get(f"{DESK}{nioro.id}").text
    assert "ml-law-2023-006: 13" in text
    assert "ml-law-2023-007: 11" in text


def test_loading_the_vocabularies_again_keeps_what_was_added(app: Flask) -> None:
    place = add_place(values(aliases=("Ɲono",)))
    segou = change_aliases(get_place("segou"), ["La Balanzanie"])
    own = [name for name in segou.aliases if name != "La Balanzanie"]
    load_vocabularies()
    load_vocabularies()
    assert segou.aliases == [*own, "La Balanzanie"]
    assert (place.labels, place.aliases) == ({"fr": "Niono"}, ["Ɲono"])
    assert place.parent_id == segou.id


def test_added_places_come_after_the_products_by_name(app: Flask) -> None:
    later, sooner = add_place(values("Niono")), add_place(values("Barouéli"))
    assert [place.slug for place in list_places()][-2:] == ["baroueli", "niono"]
    parts = load_places().list_children(get_place("segou").id)
    assert [spot.id for spot in parts] == [sooner.id, later.id]


def test_imports_know_a_new_place_by_each_of_its_names(app: Flask) -> None:
    place = add_place(values(aliases=("Office du Niger",)))
    terms = load_terms()
    for name in ("niono", "NIONO", "office du niger"):
        assert terms.find("places", name) == place.id


def test_what_lies_in_a_moved_place_is_shown_where_it_lies_now(people: People) -> None:
    cercle = add_place(values())
    commune = add_place(values("Mariko", parent="niono", kind=PlaceKind.COMMUNE))
    organisation = people.organisation
    coarse = work_at(organisation, commune, people, place_level=PlaceKind.REGION)
    fine = work_at(organisation, commune, people)
    organisation.seat_id, organisation.seat_level = cercle.id, PlaceKind.REGION
    db.session.commit()
    change_place(cercle, values(parent="kayes"))
    assert coarse.shown_place.slug == "kayes"
    assert fine.shown_place.slug == "mariko"
    assert organisation.shown_seat is not None
    assert organisation.shown_seat.slug == "kayes"


def test_the_index_follows_a_changed_place(people: People) -> None:
    cercle = add_place(values())
    commune = add_place(values("Mariko", parent="niono", kind=PlaceKind.COMMUNE))
    work_at(people.organisation, commune, people)
    item = publish(make_item(people.editor, people.organisation, places=("mariko",)), people.editor)
    elsewhere = publish(
        make_item(people.editor, people.organisation, places=("gao",)), people.editor
    )
    db.session.query(OutboxEntry).delete()
    change_place(cercle, values("Niono-cercle"))
    assert {("organisation", people.organisation.id), ("item", item.id)} <= marked()
    assert ("item", elsewhere.id) not in marked()


def test_a_place_that_is_used_stays(people: People, browse: Browse) -> None:
    cercle = add_place(values())
    commune = add_place(values("Mariko", parent="niono", kind=PlaceKind.COMMUNE))
    work_at(people.organisation, commune, people)
    browser = browse(people.administrator)
    for place in (cercle, commune):
        assert is_used(place)
        with pytest.raises(InvalidError):
            remove_place(place)
        edit = f"{DESK}{place.id}"
        assert browser.post(f"{edit}/remove", on=edit).status_code == 303
        assert get_place(place.slug) is place


def test_a_place_that_a_proposal_speaks_of_stays(people: People) -> None:
    niono = add_place(values())
    other = add_place(values("Barouéli"))
    organisation = people.organisation
    seat = propose(organisation, {"seat_id": [None, niono.id]}, author=None)
    row = {"place_id": niono.id, "domain_id": 1}
    work = propose(organisation, {"interventions/a": [None, row]}, author=None)
    for proposal in (seat, work):
        with pytest.raises(InvalidError):
            remove_place(niono)
        db.session.delete(proposal)
        db.session.commit()
    remove_place(other)
    remove_place(niono)
    assert find_places("Niono") == []


def test_a_wrong_form_comes_back_with_what_was_written(people: People, browse: Browse) -> None:
    browser = browse(people.administrator)
    for sent in (form(""), form(parent="mali"), form(kind="region"), {}):
        answer = browser.post(f"{DESK}new", sent)
        assert answer.status_code == 422
        assert b"mend" in answer.data
    place = add_place(values())
    answer = browser.post(f"{DESK}{place.id}", form("", aliases="Ɲono"))
    assert answer.status_code == 422
    assert "Ɲono" in answer.text
    db.session.expire_all()
    assert place.labels == {"fr": "Niono"}


def test_only_administrators_may_open_it(people: People, browse: Browse) -> None:
    place = add_place(values())
    for path in (DESK, f"{DESK}new", f"{DESK}{place.id}"):
        for person in (people.contributor, people.editor, people.stranger):
            assert browse(person).client.get(path).status_code == 403
        assert browse(None).client.get(path).status_code == 302
    administrator = browse(people.administrator)
    for missing in (f"{DESK}9999", f"{DESK}{2**70}"):
        assert administrator.client.get(missing).status_code == 404
    assert administrator.get(f"{DESK}?within=nowhere").status == 200
    assert administrator.client.get(f"{DESK}{place.id}/remove").status_code == 405
