"""The directory as a visitor meets it: one address to list, search and refine."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.content.models import Visibility
from portal.directory.criteria import FACETS, Criteria
from portal.directory.models import Membership, Organisation, OrganisationKind, WorkStatus
from portal.directory.queries import get_known_organisation
from portal.directory.register import open_register
from portal.directory.tallies import count_choices
from portal.extensions import db, today
from portal.search.indexer import index_waiting
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, fill_sheet, make_organisation

OpenSite = Callable[..., Browser]

ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
FRAGMENT = {"HX-Request": "true"}
HOSTILE = (
    "%00",
    "<script>alert(1)</script>",
    '"unclosed',
    "-*" * 80,
    "a" * 5000,
    "%E2%80%AE",
    "\ud800".encode("utf-8", "surrogatepass"),
)


@pytest.fixture
def directory(people: People) -> dict[str, Organisation]:
    """A network and its two members: one works in Ségou and Gao, one in Gao; and a funder."""
    made = {
        "femmes": make_organisation("femmes", name="Femmes de Ségou", kind="association"),
        "elan": make_organisation("elan", name="Élan des jeunes", kind="association"),
        "fonds": make_organisation("fonds", name="A Fund", kind=OrganisationKind.FUNDER),
    }
    for slug in ("femmes", "elan"):
        db.session.add(
            Membership(ref=slug, organisation_id=made[slug].id, network_id=people.organisation.id)
        )
    fill_sheet(made["femmes"], language_codes=("bam", "fra"))
    fill_sheet(made["elan"], language_codes=("fra",))
    for one in (made["fonds"], people.organisation, get_known_organisation("other")):
        fill_sheet(one)
    add_work(made["femmes"], "vbg", "segou")
    add_work(made["femmes"], "ssr", "gao")
    add_work(made["elan"], "vbg", "gao")
    add_work(made["elan"], "mgf", "kayes", status=WorkStatus.FINISHED)
    index_waiting()
    return made


@pytest.fixture
def visitor(directory: dict[str, Organisation], browse: OpenSite) -> Browser:
    return browse()


def names(page: Page) -> list[str]:
    return [text_of(heading) for heading in page.find_all("h3")]


def count(page: Page) -> str:
    return text_of(page.find("h2", id="count"))


def counts(page: Page, facet: str) -> dict[str, int]:
    """The count beside each box of a facet."""
    labels = [
        label
        for label in page.find_all("label")
        if any(box.get("name") == facet for box in label.iter("input"))
    ]
    return {
        next(label.iter("input")).get("value", ""): int(text_of(next(label.iter("b"))))
        for label in labels
    }


def test_networks_come_first_then_everybody_by_name(visitor: Browser) -> None:
    page = visitor.get("/en/directory/")
    assert count(page) == "5 organisations"
    assert names(page)[:2] == ["Réseau des jeunes femmes leaders", "Une autre association"]
    assert names(page)[2:] == ["Élan des jeunes", "Femmes de Ségou", "A Fund"]


def test_a_card_says_what_it_is_and_does_where(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?q=femmes+de+segou")
    card = text_of(page.find("li", class_="entry")).translate(ISOLATES)
    assert "Association · FEMMES" in card
    assert "Gender-based violence (GBV) and Sexual and reproductive health" in card
    assert "Ségou and Gao" in card
    assert "Not checked yet" in card


def test_a_card_shows_what_the_question_asks_for(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?domain=ssr")
    assert "Sexual and reproductive" in text_of(page.find("li", class_="entry"))
    assert "Ségou" not in text_of(page.find("li", class_="entry")).replace("de Ségou", "")


def test_who_does_that_there_is_found_in_one_question(visitor: Browser) -> None:
    assert names(visitor.get("/en/directory/?domain=vbg&place=gao")) == ["Élan des jeunes"]
    assert names(visitor.get("/en/directory/?domain=vbg&place=segou")) == ["Femmes de Ségou"]
    assert count(visitor.get("/en/directory/?domain=ssr&place=segou")) == "0 organisations"


def test_each_facet_is_counted_without_its_own_choices(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?domain=ssr&place=gao")
    assert count(page) == "1 organisation"
    assert counts(page, "domain") == {"ssr": 1, "vbg": 1}
    assert counts(page, "place") == {"gao": 1, "mali": 1}
    assert counts(page, "kind") == {"association": 1}
    assert counts(page, "network") == {"rejefpo": 1}
    assert counts(page, "language") == {"bam": 1, "fra": 1}


def test_work_that_is_over_is_found_when_asked_for(visitor: Browser) -> None:
    assert names(visitor.get("/en/directory/?domain=mgf")) == []
    page = visitor.get("/en/directory/?status=finished")
    assert names(page) == ["Élan des jeunes"]
    assert counts(page, "status") == {"finished": 1, "under-way": 2}


def test_the_members_of_a_network_are_one_choice(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?network=rejefpo")
    assert names(page) == ["Élan des jeunes", "Femmes de Ségou"]
    assert "REJEFPO" in text_of(page.find("ul", class_="chips"))


def marks(page: Page) -> list[str]:
    return [text_of(mark) for mark in page.root.iter("mark")]


def test_a_card_says_why_it_answers_some_words(
    visitor: Browser, directory: dict[str, Organisation]
) -> None:
    assert sorted(marks(visitor.get("/en/directory/?q=femme"))) == ["FEMMES", "Femmes", "femmes"]
    fill_sheet(directory["elan"], missions={"fr": "Former des élues."})
    fill_sheet(directory["fonds"])
    add_work(directory["fonds"], "vbg", "gao", description="Un abri pour les élues.")
    index_waiting()
    page = visitor.get("/en/directory/?q=elue")
    assert marks(page) == ["élues", "élues"]
    passages = [text_of(p) for p in page.find_all("p", lang="fr")]
    assert sorted(passages) == ["Former des élues.", "Un abri pour les élues."]


def test_names_are_proposed_while_one_types(visitor: Browser) -> None:
    (box,) = visitor.get("/en/directory/").find_all("input", id="q")
    assert box.get("data-hx-get") == "/en/directory/suggest"
    assert "femmes" in visitor.client.get("/en/directory/suggest?q=femm").text
    assert (
        "data-hx-get"
        not in visitor.get("/en/directory/", headers={"Save-Data": "on"})
        .find("input", id="q")
        .attrib
    )


def test_words_and_choices_narrow_together(visitor: Browser) -> None:
    assert set(names(visitor.get("/en/directory/?q=femmes"))) == {
        "Femmes de Ségou",
        "Réseau des jeunes femmes leaders",
    }
    page = visitor.get("/en/directory/?q=femmes&kind=association")
    assert names(page) == ["Femmes de Ségou"]
    assert counts(page, "kind") == {"association": 1, "network": 1}


def test_each_choice_can_be_taken_away(visitor: Browser) -> None:
    links = visitor.get("/en/directory/?q=femmes&domain=vbg&place=segou").links()
    assert "/en/directory/?domain=vbg&place=segou" in links
    assert "/en/directory/?q=femmes&domain=vbg" in links
    assert "/en/directory/?q=femmes&place=segou" in links


def test_other_words_come_with_their_page_and_other_choices_with_its_results(
    visitor: Browser,
) -> None:
    page = visitor.get("/en/directory/?q=femmes&kind=association")
    chips = {
        text_of(a): a.get("data-hx-get")
        for ul in page.find_all("ul", class_="chips")
        for a in ul.iter("a")
    }
    assert list(chips.values()) == [None, "/en/directory/?q=femmes"]


def test_the_same_question_goes_to_map_table_and_gaps(visitor: Browser) -> None:
    links = visitor.get("/en/directory/?domain=vbg&place=gao").links()
    for way in ("map", "matrix", "gaps"):
        assert f"/en/directory/{way}?domain=vbg&place=gao" in links


def test_the_same_question_can_be_taken_away(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?q=elan&domain=vbg&sort=name")
    for file_format in ("csv", "xlsx", "json"):
        for table in ("", "organisations/"):
            address = f"/en/directory/export/{table}{file_format}?q=elan&domain=vbg"
            assert address in page.links()
            assert visitor.status_of(address) == 200


def test_orders(visitor: Browser, directory: dict[str, Organisation]) -> None:
    directory["fonds"].checked_on = today()
    directory["femmes"].checked_on = today() - timedelta(days=9)
    db.session.commit()
    assert names(visitor.get("/en/directory/?sort=name"))[:2] == ["A Fund", "Élan des jeunes"]
    assert names(visitor.get("/en/directory/?sort=checked"))[:2] == ["A Fund", "Femmes de Ségou"]


def test_long_facets_are_folded_and_unfolded(
    visitor: Browser, directory: dict[str, Organisation]
) -> None:
    for place in ("kayes", "sikasso", "mopti"):
        add_work(directory["femmes"], "vbg", place)
    page = visitor.get("/en/directory/?domain=vbg")
    assert len(counts(page, "place")) == 3
    assert "/en/directory/?domain=vbg&all=place#facets" in page.links()
    unfolded = counts(visitor.get("/en/directory/?domain=vbg&all=place"), "place")
    assert {*unfolded} == {"gao", "kayes", "mopti", "segou", "sikasso", "mali"}
    assert list(unfolded)[-1] == "mali"


def test_the_second_page_holds_the_rest(visitor: Browser) -> None:
    for number in range(8):
        make_organisation(f"more-{number}", kind=OrganisationKind.PARTNER)
    page = visitor.get("/en/directory/")
    assert (count(page), len(names(page))) == ("13 organisations", 10)
    assert "/en/directory/?page=2" in page.links()
    assert len(names(visitor.get("/en/directory/?page=2"))) == 3
    assert names(visitor.get("/en/directory/?page=9")) == []


def test_the_fragment_is_the_same_region_of_the_page(visitor: Browser) -> None:
    response = visitor.client.get("/en/directory/?q=&domain=vbg&sort=", headers=FRAGMENT)
    assert "<html" not in response.text
    assert response.text.startswith('<hx-partial id="facets">')
    assert "2 organisations" in response.text
    assert "HX-Request" in response.headers["Vary"]
    assert response.headers["HX-Push-Url"] == "/en/directory/?domain=vbg"


def test_refined_lists_are_not_for_search_engines(visitor: Browser) -> None:
    assert "X-Robots-Tag" not in visitor.get("/en/directory/").response.headers
    assert "X-Robots-Tag" in visitor.get("/en/directory/?kind=funder").response.headers


def test_nothing_found_says_what_to_do(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?q=zzzzqqq&kind=funder")
    assert "Try one or two short words" in page.text
    assert "/en/directory/?q=zzzzqqq" in page.links()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_question_breaks_the_page(visitor: Browser, language: str, hostile: str) -> None:
    for parameter in ("q", "domain", "place", "kind", "network", "language", "status", "sort"):
        page = visitor.get(f"/{language}/directory/", query_string={parameter: hostile})
        assert "<script>alert" not in page.text


def test_while_the_index_rests_names_are_looked_at(people: People, browse: OpenSite) -> None:
    fill_sheet(people.organisation)
    page = browse().get("/en/directory/?q=leaders")
    assert names(page) == ["Réseau des jeunes femmes leaders"]
    assert "Search is resting" in page.text


@pytest.mark.parametrize("who", ["contributor", "editor", "administrator", "stranger", None])
def test_each_viewer_counts_what_she_may_see(
    directory: dict[str, Organisation], people: People, browse: OpenSite, who: str | None
) -> None:
    directory["elan"].visibility = Visibility.ORGANISATION
    directory["femmes"].interventions[0].visibility = Visibility.MEMBERS
    db.session.commit()
    page = browse(getattr(people, who) if who else None).get("/en/directory/?domain=vbg")
    seen = {
        None: [],
        "stranger": ["Femmes de Ségou"],
        "contributor": ["Femmes de Ségou"],
    }.get(who, ["Élan des jeunes", "Femmes de Ségou"])
    assert names(page) == seen


def test_what_is_not_listed_leaves_no_trace(
    directory: dict[str, Organisation], visitor: Browser
) -> None:
    directory["elan"].is_unlisted = True
    db.session.commit()
    for address in ("/en/directory/", "/en/directory/?q=elan", "/en/directory/?place=kayes"):
        assert "Élan" not in re.sub(r'value="[^"]*"', "", visitor.get(address).text)


values = st.fixed_dictionaries(
    {
        "domains": st.sets(st.sampled_from(["vbg", "ssr", "mgf"]), max_size=2).map(tuple),
        "places": st.sets(st.sampled_from(["segou", "gao", "mali"]), max_size=2).map(tuple),
        "kinds": st.sets(st.sampled_from(["association", "funder"]), max_size=1).map(tuple),
        "networks": st.sets(st.sampled_from(["rejefpo"]), max_size=1).map(tuple),
        "statuses": st.sets(st.sampled_from(list(WorkStatus))).map(tuple),
    }
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(values)
def test_every_count_is_what_the_choice_gives(
    directory: dict[str, Organisation], asked: dict[str, tuple[str, ...]]
) -> None:
    register = open_register(None)
    criteria = Criteria(**asked)
    for facet, tally in count_choices(register, criteria).items():
        for value, number in tally.items():
            chosen = criteria.but(**{FACETS[facet]: (value,)})
            assert len(register.list_organisations(chosen)) == number, (facet, value)


def test_facets_have_no_value_without_words(visitor: Browser) -> None:
    page = visitor.get("/en/directory/?all=place")
    assert all(text_of(word) for word in page.find_all("bdi"))
