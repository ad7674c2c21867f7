"""The answers to refused forms: what they hold, what they never hold, and to whom."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from portal.auth.models import LoginSession, User
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.extensions import db
from portal.library.models import Item
from portal.library.services import take_step
from portal.web.bodies import LARGEST_BODY, LARGEST_TEXTS
from portal.web.form_fields import is_form_in
from tests.browser import Browser, Page, check_page
from tests.conftest import People
from tests.factories import PASSWORD, make_item
from tests.web.refused_forms import list_forms

Browse = Callable[[User | None], Browser]

NEW = "/en/desk/items/new"
WORDS = "Paroles « dites » au four,\r\nlongtemps."
LONG = "Ɓ" * (LARGEST_BODY // 6)  # six bytes of a form each


def post(browser: Browser, address: str, data: dict[str, object], **headers: str) -> Page:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    page = Page(browser.client.post(address, data=data, headers=names))
    if page.text:
        check_page(page)
    return page


def sign_in_with(browser: Browser, page: Page, password: str, login: str = "editor") -> Page:
    (form,) = [one for one in list_forms(page.response) if "/login" in one.action]
    known = {"login": login, "password": password}
    data = {name: known.get(name, value) for name, value in form.fields}
    return Page(browser.client.post(form.action, data=data))


def test_wrong_password_keeps_the_words_and_is_not_shown(people: People, browse: Browse) -> None:
    browser = browse(None)
    page = post(browser, NEW, {"title": WORDS})
    assert page.status == 401
    page = sign_in_with(browser, page, "a wrong secret")
    assert page.status == 422
    assert "a wrong secret" not in page.text
    (form,) = list_forms(page.response)
    assert ("carried-text-title", WORDS) in form.fields
    page = sign_in_with(browser, page, PASSWORD)
    assert (page.status, page.response.location) == (307, NEW)


def test_sign_in_without_a_carried_form_redirects_as_before(people: People, browse: Browse) -> None:
    browser = browse(None)
    page = sign_in_with(browser, browser.get(f"/en/login?next={NEW}"), PASSWORD)
    assert (page.status, page.response.location) == (302, NEW)


def test_sign_in_carries_a_form_to_no_other_site(people: People, browse: Browse) -> None:
    browser = browse(None)
    token = browser.get("/en/login").csrf_token
    known = {"csrf_token": token, "login": "editor", "password": PASSWORD, "carried": "1"}
    answer = browser.client.post("/en/login?next=https://evil.example/", data=known)
    assert (answer.status_code, answer.location) == (307, "/en/desk/")


def test_passwords_and_tokens_are_never_given_back(people: People, browse: Browse) -> None:
    sent = {"title": WORDS, "password": "a secret", "new_password": "a secret", "csrf_token": "old"}
    for browser in (browse(None), browse(people.editor)):
        page = post(browser, NEW, sent)
        assert "a secret" not in page.text
        assert 'value="old"' not in page.text
        assert "« dites »" in page.text


def test_sign_in_in_another_tab_carries_the_form_on(people: People, browse: Browse) -> None:
    browser = browse(None)
    page = post(browser, NEW, {"title": WORDS})
    browser.sign_in("editor", PASSWORD)
    page = sign_in_with(browser, page, PASSWORD)
    assert (page.status, page.response.location) == (307, NEW)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/page"},
    ],
)
def test_form_of_another_site_is_never_offered_to_send(
    people: People, browse: Browse, headers: dict[str, str]
) -> None:
    page = post(browse(people.editor), NEW, {"title": WORDS}, **headers)
    assert page.status == 400
    assert "« dites »" not in page.text
    answer = browse(None).client.post(
        NEW, data={"title": WORDS}, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )
    assert (answer.status_code, answer.location) == (302, "/en/login")


def test_forms_of_our_own_pages_are_no_others(people: People, browse: Browse) -> None:
    own: list[dict[str, str]] = [
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {"Referer": f"http://localhost{NEW}"},
    ]
    for headers in own:
        assert "« dites »" in post(browse(people.editor), NEW, {"title": WORDS}, **headers).text


def test_script_without_a_session_is_sent_to_sign_in(people: People, browse: Browse) -> None:
    answer = browse(None).client.post(
        "/en/desk/checks/1/confirm",
        data={"version": "1"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/en/desk/checks/"},
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/en/login?next=/en/desk/checks/"
    assert answer.data == b""


def test_text_too_long_for_its_view_comes_back_to_be_shortened(
    people: People, browse: Browse
) -> None:
    item = make_item(people.contributor, people.organisation)
    take_step(item, Action.SUBMIT, actor=people.contributor)
    address = f"/en/desk/items/{item.id}/return"
    browser = browse(people.editor)
    page = post(browser, address, {"reason": LONG + "fin"})
    assert page.status == 413
    (form,) = [one for one in list_forms(page.response) if one.action == address]
    assert ("reason", LONG + "fin") in form.fields
    fields = {**dict(form.fields), "reason": WORDS}
    assert browser.client.post(address, data=fields).status_code == 303
    db.session.expire_all()
    assert item.status is Status.DRAFT


def test_text_too_long_for_everybody_is_told_of_plainly(people: People, browse: Browse) -> None:
    page = post(browse(people.editor), NEW, {"body": "a" * (LARGEST_TEXTS + LARGEST_BODY)})
    assert page.status == 413
    assert "your browser may still have what you wrote" in page.text


def test_long_text_of_a_known_device_survives_the_sign_in(people: People, browse: Browse) -> None:
    browser = browse(people.editor)
    db.session.query(LoginSession).delete()
    db.session.commit()
    page = post(browser, NEW, {"title": WORDS, "body": LONG})
    assert page.status == 401
    page = sign_in_with(browser, page, PASSWORD)
    assert page.status == 307


def test_long_text_of_an_unknown_device_is_not_parsed(people: People, browse: Browse) -> None:
    page = post(browse(None), NEW, {"title": WORDS, "body": LONG})
    assert page.status == 413
    assert "another tab" in page.text
    assert LONG not in page.text


def test_words_beside_a_file_that_is_too_large_come_back(people: People, browse: Browse) -> None:
    sent = {"note": WORDS, "evidence": (BytesIO(b"x" * (LARGEST_BODY + 1)), "accord.wav")}
    page = post(browse(None), "/en/desk/items/1/files/1/consent", sent)
    assert page.status == 401
    (form,) = list_forms(page.response)
    assert ("carried-text-note", WORDS) in form.fields
    assert ("carried-file-evidence", "accord.wav") in form.fields


def test_sign_out_without_a_session_says_so(people: People, browse: Browse) -> None:
    for browser in (browse(None), browse(people.editor)):
        db.session.query(LoginSession).delete()
        db.session.commit()
        answer = browser.client.post("/en/logout", data={"csrf_token": "old"})
        assert (answer.status_code, answer.location) == (303, "/en/logout")
        page = browser.get("/en/logout")
        assert page.title == "You are signed out"
        assert page.response.headers["Cache-Control"] == "no-store"


def test_sign_out_by_another_site_is_refused(people: People, browse: Browse) -> None:
    browser = browse(people.editor)
    answer = browser.client.post("/en/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Clear-Site-Data" not in answer.headers
    assert browser.status_of("/en/desk/") == 200


def test_page_to_sign_out_has_a_button_for_who_is_signed_in(people: People, browse: Browse) -> None:
    browser = browse(people.editor)
    assert browser.get("/en/logout").title == "Sign out"
    browser.post("/en/logout")
    assert browser.status_of("/en/desk/") == 302


@pytest.mark.parametrize("is_gone", [False, True])
def test_reason_over_a_changed_record_is_kept(
    people: People, browse: Browse, is_gone: bool
) -> None:
    item = make_item(people.contributor, people.organisation)
    take_step(item, Action.SUBMIT, actor=people.contributor)
    browser = browse(people.editor)
    address, page = f"/en/desk/items/{item.id}/return", browser.get(f"/en/desk/items/{item.id}")
    sent = {"csrf_token": page.csrf_token, "version": item.version, "reason": WORDS}
    if is_gone:
        sent["version"] = take_step(
            item, Action.RETURN, actor=people.administrator, reason="Trop court."
        ).version
    else:
        sent["version"] = item.version - 1
    answer = browser.client.post(address, data=sent)
    assert answer.status_code == 409
    (form,) = [one for one in list_forms(answer) if one.action == address]
    assert ("reason", WORDS) in form.fields
    again = browser.client.post(address, data=dict(form.fields)).status_code
    assert again == (409 if is_gone else 303)


def test_fault_of_ours_keeps_the_words(
    app: Flask, people: People, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(*_values: object, **_names: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("portal.library.services.create_item", fail)
    browser = browse(people.editor)
    (form,) = [one for one in list_forms(browser.client.get(NEW)) if one.action == NEW]
    sent = {**dict(form.fields), "title": "Paroles", "body": WORDS, "visibility": "public"}
    page = post(browser, NEW, sent)
    assert page.status == 500
    (form,) = [one for one in list_forms(page.response) if one.action == NEW]
    assert ("body", WORDS) in form.fields
    monkeypatch.undo()
    assert browser.client.post(NEW, data=dict(form.fields)).status_code == 303
    assert db.session.query(Item).filter_by(title="Paroles").count() == 1


@pytest.mark.parametrize(
    ("field", "is_same"),
    [
        ('<input name="a" value="1">', True),
        ('<input name="a" value="2">', False),
        ('<input name="b" value="1">', False),
        ('<textarea name="a">\n1</textarea>', True),
        ('<select name="a"><option value="1"><option value="2"></select>', True),
        ('<select name="a"><option value="1"><option value="2" selected></select>', False),
        ('<input type="checkbox" name="a" value="1" checked>', True),
        ('<input type="checkbox" name="a" value="1">', False),
        ('<input name="a" value="1"><input name="b" value="">', False),
        ('<input name="a" value="1"><input name="token" value="x">', True),
        ('<input name="a" value="1"><input type="file" name="c"><button name="d">', True),
        ('<input name="a" value="1" disabled>', False),
    ],
)
def test_fields_of_a_form_are_compared_as_a_browser_sends_them(field: str, is_same: bool) -> None:
    html = f'<form method="post" action="/x"><p>{field}</form>'
    assert is_form_in(html, "/x", [("a", "1")], ignored="token") is is_same
    assert not is_form_in(html, "/y", [("a", "1")], ignored="token")
    assert not is_form_in(html.replace('method="post"', ""), "/x", [("a", "1")], ignored="token")
