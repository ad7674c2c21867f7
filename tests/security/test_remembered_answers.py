"""What a visitor sends cannot spoil or swell the memory of pages."""

from collections.abc import Callable

from flask import Flask

from portal.auth.models import User
from portal.web.page_memory import BESIDE_THE_BODY, PageMemory, Remembered
from tests.browser import Browser

Browse = Callable[[User | None], Browser]


def test_a_page_made_under_another_root_is_given_to_nobody_else(browse: Browse) -> None:
    client = browse(None).client
    strange = client.get("/fr/", environ_overrides={"SCRIPT_NAME": "//evil.example"})
    assert 'href="//evil.example/fr/login"' in strange.text
    assert "evil.example" not in browse(None).client.get("/fr/").text


def test_empty_answers_take_room_too() -> None:
    memory = PageMemory([], room=10 * BESIDE_THE_BODY)
    for key in range(50):
        memory.keep(key, Remembered((), b"", ()))
    assert sum(memory.find(key, ()) is not None for key in range(50)) == 10


def test_odd_cookies_do_not_multiply_what_is_remembered(app: Flask, browse: Browse) -> None:
    memory: PageMemory = app.extensions["page_memory"]
    browse(None).client.get("/fr/")
    room = memory.free
    for number in range(5):
        cookie = f"stylesheet={number}{'x' * 5000}; language={number}"
        browse(None).client.get("/fr/", headers={"Cookie": cookie})
    assert memory.free == room


def test_an_endless_list_of_encodings_is_not_remembered(app: Flask, browse: Browse) -> None:
    memory: PageMemory = app.extensions["page_memory"]
    room = memory.free
    browse(None).client.get("/fr/", headers={"Accept-Encoding": "x," * 3000})
    assert memory.free == room
