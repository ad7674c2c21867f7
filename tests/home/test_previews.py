"""Pictures of pages: what is drawn, how much it weighs, and what keeps others from too many."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageChops, ImageDraw

from portal.config import Settings
from portal.content.lifecycle import Action
from portal.library.models import Item
from portal.library.services import edit_item, take_step
from portal.library.values import values_of
from portal.media import previews
from portal.media.makers.cloth import CREAM
from portal.media.makers.preview import CAN_SHAPE, Pen, draw_preview
from portal.media.previews import Pattern, Preview
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item, publish

OpenSite = Callable[..., Browser]

TITLES = {
    "fr": "Réseau des jeunes femmes leaders : « à lire »",
    "bm": "Denmusow ka kalan: ɲɛ́, ŋɔ, ɓ, ɛ̀",
    "ar": "مُشاركة المرأة في صنع القرار (الجزء 2) مع REJEFPO",
    "ber": "ⵜⴰⵎⵖⴰⵔⵜ",
    "nqo": "ߒߞߏ",
    "long": "Renforcement " * 60,
    "endless": "x" * 300,
    "empty": "",
    "odd": "a\u202eb\u0000c\nd\u2028e",
}


def describe(title: str = "Un titre", **values: str) -> Preview:
    known = {"title_direction": "ltr", "site_name": "Musoya", "direction": "ltr", "note": "REJEFPO"}
    return Preview(**{**known, "pattern": Pattern.NETWORK, "title": title, **values})


@pytest.fixture
def item(people: People) -> Item:
    return publish(make_item(people.editor, people.organisation, title="Titre"), people.editor)


def address_of(item: Item) -> str:
    return f"/fr/library/{item.slug}/preview.png"


def fetch(browser: Browser, address: str) -> Image.Image:
    answer = browser.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert len(answer.data) <= previews.MAX_BYTES
    picture = Image.open(io.BytesIO(answer.data))
    picture.load()
    return picture


def kept(app: Flask) -> list[Path]:
    settings: Settings = app.extensions["settings"]
    return sorted(settings.previews_dir.glob("*"))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("pattern", Pattern)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_picture_of_any_title_is_light(
    app: Flask, title: str, pattern: Pattern, direction: str
) -> None:
    preview = describe(
        TITLES[title], pattern=pattern, title_direction=direction, direction=direction
    )
    with app.test_request_context():
        answer = previews.send_preview(preview)
    answer.close()
    assert answer.status_code == 200
    (path,) = kept(app)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert path.stat().st_size <= 40_000


def test_arabic_is_shaped() -> None:
    assert CAN_SHAPE, "libfribidi0 is missing: run make test, which installs it"
    image = Image.new("RGB", (10, 10))
    pen = Pen(ImageDraw.Draw(image), "rtl")
    joined, apart = pen.measure("حقوق", 60), sum(pen.measure(sign, 60) for sign in "حقوق")
    assert joined < 0.9 * apart


def test_every_letter_of_the_titles_has_a_shape() -> None:
    missing = drawn("\u0378")  # a character that no font has
    for name in ("fr", "bm", "ar", "ber", "nqo"):
        for sign in TITLES[name]:
            assert sign.isspace() or ImageChops.difference(missing, drawn(sign)).getbbox(), sign


def drawn(sign: str) -> Image.Image:
    values = {"label": "", "note": "", "site_name": "", "direction": "ltr", "pattern": "net"}
    return draw_preview(title=sign, title_direction="ltr", **values)


def test_text_begins_where_its_language_does() -> None:
    colour = Image.new("RGB", (1, 1), CREAM).getpixel((0, 0))
    for direction in ("ltr", "rtl"):
        image = draw_preview(
            title="نعم", title_direction=direction, label="", note="", site_name="",
            direction=direction, pattern="net",
        )  # fmt: skip
        band = image.crop((0, 150, 1200, 410))
        columns = [x for x in range(1200) if colour in {band.getpixel((x, y)) for y in range(260)}]
        assert (min(columns) > 600) == (direction == "rtl")


def test_picture_is_drawn_once(app: Flask, item: Item, browse: OpenSite) -> None:
    first = fetch(browse(), address_of(item))
    (path,) = kept(app)
    moment = path.stat().st_mtime_ns
    assert not ImageChops.difference(
        first.convert("RGB"), fetch(browse(), address_of(item)).convert("RGB")
    ).getbbox()
    assert path.stat().st_mtime_ns == moment


def test_new_title_is_a_new_picture_at_a_new_address(
    item: Item, people: People, browse: OpenSite
) -> None:
    before = fetch(browse(), picture_of(browse(), item))
    address = picture_of(browse(), item)
    change(item, people, summary="Un autre résumé")
    assert picture_of(browse(), item) == address
    change(item, people, title="Nouveau")
    assert picture_of(browse(), item) != address
    after = fetch(browse(), picture_of(browse(), item))
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox()


def change(item: Item, people: People, **values: str) -> None:
    edit_item(item, replace(values_of(item), **values), author=people.editor, version=item.version)


def picture_of(browser: Browser, item: Item) -> str:
    page = browser.get(f"/fr/library/{item.slug}")
    return (
        page.find("meta", property="og:image").get("content", "").removeprefix("http://localhost")
    )


def test_picture_of_a_record_that_is_no_longer_public_is_gone(
    item: Item, people: People, browse: OpenSite
) -> None:
    fetch(browse(), address_of(item))
    take_step(item, Action.ARCHIVE, actor=people.editor)
    for browser in (browse(), browse(people.editor), browse(people.administrator)):
        assert browser.status_of(address_of(item)) == 404


def test_unknown_addresses_draw_nothing(app: Flask, item: Item, browse: OpenSite) -> None:
    browser = browse()
    for number in range(5):
        assert browser.status_of(f"/fr/library/nothing-{number}/preview.png") == 404
    fetch(browser, f"{address_of(item)}?v=1")
    fetch(browser, f"{address_of(item)}?v=2&title=x")
    assert len(kept(app)) == 1


def test_only_some_are_drawn_in_a_minute(
    app: Flask, item: Item, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_DRAWN", 2)
    app.extensions["drawing"] = previews.Drawing()
    browser = browse()
    fetch(browser, "/fr/preview.png")
    fetch(browser, "/ar/preview.png")
    answer = browser.client.get(address_of(item))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert browser.client.get(answer.location).mimetype == "image/png"
    fetch(browser, "/fr/preview.png")


def test_oldest_go_when_there_are_many(
    app: Flask, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_KEPT", 20)
    folder = app.extensions["settings"].previews_dir
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:040}.png").write_bytes(b"x")
    fetch(browse(), "/fr/preview.png")
    assert len(kept(app)) == 19


def test_full_disk_keeps_nothing(
    app: Flask, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "_has_room", lambda: False)
    assert browse().client.get("/fr/preview.png").status_code == 302
    assert kept(app) == []


def test_child_that_fails_costs_one_answer(
    app: Flask, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "_DRAWING_SECONDS", 0)
    assert browse().client.get("/fr/preview.png").status_code == 302
    monkeypatch.undo()
    fetch(browse(), "/fr/preview.png")
