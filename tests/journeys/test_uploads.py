"""Sending files with upload.js: several, paused, refused, cancelled, handed to another device."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.uploads.allowance import MOST_UNFINISHED
from tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.journeys.conftest import PHONE, Site
from tests.journeys.every_page import Answer
from tests.journeys.inspection import NARROW, Walk, faults
from tests.journeys.lines import open_line
from tests.journeys.sending import (
    ask,
    expect_state,
    is_stored,
    line_of,
    open_phone,
    open_record,
    percent_of,
    send,
    sign_in,
    wait_for_percent,
    write_recording,
)
from tests.journeys.test_first_day import has_no_sideways_scroll

pytestmark = pytest.mark.browser

SIZE = 600_000
PACE = 60_000
LARGEST = 200_000_000


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_recording(tmp_path / "Ɲɛtaa حقوق.wav", SIZE)


def begin(page: Page, recording: Path, title: str) -> None:
    """Send a good part of a recording, and leave it there."""
    open_record(page, title)
    send(page, recording)
    line = line_of(page, recording.name)
    wait_for_percent(page, line, 10)
    line.get_by_role("button", name="Pause").click()
    expect_state(line, "paused")


def test_an_upload_is_paused_and_goes_on(chromium: Browser, site: Site, recording: Path) -> None:
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url)
        begin(page, recording, "Paused and gone on with")
        assert has_no_sideways_scroll(page)
        travel = line_of(page, recording.name)
        line.cut()
        line.mend()
        turn = travel.get_by_role("button", name="Go on")
        turn.focus()
        turn.press("Enter")
        expect_state(travel, "delivered", seconds=30)
        expect(travel).to_be_focused()
        expect(page.locator("#files")).to_contain_text(recording.name)
        expect(page.locator("[data-arrived]")).to_be_hidden()
        assert page.evaluate("localStorage.length") == 0
        page.locator("form[action$='/submit'] button").click()
        expect(page.locator(".facts strong").first).to_have_text("Awaits review")
        page.context.close()
    assert is_stored(site, recording)


@contextmanager
def browser_of_her_own(chromium: Browser, profile: Path, url: str) -> Iterator[Page]:
    """Start a browser that keeps what it knows when it is closed."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=CHROMIUM_ARGUMENTS,
        viewport=PHONE,
        locale="en-GB",
        base_url=url,
    )
    context.set_default_timeout(15_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def test_an_upload_goes_on_after_the_browser_was_closed(
    chromium: Browser, site: Site, recording: Path, tmp_path: Path
) -> None:
    with open_line(site.url, bytes_per_second=PACE) as line:
        with browser_of_her_own(chromium, tmp_path / "profile", line.url) as page:
            open_record(page, "Closed and opened again")
            record = page.url
            send(page, recording)
            wait_for_percent(page, line_of(page, recording.name), 10)
        with browser_of_her_own(chromium, tmp_path / "profile", line.url) as page:
            page.goto(record)
            travel = line_of(page, recording.name)
            expect_state(travel, "again")
            assert percent_of(travel) >= 10
            send(page, recording)
            expect_state(travel, "delivered", seconds=30)
        assert line.patched - SIZE <= line.largest_piece
    assert is_stored(site, recording)


def test_several_files_follow_each_other_and_one_is_refused(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    program, empty = tmp_path / "game.wav", tmp_path / "empty.txt"
    program.write_bytes(b"MZ\x90\x00" + bytes(300_000))
    empty.touch()
    first = write_recording(tmp_path / "first.wav", 90_000, seed=2)
    last = write_recording(tmp_path / "last.wav", 90_000, seed=3)
    page = open_phone(chromium, site.url, extra_http_headers={"Save-Data": "on"})
    open_record(page, "Several files")
    page.reload()  # the browser forgets the header where it is redirected
    assert page.evaluate("!window.htmx")
    send(page, first, program, empty, last)
    for name in ("first.wav", "last.wav"):
        expect_state(line_of(page, name), "delivered")
        expect(page.locator("#files")).to_contain_text(name)
    for name, reason in (("game.wav", "This is a program."), ("empty.txt", "This file is empty.")):
        expect_state(line_of(page, name), "failed")
        expect(line_of(page, name)).to_contain_text(reason)
        expect(page.locator("#files")).not_to_contain_text(name)
    assert is_stored(site, first)
    assert is_stored(site, last)
    page.context.close()


def test_refused_files_do_not_wait_for_others_to_be_sent(
    chromium: Browser, site: Site, recording: Path, tmp_path: Path
) -> None:
    program, large, empty = (tmp_path / name for name in ("game.wav", "long.wav", "empty.txt"))
    program.write_bytes(b"MZ\x90\x00" + bytes(SIZE))
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    empty.touch()
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url)
        open_record(page, "Refused first")
        send(page, recording, program, large, empty)
        for path in (program, large, empty):
            expect_state(line_of(page, path.name), "failed")
        assert percent_of(line_of(page, recording.name)) < 50
        assert line.patched < SIZE / 2
        assert "NaN" not in page.content()
        assert has_no_sideways_scroll(page)
        expect_state(line_of(page, recording.name), "delivered", seconds=60)
        page.context.close()
    assert is_stored(site, recording)


def test_more_files_than_one_person_may_begin_follow_each_other(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    paths = [
        write_recording(tmp_path / f"{number}.wav", 2_000, seed=100 + number)
        for number in range(MOST_UNFINISHED + 2)
    ]
    page = open_phone(chromium, site.url)
    open_record(page, "Many files")
    send(page, *paths)
    delivered = page.locator(".travels > [data-stands=delivered]")
    expect(delivered).to_have_count(len(paths), timeout=60_000)
    page.context.close()


def test_a_file_that_is_too_large_is_refused_before_its_first_byte(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with open_line(site.url) as line:
        page = open_phone(chromium, line.url)
        open_record(page, "Too large")
        send(page, path)
        expect_state(line_of(page, "long.wav"), "failed")
        expect(line_of(page, "long.wav")).to_contain_text("200 MB")
        assert line.patched == 0
        page.context.close()


def test_a_file_takes_the_place_of_another_and_two_cannot(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    old, new, other = (
        write_recording(tmp_path / f"{name}.wav", 40_000, seed=seed)
        for seed, name in enumerate(("old", "new", "other"), start=4)
    )
    page = open_phone(chromium, site.url)
    open_record(page, "Another in its place")
    send(page, old)
    expect_state(line_of(page, "old.wav"), "delivered")
    page.reload()
    place = page.locator("#replaces")
    place.select_option(index=1)
    send(page, new, other)
    expect(page.locator("[data-one]")).to_be_visible()
    send(page, new)
    expect_state(line_of(page, "new.wav"), "delivered")
    expect(page.locator("#files")).to_contain_text("new.wav")
    expect(page.locator("#files")).not_to_contain_text("old.wav")
    expect(page.locator("[data-one]")).to_be_hidden()
    page.context.close()


def test_an_upload_is_cancelled(chromium: Browser, site: Site, recording: Path) -> None:
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url)
        begin(page, recording, "Cancelled")
        line_of(page, recording.name).get_by_role("button", name="Cancel").click()
        expect(page.locator(".travels > li")).to_have_count(0)
        expect(page.locator("form[data-upload] input[type=file]")).to_be_focused()
        page.goto("/en/desk/uploads/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Uploads in progress")
        expect(page.locator("li.file", has_text="Cancelled")).to_have_count(0)
        page.context.close()


def test_a_file_that_cannot_reach_its_record_is_said_to_wait(
    chromium: Browser, site: Site, recording: Path
) -> None:
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url)
        begin(page, recording, "Taken away")
        ask(site, "UPDATE item SET owner_id = NULL WHERE title = 'Taken away'")
        line_of(page, recording.name).get_by_role("button", name="Go on").click()
        expect_state(line_of(page, recording.name), "complete", seconds=30)
        expect(page.locator("[data-arrived]")).to_be_visible()
        page.goto("/en/desk/uploads/")
        expect(page.get_by_role("main")).to_contain_text("you can no longer change the record")
        page.context.close()


def test_signing_in_elsewhere_lets_an_upload_begin(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    recording = write_recording(tmp_path / "late.wav", 40_000, seed=8)
    page = open_phone(chromium, site.url)
    open_record(page, "Signed out meanwhile")
    ask(site, "DELETE FROM login_session")
    send(page, recording)
    travel = line_of(page, "late.wav")
    expect_state(travel, "denied")
    expect(travel).to_contain_text("Sign in again")
    tab = page.context.new_page()
    tab.goto("/en/login")
    sign_in(tab)
    expect(tab).to_have_url(re.compile("/en/desk/"))
    travel.get_by_role("button", name="Go on").click()
    expect_state(travel, "delivered")
    expect(page.locator("#files")).to_contain_text("late.wav")
    page.context.close()


def test_another_device_finishes_an_upload_by_its_code(
    chromium: Browser, site: Site, recording: Path, tmp_path: Path
) -> None:
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url)
        begin(page, recording, "Handed over")
        page.locator(".desk summary").click()
        page.get_by_role("link", name="Uploads in progress").click()
        entry = page.locator("li.file", has_text="Handed over")
        entry.get_by_role("button", name="Go on with another device").click()
        code = page.locator(".code").inner_text()
        assert has_no_sideways_scroll(page)
        page.context.close()
    computer = open_phone(chromium, site.url, viewport={"width": 1280, "height": 800})
    computer.goto("/en/login")
    computer.get_by_role("link", name="I have a code for an upload").click()
    computer.get_by_label("Code").fill(code.lower().replace("-", " "))
    computer.get_by_role("button", name="Go on").click()
    travel = line_of(computer, recording.name)
    expect_state(travel, "again")
    assert percent_of(travel) >= 10
    send(computer, write_recording(tmp_path / "another.wav", SIZE + 2))
    expect_state(travel, "other")
    send(computer, recording)
    expect_state(travel, "delivered")
    expect(computer.locator("[data-arrived]")).to_contain_text("You can close this page.")
    computer.context.close()
    assert is_stored(site, recording)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_of_uploads_are_good(
    chromium: Browser, site: Site, recording: Path, tmp_path: Path, language: str
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    with open_line(site.url, bytes_per_second=PACE) as line:
        page = open_phone(chromium, line.url, viewport=NARROW, bypass_csp=True)
        begin(page, recording, f"Good pages in {language}")
        assert list(faults(page, is_wide=False)) == []
        upload_id, record_id = ask(site, "SELECT max(id), record_id FROM upload")[0]
        uploads, code_form = f"/{language}/desk/uploads/", f"/{language}/uploads/code"
        walk = Walk(page, folder)
        walk.visit(f"/{language}/desk/items/{record_id}")
        walk.visit(f"{uploads}{upload_id}")
        walk.visit(code_form)
        walk.visit(uploads)
        with page.expect_navigation() as made:
            page.locator(f"form[action$='{upload_id}/code'] button").click()
        walk.look("the code", made.value)
        code = page.locator(".code").inner_text()
        walk.send(Answer(code_form, "main form", {"code": code}))
        walk.judge()
        page.context.close()
