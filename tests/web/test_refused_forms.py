"""Whatever refuses a form, the answer holds all of it, and one press sends it.

Each form that people find on the site is refused in three ways. Then the form of the answer is
sent as it is, and the rows must be those of a form that was never refused.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import BytecodeCache
from sqlalchemy import text

from portal import create_app
from portal.auth.access import Access, label_of
from portal.config import Settings
from portal.extensions import db
from tests.every_form import WITHOUT_FORM, FoundForm, list_post_endpoints
from tests.full_site import FullSite
from tests.web.refused_forms import (
    BY_THEMSELVES,
    CARRIED,
    FILES,
    TOKEN,
    Fields,
    FormOnPage,
    RefusingSite,
    choose_forms,
    list_forms,
    path_of,
    type_into,
)

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def site(
    full_site: FullSite, tmp_path: Path, compiled_templates: BytecodeCache
) -> Iterator[RefusingSite]:
    folder = tmp_path / "data"
    shutil.copytree(full_site.folder, folder)
    app = create_app(Settings(environment="testing", data_dir=folder))
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        yield RefusingSite(app, folder, tmp_path / "baseline")
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def forms(every_form: list[FoundForm]) -> list[FoundForm]:
    return [form for form in choose_forms(every_form) if form.endpoint not in BY_THEMSELVES]


def find_form(
    page_forms: list[FormOnPage], address: str, sent: Fields, prefix: str = ""
) -> FormOnPage:
    """Return the form of the answer that holds what was sent."""
    for form in page_forms:
        if form.action.partition("?")[0] == address and form.holds(sent, prefix):
            return form
    shown = [(form.action, form.fields) for form in page_forms]
    raise AssertionError(f"{address} lost {sent}: {shown}")


def send_unrefused(site: RefusingSite, form: FoundForm, sent: Fields) -> Rows:
    site.reset()
    client, token = site.sign_in(form.person)
    answer = site.post(client, form.action, [*sent, (TOKEN, token)], FILES.get(form.endpoint))
    assert answer.status_code < 500, form.action
    return site.read_rows()


def press(site: RefusingSite, client: object, form: FormOnPage, found: FoundForm) -> Rows:
    """Send the form of an answer as it is, with its files chosen again."""
    file = FILES.get(found.endpoint)
    assert not file or file[0] in form.file_fields, f"{found.endpoint} does not ask for its file"
    site.post(client, form.action, form.fields, file)  # type: ignore[arg-type]
    return site.read_rows()


def test_every_post_endpoint_is_refused_here_or_by_itself(
    site: RefusingSite, forms: list[FoundForm]
) -> None:
    tested = {form.endpoint for form in forms}
    assert list_post_endpoints(site.app) == tested | set(BY_THEMSELVES) | set(WITHOUT_FORM)
    with_file = {f.endpoint for f in forms if any(one.kind == "file" for one in f.controls)}
    assert with_file == set(FILES)


def refuse_without_session(site: RefusingSite, form: FoundForm, sent: Fields) -> Rows:
    """Send without a session, sign in where that is asked, send what comes back."""
    client = site.open_client()
    answer = site.post(client, form.action, [*sent, (TOKEN, "old")], FILES.get(form.endpoint))
    assert answer.headers["Cache-Control"] == "no-store"
    if label_of(form.endpoint) is not Access.PUBLIC:
        assert answer.status_code == 401, form.action
        sign_in = find_form(list_forms(answer), "/fr/login", sent, CARRIED)
        answer = site.send_sign_in(client, sign_in, form.person)
    assert answer.status_code == 400, form.action
    assert answer.headers["Cache-Control"] == "no-store"
    return press(site, client, find_form(list_forms(answer), path_of(form), sent), form)


def refuse_old_token(site: RefusingSite, form: FoundForm, sent: Fields) -> Rows:
    """Send with the token of a former session, then what comes back."""
    client, _token = site.sign_in(form.person)
    answer = site.post(client, form.action, [*sent, (TOKEN, "old")], FILES.get(form.endpoint))
    assert answer.status_code == 400, form.action
    assert answer.headers["Cache-Control"] == "no-store"
    return press(site, client, find_form(list_forms(answer), path_of(form), sent), form)


def refuse_lost_role(site: RefusingSite, form: FoundForm, sent: Fields) -> Rows | None:
    """Send after the roles were taken, then what comes back once they are given back."""
    client, token = site.sign_in(form.person)
    roles = db.session.execute(text("select * from role")).mappings().all()
    db.session.execute(text("delete from role"))
    db.session.commit()
    answer = site.post(client, form.action, [*sent, (TOKEN, token)], FILES.get(form.endpoint))
    if answer.status_code < 400:
        return None  # it needs no role: her own upload, her own proposal
    if not sent:
        return None  # a button: nothing to keep
    if answer.status_code == 422:
        words = [one for one in sent if "«" in one[1]]  # what she may choose is another now
        find_form(list_forms(answer), path_of(form), words)
        return None
    assert answer.status_code in {403, 404}, form.action
    for role in roles:
        names = ", ".join(role)
        values = ", ".join(f":{name}" for name in role)
        db.session.execute(text(f"insert into role ({names}) values ({values})"), dict(role))  # noqa: S608
    db.session.commit()
    return press(site, client, find_form(list_forms(answer), path_of(form), sent), form)


REFUSALS = (refuse_without_session, refuse_old_token, refuse_lost_role)


def test_every_refused_form_comes_back_whole(site: RefusingSite, forms: list[FoundForm]) -> None:
    failures = []
    for form in forms:
        sent = type_into(form)
        rows = send_unrefused(site, form, sent)
        for refuse in REFUSALS:
            site.reset()
            try:
                found = refuse(site, form, sent)
                assert found in (None, rows), _differences(rows, found or {})
            except AssertionError as error:
                failures.append(f"{form.endpoint}, {refuse.__name__}: {error}"[:2000])
    assert not failures, "\n\n".join(failures)


def _differences(rows: Rows, found: Rows) -> str:
    return "\n".join(
        f"{table}: {set(rows[table]) ^ set(found[table])}"
        for table in rows
        if rows[table] != found[table]
    )
