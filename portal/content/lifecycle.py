"""The publishing life cycle: which step leads from which status to which."""

from dataclasses import dataclass
from enum import StrEnum

from portal.content.models import Status
from portal.errors import PortalError


class Action(StrEnum):
    """What a person does to a record; each leaves a revision under its name."""

    CREATE = "create"
    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    RESTORE = "restore"
    IMPORT = "import"
    CHECK = "check"
    REMOVE = "remove"


class WrongStatusError(PortalError):
    """The step does not start from where the record stands now."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status: where it starts, where it ends, who may take it."""

    sources: frozenset[Status]
    target: Status
    is_review: bool
    needs_reason: bool = False


STEPS: dict[Action, Step] = {
    Action.SUBMIT: Step(frozenset({Status.DRAFT}), Status.SUBMITTED, is_review=False),
    Action.PUBLISH: Step(
        frozenset({Status.DRAFT, Status.SUBMITTED}), Status.PUBLISHED, is_review=True
    ),
    Action.RETURN: Step(
        frozenset({Status.SUBMITTED, Status.PUBLISHED}),
        Status.DRAFT,
        is_review=True,
        needs_reason=True,
    ),
    Action.ARCHIVE: Step(
        frozenset({Status.DRAFT, Status.SUBMITTED, Status.PUBLISHED}),
        Status.ARCHIVED,
        is_review=True,
    ),
    Action.RESTORE: Step(frozenset({Status.ARCHIVED}), Status.DRAFT, is_review=True),
}


def next_status(status: Status, action: Action) -> Status:
    """Return where `action` leads from `status`, or raise WrongStatusError."""
    step = STEPS[action]
    if status not in step.sources:
        raise WrongStatusError
    return step.target


def list_actions(status: Status, *, can_review: bool) -> list[Action]:
    """Return the steps open to this person from this status, in their usual order."""
    return [
        action
        for action, step in STEPS.items()
        if status in step.sources and (can_review or not step.is_review)
    ]
