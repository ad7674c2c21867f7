"""Unsaved text: kept on the device, offered again, encrypted, sent when there is a connection."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Locator, Page, Route, expect

from tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.journeys.conftest import PHONE, Site
from tests.journeys.lines import open_line
from tests.journeys.sending import ask, sign_in

pytestmark = pytest.mark.browser

NEW = "/en/desk/items/new"
WORDS = "Kalabougou oranges at dawn"
PATIENCE_SECONDS = 10


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone that saves data, on which the contributor is signed in."""
    context = chromium.new_context(
        viewport=PHONE,
        locale="en-GB",
        base_url=site.url,
        extra_http_headers={"Save-Data": "on"},
    )
    context.set_default_timeout(15_000)
    yield open_desk(context)
    context.close()


def open_desk(context: BrowserContext, login: str = "contributor") -> Page:
    page = context.new_page()
    page.goto("/en/login")
    sign_in(page, login)
    expect(page).to_have_url(re.compile("/en/desk/"))
    return page


def write(page: Page, words: str = WORDS, *, title: str = "") -> None:
    """Write into a new record, and wait until the device keeps it."""
    page.goto(NEW)
    page.get_by_label("Title").fill(title)
    page.locator("[name=visibility][value=public]").check()
    page.get_by_label("Summary").fill(words)
    wait_until_kept(page)


def offer_on(page: Page) -> Locator:
    return page.locator(".notice", has_text="that you have not saved, of")


def restore(page: Page) -> None:
    offer_on(page).get_by_role("button", name="Restore my text").click()
    expect(page.get_by_role("status").filter(has_text="not saved yet")).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value(WORDS)


def list_times(page: Page) -> list[float]:
    """Return when each draft of this browser was written."""
    times: list[float] = page.evaluate(
        """() => new Promise((accept) => {
            const opening = indexedDB.open("drafts", 1)
            opening.onupgradeneeded = () => opening.transaction.abort()
            opening.onerror = () => accept([])
            opening.onsuccess = () => {
                const store = opening.result.transaction("drafts").objectStore("drafts")
                store.getAll().onsuccess = ({ target }) => {
                    opening.result.close()
                    accept(target.result.map(({ at }) => at))
                }
            }
        })"""
    )
    return times


def expect_drafts(page: Page, count: int) -> None:
    """Wait until this browser has so many drafts, and fail if it never has."""
    for _step in range(PATIENCE_SECONDS * 10):
        if len(list_times(page)) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not {count} drafts: {list_times(page)}")


def wait_until_kept(page: Page) -> None:
    """Wait until a draft is written that has all that was typed so far."""
    now = page.evaluate("Date.now()")
    for _step in range(PATIENCE_SECONDS * 10):
        if max(list_times(page), default=0) >= now:
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft was written")


def count_records(site: Site, title: str) -> int:
    return len(ask(site, "SELECT 1 FROM item WHERE title = ?", title))


