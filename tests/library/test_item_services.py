from dataclasses import replace

import pytest

from portal.auth.models import RoleName
from portal.auth.services import grant_role
from portal.content.lifecycle import Action, WrongStatusError
from portal.content.models import Status
from portal.content.revisions import StaleSaveError, list_revisions
from portal.directory.queries import get_known_organisation
from portal.errors import InvalidError, NotAllowedError, NotFoundError
from portal.extensions import db
from portal.library import queries
from portal.library.models import ContributorRole, Item
from portal.library.services import edit_item, take_step
from portal.library.values import values_of
from portal.search.models import OutboxEntry
from tests.conftest import People
from tests.factories import make_item, publish


def test_a_contributor_writes_a_draft_that_nobody_else_sees(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    assert item.status is Status.DRAFT
    for viewer in (None, people.stranger, people.contributor):
        with pytest.raises(NotFoundError):
            queries.get_item(item.slug, viewer=viewer)


def test_a_contributor_cannot_publish(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    with pytest.raises(NotAllowedError):
        take_step(item, Action.PUBLISH, actor=people.contributor)


def test_an_editor_publishes_for_her_organisation(people: People) -> None:
    item = publish(make_item(people.contributor, people.organisation), people.editor)
    assert item.status is Status.PUBLISHED
    assert item.published_at
    assert queries.get_item(item.slug, viewer=None) is item


def test_an_editor_of_another_organisation_can_do_nothing(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    for action in (Action.SUBMIT, Action.PUBLISH, Action.ARCHIVE):
        with pytest.raises(NotAllowedError):
            take_step(item, action, actor=people.stranger)
    with pytest.raises(NotFoundError):
        queries.get_desk_item(item.id, user=people.stranger)
    with pytest.raises(NotFoundError):
        queries.get_editable_item(item.id, editor=people.stranger)


def test_a_contributor_no_longer_edits_what_she_submitted(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    take_step(item, Action.SUBMIT, actor=people.contributor)
    with pytest.raises(NotFoundError):
        queries.get_editable_item(item.id, editor=people.contributor)
    assert queries.get_editable_item(item.id, editor=people.editor) is item


def test_returning_needs_a_reason_and_keeps_it(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    take_step(item, Action.SUBMIT, actor=people.contributor)
    with pytest.raises(InvalidError):
        take_step(item, Action.RETURN, actor=people.editor, reason="  ")
    take_step(item, Action.RETURN, actor=people.editor, reason="Le titre manque de clarté.")
    assert item.status is Status.DRAFT
    assert list_revisions("item", item.id)[0].note == "Le titre manque de clarté."


def test_archiving_takes_an_item_from_the_public(people: People) -> None:
    item = publish(make_item(people.contributor, people.organisation), people.editor)
    take_step(item, Action.ARCHIVE, actor=people.editor)
    with pytest.raises(NotFoundError):
        queries.get_item(item.slug, viewer=people.administrator)


def test_a_step_that_does_not_start_here_is_refused(people: People) -> None:
    item = publish(make_item(people.contributor, people.organisation), people.editor)
    with pytest.raises(WrongStatusError):
        take_step(item, Action.SUBMIT, actor=people.contributor)


def test_nobody_writes_for_an_organisation_that_is_not_hers(people: People) -> None:
    with pytest.raises(NotAllowedError):
        make_item(people.stranger, people.organisation)


def test_every_change_is_a_revision_with_author_and_fields(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    values = values_of(item)
    changed = replace(values, summary="Plus clair.")
    edit_item(item, changed, author=people.editor, version=item.version)
    newest, oldest = list_revisions("item", item.id)
    assert (oldest.action, oldest.author) == ("create", people.contributor)
    assert (newest.action, newest.author) == ("edit", people.editor)
    assert newest.changed_fields == ["summary"]
    assert newest.snapshot["summary"] == "Plus clair."


def test_a_stale_save_is_refused_with_both_versions(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    seen = item.version
    values = values_of(item)
    first = replace(values, summary="La première.")
    edit_item(item, first, author=people.editor, version=seen)
    second = replace(values, summary="La seconde.")
    with pytest.raises(StaleSaveError) as refused:
        edit_item(item, second, author=people.contributor, version=seen)
    assert refused.value.current["summary"] == "La première."
    assert refused.value.submitted["summary"] == "La seconde."
    assert refused.value.differing_fields == ["summary"]
    assert db.session.get(Item, item.id).summary == "La première."


def test_a_new_title_gives_a_new_address_and_the_old_one_still_leads_there(
    people: People,
) -> None:
    item = publish(
        make_item(people.contributor, people.organisation, title="Ancien titre"), people.editor
    )
    values = values_of(item)
    renamed = replace(values, title="Nouveau titre")
    edit_item(item, renamed, author=people.editor, version=item.version)
    assert item.slug == "nouveau-titre"
    assert queries.find_current_slug("ancien-titre", viewer=None) == "nouveau-titre"
    edit_item(item, values, author=people.editor, version=item.version)
    assert item.slug == "ancien-titre"
    assert queries.find_current_slug("nouveau-titre", viewer=None) == "ancien-titre"


def test_two_items_of_one_title_have_two_addresses(people: People) -> None:
    slugs = {make_item(people.contributor, people.organisation).slug for _time in range(3)}
    assert slugs == {"note-de-plaidoyer", "note-de-plaidoyer-2", "note-de-plaidoyer-3"}


def test_members_and_organisation_visibility_are_kept(people: People) -> None:
    for visibility, allowed in (
        ("members", {"contributor", "stranger", "administrator"}),
        ("organisation", {"contributor", "administrator"}),
    ):
        item = publish(
            make_item(people.editor, people.organisation, visibility=visibility), people.editor
        )
        for name in ("contributor", "stranger", "administrator"):
            assert _sees(item, getattr(people, name)) is (name in allowed)
        assert not _sees(item, None)


def test_contributors_are_named_in_order_with_their_roles(people: People) -> None:
    named = (("Fanta", ContributorRole.SPEAKER), ("Aïssata", ContributorRole.TRANSLATOR))
    item = make_item(people.contributor, people.organisation, contributors=named)
    assert [(c.name, c.role) for c in item.contributors] == list(named)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "  "), ("title", "x" * 301), ("date", "12/05/2023"), ("summary", "x" * 2001)],
)
def test_what_cannot_be_kept_is_refused_field_by_field(
    people: People, field: str, value: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        make_item(people.contributor, people.organisation, **{field: value})
    assert set(refused.value.problems) == {field}
    assert db.session.query(Item).count() == 0


def test_every_change_waits_for_the_index(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    assert {(entry.kind, entry.object_id) for entry in db.session.query(OutboxEntry)} == {
        ("item", item.id)
    }


def _sees(item: Item, viewer: object) -> bool:
    try:
        queries.get_item(item.slug, viewer=viewer)
    except NotFoundError:
        return False
    return True


def test_nobody_publishes_a_version_she_has_not_read(people: People) -> None:
    item = make_item(people.contributor, people.organisation)
    read = item.version
    changed = replace(values_of(item), summary="Une phrase de dernière minute.")
    edit_item(item, changed, author=people.contributor, version=read)
    with pytest.raises(StaleSaveError):
        take_step(item, Action.PUBLISH, actor=people.editor, version=read)
    assert item.status is Status.DRAFT
    take_step(item, Action.PUBLISH, actor=people.editor, version=item.version)


def test_a_published_record_moves_only_to_an_organisation_she_reviews(people: People) -> None:
    item = publish(make_item(people.contributor, people.organisation), people.editor)
    other = get_known_organisation("other")
    grant_role(people.editor, RoleName.CONTRIBUTOR, other.id)
    moved = replace(values_of(item), owner_id=other.id)
    with pytest.raises(NotAllowedError):
        edit_item(item, moved, author=people.editor, version=item.version)
    grant_role(people.editor, RoleName.EDITOR, other.id)
    edit_item(item, moved, author=people.editor, version=item.version)
    assert item.owner is other
