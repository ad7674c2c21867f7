"""The page of one organisation: who it is, whom it belongs to, what it does where."""

import io
from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from portal.auth.models import RoleName, User
from portal.content.models import Visibility
from portal.directory.models import (
    FormerOrganisationSlug,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Qualifier,
    WorkStatus,
)
from portal.directory.values import ContactValues, MembershipValues, values_of
from portal.extensions import db, today
from portal.library.models import ItemKind
from portal.media.models import File, FileState, Purpose
from portal.media.services import receive_file
from portal.vocabulary.models import Place, PlaceKind
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import (
    add_place,
    add_work,
    fill_sheet,
    give_clean_copy,
    ids_of,
    make_item,
    make_organisation,
    make_user,
    publish,
)
from tests.media.media_samples import make_image

OpenSite = Callable[..., Browser]

ADDRESS = "/en/directory/olddf"
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, with a whole sheet."""
    member = make_organisation("olddf", kind=OrganisationKind.ASSOCIATION, acronym="OLDDF/F")
    return fill_sheet(
        member,
        name="Organisation pour la défense des droits",
        expansion="Organisation leader des femmes",
        translations={"ar": "منظمة الدفاع", "bm": "Musow ka tɔn"},
        aliases=("Oldéf",),
        legal_form="Association loi 04-038",
        founded="2003-05",
        missions={"fr": "Défendre les droits.\nÉcouter.", "ar": "الدفاع عن الحقوق"},
        links=("https://www.olddf.example/fr", "https://facebook.com/olddf"),
        language_codes=("bam", "fra"),
        seat_id=ids_of(Place, ("segou",))[0],
        memberships=(
            MembershipValues(
                network_id=people.organisation.id, role=MembershipRole.FOUNDER, start="2012"
            ),
        ),
    )


def words_of(element: Element) -> str:
    """The text of an element, each part of it a word of its own."""
    return " ".join(" ".join(element.itertext()).split()).translate(ISOLATES)


def shown(page: Page) -> str:
    return words_of(page.find("main"))


def test_names_are_said_in_all_languages_with_their_tags(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get(ADDRESS)
    assert page.title == "Organisation pour la défense des droits"
    assert page.find("h1").get("lang") == "fr"
    for words, tag in (("منظمة الدفاع", "ar"), ("Musow ka tɔn", "bm")):
        (name,) = [one for one in page.find_all("span", lang=tag) if text_of(one) == words]
        assert name.get("dir") == "auto"
    for words in ("OLDDF/F", "Organisation leader des femmes", "Oldéf", "Association loi 04-038"):
        assert words in shown(page)
    assert "Founded May" in shown(page)
    assert "Languages French Bambara" in shown(page)


def test_the_name_and_the_mission_are_those_of_the_language_of_the_page(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get("/ar/directory/olddf")
    assert "منظمة الدفاع" in [text_of(lead) for lead in page.find_all("p", class_="lead")]
    assert "الدفاع عن الحقوق" in shown(page)
    assert "Défendre" not in shown(page)


def test_a_mission_without_translation_is_marked_with_its_language(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get(ADDRESS)
    (mission,) = [one for one in page.find_all("p", lang="fr") if "Défendre" in text_of(one)]
    assert mission.get("dir") == "auto"
    assert "This text is in French." in shown(page)


def test_links_lead_out_without_a_word_about_us(member: Organisation, browse: OpenSite) -> None:
    page = browse().get(ADDRESS)
    link = page.find("a", href="https://www.olddf.example/fr")
    assert (text_of(link), link.get("rel")) == ("olddf.example", "nofollow noopener")


def test_a_seat_is_shown_as_coarse_as_it_is_meant_to_be(
    member: Organisation, browse: OpenSite
) -> None:
    village = add_place("dioro", PlaceKind.COMMUNE, "segou")
    fill_sheet(member, seat_id=village.id, seat_level=PlaceKind.REGION)
    page = browse().get(ADDRESS)
    assert "Seat Ségou" in shown(page)
    assert "Dioro" not in page.text


def test_a_member_shows_its_network_and_the_network_its_members(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get(ADDRESS)
    assert "/en/directory/rejefpo" in page.links()
    assert "REJEFPO Founding member · since 2012" in shown(page)
    network = browse().get("/en/directory/rejefpo")
    assert ADDRESS in network.links()
    assert "1 member" in [text_of(title) for title in network.find_all("h2")]


def test_a_member_in_two_roles_is_one_member(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    more = MembershipValues(
        network_id=people.organisation.id, role=MembershipRole.BOARD, start="2019"
    )
    fill_sheet(member, memberships=(*values_of(member).memberships, more))
    roles = "Member of the board · since 2019 · Founding member · since 2012"
    network = browse().get("/en/directory/rejefpo")
    assert "1 member" in [text_of(title) for title in network.find_all("h2")]
    assert len(network.find("ul", class_="ties")) == 1
    for page in (network, browse().get(ADDRESS)):
        assert roles in shown(page)


def test_former_members_stand_apart(member: Organisation, people: People, browse: OpenSite) -> None:
    left = make_organisation("left", kind=OrganisationKind.ASSOCIATION)
    was = MembershipValues(network_id=people.organisation.id, start="2010", end="2015")
    fill_sheet(left, memberships=(was,))
    network = browse().get("/en/directory/rejefpo")
    assert "1 member" in [text_of(title) for title in network.find_all("h2")]
    assert "Former members Organisation left LEFT 2010 to 2015" in shown(network)
    assert "Formerly Réseau des jeunes femmes leaders" in shown(browse().get("/en/directory/left"))


def test_a_network_with_many_members_leads_to_their_list(people: People, browse: OpenSite) -> None:
    for number in range(31):
        one = make_organisation(f"one-{number}", kind=OrganisationKind.ASSOCIATION)
        fill_sheet(one, memberships=(MembershipValues(network_id=people.organisation.id),))
    page = browse().get("/en/directory/rejefpo")
    assert "31 members" in [text_of(title) for title in page.find_all("h2")]
    assert len(page.find("ul", class_="ties")) == 30
    assert "/en/directory/?network=rejefpo" in page.links()


def test_a_member_that_may_not_be_named_is_not(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    fill_sheet(member, is_unlisted=True)
    page = browse().get("/en/directory/rejefpo")
    assert "défense des droits" not in page.text
    assert "member" not in " ".join(text_of(title) for title in page.find_all("h2"))


def test_what_it_does_is_grouped_by_domain_with_all_that_is_known(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    add_work(
        member,
        "vbg",
        "segou",
        start="2021",
        description="Causeries.",
        programme="Musoya",
        source="Rapport 2024",
        qualifier=Qualifier.AT_LEAST,
        reached=1200,
        reached_women=800,
        reached_girls=1,
        checked_on=today(),
        checker_id=people.organisation.id,
    )
    add_work(member, "vbg", "gao", status=WorkStatus.PLANNED)
    add_work(member, "ssr", "kayes", status=WorkStatus.FINISHED, start="2018", end="2020-06")
    page = browse().get(ADDRESS)
    work = words_of(page.find("section", id="work"))
    assert [text_of(title) for title in page.find("section", id="work").iter("h3")] == [
        "Gender-based violence (GBV)",
        "Sexual and reproductive health, family planning",
    ]
    assert "Ségou Region · Under way · since 2021" in work
    assert "People reached at least 1,200 people, of whom 800 women and 1 girl" in work
    assert "Programme Musoya" in work
    assert "Source Rapport 2024" in work
    assert "Checked today by REJEFPO." in work
    assert "Kayes Region · Finished · 2018 to June" in work
    assert work.index("Under way") < work.index("Planned") < work.index("Finished")


def test_many_works_are_shown_page_by_page(member: Organisation, browse: OpenSite) -> None:
    places = ("kayes", "gao", "segou", "mopti", "kidal", "sikasso", "koulikoro")
    for domain in ("vbg", "ssr", "mgf"):
        for place in places:
            add_work(member, domain, place)
    first = browse().get(ADDRESS)
    assert f"{ADDRESS}?page=2#work" in first.links()
    second = browse().get(f"{ADDRESS}?page=2")
    assert f"{ADDRESS}#work" in second.links()
    assert len(list(second.find("ul", class_="deeds"))) == 1


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (None, {"public"}),
        ("member", {"public", "members"}),
        ("stranger", {"public", "members"}),
        ("own", {"public", "members", "organisation"}),
        ("editor", {"public", "members", "organisation"}),
    ],
)
def test_each_viewer_reads_of_its_work_what_is_meant_for_her(
    member: Organisation, people: People, browse: OpenSite, who: str | None, seen: set[str]
) -> None:
    for visibility, place in zip(Visibility, ("gao", "kayes", "mopti"), strict=True):
        add_work(member, "vbg", place, visibility=visibility, description=f"Pour {visibility}.")
    page = browse(_person(who, people, member)).get(ADDRESS)
    assert {one.value for one in Visibility if f"Pour {one}." in page.text} == seen


def _person(who: str | None, people: People, member: Organisation) -> User | None:
    match who:
        case None:
            return None
        case "member":
            return make_user("somebody", RoleName.CONTRIBUTOR, make_organisation("far"))
        case "own":
            return make_user("own", RoleName.EDITOR, member)
        case _:
            person: User = getattr(people, who)
            return person


def test_its_sheet_says_when_it_was_checked(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    member.checked_on = today() - timedelta(days=500)
    member.checker = people.organisation
    db.session.commit()
    page = browse().get(ADDRESS)
    assert "To be checked again" in shown(page)
    assert page.find_all("span", class_="check old")


def test_contacts_never_stand_on_the_page(member: Organisation, browse: OpenSite) -> None:
    phone = ContactValues(
        kind="phone", value="+223 70 11 22 33", visibility="public", consented_on="2025"
    )
    fill_sheet(member, contacts=(phone,))
    page = browse().get(ADDRESS)
    assert "70 11 22 33" not in page.text
    form = page.find("form", method="post")
    assert form.get("action") == f"{ADDRESS}/contacts"


def test_without_a_contact_to_show_there_is_no_button(
    member: Organisation, browse: OpenSite
) -> None:
    secret = ContactValues(kind="phone", value="+223 70 11 22 33", visibility="members")
    fill_sheet(member, contacts=(secret,))
    assert not browse().get(ADDRESS).find_all("form", method="post")


def test_what_it_publishes_comes_recordings_first(
    people: People, browse: OpenSite, member: Organisation
) -> None:
    for kind in (ItemKind.DOCUMENT, ItemKind.RECORDING):
        item = make_item(people.editor, people.organisation, kind=kind, title=f"Un {kind}")
        publish(item, people.editor)
    titles = [text_of(h) for h in browse().get("/en/directory/rejefpo").find_all("h2")]
    assert titles[-2:] == ["Recordings", "Documents"]


def test_a_former_address_leads_to_the_page_it_is_now(
    member: Organisation, browse: OpenSite
) -> None:
    db.session.add(FormerOrganisationSlug(slug="old", organisation_id=member.id))
    db.session.commit()
    response = browse().client.get("/en/directory/old?page=2")
    assert (response.status_code, response.location) == (301, f"{ADDRESS}?page=2")


def _give_logo(organisation: Organisation, author: User) -> File:
    picture = io.BytesIO(make_image("PNG", (64, 64)))
    organisation.logo = receive_file(picture, name="logo.png", uploader=author)
    db.session.commit()
    return organisation.logo


def test_a_logo_is_shown_once_it_is_clean_and_never_as_it_was_sent(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    file = _give_logo(member, people.editor)
    address = f"/logos/olddf/{file.id}"
    assert not browse().get(ADDRESS).find_all("img")
    assert browse().status_of(address) == 404
    give_clean_copy(file)
    file.state = FileState.DONE
    file.copy_for(Purpose.CLEAN).sha256 = _store_other(people.editor)
    db.session.commit()
    assert browse().get(ADDRESS).find("img").get("src", "").startswith(f"{address}?v=")
    response = browse().client.get(address)
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data == make_image("PNG", (32, 32))


def _store_other(author: User) -> str:
    """Bytes unlike those that were sent, as cleaning leaves them."""
    stream = io.BytesIO(make_image("PNG", (32, 32)))
    other = receive_file(stream, name="clean.png", uploader=author)
    db.session.commit()
    return other.sha256


def test_the_logo_of_what_is_hidden_is_hidden(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    file = _give_logo(member, people.editor)
    give_clean_copy(file)
    file.state = FileState.DONE
    member.visibility = Visibility.ORGANISATION
    db.session.commit()
    assert browse().status_of(f"/logos/olddf/{file.id}") == 404
    assert browse().status_of(f"/logos/rejefpo/{file.id}") == 404
