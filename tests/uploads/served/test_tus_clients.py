"""Clients that others wrote, over a line that breaks: tuspy, and tus-js-client in a browser."""

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from tusclient.client import TusClient

from portal import ROOT
from portal.extensions import db
from portal.library.models import Item
from portal.media.models import File
from tests.browser import Browser
from tests.factories import PASSWORD
from tests.uploads.live import CuttingLine, LiveSite, cutting_line
from tests.uploads.noise import sound_of

TUS_JS = ROOT / "tests" / "vendor" / "tus-4.3.1.min.js"
SIZE = 2_000_000
CHUNK = 512 * 1024
CUTS = [100_000, 300_000, 40_000, 500_000, 150_000]

SEND = """
({bytes, metadata, chunkSize, token}) => new Promise((resolve, reject) => {
  const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const states = [];
  const upload = new tus.Upload(new File([content], "voix.wav"), {
    endpoint: "/uploads/", chunkSize, metadata,
    retryDelays: [100, 100, 200, 200, 400, 400],
    headers: {"X-CSRFToken": token},
    onAfterResponse: (request, response) => states.push(response.getStatus()),
    onSuccess: () => resolve({url: upload.url, states}),
    onError: (error) => reject(error),
  });
  upload.start();
})
"""


@pytest.fixture
def session(app: Flask, item: Item) -> tuple[str, str]:
    """The cookie of somebody who has signed in, and the token of a page she has open."""
    browser = Browser(app)
    browser.sign_in("contributor", PASSWORD)
    token = browser.get(f"/fr/desk/items/{item.id}").csrf_token
    cookie = browser.client.get_cookie("musoya")
    assert cookie
    return cookie.value, token


def check_arrived(item: Item, body: bytes, line: CuttingLine) -> None:
    db.session.rollback()
    db.session.expire_all()
    assert [file.sha256 for file in item.files] == [hashlib.sha256(body).hexdigest()]
    assert db.session.get(File, item.files[0].id).name == "voix.wav"
    assert (line.cuts, line.broken) == ([], len(CUTS))
    assert line.sent < len(body) + len(CUTS) * CHUNK


def test_tuspy_brings_a_file_over_a_line_that_breaks(
    live: LiveSite, item: Item, session: tuple[str, str], tmp_path: Path
) -> None:
    body = sound_of(SIZE, 11)
    path = tmp_path / "voix.wav"
    path.write_bytes(body)
    cookie, token = session
    with path.open("rb") as file, cutting_line(live.settings.port, list(CUTS)) as line:
        headers = {"Cookie": f"musoya={cookie}", "X-CSRFToken": token}
        uploader = TusClient(f"{line.url}/uploads/", headers=headers).uploader(
            file_stream=file,
            chunk_size=CHUNK,
            retries=10,
            retry_delay=0,
            metadata={"filename": "voix.wav", "destination": "item", "record": str(item.id)},
            upload_checksum=True,
        )
        uploader.upload()
        check_arrived(item, body, line)


@pytest.mark.browser
def test_tus_js_client_brings_a_file_over_a_line_that_breaks(
    live: LiveSite,
    item: Item,
    session: tuple[str, str],
    chromium: Chromium,
) -> None:
    body = sound_of(SIZE, 12)
    cookie, token = session
    with cutting_line(live.settings.port, list(CUTS)) as line:
        context = chromium.new_context(base_url=line.url)
        context.add_cookies([{"name": "musoya", "value": cookie, "url": line.url}])
        page = context.new_page()
        page.goto(f"/fr/desk/items/{item.id}")
        page.evaluate(TUS_JS.read_text(encoding="utf-8"))
        line.sent = 0
        done = page.evaluate(
            SEND,
            {
                "bytes": b64encode(body).decode(),
                "metadata": {"filename": "voix.wav", "destination": "item", "record": str(item.id)},
                "chunkSize": CHUNK,
                "token": token,
            },
        )
        context.close()
        assert set(done["states"]) <= {200, 201, 204, 409}
        check_arrived(item, body, line)
