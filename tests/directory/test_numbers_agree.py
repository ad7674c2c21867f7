"""Whoever looks and whatever she asks, table, map, gaps and list count the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from portal.auth.models import User
from portal.content.models import Status, Visibility
from portal.directory.counting import count_all
from portal.directory.criteria import Criteria, read_criteria
from portal.directory.exchange.exporting import export_works
from portal.directory.models import (
    Intervention,
    Membership,
    Organisation,
    OrganisationKind,
    WorkStatus,
)
from portal.directory.overview.gaps import present_gaps
from portal.directory.overview.map import present_map
from portal.directory.overview.matrix import Matrix, present_matrix
from portal.directory.overview.terms import load_terms
from portal.directory.queries import read_rules
from portal.directory.register import WHOLE, Register, open_register
from portal.extensions import db
from portal.vocabulary.models import Domain, Place, PlaceKind
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import add_place, ids_of

OpenSite = Callable[..., Browser]

DOMAINS = ("vbg", "mgf", "ssr")
PLACES = ("segou", "bla", "bla-commune", "apart", "gao", "bamako", "mali", "maroc", "casablanca")
KINDS = (OrganisationKind.NETWORK, OrganisationKind.ASSOCIATION, OrganisationKind.PARTNER)


@dataclass(frozen=True)
class Said:
    """A work as it is made up: what, where, how far, for whom."""

    domain: str
    place: str
    status: WorkStatus
    visibility: Visibility


@dataclass(frozen=True)
class MadeUp:
    """An organisation as it is made up, with its works."""

    kind: OrganisationKind
    status: Status
    visibility: Visibility
    is_unlisted: bool
    is_ours: bool
    works: tuple[Said, ...]


works = st.builds(
    Said,
    domain=st.sampled_from(DOMAINS),
    place=st.sampled_from(PLACES),
    status=st.sampled_from([WorkStatus.UNDER_WAY, *WorkStatus]),
    visibility=st.sampled_from([Visibility.PUBLIC, *Visibility]),
)
organisations = st.builds(
    MadeUp,
    kind=st.sampled_from(KINDS),
    status=st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]),
    visibility=st.sampled_from([Visibility.PUBLIC, *Visibility]),
    is_unlisted=st.sampled_from([False, False, False, True]),
    is_ours=st.booleans(),
    works=st.lists(works, max_size=6).map(tuple),
)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


questions = st.builds(
    Criteria,
    domains=some(DOMAINS),
    places=some((*PLACES, f"{WHOLE}mali", "nowhere")),
    kinds=some(KINDS),
    networks=some(("rejefpo", "other")),
    statuses=some(tuple(WorkStatus)),
)


@pytest.fixture
def site(app: Flask, people: People) -> Iterator[People]:
    """A site with places below a region and one beside them, asked for in English."""
    add_place("bla", PlaceKind.CERCLE, "segou")
    add_place("bla-commune", PlaceKind.COMMUNE, "bla")
    add_place("apart", PlaceKind.CERCLE, "mali")
    with app.test_request_context("/en/"):
        yield people


def make_up(site: People, made_up: list[MadeUp]) -> None:
    """Put these organisations in the place of those of the last example."""
    kept = (site.organisation.slug, "other")
    for table in (Intervention, Membership):
        db.session.execute(delete(table))
    db.session.execute(delete(Organisation).where(Organisation.slug.not_in(kept)))
    for number, one in enumerate(made_up):
        organisation = Organisation(
            slug=f"org-{number}",
            name=f"Organisation {number}",
            kind=one.kind,
            status=one.status,
            visibility=one.visibility,
            is_unlisted=one.is_unlisted,
            interventions=[
                make_work(f"{number}-{place}", said) for place, said in enumerate(one.works)
            ],
        )
        if one.is_ours:
            ours = Membership(ref=f"m-{number}", network_id=site.organisation.id)
            organisation.memberships.append(ours)
        db.session.add(organisation)
    db.session.commit()


def make_work(ref: str, said: Said) -> Intervention:
    (domain_id,), (place_id,) = ids_of(Domain, (said.domain,)), ids_of(Place, (said.place,))
    return Intervention(
        ref=ref,
        domain_id=domain_id,
        place_id=place_id,
        shown_place_id=place_id,
        status=said.status,
        visibility=said.visibility,
    )


def count_list(register: Register, url: str) -> int:
    """Return how many organisations the list at an address has."""
    question = read_criteria(MultiDict(parse_qsl(urlsplit(url).query)))
    return len(register.list_organisations(question))


def check_table(matrix: Matrix, register: Register) -> None:
    """Each number of the table is that of the list to which it leads."""
    for head in (*matrix.columns, *(row.head for row in matrix.rows)):
        assert head.count == count_list(register, head.url)
    for row in matrix.rows:
        for square in row.squares:
            assert bool(square.url) == bool(square.count)
            assert not square.url or square.count == count_list(register, square.url)


@given(made_up=st.lists(organisations, max_size=6), question=questions)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_table_map_gaps_and_list_agree(
    site: People, made_up: list[MadeUp], question: Criteria
) -> None:
    make_up(site, made_up)
    for viewer in (None, site.stranger, site.editor, site.administrator):
        register = open_register(viewer)
        terms = load_terms(register)
        counted = {
            key: cell.organisations for key, cell in count_all(register, question).cells.items()
        }
        assert count_table(register, question, viewer) == counted

        matrix = present_matrix(question, register, terms)
        check_table(matrix, register)
        by_column = {head.words: head.count for head in matrix.columns}
        drawn = present_map(question, register, terms)
        assert drawn.total == matrix.total
        assert drawn.whole.count == by_column.get("Whole country", 0)
        for point in drawn.points:
            assert point.count == by_column.get(point.region, 0)
            assert not point.count or point.count == count_list(register, point.url)

        gaps = present_gaps(question, register, terms, read_rules())
        squares = [square for row in matrix.rows for square in row.squares]
        regional = [square for square in squares if square.region != "Whole country"]
        assert gaps.whole == drawn.whole
        assert gaps.pairs == len(regional)
        assert gaps.filled == len([square for square in regional if square.count])
        assert gaps.empty == sum(len(region.empty) for region in gaps.regions)


@given(made_up=st.lists(organisations, max_size=6))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nobody_counts_what_is_not_for_her(site: People, made_up: list[MadeUp]) -> None:
    make_up(site, made_up)
    for viewer in (None, site.stranger, site.editor, site.administrator):
        cells = count_all(open_register(viewer), Criteria()).cells
        found = {key: cell.organisations for key, cell in cells.items()}
        assert found == count_by_hand(made_up, viewer, site)


def count_table(
    register: Register, question: Criteria, viewer: User | None
) -> dict[tuple[str, str], int]:
    """Return the cells as whoever takes the table away counts them."""
    sheet = export_works(register, question, viewer=viewer)
    names = [column.name for column in sheet.columns]
    found: dict[tuple[str, str], set[str]] = {}
    for values in sheet.rows:
        row = dict(zip(names, map(str, values), strict=True))
        region = register.region_of(register.places.by_slug[row["place_code"]].id)
        if region is not None:
            key = row["domain_code"], region.slug
            found.setdefault(key, set()).add(row["organisation_code"])
    return {key: len(organisations) for key, organisations in found.items()}


def count_by_hand(
    made_up: list[MadeUp], viewer: User | None, site: People
) -> dict[tuple[str, str], int]:
    """Return the cells as the rules of visibility say them in one sentence each."""
    found: dict[tuple[str, str], set[int]] = {}
    for number, one in enumerate(made_up):
        is_own = viewer is site.administrator or (viewer is site.editor and one.is_ours)
        may_see = {
            Visibility.PUBLIC: True,
            Visibility.MEMBERS: viewer is not None,
            Visibility.ORGANISATION: is_own,
        }
        is_listed = one.status is Status.PUBLISHED and not one.is_unlisted
        for said in one.works if is_listed and may_see[one.visibility] else ():
            if may_see[said.visibility] and said.status is WorkStatus.UNDER_WAY:
                found.setdefault((said.domain, region_of(said.place)), set()).add(number)
    return {key: len(numbers) for key, numbers in found.items()}


def region_of(place: str) -> str:
    inside = {"bla": "segou", "bla-commune": "segou", "casablanca": "casablanca-settat"}
    return inside.get(place, place)


def test_pages_say_the_same_number(site: People, browse: OpenSite) -> None:
    """Each of four people reads one number on all pages, and it is her own."""
    said = [Said("vbg", "segou", WorkStatus.UNDER_WAY, visibility) for visibility in Visibility]
    ours = MadeUp(
        kind=OrganisationKind.ASSOCIATION,
        status=Status.PUBLISHED,
        visibility=Visibility.PUBLIC,
        is_unlisted=False,
        is_ours=True,
        works=(),
    )
    make_up(site, [replace(ours, works=(one,)) for one in said])
    people = ((None, 1), (site.stranger, 2), (site.editor, 3), (site.administrator, 3))
    for viewer, count in people:
        browser = browse(viewer)
        address = "/en/directory/?domain=vbg&place=segou"
        organisations = f"{count} organisation" + "s" * (count > 1)
        listed = browser.get(address)
        assert text_of(listed.find("h2", id="count")) == organisations
        matrix = browser.get("/en/directory/matrix")
        cells = [a for a in matrix.root.iter("a") if a.get("href") == address]
        assert [text_of(cell) for cell in cells] == [f"Ségou {count}"]
        assert f"Ségou: {organisations}<" in browser.get("/en/directory/map?domain=vbg").text
        gaps = browser.get("/en/directory/gaps?domain=vbg")
        assert "somebody works on 1 of them, nobody on 20" in gaps.text
        domain = browser.get("/en/domains/vbg")
        assert f"Ségou {count}" in [text_of(a) for a in domain.root.iter("a")]
