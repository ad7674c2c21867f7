"""The map of who works where, and the same as a list."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import brotli
import pytest

from portal.directory.overview.towns import HEIGHT, WIDTH, distance, load_towns, project
from portal.directory.register import open_register
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, make_organisation

OpenSite = Callable[..., Browser]

SVG = "{http://www.w3.org/2000/svg}"
MAP = "/en/directory/map"
WIRE_LIMIT = 1500


@pytest.fixture
def works(people: People) -> None:
    """Two organisations in Ségou, one in Gao, one in the whole country."""
    one, other = make_organisation("une"), make_organisation("deux")
    add_work(one, "vbg", "segou")
    add_work(other, "mgf", "segou")
    add_work(other, "vbg", "gao")
    add_work(one, "vbg", "mali")


def points(page: Page) -> dict[str, Element]:
    """Return the links of the map by their accessible name."""
    (drawing,) = page.find_all(f"{SVG}svg", role="group")
    return {text_of(next(link.iter(f"{SVG}title"))): link for link in drawing.iter(f"{SVG}a")}


def listed(page: Page) -> dict[str, str]:
    """Return the addresses of the list under the map by its words."""
    (regions,) = page.find_all("ul", class_="regions")
    return {text_of(link): link.get("href", "") for link in regions.iter("a")}


def test_each_region_is_a_point_that_leads_to_its_organisations(
    works: None, browse: OpenSite
) -> None:
    found = points(browse().get(MAP))
    assert len(found) == 20
    assert list(found)[:2] == ["Ségou: 2 organisations", "Gao: 1 organisation"]
    assert found["Ségou: 2 organisations"].get("href") == "/en/directory/?place=segou"


def test_the_larger_point_has_more_organisations(works: None, browse: OpenSite) -> None:
    found = points(browse().get(MAP))
    circles = [next(link.iter(f"{SVG}circle")) for link in found.values()]
    radii = [float(circle.get("r", "")) for circle in circles]
    assert radii[0] > radii[1] > radii[2] == radii[-1]


def test_where_nobody_works_the_ring_is_empty_and_leads_to_the_region(
    works: None, browse: OpenSite
) -> None:
    link = points(browse().get(MAP))["Kidal: 0 organisations"]
    assert link.get("class") == "none"
    assert link.get("href") == "/en/places/kidal"


def test_the_same_stands_in_a_list(works: None, browse: OpenSite) -> None:
    page = browse().get(MAP)
    assert list(listed(page).values()) == [link.get("href") for link in points(page).values()]
    assert "Kidal 0" in listed(page)


def test_work_for_the_whole_country_is_said_in_words(works: None, browse: OpenSite) -> None:
    page = browse().get(MAP)
    assert "1 organisation works for the whole country" in page.text
    assert "/en/directory/?place=whole-mali" in page.links()


def test_a_domain_narrows_the_map(works: None, browse: OpenSite) -> None:
    page = browse().get(f"{MAP}?domain=mgf")
    found = points(page)
    assert next(iter(found)) == "Ségou: 1 organisation"
    assert found["Ségou: 1 organisation"].get("href") == "/en/directory/?domain=mgf&place=segou"
    (chosen,) = [option for option in page.find_all("option") if "selected" in option.attrib]
    assert chosen.get("value") == "mgf"


def test_what_is_not_chosen_here_goes_along(people: People, browse: OpenSite) -> None:
    page = browse().get(f"{MAP}?place=gao&domain=vbg&domain=mgf&kind=network&q=eau")
    hidden = {(one.get("name"), one.get("value")) for one in page.find_all("input", type="hidden")}
    assert hidden == {("place", "gao"), ("domain", "vbg"), ("domain", "mgf"), ("q", "eau")}
    assert "/en/directory/map?q=eau&domain=mgf&place=gao&kind=network" in page.links()


def test_what_is_chosen_is_never_folded_away(people: People, browse: OpenSite) -> None:
    browser = browse()
    (folded,) = browser.get(MAP).find_all("details", class_="refine")
    (opened,) = browser.get(f"{MAP}?kind=network").find_all("details", class_="refine")
    assert "open" in opened.attrib
    assert "open" not in folded.attrib


def test_what_a_form_sends_empty_stays_out_of_the_address(works: None, browse: OpenSite) -> None:
    asked = f"{MAP}?domain=vbg&kind=&network=&status="
    answer = browse().client.get(asked, headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == f"{MAP}?domain=vbg"


def test_htmx_gets_the_map_alone_and_new_ways(works: None, browse: OpenSite) -> None:
    answer = browse().client.get(f"{MAP}?domain=vbg", headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    assert text.startswith('<hx-partial id="ways">')
    assert "/en/directory/gaps?domain=vbg" in text
    assert "<h1" not in text


@pytest.mark.parametrize(
    "address", ["/fr/directory/map", "/ar/directory/map?domain=vbg&kind=network"]
)
def test_the_drawing_is_light(works: None, browse: OpenSite, address: str) -> None:
    text = browse().get(address).text
    drawing = text[text.index("<svg viewBox") : text.index("</svg>", text.index("<svg viewBox"))]
    assert len(brotli.compress(drawing.encode(), quality=5)) <= WIRE_LIMIT


def test_every_region_has_its_chief_town_inside_the_frame(people: People) -> None:
    assert {region.slug for region in open_register(None).regions} == set(load_towns())
    for town in load_towns().values():
        across, down = project(town)
        assert 0 < across < WIDTH
        assert 0 < down < HEIGHT


def test_distances_are_those_of_the_earth() -> None:
    towns = load_towns()
    assert 200 < distance(towns["bamako"], towns["segou"]) < 225
    assert distance(towns["gao"], towns["gao"]) == 0


def test_an_empty_register_has_a_map_too(people: People, browse: OpenSite) -> None:
    page = browse().get(MAP)
    assert len(points(page)) == 20
    assert "0 organisations at work" in page.text
