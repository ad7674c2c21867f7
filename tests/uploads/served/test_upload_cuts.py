"""Lines that break and processes that die, with the server as it runs in production."""

import hashlib
import socket
import threading
import time

import pytest

from portal.auth.models import User
from portal.extensions import db
from portal.library.models import Item
from portal.media import storage
from portal.media.models import File
from portal.uploads import incoming as reading
from portal.uploads.addresses import address_of
from portal.uploads.incoming import Incoming
from portal.uploads.models import Upload
from portal.uploads.protocol import Announcement
from portal.uploads.services import announce_upload, cancel_upload
from tests.uploads.live import LiveSite, hang_up
from tests.uploads.noise import chance_of, sound_of

SIZE = 3_000_000


SOUND = sound_of(SIZE)


def announce(item: Item, user: User, size: int = SIZE) -> str:
    announced = Announcement(size, "voix.wav", "item", item.id, None)
    return address_of(announce_upload(announced, user=user))


def wait_for_offset(live: LiveSite, address: str, offset: int) -> None:
    """Wait until so many bytes are on disk, without disturbing who sends them."""
    path = live.settings.uploads_dir / address.rsplit("/", 1)[1].split("-", maxsplit=1)[0]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and path.stat().st_size >= offset:
            return
        time.sleep(0.02)
    pytest.fail(f"{path.stat().st_size if path.exists() else 0} of {offset} bytes arrived")


def check_arrived(item: Item, body: bytes) -> None:
    db.session.rollback()
    db.session.expire_all()
    assert [file.name for file in item.files] == ["voix.wav"]
    assert item.files[0].sha256 == hashlib.sha256(body).hexdigest()
    with storage.open_bytes(item.files[0].sha256) as stored:
        assert stored.read() == body


@pytest.mark.parametrize("is_reset", [False, True])
def test_what_came_before_a_cut_stays(
    live: LiveSite, item: Item, contributor: User, *, is_reset: bool
) -> None:
    address = announce(item, contributor)
    line = live.begin_patch(address, 0, 1_000_000, SOUND[:300_000])
    wait_for_offset(live, address, 300_000 - 65_536 if is_reset else 1)
    if is_reset:
        hang_up(line)
    else:
        line.close()
        wait_for_offset(live, address, 300_000)
    offset = live.offset(address)
    assert 300_000 - 65_536 <= offset <= 300_000
    assert live.patch(address, offset, SOUND[offset:]).headers["Upload-State"] == "delivered"
    check_arrived(item, SOUND)


