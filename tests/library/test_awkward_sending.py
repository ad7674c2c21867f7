"""Awkward files sent through the desk: each is answered with a page, and its record still opens."""

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.extensions import db
from portal.library.models import Item
from portal.media.models import File
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import make_item
from tests.media.awkward_files import AWKWARD_FILES

Browse = Callable[..., Browser]

DRAWERS = 8
LARGEST = 400_000  # what the client of these tests sends without a file of its own


@pytest.mark.parametrize("drawer", range(DRAWERS))
def test_whatever_is_sent_is_answered_and_the_record_still_opens(
    people: People, browse: Browse, drawer: int
) -> None:
    browser, kept = browse(people.contributor), 0
    for awkward in AWKWARD_FILES[drawer::DRAWERS]:
        content = awkward.make()
        if len(content) > LARGEST:
            continue
        item = make_item(people.contributor, people.organisation)
        is_taken = send(browser, item, content, name_as_browsers_send_it(awkward.name))
        assert awkward.ends - {"refused"} if is_taken else "refused" in awkward.ends, awkward.case
        kept += is_taken
        db.session.rollback()
        assert db.session.query(File).count() == kept, awkward.case


def name_as_browsers_send_it(name: str) -> str:
    """HTML, 4.10.21.8: what would end a header is written in percents."""
    known = name.encode(errors="replace").decode()
    return known.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def send(browser: Browser, item: Item, content: bytes, name: str) -> bool:
    """Send a file as a form does, and tell whether it was taken; if not, why is on the page."""
    desk = f"/en/desk/items/{item.id}"
    answer = browser.post(f"{desk}/files", {"file": (BytesIO(content), name)}, on=desk)
    assert answer.status_code in {303, 422}, name
    is_taken = answer.status_code == 303
    assert is_taken or "Please check these points:" in Page(answer).text
    browser.get(desk)
    return is_taken