@contextmanager
def browser_with_profile(chromium: Browser, profile: Path, url: str) -> Iterator[BrowserContext]:
    """Start a browser with a profile of its own, and close it unless it was killed."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=CHROMIUM_ARGUMENTS,
        viewport=PHONE,
        locale="en-GB",
        base_url=url,
    )
    context.set_default_timeout(15_000)
    yield context
    with contextlib.suppress(Error):
        context.close()


def kill_browser(context: BrowserContext, profile: Path) -> None:
    """Kill the browser process of a profile; its other processes, which name a type, follow."""
    mark = f"--user-data-dir={profile}".encode()
    lines = {int(path.parent.name): read(path) for path in Path("/proc").glob("[0-9]*/cmdline")}
    with context.expect_event("close"):
        for pid, line in lines.items():
            if mark in line and b"--type=" not in line:
                os.kill(pid, signal.SIGKILL)


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a process that has ended meanwhile
        return b""


def contains(folder: Path, words: str) -> list[str]:
    """Return the files that hold the words in an encoding of browsers."""
    encoded = (words.encode(), words.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(text in read(path) for text in encoded)]


def test_text_is_offered_after_a_reload_and_in_a_new_tab(phone: Page, site: Site) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    phone.on("dialog", leave)
    write(phone)
    phone.reload()
    assert asked == ["beforeunload"]
    expect(phone.get_by_label("Summary")).to_have_value("")
    restore(phone)
    phone.close()  # without a question
    tab = phone.context.new_page()
    tab.goto("/en/desk/")
    tab.locator("summary", has_text="New record –").first.click()
    tab.get_by_role("link", name="Open the form").click()
    restore(tab)
    tab.get_by_label("Title").fill("Restored in another tab")
    tab.locator("[name=visibility][value=public]").check()
    tab.get_by_role("button", name="Save").click()
    expect(tab).to_have_url(re.compile(r"/desk/items/\d+$"))
    tab.goto(NEW)
    tab.wait_for_load_state("networkidle")
    assert offer_on(tab).count() == 0
    expect_drafts(tab, 0)
    assert count_records(site, "Restored in another tab") == 1


def test_text_is_deleted_when_it_is_thrown_away(phone: Page) -> None:
    write(phone)
    phone.once("dialog", lambda dialog: dialog.dismiss())
    phone.get_by_role("link", name="Leave without saving").click()
    expect(phone.get_by_label("Summary")).to_have_value(WORDS)
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.reload()
    offer_on(phone).get_by_role("button", name="Delete this text").click()
    expect(offer_on(phone)).to_have_count(0)
    write(phone)
    phone.get_by_role("link", name="Leave without saving").click()
    expect(phone).to_have_url(re.compile("/en/desk/$"))
    phone.wait_for_load_state("networkidle")
    expect_drafts(phone, 0)


def test_a_draft_of_an_older_version_overwrites_nothing(phone: Page, site: Site) -> None:
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.goto(NEW)
    phone.get_by_label("Title").fill("Changed by two")
    phone.locator("[name=visibility][value=public]").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone).to_have_url(re.compile(r"/desk/items/\d+$"))
    phone.get_by_role("link", name="Change the record").click()
    phone.get_by_label("Summary").fill(WORDS)
    wait_until_kept(phone)
    ask(
        site,
        "UPDATE item SET summary = 'By a colleague', version = version + 1 WHERE title = ?",
        "Changed by two",
    )
    phone.reload()
    expect(phone.get_by_label("Summary")).to_have_value("By a colleague")
    expect(offer_on(phone)).to_contain_text("This page has changed since.")
    restore(phone)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Two versions of this record")
    phone.wait_for_load_state("networkidle")
    assert offer_on(phone).count() == 0  # the server gave the words back
    phone.get_by_role("button", name="Save").click()
    expect(phone).to_have_url(re.compile(r"/desk/items/\d+$"))
    expect_drafts(phone, 0)


def lose_answer(route: Route) -> None:
    """Bring the request to the site, but neither its answer nor its cookies to the phone."""
    route.fetch(max_redirects=0)
    route.abort()


def save_without_answer(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("chrome-error"))
    page.context.clear_cookies(name=re.compile("saved-"))


def test_lost_answer_to_a_new_record_is_told_and_to_a_change_is_noticed(
    phone: Page, site: Site
) -> None:
    phone.route(re.compile(r"\?draft="), lose_answer)
    write(phone, title="Answer lost")
    save_without_answer(phone)
    assert count_records(site, "Answer lost") == 1
    phone.goto(NEW)
    expect(offer_on(phone)).to_contain_text("it may not be saved: check before you send it again")
    offer_on(phone).get_by_role("button", name="Delete this text").click()
    ((number,),) = ask(site, "SELECT id FROM item WHERE title = 'Answer lost'")
    phone.goto(f"/en/desk/items/{number}/edit")
    phone.get_by_label("Summary").fill("Changed on a bad line")
    save_without_answer(phone)
    phone.goto(f"/en/desk/items/{number}/edit")
    expect(phone.get_by_label("Summary")).to_have_value("Changed on a bad line")
    phone.wait_for_load_state("networkidle")
    assert offer_on(phone).count() == 0
    expect_drafts(phone, 0)


def test_text_survives_a_killed_browser_and_only_its_author_can_read_it(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with browser_with_profile(chromium, profile, site.url) as context:
        write(open_desk(context))
        kill_browser(context, profile)
    assert contains(profile, WORDS) == []
    with browser_with_profile(chromium, profile, site.url) as context:
        page = context.new_page()
        ask(site, "DELETE FROM login_session")
        page.goto(NEW)
        sign_in(page, "editor")
        expect(page).to_have_url(re.compile(NEW))
        page.wait_for_load_state("networkidle")
        assert offer_on(page).count() == 0
        expect_drafts(page, 1)
        ask(site, "DELETE FROM login_session")
        page.reload()
        sign_in(page)
        restore(page)
        page.get_by_role("button", name="Sign out").click()
        question = page.locator("#signing-out")
        expect(question).to_contain_text("Signing out deletes this text")
        expect(question).to_be_focused()
        question.get_by_role("button", name="Delete and sign out").click()
        expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
        expect_drafts(page, 0)
    assert contains(profile, WORDS) == []


def test_text_outlives_session_token_line_and_browser_one_after_another(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with browser_with_profile(chromium, profile, site.url) as context:
        page = open_desk(context)
        write(page, title="Everything was lost")
        ask(site, "DELETE FROM login_session")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("You are no longer signed in.")
        sign_in(page)
        expect(page.get_by_role("alert")).to_contain_text("You are signed in again")
        expect_text(page)
        context.clear_cookies(name="musoya")
        open_desk(context).close()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("This page had waited too long")
        page.wait_for_load_state("networkidle")
        expect_text(page)
        context.set_offline(True)
        page.get_by_role("button", name="Save").click()
        waiting = page.locator(".notice", has_text="No connection to the site.")
        waiting.get_by_role("button", name="Do not send").click()
        expect_text(page)
        page.get_by_label("Text", exact=True).fill("The last sentence before the battery is empty.")
        wait_until_kept(page)
        kill_browser(context, profile)
    with browser_with_profile(chromium, profile, site.url) as context:
        ask(site, "DELETE FROM login_session")
        page = context.new_page()
        page.goto(NEW)
        sign_in(page)
        restore(page)
        expect_text(page)
        expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("^The last sent"))
        page.get_by_role("button", name="Save").click()
        expect(page).to_have_url(re.compile(r"/desk/items/\d+$"))
        assert count_records(site, "Everything was lost") == 1
        expect_drafts(page, 0)


def expect_text(page: Page) -> None:
    expect(page.get_by_label("Title")).to_have_value("Everything was lost")
    expect(page.get_by_label("Summary")).to_have_value(WORDS)


def test_text_is_sent_once_when_the_connection_is_back(phone: Page, site: Site) -> None:
    phone.on("dialog", lambda dialog: dialog.dismiss())
    write(phone, title="Written offline")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Save").click()
    waiting = phone.locator(".notice", has_text="No connection to the site.")
    expect(waiting).to_be_in_viewport()
    waiting.get_by_role("button", name="Do not send").click()
    expect(waiting).to_have_count(0)
    for _twice in range(2):
        phone.get_by_role("button", name="Save").click()
    expect(waiting).to_have_count(1)
    phone.context.set_offline(False)
    expect(phone).to_have_url(re.compile(r"/desk/items/\d+$"))
    assert count_records(site, "Written offline") == 1
    expect_drafts(phone, 0)


def test_text_is_sent_when_a_dead_line_is_mended(chromium: Browser, site: Site) -> None:
    """The phone believes that it is online; nothing arrives."""
    context = chromium.new_context(viewport=PHONE, locale="en-GB")
    context.set_default_timeout(15_000)
    with open_line(site.url) as line:
        page = context.new_page()
        page.goto(f"{line.url}/en/login")
        sign_in(page)
        page.goto(f"{line.url}{NEW}")
        page.get_by_label("Title").fill("Written on a dead line")
        page.locator("[name=visibility][value=public]").check()
        line.cut()
        page.get_by_role("button", name="Save").click()
        waiting = page.locator(".notice", has_text="No connection to the site.")
        expect(waiting).to_be_visible()
        line.mend()
        waiting.get_by_role("button", name="Try now").click()
        expect(page).to_have_url(re.compile(r"/desk/items/\d+$"))
        context.close()
    assert count_records(site, "Written on a dead line") == 1


def test_an_answer_by_a_link_is_kept_until_it_is_sent(chromium: Browser, site: Site) -> None:
    desk = chromium.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    coordinator = open_desk(desk, "administrator")
    coordinator.goto("/en/desk/checks/")
    coordinator.locator("form[action$='/link'] button").first.click()
    message = coordinator.locator("details[open] textarea").input_value()
    link = re.findall(r"http\S+", message)[-1]
    desk.close()
    context = chromium.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{link}/correct")
    other = page.get_by_label("Anything else")
    other.fill(WORDS)
    wait_until_kept(page)
    page.reload()
    offer_on(page).get_by_role("button", name="Restore my text").click()
    expect(other).to_have_value(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.wait_for_load_state("networkidle")
    expect_drafts(page, 0)
    context.close()
