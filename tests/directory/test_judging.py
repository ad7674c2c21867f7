"""Two that look alike and are two: said once, remembered, and taken back."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, insert

from portal.auth.models import User
from portal.directory.duplicates import find_all_duplicates, find_duplicates
from portal.directory.merging.judging import find_judgement, forget_judgement, judge_different
from portal.directory.merging.models import DistinctPair
from portal.directory.merging.services import merge_organisations
from portal.directory.models import Membership, Organisation, OrganisationKind
from portal.directory.values import values_of
from portal.errors import NotAllowedError
from portal.extensions import db, now
from tests.browser import Browser
from tests.conftest import People
from tests.factories import fill_sheet, make_organisation

Browse = Callable[[User | None], Browser]
Pair = tuple[Organisation, Organisation]

DESK = "/en/desk/organisations"


def member(people: People, slug: str, name: str) -> Organisation:
    kind = OrganisationKind.ASSOCIATION
    organisation = make_organisation(slug, name=name, kind=kind, acronym="")
    network_id = people.organisation.id
    db.session.add(Membership(ref=slug, organisation_id=organisation.id, network_id=network_id))
    db.session.commit()
    return fill_sheet(organisation)


@pytest.fixture
def pair(people: People) -> Pair:
    """Two members of the network of `people` with nearly the same name."""
    return member(people, "kita", "Muso ka jigiya"), member(people, "nioro", "Musow ka jigiya")


def look_alike(reviewer: User) -> list[set[int]]:
    return [{pair.one.id, pair.other.id} for pair in find_all_duplicates(reviewer=reviewer)]


def test_a_pair_that_was_told_apart_does_not_come_back(
    browse: Browse, people: People, pair: Pair
) -> None:
    one, other = pair
    browser = browse(people.editor)
    page = f"{DESK}/merge?one={one.id}&other={other.id}"
    assert page in browser.get(f"{DESK}/duplicates").links()
    sent = {"one": str(one.id), "other": str(other.id)}
    assert browser.post(f"{DESK}/different", sent, on=page).status_code == 303
    told = browser.get(f"{DESK}/duplicates")
    assert "these two are different" in told.text
    assert page not in told.links()
    assert look_alike(people.administrator) == []


def test_it_is_not_suggested_on_its_own_sheet_either_but_found_by_name(
    browse: Browse, people: People, pair: Pair
) -> None:
    one, other = pair
    judge_different(other, one, actor=people.editor)
    assert find_duplicates(values_of(one), except_id=one.id) == []
    found = browse(people.editor).get(f"{DESK}/merge?one={one.id}&q=musow").links()
    assert f"{DESK}/merge?one={one.id}&other={other.id}" in found


def test_a_third_that_looks_like_them_is_still_told(people: People, pair: Pair) -> None:
    one, other = pair
    judge_different(one, other, actor=people.editor)
    third = member(people, "segou", "Muso ka jigiyaa")
    assert {one.id, third.id} in look_alike(people.editor)
    assert {one.id, other.id} not in look_alike(people.editor)
    assert len(find_duplicates(values_of(third), except_id=third.id)) == 2


def test_a_judgement_is_shown_and_can_be_taken_back(
    browse: Browse, people: People, pair: Pair
) -> None:
    one, other = pair
    judge_different(one, other, actor=people.editor)
    browser = browse(people.editor)
    page = f"{DESK}/merge?one={other.id}&other={one.id}"
    assert "Judged to be different on" in browser.get(page).text
    sent = {"one": str(other.id), "other": str(one.id)}
    assert browser.post(f"{DESK}/different/forget", sent, on=page).status_code == 303
    assert "Judged to be different" not in browser.get(page).text
    assert look_alike(people.editor) == [{one.id, other.id}]


def test_to_judge_or_forget_twice_is_to_do_it_once(people: People, pair: Pair) -> None:
    for _time in range(2):
        judge_different(*pair, actor=people.editor)
    assert db.session.query(DistinctPair).count() == 1
    for _time in range(2):
        forget_judgement(*pair, actor=people.editor)
    assert find_judgement(*pair) is None


def test_two_who_judge_at_once_say_it_once(app: Flask, people: People, pair: Pair) -> None:
    one_id, other_id = sorted(one.id for one in pair)

    def judge_too(*_event: object) -> None:
        with db.engine.begin() as connection:
            row = {"one_id": one_id, "other_id": other_id, "judged_at": now()}
            connection.execute(insert(DistinctPair), row)

    event.listen(db.session, "before_flush", judge_too, once=True)
    judge_different(*pair, actor=people.editor)
    assert db.session.query(DistinctPair).count() == 1


def test_those_who_do_not_decide_on_both_judge_nothing(
    browse: Browse, people: People, pair: Pair
) -> None:
    one, _other = pair
    elsewhere = make_organisation("elsewhere", kind=OrganisationKind.ASSOCIATION)
    for actor, other in ((people.contributor, pair[1]), (people.editor, elsewhere)):
        for judge in (judge_different, forget_judgement):
            with pytest.raises(NotAllowedError):
                judge(one, other, actor=actor)
    with pytest.raises(NotAllowedError):
        judge_different(one, one, actor=people.editor)
    sent = {"one": str(one.id), "other": str(elsewhere.id)}
    for step in ("different", "different/forget"):
        address = f"{DESK}/{step}"
        assert browse(people.editor).post(address, sent, on=f"{DESK}/new").status_code == 404
        assert browse(people.editor).client.post(address, data=sent).status_code == 400
        assert browse(people.editor).status_of(address) == 405
    assert db.session.query(DistinctPair).count() == 0


def test_a_merged_organisation_stays_different_from_what_it_was_told_apart_from(
    people: People, pair: Pair
) -> None:
    one, other = pair
    third = member(people, "segou", "Une autre association de femmes")
    judge_different(one, other, actor=people.editor)
    judge_different(one, third, actor=people.editor)
    judge_different(other, third, actor=people.editor)
    merge_organisations(other, one, actor=people.editor)
    kept = [(row.one_id, row.other_id) for row in db.session.query(DistinctPair)]
    assert kept == [(other.id, third.id)]
    fourth = member(people, "kayes", "Encore une")
    merge_organisations(fourth, other, actor=people.editor)
    assert find_judgement(third, fourth) is not None
