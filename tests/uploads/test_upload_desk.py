"""The desk's list of uploads, the codes that open one elsewhere, and several files in one form."""

import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

import brotli
import pytest
from flask import Flask

from portal.auth.models import User
from portal.extensions import db
from portal.library.models import Item
from portal.uploads.models import Upload, UploadState
from portal.web.assets import Assets
from tests.browser import Browser, text_of
from tests.conftest import People

Browse = Callable[[User | None], Browser]

CLIENT_BYTES = 2_300
TEXT = b"Le plaidoyer des femmes de Kayes. " * 4_000


def begin(browser: Browser, item: Item, *, name: str = "note.txt", size: int = len(TEXT)) -> str:
    """Announce an upload as upload.js does, and return its address."""
    form = browser.get(f"/en/desk/items/{item.id}").find("form", enctype="multipart/form-data")
    called = b64encode(name.encode()).decode()
    answer = browser.client.post(
        form.get("data-upload", ""),
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": f"{form.get('data-record')},filename {called}",
            "X-CSRFToken": form.find("input[@name='csrf_token']").get("value", ""),
        },
    )
    assert answer.status_code == 201, answer.text
    return answer.location


def send(browser: Browser, address: str, content: bytes, *, offset: int = 0) -> int:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    return browser.client.patch(address, data=content, headers=headers).status_code


def only_upload() -> Upload:
    db.session.expire_all()
    return db.session.query(Upload).one()


def code_of(browser: Browser, upload: Upload) -> str:
    answer = browser.post(f"/en/desk/uploads/{upload.id}/code", on="/en/desk/uploads/")
    assert answer.status_code == 200
    found = re.search(r"<strong>([A-Z0-9]{3}-[A-Z0-9]{3})</strong>", answer.text)
    assert found
    return found[1]


def test_the_client_of_uploads_is_small(app: Flask) -> None:
    assets: Assets = app.extensions["assets"]
    script = (assets.target / assets.names["upload.js"]).read_bytes()
    assert len(brotli.compress(script, quality=11)) <= CLIENT_BYTES


