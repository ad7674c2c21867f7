"""Organisations on a record, each with what it has to do with it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import RoleName
from portal.content.revisions import StaleSaveError
from portal.directory.models import Organisation
from portal.directory.signals import organisations_merged
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db
from portal.library.comparison import compare_versions
from portal.library.importing import Outcome, import_items
from portal.library.indexing import load_documents
from portal.library.models import Item, OrganisationRole
from portal.library.publishers import list_by_role, list_publishers
from portal.library.services import edit_item
from portal.library.values import values_of
from portal.search.indexer import rebuild_index
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import make_item, make_organisation, make_user, publish

OpenSite = Callable[..., Browser]
OTHERS = tuple(role for role in OrganisationRole if role is not OrganisationRole.PUBLISHER)
HEADINGS = {
    OrganisationRole.PUBLISHER: "Published by",
    OrganisationRole.PARTNER: "Produced with",
    OrganisationRole.SPEAKER: "Speaks in it",
    OrganisationRole.SUBJECT: "Is spoken of",
    OrganisationRole.FUNDER: "Funded by",
}


@pytest.fixture
def other(people: People) -> Organisation:
    """First of the alphabet, so that no order of names helps the publisher."""
    return make_organisation("aaa", name="Aaa, une association", acronym="AAA")


@pytest.fixture
def item(people: People, other: Organisation) -> Item:
    """A record of one publisher, with another organisation in every other role."""
    item = make_item(
        people.editor,
        people.organisation,
        other_organisations=tuple((other.id, role) for role in OTHERS),
    )
    return publish(item, people.editor)


def test_a_card_names_who_publishes_and_the_page_says_what_each_does(
    item: Item, browse: OpenSite
) -> None:
    card = text_of(browse().get("/en/library/").find("li", class_="entry"))
    assert "REJEFPO" in card
    assert "AAA" not in card
    page = browse().get(f"/en/library/{item.slug}")
    facts = dict(zip(page.find_all("dt"), page.find_all("dd"), strict=True))
    said = {text_of(name): text_of(terms) for name, terms in facts.items()}
    for role, heading in HEADINGS.items():
        name = "jeunes femmes" if role is OrganisationRole.PUBLISHER else "Aaa"
        assert name in said[heading]


def test_machines_are_told_what_each_organisation_does(item: Item, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}")
    said = json.loads(text_of(page.find("script", type="application/ld+json")))
    names = {
        key: [one["name"] for one in said[key]]
        for key in ("publisher", "contributor", "about", "funder")
    }
    ours, other = "Réseau des jeunes femmes leaders", "Aaa, une association"
    assert names["publisher"] == [ours]
    assert {*names["contributor"], *names["about"], *names["funder"]} == {other}


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_makes_a_card_name_an_organisation(
    people: People, other: Organisation, browse: OpenSite, role: OrganisationRole
) -> None:
    owner = people.organisation
    draft = make_item(people.editor, owner, other_organisations=((other.id, role),))
    publish(draft, people.editor)
    assert "AAA" not in text_of(browse().get("/en/library/").find("li", class_="entry"))
    assert [one.organisation for one in list_publishers(draft, viewer=None)] == [owner]
    assert [one.organisation for one in list_by_role(draft, viewer=None)[role]] == [other]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_names_another_organisation_in_any_role_without_publishing_herself(
    people: People, other: Organisation, role: OrganisationRole
) -> None:
    with pytest.raises(InvalidError) as refused:
        make_item(
            people.editor,
            people.organisation,
            organisation_ids=(),
            other_organisations=((other.id, role),),
        )
    assert set(refused.value.problems) == {"organisations"}


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_names_an_organisation_of_which_she_cannot_know(
    people: People, other: Organisation, role: OrganisationRole
) -> None:
    other.is_unlisted = True
    db.session.commit()
    with pytest.raises(NotAllowedError):
        make_item(people.editor, people.organisation, other_organisations=((other.id, role),))


def test_a_role_changes_nothing_about_who_may_edit(
    people: People, other: Organisation, item: Item, browse: OpenSite
) -> None:
    guest = make_user("guest", RoleName.EDITOR, other)
    assert browse(guest).status_of(f"/en/desk/items/{item.id}") == 404


@pytest.mark.parametrize("role", OrganisationRole)
def test_the_facet_has_those_who_made_it_and_search_finds_all(
    people: People, other: Organisation, role: OrganisationRole
) -> None:
    is_publisher = role is OrganisationRole.PUBLISHER
    ids = (people.organisation.id, *((other.id,) if is_publisher else ()))
    others = () if is_publisher else ((other.id, role),)
    made = make_item(
        people.editor, people.organisation, organisation_ids=ids, other_organisations=others
    )
    (document,) = load_documents([publish(made, people.editor).id])
    is_maker = role in {OrganisationRole.PUBLISHER, OrganisationRole.PARTNER}
    assert ("aaa" in document.facets["organisation"]) is is_maker
    assert other.full_name in document.keywords


def test_the_page_of_an_organisation_keeps_what_it_publishes_apart(
    people: People, other: Organisation, browse: OpenSite
) -> None:
    for title, role in (("Avec elle", OrganisationRole.PARTNER), ("Sur elle", "subject")):
        roles = ((other.id, OrganisationRole(role)),)
        draft = make_item(
            people.editor, people.organisation, title=title, other_organisations=roles
        )
        publish(draft, people.editor)
    rebuild_index()
    text = browse().get("/en/directory/aaa").text
    assert text.index("Avec elle") < text.index("In the records of others")
    assert text.index("In the records of others") < text.index("Sur elle")


def test_the_form_keeps_changes_and_removes_roles_without_javascript(
    people: People, other: Organisation, item: Item, browse: OpenSite
) -> None:
    editor = browse(people.editor)
    address = f"/en/desk/items/{item.id}/edit"
    sent = {
        "version": str(item.version),
        "kind": "document",
        "title": item.title,
        "language_code": "fra",
        "rights": "unknown",
        "visibility": "public",
        "owner_id": str(people.organisation.id),
        "organisations": [str(people.organisation.id)],
        "others-0-organisation": str(other.id),
        "others-0-role": "",
    }
    refused = editor.post(address, sent)
    assert refused.status_code == 422
    assert "Choose what each organisation has to do" in refused.text
    sent |= {"others-0-role": "funder", "others-1-organisation": "", "others-1-role": "speaker"}
    assert editor.post(address, sent).status_code == 303
    db.session.refresh(item)
    assert values_of(item).other_organisations == ((other.id, OrganisationRole.FUNDER),)
    assert item.publishers == [people.organisation]
    assert db.session.scalar(select(Item.version)) == item.version


def test_the_form_refuses_publishing_as_another_role(
    people: People, other: Organisation, item: Item, browse: OpenSite
) -> None:
    page = browse(people.editor).get(f"/en/desk/items/{item.id}/edit")
    menus = [one for one in page.find_all("select") if one.get("name", "").endswith("-role")]
    roles = [one for one in menus if one.get("name", "").startswith("others")]
    offered = {option.get("value") for menu in roles for option in menu.iter("option")}
    assert offered == {"", *OTHERS}


def test_an_unknown_organisation_stays_in_its_role_whoever_saves(
    people: People, other: Organisation, item: Item, browse: OpenSite
) -> None:
    other.is_unlisted = True
    db.session.commit()
    page = browse(people.editor).get(f"/en/desk/items/{item.id}/edit")
    assert "Aaa" not in page.text
    values = replace(values_of(item), title="Un autre titre")
    edit_item(item, values, author=people.editor, version=item.version)
    assert {role for _id, role in values_of(item).other_organisations} == set(OTHERS)


def test_a_merge_keeps_every_role_once(people: People, other: Organisation, item: Item) -> None:
    kept = make_organisation("kept", name="Celle qui reste")
    values = values_of(item)
    roles = (*values.other_organisations, (kept.id, OrganisationRole.FUNDER))
    edit_item(
        item,
        replace(values, other_organisations=roles),
        author=people.administrator,
        version=item.version,
    )
    organisations_merged.send(kept_id=kept.id, former_id=other.id)
    db.session.commit()
    assert values_of(item).other_organisations == tuple(sorted((kept.id, role) for role in OTHERS))


def test_two_versions_are_compared_in_words(
    app: Flask, people: People, other: Organisation, item: Item
) -> None:
    values = replace(values_of(item), other_organisations=())
    with pytest.raises(StaleSaveError) as stale:
        edit_item(item, values, author=people.editor, version=item.version - 1)
    with app.test_request_context("/en/"):
        (difference,) = compare_versions(stale.value, user=people.editor)
        assert "Aaa, une association (AAA) (Funded by)" in difference.current
    assert difference.submitted == ""


def test_an_import_reads_roles_and_leaves_brackets_in_names(
    people: People, other: Organisation, tmp_path: Path
) -> None:
    named = make_organisation("essai", name="Essai (démonstration)")
    path = tmp_path / "items.csv"
    head = "identifier,kind,title,organisations\n"
    path.write_text(
        head + 'a,document,Un,"rejefpo|Aaa, une association (funder)|Essai (démonstration)"\n'
    )
    (line,) = import_items(path)
    assert line.outcome is Outcome.CREATED, line.problems
    item = db.session.scalars(select(Item)).one()
    assert set(item.publishers) == {people.organisation, named}
    assert item.organisations_as(OrganisationRole.FUNDER) == [other]
    assert [one.outcome for one in import_items(path)] == [Outcome.UNCHANGED]
    lines = tmp_path / "items.jsonl"
    wrong = '{"identifier": "b", "kind": "document", "title": "x", "organisations": [%s]}'
    lines.write_text(wrong % '{"name": "aaa", "role": "boss"}')
    (line,) = import_items(lines)
    assert set(line.problems) == {"organisations"}
