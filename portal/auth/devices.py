"""Devices on which a person signed in before, known by a cookie that opens nothing by itself.

The value is a random name and a moment, signed for one account and its present password. It
says nothing of the account to whoever reads the cookie; a new password makes it void. It is
sent to the sign-in pages alone, so it costs and tells nothing on any other page.
"""

import secrets
from collections.abc import Sequence

from flask import Request, current_app
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.wrappers import Response

from portal.auth.models import User
from portal.config import LANGUAGES

COOKIE = "device"
LIFETIME_SECONDS = 365 * 24 * 3600
_SEPARATOR = "~"
_MOST_ACCOUNTS = 4
_LONGEST_VALUE = 100


def read_devices(request: Request) -> list[str]:
    """Return the values in the cookie, one for each account of a shared device."""
    values = request.cookies.get(COOKIE, "").split(_SEPARATOR)
    return [value for value in values if 0 < len(value) <= _LONGEST_VALUE][:_MOST_ACCOUNTS]


def find_device(user: User | None, values: Sequence[str]) -> str | None:
    """Return the name of the device, if one of the values was signed for this account."""
    if user is None:
        return None
    signer = _signer(user)
    for value in values:
        try:
            return signer.unsign(value, max_age=LIFETIME_SECONDS).decode()
        except BadSignature:  # signed for another account, or by nobody
            continue
    return None


def remember_device(response: Response, user: User, values: Sequence[str]) -> None:
    """Give the device its value for this account, and leave it those of other accounts."""
    signer = _signer(user)
    others = [value for value in values if not signer.validate(value)]
    name = find_device(user, values) or secrets.token_urlsafe(12)
    kept = [signer.sign(name).decode(), *others][:_MOST_ACCOUNTS]
    for language in LANGUAGES:
        response.set_cookie(
            COOKIE, _SEPARATOR.join(kept), max_age=LIFETIME_SECONDS, path=f"/{language}/login",
            httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip


def _signer(user: User) -> TimestampSigner:
    return TimestampSigner(
        str(current_app.secret_key), salt=f"device:{user.id}:{user.password_hash}"
    )
