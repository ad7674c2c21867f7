"""Guessing, stealing and lying: addresses, codes, names."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal.auth.models import LoginFailure
from portal.auth.throttle import TooManyAttemptsError
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db, now
from portal.library.models import Item
from portal.uploads.addresses import address_of
from portal.uploads.codes import ALPHABET, issue_code, redeem_code
from portal.uploads.models import HandoverCode, Upload
from portal.uploads.queries import get_own_upload, list_uploads
from portal.uploads.services import cancel_upload
from tests.conftest import People
from tests.uploads.conftest import TEXT, Browse, Sender, ask, patch

HERE = "192.0.2.7"


def the_upload() -> Upload:
    db.session.expire_all()
    return db.session.query(Upload).one()


@pytest.fixture
def upload(sender: Sender) -> Upload:
    sender.address()
    return the_upload()


def test_the_address_alone_is_the_right_to_send(app: Flask, sender: Sender) -> None:
    address = sender.address()
    sender.client.delete_cookie("musoya")
    assert patch(app, address, 0, TEXT).headers["Upload-State"] == "delivered"


def test_an_address_that_differs_in_one_letter_opens_nothing(
    app: Flask, sender: Sender, upload: Upload
) -> None:
    address = address_of(upload)
    other = "A" if address[-1] != "A" else "Q"
    wrong = [
        address[:-1] + other,
        address[:-1],
        f"{address}A",
        f"{address}%0A",
        address.replace(f"{upload.id}-", f"0{upload.id}-"),
        address.replace(f"{upload.id}-", f"{upload.id + 1}-"),
        address.replace(f"{upload.id}-", "-1-"),
        address.replace(f"{upload.id}-", f"{10**18}-"),
        f"/uploads/{upload.id}",
        "/uploads/..%2f..%2fportal.sqlite",
    ]
    for guess in wrong:
        assert ask(app, "HEAD", guess).status_code == 404, guess
        assert patch(app, guess, 0, b"x").status_code == 404, guess
        assert ask(app, "DELETE", guess).status_code == 404, guess
    second = sender.address()
    assert second.split("-", 1)[1] != address.split("-", 1)[1]


def test_a_cancelled_upload_has_neither_address_nor_code(
    app: Flask, people: People, upload: Upload
) -> None:
    former = address_of(upload)
    code = issue_code(upload, people.contributor)
    cancel_upload(upload)
    assert patch(app, former, 0, b"x").status_code == 404
    with pytest.raises(InvalidError):
        redeem_code(code, HERE)


def test_uploads_are_listed_for_their_owner_alone(people: People, upload: Upload) -> None:
    assert list_uploads(people.contributor) == [upload]
    assert list_uploads(people.editor) == []
    assert get_own_upload(upload.id, people.contributor) is upload
    with pytest.raises(NotFoundError):
        get_own_upload(upload.id, people.editor)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\note.txt", "note.txt"),
        ("/", "file"),
        ("..", "file"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("note\n.txt", "note.txt"),
        ("n" * 400 + ".txt", "n" * 251 + ".txt"),
        ("مذكرة.txt", "مذكرة.txt"),
    ],
)
def test_a_name_is_data_and_no_path(
    app: Flask, sender: Sender, item: Item, name: str, kept: str
) -> None:
    patch(app, sender.address(filename=name), 0, TEXT)
    db.session.refresh(item)
    assert item.files[0].name == kept
    assert the_upload().name == kept


def test_a_page_of_another_site_cannot_begin_an_upload(sender: Sender) -> None:
    assert sender.create(100, headers={"X-CSRFToken": None}).status_code == 403


def test_a_visitor_begins_nothing(browse: Browse, item: Item) -> None:
    client = browse(None).client
    answer = client.post("/uploads/", data=b"x" * 600_000, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code == 401


def test_a_code_opens_its_upload_once(people: People, upload: Upload) -> None:
    code = issue_code(upload, people.contributor)
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    assert address_of(redeem_code(code, HERE)) == address_of(upload)
    with pytest.raises(InvalidError):
        redeem_code(code, HERE)


def test_a_code_is_read_however_it_is_typed(people: People, upload: Upload) -> None:
    def typed(code: str) -> list[str]:
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
        arabic = code.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
        return [code.lower(), f" {code[:3]} {code[3:]}\n", f"{code[:3]}-{code[3:]}", wide, arabic]

    for number in range(5):
        code = issue_code(upload, people.contributor)
        assert redeem_code(typed(code)[number], HERE) is upload


def test_a_new_code_makes_the_former_void(people: People, upload: Upload) -> None:
    former = issue_code(upload, people.contributor)
    issue_code(upload, people.contributor)
    with pytest.raises(InvalidError):
        redeem_code(former, HERE)


def test_a_code_lasts_half_an_hour(people: People, upload: Upload) -> None:
    code = issue_code(upload, people.contributor)
    db.session.query(HandoverCode).update({"expires_at": now() - timedelta(seconds=1)})
    db.session.commit()
    with pytest.raises(InvalidError):
        redeem_code(code, HERE)


def test_only_the_hash_of_a_code_is_kept(people: People, upload: Upload) -> None:
    code = issue_code(upload, people.contributor)
    assert code not in db.session.query(HandoverCode).one().code_hash.upper()


def test_a_code_is_given_to_the_owner_alone(people: People, upload: Upload) -> None:
    with pytest.raises(NotFoundError):
        issue_code(upload, people.editor)


def guess(address: str) -> None:
    with pytest.raises(InvalidError):
        redeem_code("AAAAAA", address)


def test_guessing_codes_from_one_place_ends_soon(people: People, upload: Upload) -> None:
    code = issue_code(upload, people.contributor)
    for _guess in range(10):
        guess(HERE)
    with pytest.raises(TooManyAttemptsError):
        redeem_code(code, HERE)
    assert redeem_code(code, "192.0.2.8") is upload
    assert db.session.query(LoginFailure).count() == 20


def test_guessing_codes_from_everywhere_leaves_each_address_fewer(
    people: People, upload: Upload
) -> None:
    for number in range(100):
        guess(f"198.51.100.{number}")
    for _guess in range(2):
        guess("203.0.113.5")
    with pytest.raises(TooManyAttemptsError):
        redeem_code("AAAAAA", "203.0.113.5")
    code = issue_code(upload, people.contributor)
    assert redeem_code(code, "192.0.2.1") is upload


def test_a_code_tried_twice_at_one_moment_opens_once(
    app: Flask, people: People, upload: Upload
) -> None:
    code = issue_code(upload, people.contributor)
    together = Barrier(6)
    opened = []

    def try_once() -> None:
        with app.app_context():
            together.wait()
            with suppress(InvalidError):
                opened.append(redeem_code(code, HERE).id)
            db.session.remove()

    threads = [Thread(target=try_once) for _try in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [upload.id]


def test_no_log_line_knows_an_address(
    app: Flask, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        address = sender.address(filename="secret name.txt")
        patch(app, address, 0, TEXT[:2000])
        patch(app, address, 2000, TEXT[2000:])
        patch(app, f"{address}x", 0, TEXT)
        ask(app, "DELETE", address)
    told = " ".join(str(vars(record)) for record in caplog.records if record.name != "werkzeug")
    assert "upload delivered" in told
    assert address.rsplit("-", 1)[1] not in told
    assert "secret name" not in told
