"""What is said, on the page of its record, on its own page, and taken away."""

import json
from collections.abc import Callable
from hashlib import blake2b

import brotli
import pytest

from portal import ROOT
from portal.content.models import Visibility
from portal.extensions import db
from portal.library.models import Item
from portal.media.models import File
from portal.transcripts.models import TranscriptKind
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.transcripts.conftest import Say, record

OpenSite = Callable[..., Browser]

LONG = "\n".join(
    f"[{n * 4 // 60}:{n * 4 % 60:02}] {'Awa' if n % 9 < 5 else 'Fanta'}: Ligne {n} de la réunion "
    "des femmes du village."
    for n in range(400)
)


def lines_of(page: Page) -> dict[str, str]:
    """The words of each line by its address."""
    return {
        link.get("href", ""): text_of(link)
        for box in page.find_all("div", class_="said")
        for link in box.iter("a")
    }


def current_of(page: Page) -> list[str]:
    return [
        text_of(link)
        for box in page.find_all("div", class_="said")
        for link in box.iter("a")
        if link.get("aria-current") == "true"
    ]


def test_each_line_is_a_link_to_its_second(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say()
    page = browse().get(f"/en/library/{published.slug}")
    end = f"#f{recording.id}"
    assert lines_of(page) == {
        f"?file={recording.id}&t=0{end}": "0:00 Bonjour à toutes.",
        f"?file={recording.id}&t=7{end}": "0:07 Voici la première",
        f"?file={recording.id}&t=9{end}": "0:09 question.",
    }
    speakers = [text_of(name) for name in page.find("div", class_="said").iter("strong")]
    assert speakers == ["Awa", "Fanta"]
    assert page.find("li", id=f"f{recording.id}") is not None


@pytest.mark.parametrize(("t", "line"), [("8", "0:07"), ("0:09", "0:09"), ("9999", "0:09")])
def test_the_line_of_a_moment_is_marked(
    published: Item, say: Say, browse: OpenSite, t: str, line: str
) -> None:
    say()
    (marked,) = current_of(browse().get(f"/en/library/{published.slug}?t={t}"))
    assert marked.startswith(line)


@pytest.mark.parametrize("wrong", ["x", "-5", "1e9", "9" * 30, "", "%00", "٧"])
def test_a_wrong_moment_opens_the_record_all_the_same(
    published: Item, say: Say, browse: OpenSite, wrong: str
) -> None:
    say()
    for query in (f"t={wrong}", f"t=3&file={wrong}", f"t=3&lang={wrong}"):
        for address in ("", "/transcript"):
            status = browse().status_of(f"/en/library/{published.slug}{address}?{query}")
            assert status in {200, 404}


def test_a_long_transcript_opens_with_its_beginning_or_around_the_moment(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say(LONG)
    visitor = browse()
    opening = visitor.get(f"/en/library/{published.slug}")
    assert 10 < len(lines_of(opening)) < 60
    whole = f"/en/library/{published.slug}/transcript?file={recording.id}#f{recording.id}"
    assert whole in opening.links()
    around = visitor.get(f"/en/library/{published.slug}?file={recording.id}&t=801")
    assert next(iter(lines_of(around).values())).startswith("13:12 ")
    assert [text[:5] for text in current_of(around)] == ["13:20"]


def test_the_whole_is_read_in_stretches_that_follow_each_other(
    published: Item, say: Say, browse: OpenSite
) -> None:
    say(LONG)
    visitor = browse()
    address, read = f"/en/library/{published.slug}/transcript", []
    for _stretch in range(20):
        page = visitor.get(address)
        read += lines_of(page).values()
        further = [
            link.get("href", "") for link in page.root.iter("a") if link.get("rel") == "next"
        ]
        if not further:
            break
        address = f"/en/library/{published.slug}/transcript{further[0]}"
    assert [text.split(" Ligne ")[1].split(" ")[0] for text in read] == [
        str(number) for number in range(400)
    ]
    assert page.find_all("a", rel="prev")
    assert page.find_all("audio")


def test_languages_are_offered_and_another_one_is_said(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say()
    say("[0:00] صباح الخير.", language="ara")
    visitor = browse()
    page = visitor.get(f"/en/library/{published.slug}")
    assert f"?file={recording.id}&lang=ara#f{recording.id}" in page.links()
    assert "These words are in" not in page.text
    arabic = visitor.get(f"/en/library/{published.slug}?file={recording.id}&lang=ara")
    box = arabic.find("div", class_="said")
    assert (box.get("lang"), box.get("dir")) == ("ar", "rtl")
    assert "These words are in Arabic; the recording is in French." in arabic.text
    assert f"?file={recording.id}&lang=ara&t=0#f{recording.id}" in arabic.links()


def test_chapters_stand_above_the_words(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say()
    say("[0:00] Accueil\n[0:07] Awa : les questions", kind=TranscriptKind.CHAPTERS)
    page = browse().get(f"/en/library/{published.slug}")
    chapters, words = page.find_all("div", class_="said")
    assert [text_of(link) for link in chapters.iter("a")] == [
        "0:00 Accueil",
        "0:07 Awa : les questions",
    ]
    assert words.get("data-until") == "14"


def test_each_recording_has_its_own_words(
    draft: Item, people: People, say: Say, browse: OpenSite
) -> None:
    second = record(people.contributor, draft, "suite.wav")
    from tests.factories import publish

    publish(draft, people.editor)
    say("[0:00] Le début.")
    say("[0:05] La suite.", file=second)
    page = browse().get(f"/en/library/{draft.slug}?file={second.id}&t=6")
    assert current_of(page) == ["0:05 La suite."]
    whole = browse().get(f"/en/library/{draft.slug}/transcript?file={second.id}")
    assert list(lines_of(whole).values()) == ["0:05 La suite."]


def test_the_words_can_be_taken_away(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say('[0:00] Awa: <script>alert("1 & 2")</script> --> ]]>')
    visitor = browse()
    links = [
        link for link in visitor.get(f"/fr/library/{published.slug}").links() if ".vtt" in link
    ]
    answer = visitor.client.get(links[0])
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "r%C3%A9union.fr.vtt" in answer.headers["Content-Disposition"]
    assert answer.text.splitlines()[-1] == (
        '<v Awa>&lt;script&gt;alert("1 &amp; 2")&lt;/script&gt; --&gt; ]]&gt;'
    )
    text = visitor.client.get(links[0].replace(".vtt", ".txt"))
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert '[0:00] Awa: <script>alert("1 & 2")</script> --> ]]>' in text.text


def test_chapters_can_be_taken_away_too(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say("[0:00] Accueil\n[0:40] La terre", kind=TranscriptKind.CHAPTERS)
    visitor = browse()
    page = visitor.get(f"/en/library/{published.slug}")
    offers = {text_of(link): link.get("href", "") for link in page.find_all("a", download="")}
    vtt = visitor.client.get(offers["Chapters (VTT)"]).text
    assert "00:00:40.000 --> 00:00:45.000\nLa terre" in vtt
    assert "[0:40] La terre" in visitor.client.get(offers["Chapters (text)"]).text


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script> & </div> ]]> <!-- {{ 7 * 7 }}",
        "\u202eelbisivni \u2066x\u2069 \u0000 \u0007",
        "é" * 2000,
        "\"' onmouseover=alert(1) x='",
    ],
)
def test_hostile_words_are_words(published: Item, say: Say, browse: OpenSite, said: str) -> None:
    say(f"[0:00] - {said[:60].replace(':', '')}: {said}")
    for address in ("", "/transcript"):
        page = browse().get(f"/ar/library/{published.slug}{address}")
        assert "<script>alert" not in page.text
        assert not set("\u202e\u2066\u0000\u0007") & set(page.text)
        (words,) = lines_of(page).values()
        assert words.startswith("0:00 ")


def test_words_are_shown_to_those_who_may_see_the_record(
    published: Item, recording: File, say: Say, browse: OpenSite, people: People
) -> None:
    say()
    published.visibility = Visibility.MEMBERS
    db.session.commit()
    pages = [
        f"/fr/library/{published.slug}/transcript",
        f"/fr/library/{published.slug}/words.vtt?file={recording.id}&lang=fra",
    ]
    for page in pages:
        assert browse().status_of(page) == 404
        assert browse(people.stranger).status_of(page) == 200


def test_a_recording_taken_back_says_nothing_any_more(
    published: Item, recording: File, say: Say, browse: OpenSite
) -> None:
    say()
    recording.renditions.clear()
    db.session.commit()
    visitor = browse()
    assert "Bonjour à toutes" not in visitor.get(f"/fr/library/{published.slug}").text
    assert visitor.status_of(f"/fr/library/{published.slug}/transcript") == 404
    download = f"/fr/library/{published.slug}/words.vtt?file={recording.id}&lang=fra"
    assert visitor.status_of(download) == 404


@pytest.mark.parametrize(
    "address",
    ["transcript", "words.vtt?file={file}&lang=bam", "chapters.vtt?file={file}&lang=fra",
     "words.vtt?file=999&lang=fra", "words.vtt", "words.html?file={file}&lang=fra"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(
    published: Item, recording: File, browse: OpenSite, address: str
) -> None:
    url = f"/fr/library/{published.slug}/{address.format(file=recording.id)}"
    assert browse().status_of(url) == 404


def test_a_former_address_leads_on(published: Item, say: Say, browse: OpenSite) -> None:
    from portal.library.models import FormerSlug

    say()
    db.session.add(FormerSlug(slug="avant", item_id=published.id))
    db.session.commit()
    answer = browse().client.get("/fr/library/avant/transcript?t=7")
    assert (answer.status_code, answer.location) == (
        301,
        f"/fr/library/{published.slug}/transcript?t=7",
    )


def real_words(language: str) -> list[str]:
    """Four thousand words that people wrote, in an order that nobody did."""
    items = (ROOT / "demo" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [item["body"] for line in items if (item := json.loads(line))["language"] == language]
    words = sorted(" ".join(texts).split(), key=lambda word: blake2b(word.encode()).hexdigest())
    return [words[n * 7919 % len(words)] for n in range(4000)]


@pytest.mark.parametrize("language", ["fra", "ara"])
def test_a_recording_of_half_an_hour_stays_light(
    published: Item, say: Say, browse: OpenSite, language: str
) -> None:
    words = real_words(language)
    lines = [
        f"[{n * 4 // 60}:{n * 4 % 60:02}] {'Awa' if n % 5 else 'Fanta'}: "
        + " ".join(words[n * 10 : n * 10 + 10])
        for n in range(400)
    ]
    say("\n".join(lines), language=language)
    visitor = browse()
    for address, budget in (("", 8_000), ("?t=800", 8_000), ("/transcript?t=800", 12_000)):
        html = visitor.get(f"/fr/library/{published.slug}{address}").text
        assert len(brotli.compress(html.encode(), quality=5)) <= budget