def test_the_desk_lists_what_the_server_holds(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    address = begin(browser, item, name="Ɲɛtaa ani حقوق.txt")
    send(browser, address, TEXT[: len(TEXT) // 2])
    page = browser.get("/en/desk/uploads/")
    assert "Ɲɛtaa ani حقوق.txt" in page.text
    assert "50 % – 68 kB of 136 kB" in page.text
    assert f"/en/desk/items/{item.id}" in page.links()
    links = [text_of(link) for link in browser.get("/en/desk/").root.iter("a")]
    assert "Uploads in progress 1" in links
    assert "no-store" in page.response.headers["Cache-Control"]


def test_with_nothing_under_way_the_list_says_so(people: People, browse: Browse) -> None:
    page = browse(people.contributor).get("/en/desk/uploads/")
    assert "Nothing is on its way." in page.text


def test_an_upload_is_gone_on_with_from_the_desk(
    people: People, browse: Browse, item: Item
) -> None:
    browser = browse(people.contributor)
    address = begin(browser, item)
    page = browser.get(f"/en/desk/uploads/{only_upload().id}")
    form = page.find("form", class_="sheet")
    assert form.get("data-address") == address
    assert form.get("data-size") == str(len(TEXT))
    send(browser, address, TEXT)
    assert only_upload().state is UploadState.DELIVERED
    answer = browser.client.get(f"/en/desk/uploads/{only_upload().id}")
    assert answer.location == "/en/desk/uploads/"
    assert "In its record" in browser.get("/en/desk/uploads/").text
    assert [file.name for file in item.files] == ["note.txt"]


def test_an_upload_is_cancelled(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    address = begin(browser, item)
    upload = only_upload()
    answer = browser.post(f"/en/desk/uploads/{upload.id}/cancel", on="/en/desk/uploads/")
    assert answer.status_code == 303
    assert "cancelled" in browser.get("/en/desk/uploads/").text
    assert db.session.query(Upload).count() == 0
    assert send(browser, address, TEXT) == 404


def test_what_is_refused_says_why(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    send(browser, begin(browser, item, name="song.exe", size=5_000), b"MZ\x90\x00" + bytes(4_996))
    page = browser.get("/en/desk/uploads/")
    assert "Not taken" in page.text
    assert "This is a program." in page.text


def test_a_delivery_is_tried_again(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    address = begin(browser, item)
    owner_id, item.owner_id = item.owner_id, None
    db.session.commit()
    send(browser, address, TEXT)
    page = browser.get("/en/desk/uploads/")
    assert "Arrived, not yet in its record" in page.text
    assert "you can no longer change the record" in page.text
    db.session.expire_all()
    item.owner_id = owner_id
    db.session.commit()
    browser.post(f"/en/desk/uploads/{only_upload().id}/retry", on="/en/desk/uploads/")
    assert only_upload().state is UploadState.DELIVERED


@pytest.mark.parametrize("step", ["", "/code", "/cancel", "/retry"])
def test_the_uploads_of_others_are_not_found(
    people: People, browse: Browse, item: Item, step: str
) -> None:
    begin(browse(people.contributor), item)
    address = f"/en/desk/uploads/{only_upload().id}{step}"
    for person in (people.editor, people.stranger):
        browser = browse(person)
        if step:
            assert browser.post(address, on="/en/desk/items/new").status_code == 404
        else:
            assert browser.status_of(address) == 404
    visitor = browse(None)
    if step:
        assert visitor.post(address, on="/en/login").status_code == 401
    else:
        assert visitor.client.get(address).location.startswith("/en/login")
    assert db.session.query(Upload).count() == 1


def test_a_code_opens_an_upload_once_without_an_account(
    people: People, browse: Browse, item: Item
) -> None:
    owner, other = browse(people.contributor), browse(None)
    address = begin(owner, item)
    code = code_of(owner, only_upload())
    answer = other.post("/en/uploads/code", {"code": f" {code.lower().replace('-', ' ')} "})
    assert answer.status_code == 303
    assert answer.location == "/en/uploads/finish", "histories and logs keep addresses of pages"
    page = other.get(answer.location)
    assert page.find("form", class_="sheet").get("data-address") == address
    assert "no-store" in page.response.headers["Cache-Control"]
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    assert "/desk/" not in page.text
    again = other.post("/en/uploads/code", {"code": code})
    assert again.status_code == 422
    assert "This code opens nothing" in again.text
    send(other, address, TEXT)
    assert "You can close this page." in other.get(answer.location).text
    third = browse(None).client.get(answer.location)
    assert third.location == "/en/uploads/code", "the code was given on another device"


@pytest.mark.parametrize("code", ["", "ABC-DEF", "x" * 5_000, "لا شيء", "' or 1=1 --"])
def test_a_wrong_code_is_explained(browse: Browse, code: str) -> None:
    answer = browse(None).post("/en/uploads/code", {"code": code})
    assert answer.status_code == 422
    assert 'class="mend"' in answer.text


def test_codes_cannot_be_guessed_for_long(browse: Browse) -> None:
    browser = browse(None)
    answers = [browser.post("/en/uploads/code", {"code": f"AC{n}"}) for n in range(30)]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].text


@pytest.mark.parametrize("token", ["1-aaaaaaaaaaaaaaaaaaaaaa", "x", "1-", "%00"])
def test_an_address_that_was_made_up_opens_nothing(browse: Browse, token: str) -> None:
    assert browse(None).status_of(f"/en/uploads/{token}") == 404
    visitor = browse(None)
    with visitor.client.session_transaction() as kept:
        kept["handed_over"] = token
    assert visitor.client.get("/en/uploads/finish").location == "/en/uploads/code"


def test_the_way_to_codes_is_shown_where_people_sign_in(browse: Browse) -> None:
    visitor = browse(None)
    assert "/en/uploads/code" in visitor.get("/en/login").links()
    assert visitor.get("/en/uploads/code").title == "I have a code for an upload"


def post_files(browser: Browser, item: Item, *files: tuple[str, bytes], **fields: str) -> Any:
    content = [(BytesIO(content), name) for name, content in files]
    on = f"/en/desk/items/{item.id}"
    return browser.post(f"{on}/files", {"file": content, **fields}, on=on)


def test_several_files_are_sent_without_javascript(
    people: People, browse: Browse, item: Item
) -> None:
    browser = browse(people.contributor)
    answer = post_files(browser, item, ("one.txt", b"A first text."), ("two.txt", b"A second."))
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert page.text.count("has arrived and is being read") == 2
    db.session.expire_all()
    assert [file.name for file in item.files] == ["one.txt", "two.txt"]


def test_one_refused_file_does_not_hold_back_the_others(
    people: People, browse: Browse, item: Item
) -> None:
    browser = browse(people.contributor)
    answer = post_files(
        browser,
        item,
        ("one.txt", b"A first text."),
        ("song.exe", b"MZ\x90\x00" + bytes(100)),
        ("empty.pdf", b""),
        ("two.txt", b"A second."),
    )
    assert answer.status_code == 422
    assert answer.text.count("has arrived and is being read") == 2
    for words in ("song.exe", "This is a program.", "empty.pdf", "This file is empty"):
        assert words in answer.text
    db.session.expire_all()
    assert [file.name for file in item.files] == ["one.txt", "two.txt"]


def test_two_files_cannot_take_the_place_of_one(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    post_files(browser, item, ("one.txt", b"A first text."))
    db.session.expire_all()
    replaced = str(item.files[0].id)
    files = (("two.txt", b"A second."), ("three.txt", b"A third."))
    answer = post_files(browser, item, *files, replaces=replaced)
    assert answer.status_code == 422
    assert "Only one file can take the place of another." in answer.text
    db.session.expire_all()
    assert [file.name for file in item.files] == ["one.txt"]