def test_a_slow_line_loses_less_than_what_it_brings_in_a_second(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    line = live.begin_patch(address, 0, 1_000_000, b"")
    for at in range(0, 24_000, 800):
        line.sendall(SOUND[at : at + 800])
        time.sleep(0.1)
    hang_up(line)
    time.sleep(0.2)
    assert live.offset(address) >= 24_000 - 8_000


def test_a_dead_line_keeps_nobody_from_going_on(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    dead = live.begin_patch(address, 0, SIZE, SOUND[:200_000])
    wait_for_offset(live, address, 100_000)
    started = time.monotonic()
    offset = live.offset(address)
    assert live.patch(address, offset, SOUND[offset:1_000_000]).status == 204
    assert time.monotonic() - started < 5
    dead.sendall(b"x" * 100_000)
    dead.settimeout(20)
    assert b" 409 " in dead.recv(65536).split(b"\r\n")[0]
    dead.close()
    assert live.offset(address) == 1_000_000
    live.patch(address, 1_000_000, SOUND[1_000_000:])
    check_arrived(item, SOUND)


def test_a_new_request_takes_over_without_asking(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    dead = live.begin_patch(address, 0, SIZE, SOUND[:65_536])
    wait_for_offset(live, address, 1024)
    for _try in range(50):
        offset = (
            (live.settings.uploads_dir / address.rsplit("/", 1)[1].split("-")[0]).stat().st_size
        )
        answer = live.patch(address, offset, SOUND[offset:])
        if answer.status == 204:
            break
        assert answer.status == 409
    assert answer.headers["Upload-State"] == "delivered"
    dead.close()
    check_arrived(item, SOUND)


def test_many_who_send_the_same_upload_make_one_file(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    faults = []

    def send(seed: int) -> None:
        chance = chance_of(seed)
        while (offset := live.offset(address)) < SIZE:
            end = min(SIZE, offset + chance.randrange(50_000, 400_000))
            answer = live.patch(address, offset, SOUND[offset:end])
            if answer.status not in {204, 409}:
                faults.append(answer)
                return

    threads = [threading.Thread(target=send, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert live.offset(address) == SIZE
    check_arrived(item, SOUND)


def test_a_server_killed_at_any_moment_loses_nothing_it_acknowledged(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    chance = chance_of(3)
    acknowledged = 0
    for _death in range(3):
        offset = live.offset(address)
        assert offset >= acknowledged
        acknowledged = offset + 200_000
        assert live.patch(address, offset, SOUND[offset:acknowledged]).status == 204
        line = live.begin_patch(address, acknowledged, 500_000, SOUND[acknowledged:][:150_000])
        wait_for_offset(live, address, acknowledged + chance.randrange(60_000))
        live.kill()
        line.close()
        live.start()
    offset = live.offset(address)
    assert offset > acknowledged
    live.patch(address, offset, SOUND[offset:])
    check_arrived(item, SOUND)


def test_a_server_killed_around_the_last_byte_attaches_one_file(
    live: LiveSite, item: Item, contributor: User
) -> None:
    chance = chance_of(5)
    addresses = []
    for number in range(3):
        body = sound_of(400_000, number)
        address = announce(item, contributor, len(body))
        addresses.append((address, body))
        line = live.begin_patch(address, 0, len(body), body)
        wait_for_offset(live, address, 300_000)
        time.sleep(chance.random() * 0.05)
        live.kill()
        line.close()
        live.start()
    for address, body in addresses:
        offset = live.offset(address)
        if offset < len(body):
            live.patch(address, offset, body[offset:])
    db.session.rollback()
    db.session.expire_all()
    kept = [file.sha256 for file in item.files]
    assert sorted(kept) == sorted(hashlib.sha256(body).hexdigest() for _at, body in addresses)
    names = db.session.query(File).filter(File.sha256.in_(kept))
    assert names.count() == len(kept)


def test_forty_slow_phones_keep_nobody_waiting(
    live: LiveSite, item: Item, contributor: User
) -> None:
    addresses = [announce(item, contributor, 200_000) for _phone in range(40)]
    lines = [live.begin_patch(address, 0, 100_000, SOUND[:2000]) for address in addresses]
    for address in addresses:
        wait_for_offset(live, address, 1024)
    started = time.monotonic()
    assert live.ask("GET", "/fr/library/").status == 200
    assert live.offset(addresses[0]) >= 1024
    assert time.monotonic() - started < 5
    for line in lines:
        line.close()


def test_a_cancelled_upload_stops_who_sends_it(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor)
    line = live.begin_patch(address, 0, SIZE, SOUND[:100_000])
    wait_for_offset(live, address, 50_000)
    cancel_upload(db.session.query(Upload).one())
    line.sendall(SOUND[100_000:200_000])
    line.settimeout(20)
    assert b" 409 " in line.recv(65536).split(b"\r\n")[0]
    line.close()
    assert live.ask("HEAD", address).status == 404
    number = address.rsplit("/", 1)[1].split("-")[0]
    assert list(live.settings.uploads_dir.glob(f"{number}*")) == []


def test_a_body_of_many_small_pieces_is_taken(
    live: LiveSite, item: Item, contributor: User
) -> None:
    body = sound_of(200_000)
    address = announce(item, contributor, len(body))
    pieces = [body[at : at + 20] for at in range(0, len(body), 20)]
    assert len(pieces) == 10_000
    line = socket.create_connection(("127.0.0.1", live.settings.port))
    line.sendall(
        f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
        "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode()
    )
    for piece in pieces:
        line.sendall(b"14\r\n" + piece + b"\r\n")
    line.sendall(b"0\r\n\r\n")
    line.settimeout(30)
    assert b" 204 " in line.recv(65536).split(b"\r\n")[0]
    line.close()
    check_arrived(item, body)


def test_a_body_that_never_ends_is_stopped_at_the_size(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor, 100_000)
    line = socket.create_connection(("127.0.0.1", live.settings.port))
    line.sendall(
        f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
        "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode()
    )
    line.settimeout(30)
    line.sendall(b"30D40\r\n" + SOUND[:200_000] + b"\r\n")
    assert b" 413 " in line.recv(65536).split(b"\r\n")[0]
    line.close()
    assert live.offset(address) <= 100_000


def test_a_line_that_falls_silent_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SILENCE_SECONDS", 0.2)
    near, far = socket.socketpair()
    far.sendall(b"a" * 1500)
    with near, far, near.makefile("rb", buffering=0) as stream:
        incoming = Incoming(stream, length=5000, line=near)
        assert b"".join(incoming) == b"a" * 1500
        assert incoming.was_cut


def test_no_log_of_the_server_knows_an_address(
    live: LiveSite, item: Item, contributor: User
) -> None:
    address = announce(item, contributor, 5000)
    live.patch(address, 0, sound_of(5000))
    live.ask("PUT", address)
    live.ask("PATCH", address, b"x", Upload_Offset="x", Content_Type="nonsense")
    told = live.log.read_text()
    assert '"endpoint": "uploads.append"' in told
    assert address.rsplit("/", 1)[1] not in told
    assert "voix" not in told
    assert "error" not in told.lower().replace("errors", "")
