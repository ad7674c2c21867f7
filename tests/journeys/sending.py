"""What a journey of uploads does: sign in, open a record, choose files, look at their lines."""

import hashlib
import re
import sqlite3
import wave
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.conftest import PASSWORD, PHONE, Site

SLOW = 60_000


def open_phone(chromium: Browser, url: str, **options: object) -> Page:
    """Open a phone on a line that may be cut: what the browser says about that is no fault."""
    context: BrowserContext = chromium.new_context(
        **{"viewport": PHONE, "locale": "en-GB", "base_url": url, **options}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def sign_in(page: Page, login: str = "contributor") -> None:
    page.get_by_role("textbox", name="Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()


def open_record(page: Page, title: str) -> None:
    """Sign in, write a draft, and stay on its page."""
    page.goto("/en/login")
    sign_in(page)
    page.goto("/en/desk/items/new")
    page.get_by_label("Title").fill(title)
    page.locator("[name=visibility][value=public]").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_url(re.compile(r"/desk/items/\d+$"))


def send(page: Page, *paths: Path) -> None:
    page.locator("form[data-upload] input[type=file]").set_input_files(paths)
    page.locator("form[data-upload] button:not([type])").click()


def line_of(page: Page, name: str) -> Locator:
    return page.locator(".travels > li", has_text=name)


def percent_of(line: Locator) -> int:
    found = re.match(r"(\d+) %", line.locator("[data-said]").inner_text())
    return int(found[1]) if found else 0


def wait_for_percent(page: Page, line: Locator, percent: int, *, seconds: int = 120) -> None:
    for _step in range(seconds * 5):
        if percent_of(line) >= percent:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"stays at {percent_of(line)} %: {line.inner_text()}")


def expect_state(line: Locator, *states: str, seconds: int = 15) -> None:
    pattern = re.compile(f"^({'|'.join(states)})$")
    expect(line).to_have_attribute("data-stands", pattern, timeout=seconds * 1000)


def write_recording(path: Path, size: int, *, seed: int = 1) -> Path:
    """Write a WAV of exactly `size` bytes, unlike any other."""
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(Random(seed).randbytes(size - 44))  # noqa: S311 - a noise that can be made again
    assert path.stat().st_size == size
    return path


def is_stored(site: Site, path: Path) -> bool:
    """Tell whether the site has this file, byte for byte, in a record."""
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    stored = site.data_dir / "files" / sha256[:2] / sha256[2:4] / sha256
    rows = ask(
        site, "SELECT 1 FROM item_file JOIN file ON file.id = file_id WHERE sha256 = ?", sha256
    )
    return bool(rows) and stored.read_bytes() == content


def ask(site: Site, sql: str, *values: object) -> list[tuple[object, ...]]:
    database = sqlite3.connect(site.data_dir / "portal.sqlite", timeout=30)
    try:
        with database:
            return database.execute(sql, values).fetchall()
    finally:
        database.close()
