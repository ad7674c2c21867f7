"""Six characters that carry an upload to another device, once."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, update

from portal.auth.models import User
from portal.auth.throttle import (
    count_attempt,
    count_failures,
    household,
    subject_of,
    take_back,
)
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db, now
from portal.uploads.models import HandoverCode, Upload, UploadState

# Without the letters and digits that look or sound like another.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY346789"
LENGTH = 6
LIFETIME = timedelta(minutes=30)

FAILURES_PER_ADDRESS = 10
# From so many failures everywhere, each address has fewer: closing all of them would let
# anybody keep others from using their codes.
ATTACK = 100
FAILURES_UNDER_ATTACK = 2


def issue_code(upload: Upload, user: User) -> str:
    """Return a code for an upload of hers that wants more bytes; older codes of it are void.

    Raises NotFoundError for any other upload.
    """
    if upload.user_id != user.id or upload.state is not UploadState.ARRIVING:
        raise NotFoundError(upload.id)
    db.session.execute(delete(HandoverCode).where(HandoverCode.upload_id == upload.id))
    code = "".join(secrets.choice(ALPHABET) for _character in range(LENGTH))
    db.session.execute(delete(HandoverCode).where(HandoverCode.code_hash == _hash(code)))
    db.session.add(
        HandoverCode(code_hash=_hash(code), upload_id=upload.id, expires_at=now() + LIFETIME)
    )
    db.session.commit()
    return code


def redeem_code(code: str, address: str) -> Upload:
    """Use up a code and return its upload, whose address then serves both devices.

    `address` is that of the visitor. Raises InvalidError for a code that opens nothing,
    TooManyAttemptsError when too many were tried from there.
    """
    all_addresses = subject_of("code")
    is_attacked = count_failures(all_addresses) >= ATTACK
    limit = FAILURES_UNDER_ATTACK if is_attacked else FAILURES_PER_ADDRESS
    attempt = count_attempt(
        {subject_of(f"code:{household(address)}"): limit}, without_limit=[all_addresses]
    )
    code_hash = _hash(_read(code))
    fresh = update(HandoverCode).where(
        HandoverCode.code_hash == code_hash,
        HandoverCode.used_at.is_(None),
        HandoverCode.expires_at > now(),
    )
    used = cast(CursorResult[Any], db.session.execute(fresh.values(used_at=now()))).rowcount
    row = db.session.get(HandoverCode, code_hash) if used else None
    upload = db.session.get(Upload, row.upload_id) if row else None
    if upload is None:
        db.session.rollback()
        sentence = _(
            "This code opens nothing: it may be mistyped, used, or older than half an hour."
        )
        raise InvalidError({"code": sentence})
    take_back(attempt)
    db.session.commit()
    return upload


def _read(text: str) -> str:
    """Return the code that somebody typed: any case, spaces, hyphens, digits of any script."""
    letters = (str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", text))
    return "".join(letter for letter in "".join(letters).upper() if letter.isalnum())


def _hash(code: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"handover:{code}".encode(), hashlib.sha256).hexdigest()
