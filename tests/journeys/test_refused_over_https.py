"""A session is lost while a person writes: in Chromium, over HTTPS, for every form."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from playwright.sync_api import Browser, Page, Response
from werkzeug.serving import make_server

from portal import create_app
from portal.auth.access import Access, label_of
from portal.auth.models import LoginSession, Role
from portal.auth.queries import get_user
from portal.config import Settings
from portal.extensions import db
from portal.library.models import Item
from tests.every_form import FoundForm
from tests.factories import PASSWORD
from tests.full_site import FullSite
from tests.journeys.conftest import PHONE, free_port
from tests.journeys.tls_proxy import serve_https
from tests.web.refused_forms import (
    BY_THEMSELVES,
    FILES,
    TOKEN,
    Fields,
    RefusingSite,
    choose_forms,
    path_of,
    type_into,
)

# The forms with the longest texts are sent with JavaScript too.
WITH_JAVASCRIPT = {"desk.create", "desk.save", "sheets.save", "transcribing.save"}

FILL = """(form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of form.elements) {
        const left = values.get(field.name);
        if (!left || field.type === "file") continue;
        const isBox = field.type === "checkbox" || field.type === "radio";
        if (isBox) field.checked = left.includes(field.value);
        else field.value = left.shift().replaceAll("\\r\\n", "\\n");
    }
}"""
READ = "form => [...new FormData(form)].filter(([, value]) => typeof value === 'string')"
SEND = "form => form.requestSubmit(form.querySelector('button'))"

MUCH = "Ce que disent les potières de Kalabougou, « mot à mot ».\n" * 12


@dataclass(frozen=True)
class SecureSite:
    """The full site behind HTTPS, and what puts its rows back."""

    url: str
    site: RefusingSite
    secure_app: Flask

    def reset(self) -> None:
        with self.secure_app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.site.reset()


@pytest.fixture(scope="module")
def secure(
    full_site: FullSite,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_templates: BytecodeCache,
) -> Iterator[SecureSite]:
    folder = tmp_path_factory.mktemp("secure")
    shutil.copytree(full_site.folder, folder / "data")
    behind = free_port()
    settings = Settings(environment="testing", data_dir=folder / "data")
    secure_settings = Settings(
        environment="testing",
        data_dir=folder / "data",
        secure_cookies=True,
        proxy_hops=1,
        trusted_hosts=("127.0.0.1",),
    )
    app, secure_app = create_app(settings), create_app(secure_settings)
    app.jinja_env.bytecode_cache = secure_app.jinja_env.bytecode_cache = compiled_templates
    server = make_server("127.0.0.1", behind, secure_app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with app.app_context(), serve_https(folder, port=free_port(), behind=behind) as url:
        site = RefusingSite(app, folder / "data", folder / "baseline")
        yield SecureSite(url, site, secure_app)
        server.shutdown()
        thread.join()
        server.server_close()
        SecureSite(url, site, secure_app).reset()
        db.session.remove()
        db.engine.dispose()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, secure: SecureSite) -> Iterator[OpenPage]:
    """Open a small phone, signed in or not, with or without JavaScript."""
    contexts = []

    def open_(person: str = "", *, javascript: bool) -> Page:
        context = chromium.new_context(
            viewport=PHONE,
            locale="fr-FR",
            base_url=secure.url,
            ignore_https_errors=True,
            java_script_enabled=javascript,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        if person:
            page.goto("/fr/login")
            sign_in(page, person)
        return page

    yield open_
    for context in contexts:
        context.close()


def sign_in(page: Page, person: str) -> None:
    page.get_by_label("Identifiant").fill(person)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def submit(page: Page, index: int) -> Response:
    """Send a form of the page; return the answer to it, before any redirect."""
    is_post = lambda answer: answer.request.method == "POST"  # noqa: E731
    with page.expect_navigation(), page.expect_response(is_post) as waiting:
        page.locator("form").nth(index).evaluate(SEND)
    return waiting.value


def find_index(page: Page, form: FoundForm, sent: Fields) -> int:
    """Return which form of the page goes to the same address and holds what was sent."""
    wanted = {(name, value.replace("\r\n", "\n")) for name, value in sent}
    for index, one in enumerate(page.locator("form").all()):
        fields = {(name, value.replace("\r\n", "\n")) for name, value in one.evaluate(READ)}
        action = one.evaluate("form => new URL(form.action).pathname")
        if action == path_of(form) and wanted <= fields:
            return index
    raise AssertionError(f"{form.endpoint}: {page.url} lost {sent}")


def lose_session_and_save(page: Page, secure: SecureSite, form: FoundForm, sent: Fields) -> None:
    """Type, lose the session, send, sign in, and send what comes back."""
    page.goto(form.page)
    mine = page.locator("form").nth(form.index)
    mine.evaluate(FILL, sent)
    attach(page, form, form.index)
    page.context.clear_cookies()
    answer = submit(page, form.index)
    assert answer.headers["cache-control"] == "no-store"
    if label_of(form.endpoint) is not Access.PUBLIC:
        assert answer.status == 401, form.action
        sign_in(page, form.person)
    assert urlsplit(page.url).path == path_of(form)
    index = find_index(page, form, sent)
    attach(page, form, index)
    submit(page, index)


def attach(page: Page, form: FoundForm, index: int) -> None:
    if form.endpoint in FILES:
        field, name, content = FILES[form.endpoint]
        chooser = page.locator("form").nth(index).locator(f"input[type=file][name={field}]")
        chooser.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


@pytest.mark.parametrize("javascript", [False, True])
def test_every_form_comes_back_after_a_lost_session(
    secure: SecureSite, open_page: OpenPage, every_form: list[FoundForm], javascript: bool
) -> None:
    pages: dict[str, Page] = {}
    failures = []
    for form in choose_forms(every_form):
        if form.endpoint in BY_THEMSELVES or (javascript and form.endpoint not in WITH_JAVASCRIPT):
            continue
        sent = type_into(form)
        secure.reset()
        client, token = secure.site.sign_in(form.person)
        secure.site.post(client, form.action, [*sent, (TOKEN, token)], FILES.get(form.endpoint))
        rows = secure.site.read_rows()
        secure.reset()
        if form.person not in pages:
            pages[form.person] = open_page(javascript=javascript)
        page = pages[form.person]
        cookie, _token = secure.site.signed_in[form.person]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "musoya", "value": cookie, "url": secure.url}])
        try:
            lose_session_and_save(page, secure, form, sent)
            found = secure.site.read_rows()
            assert found == rows, [name for name in rows if found[name] != rows[name]]
        except Exception as error:  # noqa: BLE001 - all forms are told of together
            failures.append(f"{form.endpoint} {form.action}: {error}"[:1500])
    assert not failures, "\n\n".join(failures)


@pytest.mark.parametrize("javascript", [False, True])
def test_lost_session_brings_a_long_text_back(
    secure: SecureSite, open_page: OpenPage, javascript: bool
) -> None:
    secure.reset()
    page = open_page("editor", javascript=javascript)
    page.goto("/fr/desk/items/new")
    page.get_by_label("Titre").fill("Paroles de potières")
    page.locator("[name=visibility][value=public]").check()
    page.get_by_label("Texte", exact=True).fill(MUCH)
    db.session.query(LoginSession).delete()
    db.session.commit()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("rien n’est encore enregistré").wait_for()
    page.get_by_label("Identifiant").fill("editor")
    page.get_by_label("Mot de passe").fill("wrong")
    page.get_by_role("button", name="Se connecter").click()
    sign_in(page, "editor")
    assert urlsplit(page.url).path == "/fr/desk/items/new"
    assert page.get_by_label("Texte", exact=True).input_value() == MUCH
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Paroles de potières").wait_for()
    assert read_body("Paroles de potières") == MUCH.strip()


@pytest.mark.parametrize("javascript", [False, True])
def test_new_token_in_another_tab_brings_the_form_back(
    secure: SecureSite, open_page: OpenPage, javascript: bool
) -> None:
    secure.reset()
    page = open_page("editor", javascript=javascript)
    page.goto("/fr/desk/items/new")
    page.get_by_label("Titre").fill("Paroles de teinturières")
    page.locator("[name=visibility][value=public]").check()
    page.get_by_label("Texte", exact=True).fill(MUCH)
    other = page.context.new_page()
    other.goto("/fr/desk/")
    other.get_by_role("button", name="Se déconnecter").click()
    question = other.locator("#signing-out")  # asked once the device keeps a draft of the text
    signed_out = other.get_by_role("heading", name="Vous êtes déconnectée")
    question.or_(signed_out).wait_for()
    if question.is_visible():
        question.get_by_role("button").first.click()
    signed_out.wait_for()
    other.goto("/fr/login")
    sign_in(other, "editor")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Cette page avait attendu trop longtemps").wait_for()
    assert page.get_by_label("Texte", exact=True).input_value() == MUCH
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Paroles de teinturières").wait_for()
    assert read_body("Paroles de teinturières") == MUCH.strip()


@pytest.mark.parametrize("javascript", [False, True])
def test_role_that_was_lost_and_given_back_saves_the_text(
    secure: SecureSite, open_page: OpenPage, javascript: bool
) -> None:
    secure.reset()
    page = open_page("editor", javascript=javascript)
    item = db.session.query(Item).filter_by(title="Paroles de potières, draft").one()
    page.goto(f"/fr/desk/items/{item.id}/edit")
    page.get_by_label("Texte", exact=True).fill(MUCH)
    editor = get_user("editor")
    held = [(role.name, role.organisation_id) for role in editor.roles]
    db.session.query(Role).filter_by(user_id=editor.id).delete()
    db.session.commit()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Ce que vous avez écrit est gardé ici").wait_for()
    db.session.add_all(Role(user_id=editor.id, name=n, organisation_id=o) for n, o in held)
    db.session.commit()
    page.get_by_role("button", name="Envoyer de nouveau").click()
    page.get_by_role("heading", name="Paroles de potières, draft").wait_for()
    assert read_body("Paroles de potières, draft") == MUCH.strip()


def read_body(title: str) -> str:
    db.session.rollback()
    return db.session.query(Item).filter_by(title=title).one().body.replace("\r\n", "\n")
