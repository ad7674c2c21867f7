"""Passes to the contacts of one organisation, given for the deliberate step, good for a while.

A pass stands in the address, so that Back, a reload and a second tab work, and nothing is
kept of whoever asks. How many a line gets is limited: a robot that takes the step gathers
slowly, a town behind one address does not feel it.
"""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.auth.models import User
from portal.auth.throttle import count_attempt, household, subject_of

LIFETIME = timedelta(minutes=30)
PASSES_PER_HOUSEHOLD = 40
PASSES_PER_PERSON = 200


def give_pass(slug: str, *, viewer: User | None, address: str) -> str:
    """Return a pass to the contacts of an organisation, or raise TooManyAttemptsError.

    `address` is that of the visitor; whoever has signed in is counted for herself.
    """
    if viewer:
        count_attempt({subject_of(f"contacts of user:{viewer.id}"): PASSES_PER_PERSON})
    else:
        count_attempt({subject_of(f"contacts:{household(address)}"): PASSES_PER_HOUSEHOLD})
    return _serializer().dumps(slug)


def is_pass(text: str, slug: str) -> bool:
    """Tell whether `text` is a pass to the contacts of this organisation, and still good."""
    try:
        opened = _serializer().loads(text, max_age=int(LIFETIME.total_seconds()))
    except BadData:
        return False
    return bool(opened == slug)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="contacts")
