"""A word that is said is found, and its link opens the record at its second."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from portal.extensions import db, run_pending
from portal.library.models import Item
from portal.library.transcripts.services import remove_transcript
from portal.media.models import File
from portal.search.comparison import compare_index
from portal.search.indexer import rebuild_index
from portal.transcripts.models import Transcript, TranscriptKind
from tests.browser import Browser, text_of
from tests.transcripts.conftest import SAID, Say

OpenSite = Callable[..., Browser]


def hit(browser: Browser, words: str, language: str = "en") -> tuple[str, str]:
    """The text of the link to the second of the only hit, and where it leads."""
    page = browser.get(f"/{language}/library/?{urlencode({'q': words})}")
    (entry,) = page.find_all("li", class_="entry")
    *_title, link = entry.iter("a")
    return text_of(link), link.get("href", "")


@pytest.mark.parametrize("time", ["0:09", "12:40", "1:02:03"])
@pytest.mark.usefixtures("published")
def test_a_hit_opens_at_its_second(recording: File, say: Say, browse: OpenSite, time: str) -> None:
    say(f"[0:00] Awa: Bonjour.\n[{time}] La terre nourrit.\n[1:30:00] Fin.")
    rebuild_index()
    visitor = browse()
    said, address = hit(visitor, "nourrit")
    assert said == f"Listen at {time}"
    page = visitor.get(address)
    (line,) = [link for link in page.root.iter("a") if link.get("aria-current") == "true"
               and link.get("href", "").startswith("?file")]  # fmt: skip
    assert text_of(line) == f"{time} La terre nourrit."
    assert address.endswith(f"#f{recording.id}")


def test_a_hit_in_another_language_opens_that_language(
    published: Item, say: Say, browse: OpenSite
) -> None:
    say()
    say("[0:00] Good morning.\n[0:31] The elders were meeting.", language="eng")
    rebuild_index()
    visitor = browse()
    said, address = hit(visitor, "elder meetings")
    assert said == "Listen at 0:31"
    assert "lang=eng" in address
    assert "The elders were meeting." in visitor.get(address).text


def test_a_voice_is_found_by_its_name_where_it_begins_to_speak(
    published: Item, say: Say, browse: OpenSite
) -> None:
    say(f"{SAID}\n[0:30] Fanta: Merci.")
    rebuild_index()
    visitor = browse()
    assert hit(visitor, "fanta")[0] == "Listen at 0:07"
    assert hit(visitor, "“première question”")[0] == "Listen at 0:07"


def test_the_title_of_a_chapter_is_found(published: Item, say: Say, browse: OpenSite) -> None:
    say("[0:00] Accueil\n[0:40] Microcrédit", kind=TranscriptKind.CHAPTERS)
    rebuild_index()
    assert hit(browse(), "microcredit")[0] == "Listen at 0:40"


def test_saving_is_enough_to_be_found_and_deleting_to_be_forgotten(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    rebuild_index()
    number = say().id
    run_pending()
    assert hit(browse(), "première question")[0] == "Listen at 0:07"
    assert compare_index().count == 0
    remove_transcript(db.session.get(Transcript, number))
    run_pending()
    page = browse().get("/en/library/?q=question")
    assert page.find_all("li", class_="entry") == []


@pytest.mark.parametrize("words", ["question", "Fanta"])
def test_what_may_not_be_heard_is_not_found(
    published: Item, recording: File, say: Say, browse: OpenSite, words: str
) -> None:
    say()
    recording.renditions.clear()
    db.session.commit()
    rebuild_index()
    assert browse().get(f"/en/library/?q={words}").find_all("li", class_="entry") == []


def test_a_long_recording_is_found_to_its_last_line(
    published: Item, say: Say, browse: OpenSite
) -> None:
    lines = [
        f"[{n * 4 // 60}:{n * 4 % 60:02}] La réunion des femmes du village." for n in range(900)
    ]
    lines[777] = "[51:48] Le forage est sec."
    say("\n".join(lines))
    rebuild_index()
    assert hit(browse(), "forage")[0] == "Listen at 51:48"
