"""People who go on sending and reading while the site is being killed under them."""

import base64
import hashlib
import itertools
import random
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from portal import ROOT
from tests.factories import PASSWORD

DEMO = ROOT / "demo" / "files"
DOCUMENTS = sorted([*DEMO.glob("*.pdf"), *DEMO.glob("*.docx"), *DEMO.glob("*.odt")])
SOUNDS = ("wav", "mp3", "opus", "m4a", "flac")
BLOCK = 64 * 1024
TRY_AGAIN_SECONDS = 0.5
CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that the site said it has."""

    item_id: int
    sha256: str
    size: int
    way: str


@dataclass
class Ledger:
    """What the site promised, and what it showed to visitors."""

    sent: list[Sent] = field(default_factory=list)
    shown: dict[tuple[int, str], int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, number: int = 1) -> None:
        with self.lock:
            self.counts[what] += number


class Person(threading.Thread):
    """Somebody who does one thing after the other until it is enough."""

    def __init__(self, url: str, ledger: Ledger, enough: threading.Event) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.ledger = ledger
        self.enough = enough
        self.session = requests.Session()

    def run(self) -> None:
        try:
            self.live()
        except Exception as error:  # a thread must not end unheard
            self.ledger.faults.append(f"{type(self).__name__}: {error!r}")
            raise

    def live(self) -> None:
        raise NotImplementedError

    def insist(self, ask: Callable[[], requests.Response]) -> requests.Response:
        """Ask until there is an answer that is no failure of the site."""
        while True:
            try:
                answer = ask()
                if answer.status_code < 500:
                    return answer
                self.ledger.count(f"answers {answer.status_code}")
            except requests.RequestException:
                self.ledger.count("requests cut")
            time.sleep(TRY_AGAIN_SECONDS)
            self.session.close()

    def get(self, path: str) -> requests.Response:
        return self.insist(lambda: self.session.get(self.url + path, timeout=30))


class Sender(Person):
    """An editor who sends files, half of them by tus and half by the plain form."""

    def __init__(
        self, *who: object, items: list[int], folder: Path, may_send: Callable[[], bool]
    ) -> None:
        super().__init__(*who)  # type: ignore[arg-type]
        self.items = itertools.cycle(items)
        self.files = make_files(folder)
        self.may_send = may_send

    def live(self) -> None:
        self._sign_in()
        for path in self.files:
            while not self.may_send() and not self.enough.is_set():
                time.sleep(TRY_AGAIN_SECONDS)
            if self.enough.is_set():
                return
            content = path.read_bytes()
            send = CHANCE.choice([self._send_by_form, self._send_by_tus])
            way = send(next(self.items), path.name, content)
            self.ledger.count(way)

    def _sign_in(self) -> None:
        form = {"login": "editor", "password": PASSWORD}
        answer = self.insist(lambda: self._post("/fr/login", "/fr/login", data=form))
        assert answer.status_code == 302, answer.status_code

    def _send_by_form(self, item_id: int, name: str, content: bytes) -> str:
        page = f"/fr/desk/items/{item_id}"
        answer = self.insist(
            lambda: self._post(page, f"{page}/files", files={"file": (name, content)})
        )
        assert answer.status_code in {302, 303}, answer.text[:2000]
        self._note(item_id, content, "form")
        return "sent by form"

    def _send_by_tus(self, item_id: int, name: str, content: bytes) -> str:
        address = self._announce(item_id, name, len(content))
        promised = offset = 0
        while offset < len(content):
            try:
                answer = self._append(address, content, offset)
                answer.raise_for_status()
                promised = offset = int(answer.headers["Upload-Offset"])
            except (requests.RequestException, KeyError):
                self.ledger.count("uploads cut")
                time.sleep(TRY_AGAIN_SECONDS)
                offset = self._ask_offset(address)
                if offset < promised:
                    self.ledger.faults.append(f"{promised} bytes promised, {offset} kept")
        self._note(item_id, content, "tus")
        return "sent by tus"

    def _announce(self, item_id: int, name: str, size: int) -> str:
        said = {"filename": name, "destination": "item", "record": str(item_id)}
        metadata = ",".join(
            f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items()
        )
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": metadata,
            "X-CSRFToken": self._token(f"/fr/desk/items/{item_id}"),
        }
        answer = self.insist(
            lambda: self.session.post(f"{self.url}/uploads/", headers=headers, timeout=30)
        )
        assert answer.status_code == 201, (answer.status_code, answer.text[:500])
        return self.url + answer.headers["Location"].removeprefix(self.url)

    def _append(self, address: str, content: bytes, offset: int) -> requests.Response:
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        block = content[offset : offset + BLOCK]
        return self.session.patch(address, data=block, headers=headers, timeout=30)

    def _ask_offset(self, address: str) -> int:
        headers = {"Tus-Resumable": "1.0.0"}
        answer = self.insist(lambda: self.session.head(address, headers=headers, timeout=30))
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def _post(self, page: str, address: str, **what: object) -> requests.Response:
        what["data"] = {"csrf_token": self._token(page), **what.get("data", {})}  # type: ignore[dict-item]
        return self.session.post(
            self.url + address,
            timeout=60,
            allow_redirects=False,
            **what,  # type: ignore[arg-type]
        )

    def _token(self, page: str) -> str:
        text = self.get(page).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        assert token, text
        return token[1]

    def _note(self, item_id: int, content: bytes, way: str) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        with self.ledger.lock:
            self.ledger.sent.append(Sent(item_id, sha256, len(content), way))


class Visitor(Person):
    """Somebody without an account, who opens every file as soon as it might be there."""

    def live(self) -> None:
        number = 1
        while not self.enough.is_set():
            answer = self.get(f"/files/{number}/clean/x")
            if answer.status_code == 200:
                sha256 = hashlib.sha256(answer.content).hexdigest()
                self.ledger.shown[number, sha256] = len(answer.content)
            self.ledger.count(f"looks {answer.status_code}")
            number = number + 1 if number < 1 + len(self.ledger.sent) else 1
            time.sleep(0.05)


def make_files(folder: Path) -> Iterator[Path]:
    """Yield files without end: real documents, each made unlike the others, and new sounds."""
    folder.mkdir(parents=True)
    for number in itertools.count():
        if CHANCE.random() < 0.5:
            yield _make_sound(folder, number)
        else:
            yield _copy_document(folder, number)


def _copy_document(folder: Path, number: int) -> Path:
    original = CHANCE.choice(DOCUMENTS)
    path = folder / f"{number} {original.name}"
    ending = f"\n% {folder.name} {number}\n".encode() if original.suffix == ".pdf" else b""
    path.write_bytes(original.read_bytes() + ending)
    return path


def _make_sound(folder: Path, number: int) -> Path:
    path = folder / f"{number}.{CHANCE.choice(SOUNDS)}"
    tone = f"sine=frequency={CHANCE.randrange(200, 2000)}:duration={CHANCE.randrange(5, 45)}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", tone, "-ac", "1"]
    subprocess.run([*command, "-metadata", f"title={folder.name} {number}", path], check=True)
    return path
