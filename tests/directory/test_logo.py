"""Logos: cleaned before anybody sees them, changed by those who decide, gone when replaced."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from portal.auth.models import RoleName, User
from portal.config import Settings
from portal.content.models import Status
from portal.content.revisions import list_revisions
from portal.directory.logos import (
    LARGEST,
    erase_logo,
    find_logo,
    may_change_logo,
    remove_logo,
    set_logo,
)
from portal.directory.merging.services import merge_organisations
from portal.directory.models import Organisation, OrganisationKind
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db
from portal.media import storage
from portal.media.cli import media_commands
from portal.media.models import File, FileState
from portal.media.tasks import process
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_member, make_organisation, make_user

Browse = Callable[[User | None], Browser]


@pytest.fixture
def member(people: People) -> Organisation:
    """A published member of the network of `people`."""
    return make_member(people.organisation)


@pytest.fixture
def her(member: Organisation) -> User:
    """An editor of the member itself."""
    return make_user("her", RoleName.EDITOR, member)


def picture(image_format: str = "PNG", colour: str = "red") -> io.BytesIO:
    """A picture that says where it was taken."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Bamako, chez Awa"
    Image.new("RGB", (300, 200), colour).save(made, image_format, exif=exif)
    made.seek(0)
    return made


def send(member: Organisation, author: User, colour: str = "red") -> File:
    file = set_logo(member, picture(colour=colour), name="logo.png", author=author)
    process(file.id)
    db.session.refresh(file)
    return file


def bytes_in_store(settings: Settings) -> set[str]:
    shelves = (path for path in settings.files_dir.rglob("*") if path.is_file())
    return {path.name for path in shelves if "bin" not in path.parts}


def address(member: Organisation, rest: str = "") -> str:
    return f"/fr/desk/organisations/{member.id}/logo{rest}"


def post_picture(browser: Browser, member: Organisation, content: bytes, name: str) -> int:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post(address(member), data).status_code


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_a_clean_copy_with_a_small_picture(
    people: People, member: Organisation, image_format: str
) -> None:
    name = f"logo.{image_format.lower()}"
    file = set_logo(member, picture(image_format), name=name, author=people.editor)
    assert find_logo(member) is None
    process(file.id)
    db.session.refresh(file)
    logo = find_logo(member)
    assert logo is not None
    assert file.thumbnail_sha256
    content = storage.find_bytes(logo.sha256).read_bytes()
    assert b"Awa" in picture(image_format).getvalue()
    assert b"Awa" not in content
    assert Image.open(io.BytesIO(content)).size == (300, 200)


def test_a_logo_is_a_change_of_the_sheet(people: People, member: Organisation) -> None:
    before = member.version
    file = send(member, people.editor)
    assert member.version > before
    revision = list_revisions("organisation", member.id)[0]
    assert revision.snapshot["logo"] == file.id
    assert "logo" in revision.changed_fields


def test_one_that_is_replaced_or_removed_is_gone(
    people: People, member: Organisation, settings: Settings
) -> None:
    first = send(member, people.editor)
    first_id, there = first.id, bytes_in_store(settings)
    send(member, people.editor, colour="blue")
    assert db.session.get(File, first_id) is None
    assert not there & bytes_in_store(settings)
    remove_logo(member, author=people.editor)
    assert member.logo is None
    assert bytes_in_store(settings) == set()
    assert db.session.query(File).count() == 0


