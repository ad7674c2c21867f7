"""How a recording is heard from its page: copies, where it starts, what works without scripts."""

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.extensions import db, run_pending
from portal.library.attachments import attach_file
from portal.library.models import Item, ItemKind
from portal.media.models import File, FileState, Purpose
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.media.media_samples import make_audio

OpenSite = Callable[..., Browser]

SAVE_DATA = {"Save-Data": "on"}
TYPES = ["audio/webm; codecs=opus", "audio/ogg; codecs=opus", "audio/mpeg"]


@pytest.fixture
def item(people: People) -> Item:
    item = make_item(people.editor, people.organisation, kind=ItemKind.RECORDING, title="Voix")
    return publish(item, people.editor)


def send(item: Item, people: People, name: str = "voix de Fanta.wav") -> File:
    content = make_audio("wav", seconds=6, title=f"Voix de Fanta, {name}")
    file = attach_file(item, BytesIO(content), name=name, author=people.editor)
    agree(file, people.editor)
    return file


@pytest.fixture
def recording(item: Item, people: People) -> File:
    """A recording whose copies are all made."""
    file = send(item, people)
    run_pending()
    db.session.rollback()
    assert file.state is FileState.DONE
    return file


def sources(page: Page) -> list[str]:
    return [source.get("src", "") for source in page.find("audio").iter("source")]


def test_players_are_offered_the_lightest_copy_first(
    item: Item, recording: File, browse: OpenSite
) -> None:
    visitor = browse()
    page = visitor.get(f"/en/library/{item.slug}")
    assert page.find("audio").get("preload") == "none"
    assert page.find("audio").get("src") is None
    assert [source.get("type") for source in page.find("audio").iter("source")] == TYPES
    for address, media_type in zip(sources(page), TYPES, strict=True):
        answer = visitor.client.get(address, headers={"Range": "bytes=0-9"})
        assert (answer.status_code, len(answer.data)) == (206, 10)
        assert answer.mimetype == media_type.partition(";")[0]
        assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_each_copy_says_its_weight_before_the_click(
    item: Item, recording: File, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}")
    offers = {text_of(a): a.get("href", "") for a in page.find_all("a", download="")}
    light, standard, whole = offers
    assert light.startswith("Light, ")
    assert standard.startswith("MP3, ")
    assert whole.startswith("Full quality, ")
    assert "/clean/" in offers[whole]
    for words, address in offers.items():
        size = int(browse().client.head(address).headers["Content-Length"])
        assert f"{round(size / 1000)} kB" in words
    options = page.find("select", data_copy="").iter("option")
    assert [option.text for option in options] == [light, standard, whole]
    assert "6 seconds" in text_of(page.find("li", class_="file"))


def test_the_original_and_its_tags_are_not_the_publics(
    item: Item, recording: File, people: People, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}")
    assert "/original/" not in page.text
    original = browse(people.editor).client.get(f"/files/{recording.id}/original/voix.wav")
    assert b"Voix de Fanta" in original.data
    for address in {link for link in page.links() if link.startswith("/files/")}:
        assert b"Voix de Fanta" not in browse().client.get(address).data
    assert browse().status_of(f"/files/{recording.id}/original/voix.wav") == 404


def test_an_address_names_the_second_to_start_at(
    item: Item, recording: File, browse: OpenSite
) -> None:
    for asked in ("4", "0:04", "4s", "0h0m4s", "4.9", "٤"):
        page = browse().get(f"/en/library/{item.slug}?t={asked}")
        assert all(address.endswith("#t=4") for address in sources(page)), asked
        assert page.find("div", class_="player").get("data-start") == "4"
        named = browse().get(f"/en/library/{item.slug}?file={recording.id}&t={asked}")
        assert sources(named) == sources(page)


def test_a_second_that_makes_no_sense_is_left_out(
    item: Item, recording: File, browse: OpenSite
) -> None:
    for asked in ("", "0", "-4", "7", "1e1", "quatre", "1:99", "9" * 99, "4%00"):
        page = browse().get(f"/en/library/{item.slug}?t={asked}")
        assert not [address for address in sources(page) if "#" in address], asked


def test_a_second_of_another_recording_moves_only_that_one(
    item: Item, recording: File, people: People, browse: OpenSite
) -> None:
    other = send(item, people, name="suite.wav")
    run_pending()
    page = browse().get(f"/en/library/{item.slug}?file={other.id}&t=4")
    starts = [player.get("data-start") for player in page.find_all("div", class_="player")]
    assert starts == [None, "4"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_shape_of_the_sound_runs_from_left_to_right(
    item: Item, recording: File, browse: OpenSite, language: str
) -> None:
    page = browse().get(f"/{language}/library/{item.slug}")
    waveform = page.find("div", class_="player").get("data-waveform", "")
    assert len(waveform) == 200
    assert set(waveform) <= set("abcdefghijklmnopqrstuvwxyz")
    wave = page.find("p", class_="wave")
    assert (wave.get("dir"), wave.get("hidden")) == ("ltr", "")
    assert next(wave.iter("input")).get("max") == "6"


def test_with_save_data_only_the_light_copy_plays_and_no_script_comes(
    item: Item, recording: File, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}", headers=SAVE_DATA)
    assert "player." not in page.text
    assert [address.split("/")[3] for address in sources(page)] == ["swift", "light"]
    offers = [text_of(link) for link in page.find_all("a", download="")]
    assert [words.partition(",")[0] for words in offers] == ["Light", "MP3", "Full quality"]


def test_with_save_data_nothing_heavy_plays_while_the_light_copy_is_made(
    item: Item, people: People, browse: OpenSite
) -> None:
    file = give_clean_copy(send(item, people))
    address = f"/en/library/{item.slug}"
    page = browse().get(address, headers=SAVE_DATA)
    assert not page.find_all("audio")
    assert "A lighter copy is being prepared" in page.text
    assert page.find_all("a", download="")
    file.state = FileState.DONE
    db.session.commit()
    assert "/clean/" in sources(browse().get(address, headers=SAVE_DATA))[0]


def test_until_there_are_light_copies_the_whole_one_plays(
    item: Item, people: People, browse: OpenSite
) -> None:
    file = give_clean_copy(send(item, people))
    page = browse().get(f"/en/library/{item.slug}")
    assert [address.split("/")[3] for address in sources(page)] == ["clean"]
    assert "A lighter copy is being prepared" in page.text
    assert "light copy (" not in page.text
    assert file.copy_for(Purpose.LIGHT) is None


def test_what_is_not_made_yet_is_said_and_not_offered(
    item: Item, people: People, browse: OpenSite
) -> None:
    send(item, people)
    page = browse().get(f"/en/library/{item.slug}")
    assert "A file of this record is being prepared" in page.text
    assert not page.find_all("audio")
    assert not [link for link in page.links() if link.startswith("/files/")]
