"""What others may do with a record is chosen by a person, never taken from a list."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.config import LANGUAGES
from portal.content.models import Status
from portal.errors import InvalidError
from portal.extensions import db
from portal.library.importing import Outcome, import_items
from portal.library.models import Item, Rights
from portal.library.services import edit_item
from portal.library.values import ItemValues, values_of
from portal.library.words import RIGHTS_MEANINGS
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import make_item, publish

OpenSite = Callable[..., Browser]

SENT = {
    "kind": "document",
    "title": "Paroles de Fanta",
    "language_code": "fra",
    "visibility": "public",
    "rights": "not-chosen",
}
TOLD = {"fr": "ce choix n’est pas encore fait", "en": "nobody has chosen yet", "ar": "لم يُحدَّد"}


@pytest.fixture
def draft(people: People) -> Item:
    return make_item(people.editor, people.organisation, rights=Rights.NOT_CHOSEN)


def test_a_new_record_has_no_rights_until_somebody_chooses() -> None:
    assert ItemValues(kind="document", title="x").rights is Rights.NOT_CHOSEN
    assert Item(title="x").rights in {None, Rights.NOT_CHOSEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_a_new_record_chooses_no_rights_and_explains_each(
    people: People, browse: OpenSite, language: str
) -> None:
    page = browse(people.contributor).get(f"/{language}/desk/items/new")
    buttons = {one.get("value"): one for one in page.find_all("input", name="rights")}
    assert buttons.keys() == set(Rights)
    assert [value for value, one in buttons.items() if "checked" in one.attrib] == ["not-chosen"]
    explained = page.find("fieldset", id="rights").iter("span")
    hints = [text_of(one) for one in explained if one.get("class") == "hint"]
    assert len(set(hints)) == len(RIGHTS_MEANINGS) == len(Rights)


def test_a_draft_is_kept_without_and_publishing_asks_at_the_field(
    people: People, browse: OpenSite
) -> None:
    editor = browse(people.editor)
    sent = {**SENT, "owner_id": str(people.organisation.id)}
    assert editor.post("/fr/desk/items/new", sent).status_code == 303
    draft = db.session.scalars(select(Item)).one()
    assert draft.rights is Rights.NOT_CHOSEN
    for language, sentence in TOLD.items():
        shown = f"/{language}/desk/items/{draft.id}"
        answer = editor.post(f"{shown}/publish", on=shown)
        assert answer.status_code == 303
        page = editor.get(answer.location)
        assert answer.location.endswith("#rights")
        assert sentence in text_of(page.find("fieldset", id="rights"))
        assert 'href="#rights"' in page.text
        assert draft.status is Status.DRAFT
    chosen = {**sent, "rights": "cc-by-nc", "version": str(draft.version)}
    assert editor.post(f"/fr/desk/items/{draft.id}/edit", chosen).status_code == 303
    shown = f"/fr/desk/items/{draft.id}"
    editor.post(f"{shown}/publish", on=shown)
    db.session.refresh(draft)
    assert (draft.status, draft.rights) == (Status.PUBLISHED, Rights.CC_BY_NC)


def test_the_page_of_a_draft_says_what_is_missing(
    people: People, draft: Item, browse: OpenSite
) -> None:
    page = browse(people.editor).get(f"/en/desk/items/{draft.id}")
    assert f"/en/desk/items/{draft.id}/edit?publish=1#rights" in page.links()


def test_nothing_published_loses_its_rights(people: People, draft: Item) -> None:
    with pytest.raises(InvalidError) as refused:
        publish(draft, people.editor)
    assert set(refused.value.problems) == {"rights"}
    published = publish(make_item(people.editor, people.organisation), people.editor)
    values = values_of(draft)
    with pytest.raises(InvalidError):
        edit_item(published, values, author=people.editor, version=published.version)


@pytest.mark.parametrize("cell", ["", None, "not-chosen"])
def test_an_import_without_rights_is_a_draft_or_refused(
    people: People, tmp_path: Path, cell: str | None
) -> None:
    columns = "identifier,kind,title,status" + (",rights" if cell is not None else "")
    end = "" if cell is None else f",{cell}"
    path = tmp_path / "items.csv"
    path.write_text(f"{columns}\nd1,document,Un,draft{end}\np1,document,Deux,published{end}\n")
    kept, refused = import_items(path)
    assert (kept.outcome, refused.outcome) == (Outcome.CREATED, Outcome.REFUSED)
    assert set(refused.problems) == {"rights"}
    assert [item.rights for item in db.session.scalars(select(Item))] == [Rights.NOT_CHOSEN]


def test_an_empty_cell_leaves_the_rights_that_are_there(people: People, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    row = "identifier,kind,title,status,rights\np1,document,Deux,published,"
    path.write_text(row + "cc-by-sa\n")
    list(import_items(path))
    path.write_text(row + "\n")
    (line,) = import_items(path)
    assert line.outcome is Outcome.UNCHANGED
    assert db.session.scalars(select(Item.rights)).one() is Rights.CC_BY_SA