def test_the_check_of_the_files_finds_nothing_strange(
    app: Flask, people: People, member: Organisation
) -> None:
    send(member, people.editor)
    send(member, people.editor, colour="blue")
    result = app.test_cli_runner().invoke(media_commands, ["check"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.4\n1 0 obj\n", "logo.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (b"", "logo.png"),
        (b"Bonjour", "logo.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST), "logo.png"),
    ],
)
def test_what_is_no_small_picture_is_refused_and_not_kept(
    people: People, member: Organisation, settings: Settings, content: bytes, name: str
) -> None:
    first = send(member, people.editor)
    there = bytes_in_store(settings)
    with pytest.raises(InvalidError) as refused:
        set_logo(member, io.BytesIO(content), name=name, author=people.editor)
    assert list(refused.value.problems) == ["file"]
    assert member.logo is first
    assert bytes_in_store(settings) == there


def test_those_who_decide_change_it_and_nobody_else(
    people: People, member: Organisation, her: User
) -> None:
    for user in (her, people.contributor, people.stranger):
        assert not may_change_logo(user, member)
        with pytest.raises(NotAllowedError):
            set_logo(member, picture(), name="logo.png", author=user)
        with pytest.raises(NotAllowedError):
            remove_logo(member, author=user)
    assert may_change_logo(people.editor, member)
    assert may_change_logo(people.administrator, member)


def test_a_draft_gets_its_logo_from_those_who_write_it(
    people: People, member: Organisation, her: User
) -> None:
    member.status = Status.DRAFT
    assert may_change_logo(her, member)
    assert not may_change_logo(people.stranger, member)
    member.status = Status.ARCHIVED
    assert not may_change_logo(people.administrator, member)


def test_an_erased_logo_goes_with_its_organisation(
    people: People, member: Organisation, settings: Settings
) -> None:
    send(member, people.editor)
    erase_logo(member)
    db.session.delete(member)
    db.session.commit()
    assert bytes_in_store(settings) == set()


def test_a_merge_keeps_one_logo(people: People, member: Organisation, settings: Settings) -> None:
    twin, third = (
        make_organisation(slug, kind=OrganisationKind.ASSOCIATION) for slug in ("twin", "third")
    )
    theirs = send(twin, people.administrator, colour="blue")
    merge_organisations(member, twin, actor=people.administrator)
    assert member.logo is theirs
    send(third, people.administrator, colour="green")
    merge_organisations(member, third, actor=people.administrator)
    assert member.logo is theirs
    assert db.session.query(File).count() == 1
    assert len(bytes_in_store(settings)) == len({theirs.sha256, *_copies(theirs)})


def _copies(file: File) -> set[str]:
    return {file.thumbnail_sha256, *(copy.sha256 for copy in file.renditions)}


def test_the_desk_tells_how_the_logo_stands(
    people: People, member: Organisation, browse: Browse
) -> None:
    browser = browse(people.editor)
    assert not browser.get(address(member)).find_all("img")
    assert post_picture(browser, member, picture().getvalue(), "logo.png") == 303
    db.session.expire_all()
    waiting = browser.get(address(member))
    assert not waiting.find_all("img")
    assert member.logo is not None
    process(member.logo.id)
    shown = browser.get(address(member)).find("img").get("src", "")
    response = browser.client.get(shown)
    assert (response.status_code, response.mimetype) == (200, "image/webp")
    assert browser.post(address(member, "/remove"), on=address(member)).status_code == 303
    assert browser.status_of(shown) == 404


def test_the_desk_says_why_a_picture_is_not_taken(
    people: People, member: Organisation, browse: Browse
) -> None:
    browser = browse(people.editor)
    for content, name in ((b"", ""), (b"Bonjour", "logo.txt"), (b"%PDF-1.4\n", "logo.pdf")):
        assert post_picture(browser, member, content, name) == 422
    assert member.logo is None


@pytest.mark.parametrize(
    ("content", "name"), [(b"<svg/>", "logo.svg"), (b"MZ\x90", "logo.png"), (b"Bonjour", "a.txt")]
)
def test_what_is_no_picture_is_told_what_a_logo_is(
    people: People, member: Organisation, content: bytes, name: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        set_logo(member, io.BytesIO(content), name=name, author=people.editor)
    assert refused.value.problems["file"].startswith("Un logo est une image")


def test_another_logo_has_another_address_even_after_the_first_was_erased(
    people: People, member: Organisation, browse: Browse
) -> None:
    shown = set()
    for colour in ("red", "blue"):
        send(member, people.editor, colour)
        shown.add(browse(None).get("/fr/directory/olddf").find("img").get("src", ""))
        remove_logo(member, author=people.editor)
    assert len(shown) == 2


def test_a_picture_that_cannot_be_cleaned_is_shown_to_nobody(
    people: People, member: Organisation, browse: Browse
) -> None:
    content = picture().getvalue()
    file = set_logo(member, io.BytesIO(content[:80]), name="logo.png", author=people.editor)
    process(file.id)
    db.session.refresh(file)
    assert file.state is FileState.FAILED
    assert find_logo(member) is None
    browser = browse(people.editor)
    page = browser.get(address(member))
    assert not page.find_all("img")
    assert browser.post(address(member, "/retry"), on=address(member)).status_code == 303


def test_her_page_shows_a_way_only_to_those_who_may(
    people: People, member: Organisation, her: User, browse: Browse
) -> None:
    page = browse(her).get(address(member))
    assert not page.find_all("input", type="file")
    for rest in ("", "/remove", "/retry"):
        response = browse(her).post(address(member, rest), on=address(member))
        assert response.status_code == 403
    for nobody in (people.stranger, people.contributor):
        browser = browse(nobody)
        assert browser.status_of(address(member)) == 404
        assert browser.status_of(address(member, "/1.webp")) == 404
    assert browse(None).status_of(address(member)) == 302
    assert browse(people.editor).status_of("/fr/desk/organisations/99/logo") == 404
    assert browse(people.editor).status_of(address(member, "/remove")) == 405
