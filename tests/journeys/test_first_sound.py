"""On a 2G line (50 kbit/s, half a second away) a recording is heard after 60 kB at most."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from portal.extensions import db, run_pending
from portal.library.attachments import attach_file
from portal.library.models import Item, ItemKind
from portal.media.models import Purpose
from tests.conftest import People
from tests.factories import agree, make_item, publish
from tests.journeys.conftest import PATIENCE_SECONDS, PHONE
from tests.media.sound_drafts import make_sound

pytestmark = pytest.mark.browser

OpenPhone = Callable[..., Page]

BYTES_PER_SECOND = 50_000 // 8
DELAY_SECONDS = 0.5
BUDGET = 60_000
PIECE = 500
MINUTES = 2
PLACE = "document.querySelector('audio').currentTime"
SEEK = """document.querySelector("[data-player]")
    .dispatchEvent(new CustomEvent("player:seek", { detail: 12 }))"""
SPEECH = f"anoisesrc=d={60 * MINUTES}:c=pink:r=22050:a=0.4,tremolo=f=3:d=0.9"


class SlowLine:
    """A proxy to a port of this machine, late and slow on the way to the phone, that counts."""

    def __init__(self, port: int) -> None:
        self.received = 0
        self._site_port = port
        self._loop = asyncio.new_event_loop()
        self._turn = asyncio.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        opening = asyncio.start_server(self._carry, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result(10)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        site, to_site = await asyncio.open_connection("127.0.0.1", self._site_port, limit=PIECE)
        back = asyncio.create_task(self._carry_back(site, to_phone))
        with suppress(ConnectionError, asyncio.CancelledError):
            while asked := await phone.read(8_000):
                await asyncio.sleep(DELAY_SECONDS)
                to_site.write(asked)
        to_site.close()
        await back

    async def _carry_back(self, site: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            while piece := await site.read(PIECE):
                async with self._turn:
                    await asyncio.sleep(len(piece) / BYTES_PER_SECOND)
                to_phone.write(piece)
                await to_phone.drain()
                self.received += len(piece)
        to_phone.close()


@pytest.fixture
def recording(app: Flask, people: People) -> Item:
    """A record with a recording of a few minutes, all its copies made."""
    item = make_item(people.editor, people.organisation, kind=ItemKind.RECORDING, title="Voix")
    sound = make_sound("-c:a pcm_s16le -f wav", source=SPEECH)
    file = attach_file(item, BytesIO(sound), name="voix.wav", author=people.editor)
    agree(file, people.editor)
    publish(item, people.editor)
    run_pending()
    db.session.rollback()
    light = file.copy_for(Purpose.LIGHT)
    assert light
    assert light.size > 2 * BUDGET
    return item


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Where the site answers at once."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def line(port: int) -> Iterator[SlowLine]:
    line = SlowLine(port)
    yield line
    line.close()


@pytest.fixture
def open_phone(chromium: Browser) -> Iterator[OpenPhone]:
    contexts = []

    def open_one(url: str, **options: object) -> Page:
        context = chromium.new_context(viewport=PHONE, base_url=url, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def bytes_until_heard(page: Page, line: SlowLine, address: str, *, after: float = 0) -> int:
    """Open a page, play, and return what came over the line until a sound did."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    before = line.received
    page.evaluate("void document.querySelector('audio').play()")
    wait_for_place(page, after)
    return line.received - before


def wait_for_place(page: Page, second: float) -> None:
    """Wait until it has played beyond a second."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.evaluate(PLACE) <= second:
        assert time.monotonic() < deadline, "no sound came"
        page.wait_for_timeout(50)


def test_the_first_sound_costs_little(
    recording: Item, line: SlowLine, open_phone: OpenPhone
) -> None:
    page = open_phone(line.url)
    address = f"/fr/library/{recording.slug}"
    assert bytes_until_heard(page, line, address) <= BUDGET
    assert page.evaluate("document.querySelector('audio').currentSrc").endswith(".webm")
    assert page.evaluate("document.querySelector('audio').duration") == pytest.approx(
        60 * MINUTES, abs=0.1
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_an_address_starts_at_its_second(
    recording: Item, line: SlowLine, open_phone: OpenPhone, *, javascript: bool
) -> None:
    page = open_phone(line.url, java_script_enabled=javascript)
    # To a place less than five pieces of 32 kB away, Chromium reads on and does not ask anew.
    address = f"/fr/library/{recording.slug}?t=1:50"
    assert bytes_until_heard(page, line, address, after=110) <= 2 * BUDGET
    assert 110 < page.evaluate(PLACE) < 120


def test_the_player_seeks_changes_copies_and_remembers(
    recording: Item, port: int, open_phone: OpenPhone
) -> None:
    page = open_phone(f"http://127.0.0.1:{port}")
    address = f"/ar/library/{recording.slug}"
    page.goto(address)
    slider, played = page.locator("[type=range]"), page.locator("path + path")
    assert played.get_attribute("d") == ""
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0:03"
    box = slider.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    assert page.evaluate(PLACE) == pytest.approx(30, abs=3)
    assert len(played.get_attribute("d") or "") > 300

    page.evaluate("void document.querySelector('audio').play()")
    wait_for_place(page, 28)
    page.locator("[data-copy]").select_option(index=1)
    wait_for_place(page, 28.5)
    assert page.evaluate("document.querySelector('audio').currentSrc").endswith(".mp3")
    assert page.evaluate(PLACE) < 40

    page.reload()
    assert page.evaluate(PLACE) == pytest.approx(30, abs=5)
    page.goto(f"{address}?t=60")
    page.evaluate("void document.querySelector('audio').play()")
    wait_for_place(page, 60)
    page.evaluate("location.hash = 't=1:40'")
    wait_for_place(page, 100)
    page.evaluate(SEEK)
    wait_for_place(page, 12)
    assert page.evaluate(PLACE) < 20

    page.goto("about:blank")
    page.goto(f"{address}#t=1:30")
    assert page.evaluate(PLACE) == 90
