"""What is not public leaves no trace that a visitor, or a stranger, could find."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Visibility
from portal.extensions import db, run_pending, today
from portal.library import attachments
from portal.library.consents import withdraw_consent
from portal.library.models import ConsentKind, Item
from portal.library.services import take_step
from portal.media.models import Purpose
from portal.search.index import is_available
from portal.search.indexer import rebuild_index
from tests.browser import Browser
from tests.conftest import People
from tests.factories import agree, make_item, publish

Browse = Callable[[User | None], Browser]

WORD = "zygomorphe"
YESTERDAY = today() - timedelta(days=1)
HIDDEN = ["draft", "submitted", "archived", "members", "organisation"]


def ways_to(file_id: int) -> list[str]:
    """Every address of the bytes of a file."""
    kinds = ("", "original/", *(f"{purpose}/" for purpose in Purpose))
    return [f"/files/{file_id}.webp", *(f"/files/{file_id}/{kind}{WORD}.txt" for kind in kinds)]


def hidden(people: People, state: str) -> Item:
    visibility = state if state in {"members", "organisation"} else "public"
    item = make_item(
        people.contributor,
        people.organisation,
        title=f"Titre {WORD}",
        body=f"Texte {WORD}.",
        domains=("vbg",),
        date="1931",
        visibility=visibility,
    )
    stream = io.BytesIO(f"Fichier {WORD}.".encode())
    attachments.attach_file(item, stream, name=f"{WORD}.txt", author=people.contributor)
    match state:
        case "submitted":
            take_step(item, Action.SUBMIT, actor=people.contributor)
        case "archived":
            take_step(publish(item, people.editor), Action.ARCHIVE, actor=people.editor)
        case "members" | "organisation":
            publish(item, people.editor)
    return item


@pytest.mark.parametrize("state", HIDDEN)
def test_a_visitor_learns_nothing_of_what_is_hidden(
    people: People, browse: Browse, state: str
) -> None:
    publish(make_item(people.contributor, people.organisation, domains=("vbg",)), people.editor)
    item = hidden(people, state)
    slug, (file,) = item.slug, item.files
    number, etag = file.id, {"If-None-Match": f'"{file.sha256}"'}
    run_pending()
    rebuild_index()
    assert is_available()
    visitor = browse(None)
    for address in (
        "/fr/",
        "/fr/library/",
        "/fr/library/?year=1931",
        f"/fr/library/?q={WORD[:-1]}x",
        "/fr/library/?domain=vbg",
        "/fr/library/?sort=oldest&all=year",
        "/fr/directory/",
        "/fr/directory/rejefpo",
        "/fr/library/note-de-plaidoyer",
        f"/fr/library/suggest?q={WORD[:4]}",
    ):
        answer = visitor.client.get(address)
        assert answer.status_code == 200
        assert WORD not in answer.text, address
        assert address.endswith("1931") or "1931" not in answer.text, address
    for address in (
        f"/fr/library/{slug}",
        f"/fr/library/{slug}/read",
        *ways_to(number),
    ):
        assert visitor.status_of(address) == 404
        assert visitor.status_of(address, headers=etag) == 404
        assert visitor.status_of(address, headers={"Range": "bytes=0-0"}) == 404
        assert visitor.client.head(address).status_code == 404


def test_a_former_address_of_a_hidden_record_leads_nowhere(people: People, browse: Browse) -> None:
    item = publish(make_item(people.contributor, people.organisation), people.editor)
    values = browse(people.editor)
    address = f"/fr/desk/items/{item.id}/edit"
    form = {
        "kind": "document",
        "title": "Un autre titre",
        "language_code": "fra",
        "rights": "unknown",
        "visibility": "organisation",
        "owner_id": people.organisation.id,
        "version": item.version,
    }
    assert values.post(address, form).status_code == 303
    assert browse(people.editor).status_of("/fr/library/note-de-plaidoyer") == 301
    assert browse(people.stranger).status_of("/fr/library/note-de-plaidoyer") == 404
    assert browse(None).status_of("/fr/library/note-de-plaidoyer") == 404


def test_files_leave_nothing_in_the_browser_of_somebody_signed_in(
    people: People, browse: Browse
) -> None:
    item = hidden(people, "draft")
    run_pending()
    client = browse(people.editor).client
    for kind in ("", "clean/", "original/"):
        answer = client.get(f"/files/{item.files[0].id}/{kind}a.txt")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


def unagreed(people: People, state: str) -> Item:
    """A published record, one of whose files others may not see: for want of an agreement."""
    item = make_item(people.contributor, people.organisation, domains=("vbg",))
    stream = io.BytesIO(f"Fichier {WORD}.".encode())
    file = attachments.attach_file(item, stream, name=f"{WORD}.txt", author=people.contributor)
    publish(item, people.editor)
    run_pending()
    db.session.expire_all()
    file.protection = [{"trace": "pictures", "fate": "found", "count": 1}]
    db.session.commit()
    match state:
        case "ended":
            agree(file, people.editor, kind=ConsentKind.SPOKEN, until=today()).until = YESTERDAY
        case "too narrow":
            agree(file, people.editor, kind=ConsentKind.SPOKEN, audience=Visibility.ORGANISATION)
        case "taken back":
            withdraw_consent(file, actor=people.contributor)
    db.session.commit()
    return item


@pytest.mark.parametrize("state", ["never said", "ended", "too narrow", "taken back"])
@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_nobody_learns_of_a_file_without_an_agreement(
    people: People, browse: Browse, state: str, person: str
) -> None:
    item = unagreed(people, state)
    number, slug = item.files[0].id, item.slug
    rebuild_index()
    client = browse(getattr(people, person, None)).client
    for address in (
        "/fr/",
        "/fr/library/",
        f"/fr/library/?q={WORD[:-1]}x",
        "/fr/library/?domain=vbg",
        "/fr/directory/rejefpo",
        f"/fr/library/{slug}",
        f"/fr/library/suggest?q={WORD[:4]}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert WORD not in answer.text, address
        assert "1 page" not in answer.text, address
    assert item.title not in client.get(f"/fr/library/?q={WORD}").text
    for address in (f"/fr/library/{slug}/read?file={number}", *ways_to(number)):
        assert client.get(address).status_code == 404, address
        assert client.get(address, headers={"Range": "bytes=0-0"}).status_code == 404


def test_the_same_record_is_found_by_those_who_may_see_it(people: People, browse: Browse) -> None:
    hidden(people, "organisation")
    browsers = ((browse(people.contributor), True), (browse(people.stranger), False))
    run_pending()
    rebuild_index()
    for browser, is_found in browsers:
        client = browser.client
        for address in ("/fr/library/?year=1931", f"/fr/library/suggest?q={WORD[:4]}"):
            assert (WORD in client.get(address).text) is is_found, address
