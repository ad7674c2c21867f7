"""The same bytes sent twice: one file, whichever way they come, and told where else they are."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import pytest

from portal.auth.models import User
from portal.content.models import Revision
from portal.extensions import db
from portal.library.models import Item
from portal.media import storage
from portal.media.models import File
from portal.uploads.models import Upload
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item, publish

Browse = Callable[[User | None], Browser]

CONTENT = "Les femmes de Ségou demandent la terre.".encode()
KNOWN = "This record has this file already: “\u2068note.txt\u2069”."


def send_form(browser: Browser, item: Item, content: bytes = CONTENT, **fields: str) -> str:
    """Send a file as a form without JavaScript does; return the page that follows."""
    desk = f"/en/desk/items/{item.id}"
    sent = {"file": (BytesIO(content), "note.txt"), **fields}
    answer = browser.post(f"{desk}/files", sent, on=desk)
    assert answer.status_code == 303
    return browser.get(answer.location).text


def send_upload(browser: Browser, item: Item, content: bytes = CONTENT, **fields: str) -> str:
    """Send a file as upload.js does; return the page that follows."""
    page = browser.get(f"/en/desk/items/{item.id}")
    form = page.find("form", enctype="multipart/form-data")
    said = [f"filename {b64encode(b'note.txt').decode()}"]
    if "replaces" in fields:
        said.append(f"replaces {b64encode(fields['replaces'].encode()).decode()}")
    answer = browser.client.post(
        form.get("data-upload", ""),
        data=content,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": ",".join([form.get("data-record", ""), *said]),
            "Content-Type": "application/offset+octet-stream",
            "X-CSRFToken": page.csrf_token,
        },
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["Upload-State"] == "delivered"
    return browser.get(f"/en/desk/items/{item.id}").text


DOORS = [send_form, send_upload]
Send = Callable[..., str]


@pytest.fixture
def item(people: People) -> Item:
    return make_item(people.contributor, people.organisation)


@pytest.mark.parametrize("send", DOORS)
def test_the_same_file_sent_twice_is_one(
    item: Item, people: People, browse: Browse, send: Send
) -> None:
    browser = browse(people.contributor)
    send(browser, item)
    revisions = db.session.query(Revision).count()
    page = send(browser, item)
    db.session.expire_all()
    assert [file.name for file in item.files] == ["note.txt"]
    assert db.session.query(File).count() == 1
    assert db.session.query(Revision).count() == revisions
    assert storage.find_bytes(item.files[0].sha256).read_bytes() == CONTENT
    assert db.session.query(Upload).filter_by(file_id=None).count() == (send is send_upload)
    if send is send_form:
        assert KNOWN in page


def test_a_form_with_the_same_file_twice_adds_one(
    item: Item, people: People, browse: Browse
) -> None:
    browser, desk = browse(people.contributor), f"/en/desk/items/{item.id}"
    files = [(BytesIO(CONTENT), "note.txt"), (BytesIO(CONTENT), "copie.txt")]
    page = browser.get(browser.post(f"{desk}/files", {"file": files}, on=desk).location)
    db.session.expire_all()
    assert [file.name for file in item.files] == ["note.txt"]
    assert KNOWN in page.text


@pytest.mark.parametrize("send", DOORS)
def test_a_file_is_not_replaced_by_itself_nor_by_another_of_the_record(
    item: Item, people: People, browse: Browse, send: Send
) -> None:
    browser = browse(people.contributor)
    send(browser, item)
    send(browser, item, b"Une autre note.")
    before = [(file.id, file.sha256) for file in item.files]
    field = "replaced_id" if send is send_form else "replaces"
    for file_id, _sha256 in before:
        send(browser, item, **{field: str(file_id)})
        db.session.expire_all()
        assert [(file.id, file.sha256) for file in item.files] == before


@pytest.mark.parametrize("send", DOORS)
def test_the_same_bytes_elsewhere_are_told_to_whoever_may_know_of_them(
    item: Item, people: People, browse: Browse, send: Send
) -> None:
    other = make_item(people.contributor, people.organisation, title="Plaidoyer de Kayes")
    hidden = make_item(people.administrator, None, title="Brouillon des autres")
    send_form(browse(people.contributor), other)
    send_form(browse(people.administrator), hidden)
    page = send(browse(people.contributor), item)
    assert "The same file is part of these records too:" in page
    assert "Plaidoyer de Kayes" in page
    assert "Brouillon des autres" not in page
    assert db.session.query(File).count() == 3
    db.session.expire_all()
    publish(other, people.editor)
    listed = browse(people.contributor).get(f"/en/desk/items/{item.id}")
    assert f"/en/library/{other.slug}" in listed.links()
