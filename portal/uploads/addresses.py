"""Addresses of uploads: whoever knows one may send the bytes that are missing.

An address is made from the id and the nonce of the upload with the key of the site, so
that it can be made again and is kept nowhere. It opens nothing once the upload is cancelled.
"""

import base64
import hashlib
import hmac
import re
import secrets

from flask import current_app

from portal.extensions import db
from portal.uploads.models import Upload

PREFIX = "/uploads/"

_TOKEN = re.compile(r"([1-9][0-9]{0,15})-([A-Za-z0-9_-]{22})\Z")
_MAC_BYTES = 16


def address_of(upload: Upload) -> str:
    """Return the path that is the right to send this upload; keep it out of every log."""
    return f"{PREFIX}{upload.id}-{_mac(upload.id, upload.nonce)}"


def find_by_token(token: str) -> Upload | None:
    """Return the upload that the last part of an address opens, or None for any other."""
    match = _TOKEN.match(token)
    upload = db.session.get(Upload, int(match[1])) if match else None
    if match is None or upload is None:
        return None
    return upload if hmac.compare_digest(_mac(upload.id, upload.nonce), match[2]) else None


def new_nonce() -> str:
    """Return what makes one address unlike all others."""
    return secrets.token_hex(16)


def _mac(upload_id: int, nonce: str) -> str:
    key = str(current_app.secret_key).encode()
    mac = hmac.new(key, f"upload:{upload_id}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:_MAC_BYTES]).decode().rstrip("=")
