"""What is said in a recording is found with its second."""

from portal.search.answers import Snippet
from portal.search.documents import Page
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from tests.search.conftest import document

SAID = Page(
    text="Bonjour à toutes.\nVoici la première\nquestion : la terre.\nPuis le marché.",
    number=1,
    file_id=7,
    seconds=(0, 4, 9, 760),
)


def found(engine: WhooshEngine, text: str) -> Snippet:
    (hit,) = engine.find(Query(text=text)).hits
    return hit.snippets[0]


def test_a_word_is_found_at_the_second_of_its_line(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, pages=(SAID,))])
    assert (found(engine, "marche").second, found(engine, "marche").file_id) == (760, 7)
    assert found(engine, "bonjour").second == 0
    assert ("marché", True) in found(engine, "marche").markup


def test_a_phrase_may_run_on_into_the_next_line(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, pages=(SAID,))])
    assert found(engine, '"première question"').second == 4
    assert "\n" not in "".join(text for text, _ in found(engine, '"première question"').markup)


def test_a_page_of_paper_has_no_second(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, pages=(Page(text="la terre", number=3, file_id=7),))])
    assert (found(engine, "terre").second, found(engine, "terre").page_number) == (None, 3)


def test_a_transcript_is_read_in_its_own_language(engine: WhooshEngine) -> None:
    english = Page(
        text="We were meeting\nthe elders.", number=1, file_id=7, language="eng", seconds=(1, 2)
    )
    engine.rebuild([document(1, language="bam", pages=(SAID, english))])
    snippet = found(engine, "meetings elder")
    assert (snippet.second, snippet.language) == (1, "eng")
    assert [text for text, is_match in snippet.markup if is_match] == ["meeting", "elders"]


def test_seconds_survive_the_joining_of_segments(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, pages=(SAID,))])
    for number in range(2, 30):
        engine.update([(f"note:{number}", document(number, "autre chose"))])
    engine.tidy()
    assert found(engine, "marche").second == 760


def test_a_moved_line_is_another_content() -> None:
    moved = Page(text=SAID.text, number=1, file_id=7, seconds=(0, 4, 9, 761))
    assert document(1, pages=(SAID,)).fingerprint != document(1, pages=(moved,)).fingerprint
