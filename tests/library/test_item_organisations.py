"""Items and the organisations behind them: who is named to whom, and what follows a change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.auth.models import RoleName, User
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.content.revisions import StaleSaveError, list_revisions
from portal.directory.models import Organisation
from portal.directory.queries import get_known_organisation
from portal.directory.signals import organisations_merged
from portal.directory.values import values_of as sheet_of
from portal.directory.writing import record_change, write_sheet
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, today
from portal.library.forms import ItemForm
from portal.library.indexing import KIND, load_documents
from portal.library.models import Item, ItemOrganisation
from portal.library.services import edit_item
from portal.library.values import values_of
from portal.search.comparison import compare_index
from portal.search.index import Query, find
from portal.search.indexer import index_waiting, rebuild_index
from portal.search.models import OutboxEntry
from portal.vocabulary.places import load_places
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import make_item, make_organisation, make_user, publish

OpenSite = Callable[..., Browser]
Crowd = dict[str | None, User | None]
Seen = tuple[Visibility, set[str | None]]

NAME, ACRONYM = "Association Sabugnuma", "SABU"


@pytest.fixture
def publisher(people: People) -> Organisation:
    return make_organisation("sabu", name=NAME, acronym=ACRONYM)


@pytest.fixture
def item(people: People, publisher: Organisation) -> Item:
    """A published item of two organisations; only one of them changes."""
    ids = (people.organisation.id, publisher.id)
    item = make_item(people.editor, people.organisation, organisation_ids=ids, domains=("vbg",))
    return publish(item, people.editor)


@pytest.fixture
def her(publisher: Organisation) -> User:
    return make_user("her", RoleName.EDITOR, publisher)


@pytest.fixture
def crowd(people: People, her: User) -> Crowd:
    """Everybody who may come by, by login; a visitor has none."""
    users = (her, people.editor, people.stranger, people.administrator)
    return {None: None, **{user.login: user for user in users}}


def change(organisation: Organisation, **values: object) -> None:
    """Save the sheet, as its services do."""
    write_sheet(organisation, replace(sheet_of(organisation), **values), load_places())
    record_change(organisation, author=None, action=Action.EDIT)
    db.session.commit()


def says_name(page: str) -> bool:
    return NAME in page or ACRONYM in page


@pytest.mark.parametrize(
    "seen",
    [
        (Visibility.PUBLIC, {None, "her", "editor", "stranger", "administrator"}),
        (Visibility.MEMBERS, {"her", "editor", "stranger", "administrator"}),
        (Visibility.ORGANISATION, {"her", "administrator"}),
    ],
)
def test_an_item_names_its_organisations_to_those_who_may_know_them(
    item: Item, publisher: Organisation, crowd: Crowd, browse: OpenSite, seen: Seen
) -> None:
    visibility, who = seen
    change(publisher, visibility=visibility)
    rebuild_index()
    for login, viewer in crowd.items():
        browser = browse(viewer)
        page = browser.get(f"/fr/library/{item.slug}")
        assert says_name(page.text) is (login in who), login
        assert ("/fr/directory/sabu" in page.links()) is (login in who), login
        assert "/fr/directory/rejefpo" in page.links()
        if login not in who:
            for address in ("/fr/library/", "/fr/library/?all=organisation", "/fr/"):
                text = browser.get(address).text
                assert not says_name(text), (login, address)
                assert 'value="sabu"' not in text


@pytest.mark.parametrize("state", ["draft", "unlisted"])
def test_nobody_is_told_of_an_organisation_that_is_not_listed(
    people: People, item: Item, publisher: Organisation, browse: OpenSite, state: str
) -> None:
    if state == "draft":
        publisher.status = Status.DRAFT
    change(publisher, is_unlisted=state == "unlisted")
    index_waiting()
    for viewer in (None, people.editor, people.administrator):
        for address in (f"/fr/library/{item.slug}", "/fr/library/?all=organisation"):
            assert not says_name(browse(viewer).get(address).text)
    assert find(Query(text=NAME, records=(KIND,))).total == 0


def test_an_organisation_that_the_directory_hides_by_age_is_named_without_a_link(
    item: Item, publisher: Organisation, browse: OpenSite
) -> None:
    publisher.checked_on = today() - timedelta(days=4000)
    db.session.commit()
    page = browse().get(f"/fr/library/{item.slug}")
    assert NAME in page.text
    assert "/fr/directory/sabu" not in page.links()


def test_a_card_names_the_owner_and_another_publisher_when_she_may_not_be_named(
    people: People, item: Item, browse: OpenSite
) -> None:
    card = text_of(browse().get("/fr/library/").find("li", class_="entry"))
    assert people.organisation.acronym in card
    change(people.organisation, is_unlisted=True)
    assert ACRONYM in text_of(browse().get("/fr/library/").find("li", class_="entry"))


def test_items_beside_it_do_not_tell_what_a_hidden_organisation_publishes(
    people: People, item: Item, publisher: Organisation, browse: OpenSite
) -> None:
    other = make_item(people.stranger, get_known_organisation("other"))
    edit_item(
        other,
        replace(
            values_of(other),
            title="Une voisine",
            organisation_ids=(*values_of(other).organisation_ids, publisher.id),
        ),
        author=people.stranger,
        version=other.version,
    )
    publish(other, people.stranger)
    assert "Une voisine" in browse().get(f"/fr/library/{item.slug}").text
    change(publisher, is_unlisted=True)
    assert "Une voisine" not in browse().get(f"/fr/library/{item.slug}").text


@pytest.mark.parametrize(
    "case",
    [
        (Visibility.PUBLIC, Visibility.PUBLIC, True),
        (Visibility.PUBLIC, Visibility.MEMBERS, False),
        (Visibility.MEMBERS, Visibility.MEMBERS, True),
        (Visibility.MEMBERS, Visibility.ORGANISATION, False),
        (Visibility.ORGANISATION, Visibility.MEMBERS, True),
        (Visibility.ORGANISATION, Visibility.ORGANISATION, False),
    ],
)
def test_the_index_names_only_what_all_finders_of_an_item_may_know(
    people: People,
    item: Item,
    publisher: Organisation,
    case: tuple[Visibility, Visibility, bool],
) -> None:
    item_is_for, body_is_for, is_named = case
    values = replace(values_of(item), visibility=item_is_for)
    edit_item(item, values, author=people.editor, version=item.version)
    change(publisher, visibility=body_is_for)
    [document] = load_documents([item.id])
    assert (f"{NAME} ({ACRONYM})" in document.keywords) is is_named
    assert ("sabu" in document.facets["organisation"]) is is_named
    assert "rejefpo" in document.facets["organisation"]


def test_an_item_for_its_people_alone_names_their_own_organisation(
    people: People, publisher: Organisation, her: User
) -> None:
    change(publisher, visibility=Visibility.ORGANISATION)
    own = publish(make_item(her, publisher, visibility=Visibility.ORGANISATION), her)
    [document] = load_documents([own.id])
    assert document.facets["organisation"] == ("sabu",)


def test_a_changed_name_is_found_in_the_items(item: Item, publisher: Organisation) -> None:
    index_waiting()
    change(publisher, name="Association Jigiya")
    waiting = db.session.scalars(select(OutboxEntry.object_id).where(OutboxEntry.kind == KIND))
    assert list(waiting) == [item.id]
    index_waiting()
    assert find(Query(text="jigiya", records=(KIND,))).total == 1
    assert find(Query(text="sabugnuma", records=(KIND,))).total == 0
    assert compare_index().count == 0


def test_a_draft_does_not_wait_for_the_index(people: People, publisher: Organisation) -> None:
    make_item(
        people.editor,
        people.organisation,
        organisation_ids=(people.organisation.id, publisher.id),
    )
    index_waiting()
    change(publisher, name="Association Jigiya")
    waiting = db.session.scalars(select(OutboxEntry.kind))
    assert KIND not in list(waiting)


def test_the_form_offers_whom_she_may_know_and_keeps_the_others(
    people: People, item: Item, publisher: Organisation, browse: OpenSite
) -> None:
    editor = browse(people.editor)
    form = f"/fr/desk/items/{item.id}/edit"
    assert NAME in editor.get(form).text
    change(publisher, is_unlisted=True)
    page = editor.get(form)
    assert not says_name(page.text)
    sent = {
        "version": str(item.version),
        "kind": "document",
        "title": "Un autre titre",
        "language_code": "fra",
        "rights": "unknown",
        "visibility": "public",
        "owner_id": str(people.organisation.id),
    }
    assert editor.post(form, sent).status_code == 303
    db.session.refresh(item)
    assert item.title == "Un autre titre"
    assert item.publishers == [publisher]


def test_she_may_always_name_her_own_organisation(
    app: Flask, publisher: Organisation, her: User
) -> None:
    publisher.status = Status.DRAFT
    db.session.commit()
    with app.test_request_context("/fr/"):
        form = ItemForm(user=her)
        assert publisher.id in dict(form.organisations.choices)
        assert publisher.id in dict(form.owner_id.choices)


def merge(kept: Organisation, former: Organisation) -> None:
    organisations_merged.send(kept_id=kept.id, former_id=former.id)
    db.session.flush()
    db.session.expire_all()
    db.session.delete(former)
    db.session.commit()


def test_items_follow_their_organisation_into_another(
    people: People, item: Item, publisher: Organisation, her: User
) -> None:
    own = make_item(her, publisher, title="La sienne")
    both = item
    alone = publish(make_item(her, publisher, organisation_ids=(publisher.id,)), her)
    untouched = make_item(people.editor, people.organisation, organisation_ids=())
    seen, kept = both.version, people.organisation
    before = untouched.version
    values = values_of(both)
    merge(kept, publisher)
    assert own.owner_id == alone.owner_id == kept.id
    assert own.publishers == both.publishers == alone.publishers == [kept]
    assert untouched.version == before
    links = select(func.count()).select_from(ItemOrganisation)
    assert db.session.scalar(links) == 3
    with pytest.raises(StaleSaveError):
        edit_item(both, values, author=people.editor, version=seen)
    assert list_revisions("item", both.id)[0].author_id is None
    index_waiting()
    results = find(Query(records=(KIND,)))
    assert dict(results.facets["organisation"]) == {"rejefpo": 2}
    assert not [key for key in compare_index().stale if key.startswith(KIND)]


def test_nothing_of_a_merge_that_fails_stays(
    item: Item, people: People, publisher: Organisation
) -> None:
    organisations_merged.send(kept_id=people.organisation.id, former_id=publisher.id)
    db.session.rollback()
    assert {body.slug for body in item.publishers} == {"rejefpo", "sabu"}


def save(item: Item, author: User, *publishers: Organisation) -> list[Organisation]:
    """Save a record with these publishers, and return those it has then."""
    ids = tuple(sorted(one.id for one in publishers))
    values = replace(values_of(item), organisation_ids=ids)
    edit_item(item, values, author=author, version=item.version)
    return item.publishers


def test_editor_names_others_beside_an_organisation_of_hers(
    people: People, publisher: Organisation
) -> None:
    draft = make_item(people.editor, people.organisation)
    both = save(draft, people.editor, people.organisation, publisher)
    assert set(both) == {people.organisation, publisher}
    assert save(draft, people.editor, people.organisation) == [people.organisation]
    with pytest.raises(InvalidError) as refused:
        save(draft, people.editor, publisher)
    assert set(refused.value.problems) == {"organisations"}
    with pytest.raises(InvalidError):
        make_item(people.editor, people.organisation, organisation_ids=(publisher.id,))


def test_administrator_names_any_organisation(people: People, publisher: Organisation) -> None:
    change(publisher, is_unlisted=True)
    draft = make_item(people.editor, people.organisation)
    assert save(draft, people.administrator, publisher) == [publisher]


def test_service_refuses_publishers_that_the_author_cannot_know_of(
    people: People, item: Item, publisher: Organisation
) -> None:
    change(publisher, is_unlisted=True)
    draft = make_item(people.editor, people.organisation)
    with pytest.raises(NotAllowedError):
        save(draft, people.editor, people.organisation, publisher)
    with pytest.raises(NotAllowedError):  # nor does she take one away of which she cannot know
        save(item, people.editor, people.organisation)
    assert set(item.publishers) == {people.organisation, publisher}


def test_form_creates_a_record_with_its_publishers(
    people: People, publisher: Organisation, browse: OpenSite
) -> None:
    editor = browse(people.editor)
    sent = {
        "kind": "document",
        "title": "Un plaidoyer commun",
        "language_code": "fra",
        "rights": "unknown",
        "visibility": "public",
        "owner_id": str(people.organisation.id),
        "organisations": [str(publisher.id)],
    }
    address = "/en/desk/items/new"
    refused = editor.post(address, sent)
    assert refused.status_code == 422
    assert "Tick one of your own organisations" in refused.text
    sent["organisations"] = [str(people.organisation.id), str(publisher.id)]
    assert editor.post(address, sent).status_code == 303
    made = db.session.scalars(select(Item).where(Item.title == "Un plaidoyer commun")).one()
    assert set(made.publishers) == {people.organisation, publisher}


def test_form_refuses_a_publisher_that_it_does_not_offer(
    people: People, item: Item, publisher: Organisation, browse: OpenSite
) -> None:
    change(publisher, is_unlisted=True)
    form = f"/en/desk/items/{make_item(people.editor, people.organisation).id}/edit"
    sent = {"kind": "document", "title": "Note", "organisations": [str(publisher.id)]}
    answer = browse(people.editor).post(form, sent)
    assert answer.status_code == 422
    assert "Choose from the answers that are offered." in answer.text
    assert not says_name(answer.text)
