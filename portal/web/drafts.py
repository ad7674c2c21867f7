"""Drafts of unsaved forms, kept encrypted in the browser by `static/draft.js`."""

import base64
import hmac
import re
from http import HTTPStatus

from flask import Flask, current_app, g, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

SAVED_COOKIE_SECONDS = 24 * 3600

_DRAFT_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)


def derive_draft_key(owner: str) -> str:
    """Return the AES key of the drafts of `owner` in base64: 256 bits, always the same.

    Only pages for the owner may carry it, and no cache may store them.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return base64.b64encode(hmac.digest(secret, f"drafts of {owner}".encode(), "sha256")).decode()


def confirm_draft() -> None:
    """Have the response tell the browser that the words of this form are saved."""
    g.is_draft_saved = True


def confirm_saved_drafts(response: Response) -> Response:
    """Set a cookie that names the draft of an accepted form, so that the browser deletes it.

    Views for signed-in users accept a form by a redirect (303) without a warning.
    """
    draft_id = request.args.get("draft", "") if request.method == "POST" else ""
    if _DRAFT_ID.fullmatch(draft_id) and (g.get("is_draft_saved") or _is_accepted(response)):
        response.set_cookie(
            f"saved-{draft_id}",
            "1",
            max_age=SAVED_COOKIE_SECONDS,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


def _is_accepted(response: Response) -> bool:
    messages = session.get("_flashes", [])
    has_warning = any(category != "done" for category, _message in messages)
    return (
        response.status_code == HTTPStatus.SEE_OTHER
        and current_user.is_authenticated
        and not has_warning
    )


def init_app(app: Flask) -> None:
    """Give templates the key of drafts, and confirm every accepted form."""
    app.jinja_env.globals["derive_draft_key"] = derive_draft_key
    app.after_request(confirm_saved_drafts)
