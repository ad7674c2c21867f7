"""What many requests at once leave in memory."""

import re
import threading
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.serving.conftest import Serve, Served

SIGN_INS = 128
MOST_GROWTH_MEGABYTES = 64  # one hash of 19 MB, a thread each, and what pages load
MOST_SITE_MEGABYTES = 250


def sign_in_wrongly(site: Served, number: int) -> int:
    address = {"X-Forwarded-For": f"198.51.100.{number % 100}"}
    opener = build_opener(HTTPCookieProcessor())
    with opener.open(Request(f"{site.url}/fr/login", headers=address)) as answer:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert token
    form = {"csrf_token": token[1], "login": f"person{number}", "password": "wrong password"}
    request = Request(f"{site.url}/fr/login", urlencode(form).encode(), address)
    opener.addheaders = []
    try:
        with opener.open(request) as answer:
            return int(answer.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


def memory_of(pid: int, kind: str) -> float:
    """Return megabytes of a process from the kernel: `Rss`, or `Pss` with its share of pages."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (size,) = [line.split()[1] for line in lines if line.startswith(f"{kind}:")]
    return int(size) / 1024


def test_many_sign_ins_at_once_leave_no_hash_in_memory(serve: Serve) -> None:
    site = serve(WEB_WORKERS="1", WEB_THREADS=str(SIGN_INS), PROXY_HOPS="1")
    assert sign_in_wrongly(site, 0) == 422
    (web,) = site.pids("portal-web")
    before = memory_of(web, "Rss")
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda n=number: statuses.append(sign_in_wrongly(site, n)))
        for number in range(1, SIGN_INS + 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {422}
    assert site.pids("portal-web") == [web]
    assert memory_of(web, "Rss") - before < MOST_GROWTH_MEGABYTES


def test_whole_site_at_rest_is_small(serve: Serve) -> None:
    site = serve()
    for path in ("/fr/", "/fr/library/", "/fr/directory/", "/fr/login"):
        site.get(path)
    every = [site.process.pid, *site.pids("portal-parent"), *site.pids("portal-master")]
    every += [*site.pids("portal-web"), *site.pids("portal-worker")]
    assert len(every) == 6
    assert sum(memory_of(pid, "Pss") for pid in every) < MOST_SITE_MEGABYTES
