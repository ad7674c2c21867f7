"""What a messenger shows of a link: tags and picture, read by a parser that is not ours."""

import io
from collections.abc import Callable

import extruct
import pytest
from PIL import Image

from portal.library.models import ItemKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import fill_sheet, make_item, publish

OpenSite = Callable[..., Browser]

SITE = "http://localhost"


@pytest.fixture
def addresses(people: People) -> dict[str, str]:
    """A page of each kind, with what its preview has to say."""
    fill_sheet(people.organisation, missions={"fr": "Former de jeunes femmes leaders."})
    item = make_item(
        people.editor,
        people.organisation,
        kind=ItemKind.REPORT,
        title="Compte rendu & « bilan » <2023>",
        summary="Trois panels et cinq recommandations.",
        body="Un texte à lire. " * 200,
        date="2023-05",
        domains=("vbg",),
    )
    publish(item, people.editor)
    return {
        "/fr/": "Documents, rapports d’atelier",
        "/fr/library/": "Documents, rapports d’atelier",
        f"/fr/library/{item.slug}": "Trois panels et cinq recommandations.",
        f"/fr/library/{item.slug}/read": "Un texte à lire.",
        "/fr/directory/": "Plateformes, alliances et réseaux",
        "/fr/directory/rejefpo": "Former de jeunes femmes leaders.",
        "/fr/directory/map": "région",
        "/fr/directory/matrix": "organisation",
        "/fr/directory/gaps": "région",
        "/fr/domains/vbg": "Violences basées sur le genre",
        "/fr/places/segou": "Ségou",
        "/ar/places/segou": "سيغو",
    }


def read_tags(browser: Browser, address: str) -> dict[str, str]:
    html = browser.client.get(address).text
    (found,) = extruct.extract(html, syntaxes=["opengraph"], uniform=False)["opengraph"]
    return dict(found["properties"])


def test_every_page_has_a_face(browse: OpenSite, addresses: dict[str, str]) -> None:
    for address, words in addresses.items():
        tags = read_tags(browse(), address)
        assert tags["og:url"] == SITE + address
        assert words in tags["og:description"], address
        assert tags["og:title"]
        assert tags["og:type"] in {"website", "article", "profile"}
        assert tags["og:site_name"] == "Musoya"
        assert tags["og:image"].startswith(f"{SITE}/")
        answer = browse().client.get(tags["og:image"].removeprefix(SITE))
        assert (answer.status_code, answer.mimetype) == (200, "image/png"), address
        assert len(answer.data) <= 40_000
        with Image.open(io.BytesIO(answer.data)) as picture:
            size = (int(tags["og:image:width"]), int(tags["og:image:height"]))
            assert picture.size == size == (1200, 630)
        page = browse().get(address)
        assert page.find("meta", name="twitter:card").get("content") == "summary_large_image"


def test_title_arrives_as_it_was_written(browse: OpenSite, addresses: dict[str, str]) -> None:
    (address,) = (one for one in addresses if "compte-rendu" in one and "read" not in one)
    assert "Compte rendu & «\N{NO-BREAK SPACE}bilan" in read_tags(browse(), address)["og:title"]


def test_tags_stand_before_the_styles(browse: OpenSite, addresses: dict[str, str]) -> None:
    for address in addresses:
        html = browse().client.get(address).text
        assert html.index('property="og:image"') < html.index("<style>")
