import pytest

from portal.content.lifecycle import STEPS, Action, WrongStatusError, list_actions, next_status
from portal.content.models import Revision, Status
from portal.content.revisions import changed_fields, list_revisions, record_revision
from portal.extensions import db
from tests.conftest import People


def test_a_draft_goes_through_review_to_the_public() -> None:
    status = next_status(Status.DRAFT, Action.SUBMIT)
    assert next_status(status, Action.PUBLISH) is Status.PUBLISHED


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", STEPS)
def test_a_step_starts_only_where_it_may(status: Status, action: Action) -> None:
    if status in STEPS[action].sources:
        assert next_status(status, action) is STEPS[action].target
    else:
        with pytest.raises(WrongStatusError):
            next_status(status, action)


def test_a_contributor_may_only_submit() -> None:
    offered = {action for status in Status for action in list_actions(status, can_review=False)}
    assert offered == {Action.SUBMIT}


def test_no_step_but_publishing_leads_to_the_public() -> None:
    leading = {action for action, step in STEPS.items() if step.target is Status.PUBLISHED}
    assert leading == {Action.PUBLISH}


def test_revisions_are_numbered_and_say_what_changed(people: People) -> None:
    for title in ("One", "Two"):
        record_revision(
            "thing", 7, author=people.editor, action=Action.EDIT, snapshot={"title": title, "n": 1}
        )
        db.session.commit()
    newest, oldest = list_revisions("thing", 7)
    assert (oldest.number, oldest.changed_fields) == (1, ["title", "n"])
    assert (newest.number, newest.changed_fields) == (2, ["title"])
    assert newest.snapshot == {"title": "Two", "n": 1}
    assert newest.author is people.editor


def test_an_edit_that_changes_nothing_leaves_no_revision(people: People) -> None:
    for _time in range(2):
        record_revision(
            "thing", 7, author=people.editor, action=Action.EDIT, snapshot={"title": "Same"}
        )
        db.session.commit()
    assert db.session.query(Revision).count() == 1


def test_changed_fields_keep_the_order_of_the_record() -> None:
    assert changed_fields({"a": 1, "b": 2}, {"b": 3, "a": 1, "c": 4}) == ["b", "c"]


def test_a_field_that_older_revisions_lack_is_unchanged_while_it_is_empty() -> None:
    assert changed_fields({"a": 1}, {"a": 1, "new": []}) == []
    assert changed_fields({"a": 1}, {"a": 1, "new": [2]}) == ["new"]
    assert changed_fields({}, {"a": "", "new": []}) == ["a", "new"]
