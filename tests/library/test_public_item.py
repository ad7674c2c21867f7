"""The page of an item: what it is, its files, and what lies beside it."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from portal.content.models import Status
from portal.extensions import db, run_pending
from portal.library.attachments import attach_file, erase_file
from portal.library.models import ContributorRole, Item, ItemKind, Rights
from portal.library.services import edit_item
from portal.library.values import values_of
from portal.media.models import Family, FileState
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.media.media_samples import make_image

OpenSite = Callable[..., Browser]

TEXT = "Première page de la note.\n\n" + "La cotisation est notée le jour même. " * 20


@pytest.fixture
def item(people: People) -> Item:
    item = make_item(
        people.editor,
        people.organisation,
        title="Note sur la cotisation",
        summary="Deux pages pour convaincre.",
        body="# Note\n\nUn **texte** [utile](https://example.org).",
        date="2023-05",
        rights=Rights.CC_BY,
        domains=("participation-politique", "vbg"),
        places=("kayes",),
        contributors=(("Dr Harira Cissé", ContributorRole.FACILITATOR),),
    )
    return publish(item, people.editor)


def facts(page: Page) -> dict[str, str]:
    return {
        text_of(line.find("dt")): text_of(line.find("dd"))  # type: ignore[arg-type]
        for line in page.find("dl")
    }


def test_everything_known_of_an_item_is_said(item: Item, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}")
    assert page.title == "Note sur la cotisation"
    said = facts(page)
    assert said["Who"] == "Dr Harira Cissé (Facilitator)"
    assert said["When"] == "May 2023"
    assert said["Where"] == "Kayes"
    assert "CC BY" in said["Rights"]
    assert {"/en/places/kayes", "/en/domains/vbg"} <= set(page.links())
    assert "/en/directory/rejefpo" in page.links()


def test_an_unknown_date_is_said_too(people: People, browse: OpenSite) -> None:
    item = publish(make_item(people.editor, people.organisation), people.editor)
    assert facts(browse().get(f"/en/library/{item.slug}"))["When"] == "Unknown date"


def test_content_carries_its_own_language(item: Item, browse: OpenSite) -> None:
    assert browse().get(f"/ar/library/{item.slug}").find("h1").get("lang") == "fr"
    assert browse().get(f"/fr/library/{item.slug}").find("h1").get("lang") is None


def test_arabic_text_runs_right_to_left_on_a_french_page(people: People, browse: OpenSite) -> None:
    item = make_item(
        people.editor, people.organisation, title="مذكرة", body="نص", language_code="ara"
    )
    publish(item, people.editor)
    prose = browse().get(f"/fr/library/{item.slug}").find("div", class_="prose")
    assert (prose.get("dir"), prose.get("lang")) == ("rtl", "ar")


def test_the_text_is_markdown_made_harmless(people: People, browse: OpenSite) -> None:
    body = "<script>alert(1)</script> [x](javascript:alert(1)) **gras**"
    item = publish(make_item(people.editor, people.organisation, body=body), people.editor)
    page = browse().get(f"/en/library/{item.slug}")
    assert "<strong>gras</strong>" in page.text
    assert "<script>alert" not in page.text
    assert not [link for link in page.links() if link.startswith("javascript")]


def test_a_long_text_opens_here_and_goes_on_in_reading_mode(
    people: People, browse: OpenSite
) -> None:
    body = "\n\n".join(f"Paragraphe {number}. " + "mot " * 100 for number in range(20))
    item = publish(make_item(people.editor, people.organisation, body=body), people.editor)
    page = browse().get(f"/en/library/{item.slug}")
    assert "Paragraphe 0." in page.text
    assert "Paragraphe 19." not in page.text
    assert f"/en/library/{item.slug}/read" in page.links()


def test_a_file_says_its_format_length_and_size_before_the_click(
    item: Item, people: People, browse: OpenSite
) -> None:
    file = attach_file(item, BytesIO(TEXT.encode()), name="note.txt", author=people.editor)
    run_pending()
    db.session.rollback()
    assert file.state is FileState.DONE
    page = browse().get(f"/en/library/{item.slug}")
    line = text_of(page.find("li", class_="file"))
    assert "note.txt" in line
    assert "Plain text · 1 page" in line
    assert f"/files/{file.id}/clean/note.txt" in page.links()
    assert f"/en/library/{item.slug}/read?file={file.id}" in page.links()


def test_another_picture_has_another_address_after_the_first_was_erased(
    people: People, browse: OpenSite
) -> None:
    """A browser may keep the picture of an address."""
    draft = make_item(people.editor, people.organisation, title="Affiche")
    shown = set()
    for width in (120, 200):
        content = make_image("JPEG", size=(width, 90))
        file = attach_file(draft, BytesIO(content), name="affiche.jpg", author=people.editor)
        agree(file, people.editor)
        if draft.status is Status.DRAFT:
            publish(draft, people.editor)
        run_pending()
        db.session.expire_all()
        page = browse().get(f"/fr/library/{draft.slug}")
        shown.add(page.find("li", class_="file").find("img").get("src", ""))
        erase_file(draft, file.id, author=people.editor)
    assert len(shown) == 2


def test_a_recording_plays_in_the_page_and_downloads_as_a_plain_link(
    people: People, browse: OpenSite
) -> None:
    item = make_item(people.editor, people.organisation, kind=ItemKind.RECORDING)
    file = attach_file(item, BytesIO(TEXT.encode()), name="voix.mp3", author=people.editor)
    file.family, file.format, file.duration = Family.AUDIO, "mp3", 47.0
    agree(give_clean_copy(file), people.editor)
    publish(item, people.editor)
    page = browse().get(f"/en/library/{item.slug}")
    player = page.find("audio")
    assert player.get("preload") == "none"
    address = f"/files/{file.id}/clean/voix.mp3"
    assert [source.get("src") for source in player.iter("source")] == [address]
    assert address in page.links()
    assert "47 seconds" in page.text
    assert "player." in page.text


def test_only_pages_with_sound_load_the_player(item: Item, browse: OpenSite) -> None:
    assert "player." not in browse().get(f"/en/library/{item.slug}").text


def test_neighbours_share_a_domain_or_an_organisation_and_appear_once(
    item: Item, people: People, browse: OpenSite
) -> None:
    for title, domains in (("Même domaine", ("vbg",)), ("Même maison", ())):
        publish(
            make_item(people.editor, people.organisation, title=title, domains=domains),
            people.editor,
        )
    make_item(people.editor, people.organisation, title="Brouillon", domains=("vbg",))
    page = browse().get(f"/en/library/{item.slug}")
    assert [text_of(title) for title in page.find_all("h3")] == ["Même domaine", "Même maison"]


def test_an_old_address_leads_to_the_new_one_with_its_parameters(
    item: Item, people: People, browse: OpenSite
) -> None:
    old = item.slug
    renamed = replace(values_of(item), title="Autre titre")
    edit_item(item, renamed, author=people.editor, version=item.version)
    response = browse().client.get(f"/en/library/{old}/read?page=2&_external=1")
    assert response.status_code == 301
    assert response.location == f"/en/library/{item.slug}/read?page=2&_external=1"


@pytest.mark.parametrize("address", ["/en/library/unknown", "/en/library/unknown/read"])
def test_an_unknown_item_is_a_page_that_helps(browse: OpenSite, address: str) -> None:
    assert "/en/library/" in browse().get(address, status=404).links()


def test_a_draft_is_nobody_elses_to_see(people: People, browse: OpenSite) -> None:
    draft = make_item(people.editor, people.organisation)
    for user in (None, people.stranger):
        browse(user).get(f"/en/library/{draft.slug}", status=404)
        browse(user).get(f"/en/library/{draft.slug}/read", status=404)
