"""How much is sent again when a line is cut 20 times at random: bytes sent / size of the file.

`python -m bench.media.uploads` prints the table. A real server and real clients: our own in
Chromium, tuspy, and one that sends all the rest in a single request. Counted are all bytes
towards the site, headers included, on a loopback line that breaks without a word.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from tusclient.client import TusClient

from portal import create_app
from portal.auth.models import RoleName
from portal.config import Settings
from portal.extensions import db
from portal.library.models import Item
from portal.media.models import File
from portal.vocabulary.services import load_vocabularies
from tests.browser import Browser
from tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.factories import PASSWORD, make_item, make_organisation, make_user
from tests.journeys.sending import expect_state, line_of, send, write_recording
from tests.uploads.live import TYPE, LiveSite, cutting_line

CUTS = 20
SIZE = 12_000_000
LEAST, MOST = 20_000, 500_000
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Sender:
    """A signed-in person, her record, and the file she sends."""

    cookie: str
    token: str
    record: int
    path: Path

    @property
    def headers(self) -> dict[str, str]:
        """What says who she is."""
        return {"Cookie": f"musoya={self.cookie}", "X-CSRFToken": self.token}

    @property
    def metadata(self) -> dict[str, str]:
        """What says what she sends, and where it goes."""
        return {"filename": self.path.name, "destination": "item", "record": str(self.record)}


@contextmanager
def served(folder: Path) -> Iterator[tuple[LiveSite, Callable[[str], Sender]]]:
    """Serve a new site, and give a maker of people who have a file to send to it."""
    site = LiveSite(folder / "data")
    app = create_app(Settings(environment="testing", data_dir=folder / "data"))
    with app.app_context():
        db.create_all()
        load_vocabularies()
        organisation = make_organisation()

        def sender(name: str, seed: int) -> Sender:
            user = make_user(name, RoleName.CONTRIBUTOR, organisation)
            item: Item = make_item(user, organisation)
            browser = Browser(app)
            browser.sign_in(name, PASSWORD)
            token = browser.get(f"/fr/desk/items/{item.id}").csrf_token
            cookie = browser.client.get_cookie("musoya")
            path = write_recording(folder / f"{name}.wav", SIZE, seed=seed)
            return Sender(cookie.value if cookie else "", token, item.id, path)

        site.start()
        try:
            yield site, sender
        finally:
            site.kill()
            db.session.remove()
            db.engine.dispose()


def send_with_ours(url: str, sender: Sender) -> None:
    """Send with static/upload.js, in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
        )
        context = browser.new_context(base_url=url)
        context.add_cookies([{"name": "musoya", "value": sender.cookie, "url": url}])
        page = context.new_page()
        page.goto(f"/en/desk/items/{sender.record}")
        send(page, sender.path)
        expect_state(line_of(page, sender.path.name), "delivered", seconds=PATIENCE)
        browser.close()


def send_with_tuspy(url: str, sender: Sender) -> None:
    """Send with tuspy, in pieces of 512 kB."""
    with sender.path.open("rb") as file:
        TusClient(f"{url}/uploads/", headers=sender.headers).uploader(
            file_stream=file,
            chunk_size=512 * 1024,
            retries=2 * CUTS,
            retry_delay=0,
            metadata=sender.metadata,
        ).upload()


def send_at_once(url: str, sender: Sender) -> None:
    """Send all that is missing in one request, again after each cut."""
    host = urlsplit(url).netloc
    content = sender.path.read_bytes()
    client = TusClient(f"{url}/uploads/", headers=sender.headers)
    with sender.path.open("rb") as file:
        address = client.uploader(file_stream=file, metadata=sender.metadata).create_url()
    offset = 0
    while offset < SIZE:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Content-Type": TYPE}
        with suppress(OSError, HTTPException):
            connection = HTTPConnection(host)
            connection.request("PATCH", urlsplit(address).path, content[offset:], headers)
            connection.getresponse().read()
        connection.close()
        connection = HTTPConnection(host)
        connection.request("HEAD", urlsplit(address).path, headers={"Tus-Resumable": "1.0.0"})
        offset = int(connection.getresponse().headers["Upload-Offset"])
        connection.close()


CLIENTS: dict[str, Callable[[str, Sender], None]] = {
    "ours": send_with_ours,
    "tuspy": send_with_tuspy,
    "at-once": send_at_once,
}


def measure(site: LiveSite, sender: Sender, way: Callable[[str, Sender], None]) -> float:
    """Return bytes sent / size, once the file has arrived over a line cut 20 times."""
    chance = random.Random(20)
    cuts = [chance.randint(LEAST, MOST) for _ in range(CUTS)]
    with cutting_line(site.settings.port, cuts) as line:
        way(line.url, sender)
        left = len(line.cuts)
        sent = line.sent
    db.session.rollback()
    arrived = db.session.query(File).filter_by(name=sender.path.name).one()
    if left or arrived.size != SIZE:
        raise SystemExit(f"{sender.path.name}: {left} cuts left, {arrived.size} bytes arrived")
    return sent / SIZE


def main() -> None:
    """Measure each client and print the table."""
    print(f"\nUploads of {SIZE / 1e6:.0f} MB over a line cut {CUTS} times: bytes sent / size")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (site, sender):
        for seed, (name, way) in enumerate(CLIENTS.items()):
            ratio = measure(site, sender(name, seed), way)
            print(f"  {name:8} {ratio:6.3f}")


if __name__ == "__main__":
    main()
