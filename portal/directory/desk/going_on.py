"""Where somebody goes on after she changed something about a sheet."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from portal.auth.identity import signed_in_user
from portal.directory.desk import listing
from portal.directory.policy import edit_scope
from portal.errors import NotFoundError


def go_on(organisation_id: int, address: str) -> Response:
    """Lead to an address of a sheet; to the desk, when what she did took the sheet from her."""
    is_hers = edit_scope(signed_in_user()).covers(organisation_id)
    return redirect(address if is_hers else url_for("sheets.index"), HTTPStatus.SEE_OTHER)


def go_on_to_proposal(proposal_id: int) -> Response:
    """Lead to a proposal; to the desk, when it is gone or about no sheet of hers any longer."""
    try:
        listing.get_proposal(proposal_id, user=signed_in_user())
    except NotFoundError:
        return redirect(url_for("sheets.index"), HTTPStatus.SEE_OTHER)
    address = url_for("proposals.show", proposal_id=proposal_id)
    return redirect(address, HTTPStatus.SEE_OTHER)
