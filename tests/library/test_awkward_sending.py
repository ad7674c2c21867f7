"""Awkward files sent through the desk: each is answered with a page, and its record still opens."""

import base64
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


NAMES = [
    (rb"C:\Users\Awa\Bureau\note.txt", "note.txt"),
    (rb"\\serveur\partage\plaidoyer 2023.txt", "plaidoyer 2023.txt"),
    (b"/storage/emulated/0/Download/note.txt", "note.txt"),
    ("Réunion à Ségou.txt".encode("cp1252"), "Réunion à Ségou.txt"),
    ("C:\\Users\\Aïssata\\l’été.txt".encode("cp1252"), "l’été.txt"),
    (b"note \x81.txt", "note \ufffd.txt"),
]
SENT = "Un texte de Ségou."


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_a_name_is_the_last_part_of_a_path_in_any_encoding(
    people: People, browse: Browse, sent: bytes, kept: str
) -> None:
    browser, item = browse(people.contributor), make_item(people.contributor, people.organisation)
    token = browser.get(f"/en/desk/items/{item.id}").csrf_token
    body = b"\r\n".join(
        [
            b"--part",
            b'Content-Disposition: form-data; name="csrf_token"\r\n',
            token.encode(),
            b"--part",
            b'Content-Disposition: form-data; name="file"; filename="%s"' % sent,
            b"Content-Type: text/plain\r\n",
            SENT.encode(),
            b"--part--\r\n",
        ]
    )
    answer = browser.client.post(
        f"/en/desk/items/{item.id}/files",
        data=body,
        content_type="multipart/form-data; boundary=part",
    )
    assert answer.status_code == 303
    assert db.session.query(File).one().name == kept


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_an_upload_names_its_file_likewise(
    people: People, browse: Browse, sent: bytes, kept: str
) -> None:
    browser, item = browse(people.contributor), make_item(people.contributor, people.organisation)
    form = browser.get(f"/en/desk/items/{item.id}").find("form", enctype="multipart/form-data")
    said = f"{form.get('data-record')},filename {base64.b64encode(sent).decode()}"
    answer = browser.client.post(
        form.get("data-upload", ""),
        data=SENT.encode(),
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(SENT.encode())),
            "Upload-Metadata": said,
            "Content-Type": "application/offset+octet-stream",
            "X-CSRFToken": browser.get(f"/en/desk/items/{item.id}").csrf_token,
        },
    )
    assert answer.status_code == 201, answer.text
    assert db.session.query(File).one().name == kept
