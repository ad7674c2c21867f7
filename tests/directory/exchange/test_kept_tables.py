"""Tables are written once while they are true, one at a time, and given to nobody else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from portal.content.models import Visibility
from portal.directory.exchange.keeping import MOST_WAITING, KeptTables
from portal.extensions import db
from portal.search.indexer import rebuild_index
from tests.conftest import People
from tests.factories import add_work

FORMATS = ("csv", "xlsx", "json")
PATIENCE = 10


class Writer:
    """Writes the same table each time, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return b"table"


def test_a_table_is_written_once() -> None:
    kept, write = KeptTables(), Writer()
    assert [kept.get("a", write) for _time in range(3)] == [b"table"] * 3
    assert write.times == 1


def test_the_tables_asked_for_last_stay_within_their_room() -> None:
    kept, write, other = KeptTables(room=10), Writer(), Writer()
    for tag in ("a", "b", "a", "c"):
        kept.get(tag, write)
    kept.get("a", other)
    assert (write.times, other.times) == (3, 0)
    kept.get("b", other)
    assert other.times == 1


def test_a_table_larger_than_all_the_room_is_given_all_the_same() -> None:
    kept, write = KeptTables(room=3), Writer()
    assert [kept.get("a", write), kept.get("a", write)] == [b"table"] * 2


def test_a_table_that_could_not_be_written_is_in_nobodys_way() -> None:
    kept = KeptTables()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: bytes(1 // 0))
    assert kept.get("a", Writer()) == b"table"


def slowly(begun: Event, may_end: Event) -> Callable[[], bytes]:
    def write() -> bytes:
        begun.set()
        assert may_end.wait(PATIENCE)
        return b"slow"

    return write


def test_those_who_wait_for_the_same_table_get_the_one_that_is_written() -> None:
    kept, write = KeptTables(), Writer()
    begun, may_end = Event(), Event()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(kept.get, "a", slowly(begun, may_end))
        assert begun.wait(PATIENCE)
        second = pool.submit(kept.get, "a", write)
        may_end.set()
        assert (first.result(), second.result(), write.times) == (b"slow", b"slow", 0)


def test_very_many_at_once_are_asked_to_come_back_and_what_is_kept_is_given() -> None:
    kept, write = KeptTables(), Writer()
    kept.get("kept", write)
    begun, may_end = Event(), Event()
    with ThreadPoolExecutor(MOST_WAITING + 1) as pool:
        tags = [str(number) for number in range(MOST_WAITING + 1)]
        asked = [pool.submit(kept.get, tag, slowly(begun, may_end)) for tag in tags]
        refused = next(as_completed(asked, timeout=PATIENCE))
        assert isinstance(refused.exception(), TooManyRequests)
        assert kept.get("kept", write) == b"table"
        may_end.set()
        assert sorted(one.exception() is None for one in asked) == [False, *[True] * MOST_WAITING]


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_withdrawn_is_gone_from_the_next_table(
    browse: Any, people: People, file_format: str
) -> None:
    add_work(people.organisation, "vbg", "gao")
    client, address = browse().client, f"/fr/directory/export/{file_format}"
    full = client.get(address).data
    assert client.get(address).data == full
    people.organisation.is_unlisted = True
    db.session.commit()
    assert len(client.get(address).data) < len(full)


def test_nobody_is_given_the_table_of_somebody_else(browse: Any, people: People) -> None:
    add_work(people.organisation, "vbg", "gao", visibility=Visibility.ORGANISATION)
    add_work(people.organisation, "mgf", "gao", visibility=Visibility.MEMBERS)
    viewers = (people.editor, people.stranger, None)
    tables = [browse(one).client.get("/fr/directory/export/json").json for one in viewers]
    assert list(map(len, tables)) == [4, 3, 2]


def test_order_and_page_of_the_list_make_no_other_table(browse: Any, people: People) -> None:
    client, address = browse().client, "/fr/directory/export/csv"
    tag = client.get(address).headers["ETag"]
    for question in ("?sort=name", "?page=3", "?all=domain", "?nonsense=1"):
        assert client.get(f"{address}{question}").headers["ETag"] == tag


def test_a_table_of_words_follows_the_index(browse: Any, people: People, app: Flask) -> None:
    client, address = browse().client, "/fr/directory/export/organisations/csv?q=femmes"
    tag = client.get(address).headers["ETag"]
    rebuild_index()
    assert client.get(address).headers["ETag"] != tag


def test_a_site_at_its_limit_says_when_to_come_back(
    browse: Any, people: People, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.directory.exchange.keeping.MOST_WAITING", 0)
    app.extensions["kept_tables"] = KeptTables()
    answer = browse().client.get("/en/directory/export/csv")
    assert answer.status_code == 429
    assert "Wait a few minutes, then try again." in answer.text
