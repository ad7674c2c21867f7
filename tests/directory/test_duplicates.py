"""Organisations that may stand twice: what is alike, what is not, and who is told."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256

import pytest
from flask import Flask

from portal.auth.models import User
from portal.content.models import Status, Visibility
from portal.directory.duplicates import Why, find_all_duplicates, find_duplicates
from portal.directory.models import Membership, Organisation, OrganisationKind
from portal.directory.values import SheetValues
from portal.extensions import db
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_organisation

Browse = Callable[[User | None], Browser]

DUPLICATES = "/fr/desk/organisations/duplicates"
LIMIT = 0.1
PAIRS_LIMIT = 5.0


def values(name: str = "Sans pareille", **said: object) -> SheetValues:
    return replace(SheetValues(kind=OrganisationKind.ASSOCIATION, name=name), **said)


def known(name: str, **said: object) -> Organisation:
    organisation = make_organisation(f"o{time.perf_counter_ns()}", name=name, acronym="")
    for field, value in said.items():
        setattr(organisation, field, value)
    db.session.commit()
    return organisation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association Musow ka Jigiya", "Muso ka jigiya"),
        ("Muso Jigi", "MUSOJIGI"),
        ("Réseau pour la paix et les droits", "Réseau des droits et de la paix"),
        ("Jeunes filles rurales du Mali", "Rurales jeunes filles, Mali"),
        ("Femme et développement", "Femmes et Développement (FEDE)"),
        ("Ɲɛtaa Sigida", "Nyetaa sigida"),
        ("Ben ni diya", "Bènidiya"),
        ("Association pour la défense des droits", "Défense des droits"),
    ],
)
def test_nearly_the_same_name_is_found_both_ways(app: Flask, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        there = known(first)
        (found,) = find_duplicates(values(second))
        assert (found.organisation, found.why) == (there, Why.NAME)
        db.session.delete(there)
        db.session.commit()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association des femmes de Ségou", "Association des femmes de Mopti"),
        ("Réseau pour la paix", "Réseau pour la santé"),
        ("Association", "Réseau"),
        ("Coopérative Benkadi", "Coopérative Sigiya"),
        ("Femmes leaders de Kayes", "Femmes leaders de Gao"),
        ("IECD Maroc", "Maroc PME"),
        ("Association (AJFM)", "Association (BKL)"),
    ],
)
def test_different_names_are_left_in_peace(app: Flask, one: str, other: str) -> None:
    known(one)
    assert find_duplicates(values(other)) == []


@pytest.mark.parametrize("written", ["APDF", "A.P.D.F.", "apdf", "A. P. D. F"])
def test_an_acronym_is_the_same_with_and_without_dots(app: Flask, written: str) -> None:
    there = known("Une tout autre", acronym="A.P.D.F")
    (found,) = find_duplicates(values(acronym=written))
    assert (found.organisation, found.why) == (there, Why.ACRONYM)


def test_an_acronym_is_known_in_a_name_and_as_an_alias(app: Flask) -> None:
    there = known("Association pour le Progrès (APDF)")
    other = known("Tout autre", aliases=["A.P.D.F."])
    found = find_duplicates(values(acronym="APDF"))
    assert {one.organisation for one in found} == {there, other}


def test_the_same_name_in_another_language_says_so(app: Flask) -> None:
    there = known("Réseau des femmes du Mali")
    for name in ("Women's Network of Mali", "شبكة النساء في مالي"):
        (found,) = find_duplicates(values(name))
        assert (found.organisation, found.why) == (there, Why.TRANSLATION)
    elsewhere = known("Sigida Yiriwa", translations={"en": "Better surroundings"})
    (found,) = find_duplicates(values("Better Surroundings"))
    assert (found.organisation, found.why) == (elsewhere, Why.TRANSLATION)


def test_an_expansion_and_an_alias_are_names_too(app: Flask) -> None:
    there = known("Sigida", expansion="Environnement propre", aliases=["Cadre de vie"])
    for name in ("Environnement propre", "Le cadre de vie"):
        (found,) = find_duplicates(values(name))
        assert found.organisation == there


def test_the_best_come_first_and_five_at_most(app: Flask) -> None:
    for number in range(6):
        known("Musow ka jigiyaw", acronym=f"N{number}X")
    same = known("Muso ka jigiya", acronym="MKJ")
    found = find_duplicates(values("Muso ka jigiya", acronym="M.K.J."))
    assert len(found) == 5
    assert (found[0].organisation, found[0].why) == (same, Why.ACRONYM)


def test_a_sheet_is_not_its_own_duplicate(app: Flask) -> None:
    there = known("Muso ka jigiya")
    assert find_duplicates(values("Muso ka jigiya"), except_id=there.id) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", Status.DRAFT),
        ("status", Status.ARCHIVED),
        ("is_unlisted", True),
        ("visibility", Visibility.ORGANISATION),
    ],
)
def test_what_a_person_may_not_know_is_found_and_kept_secret(
    people: People, field: str, value: object
) -> None:
    there = known("Muso ka jigiya", **{field: value})
    db.session.add(Membership(ref="m", organisation_id=there.id, network_id=people.organisation.id))
    db.session.commit()
    told = {
        None: True,
        people.stranger: True,
        people.contributor: True,
        people.editor: False,
        people.administrator: False,
    }
    for viewer, is_secret in told.items():
        (found,) = find_duplicates(values("Muso ka jigiya"), viewer=viewer)
        assert found.is_secret is is_secret


def test_a_public_organisation_is_no_secret(people: People) -> None:
    known("Muso ka jigiya")
    (found,) = find_duplicates(values("Muso ka jigiya"))
    assert not found.is_secret


def test_pairs_are_shown_to_those_who_decide_on_both(people: People) -> None:
    one, other = known("Muso ka jigiya"), known("Association Musow ka Jigiya")
    (pair,) = find_all_duplicates(reviewer=people.administrator)
    assert ({pair.one, pair.other}, pair.why) == ({one, other}, Why.NAME)
    assert find_all_duplicates(reviewer=people.editor) == []
    join(people, one)
    assert find_all_duplicates(reviewer=people.editor) == []
    join(people, other)
    assert len(find_all_duplicates(reviewer=people.editor)) == 1
    for nobody in (people.stranger, people.contributor):
        assert find_all_duplicates(reviewer=nobody) == []


def join(people: People, organisation: Organisation) -> None:
    network = people.organisation.id
    db.session.add(
        Membership(ref=organisation.slug, organisation_id=organisation.id, network_id=network)
    )
    db.session.commit()


def test_pairs_with_the_same_acronym_come_once_and_first(people: People) -> None:
    known("Muso ka jigiya"), known("Musow ka jigiya")
    known("Une chose", acronym="ZZT"), known("Autre objet", acronym="Z.Z.T.")
    pairs = find_all_duplicates(reviewer=people.administrator)
    assert [pair.why for pair in pairs] == [Why.NAME, Why.ACRONYM]


def test_two_thousand_are_compared_at_once(people: People) -> None:
    words = [sha256(str(n).encode()).hexdigest()[: 5 + n % 6] for n in range(3_000)]
    db.session.add_all(
        Organisation(
            slug=f"n{n}",
            kind=OrganisationKind.ASSOCIATION,
            name=f"Association des femmes de {words[n]} pour la {words[-n]} de {words[n // 9]}",
            translations={"en": f"Women of {words[n + 1]} for {words[-n - 3]}"},
            status=Status.PUBLISHED,
        )
        for n in range(2_000)
    )
    db.session.commit()
    one = values("Femmes de bamuso pour la paix de Kita")
    assert min(seconds_of(lambda: find_duplicates(one)) for _ in range(4)) < LIMIT
    everything = partial(find_all_duplicates, reviewer=people.administrator)
    assert seconds_of(everything) < PAIRS_LIMIT


def seconds_of(work: Callable[[], object]) -> float:
    """How long the processor worked, other tests beside."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_the_page_of_pairs_is_for_those_who_decide(people: People, browse: Browse) -> None:
    one, other = known("Muso ka jigiya"), known("Association Musow ka Jigiya")
    page = browse(people.administrator).get(DUPLICATES)
    assert f"/fr/desk/organisations/merge?one={one.id}&other={other.id}" in page.links()
    assert "jigiya" not in browse(people.editor).get(DUPLICATES).text
    assert browse(people.contributor).status_of(DUPLICATES) == 403
    assert browse(None).status_of(DUPLICATES) == 302
    assert browse(people.administrator).client.post(DUPLICATES).status_code in {400, 405}
