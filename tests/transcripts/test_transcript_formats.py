"""WebVTT, SubRip and typed text: what people's programs and fingers make of them."""

import string
import time
from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import InvalidError
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import TranscriptKind
from portal.transcripts.plain import write_plain
from portal.transcripts.reading import read_file, read_text
from portal.transcripts.speakers import join_speaker, split_speaker
from portal.transcripts.times import read_second
from portal.transcripts.writing import write_reading, write_webvtt

WORDS, CHAPTERS = TranscriptKind.WORDS, TranscriptKind.CHAPTERS
Cue = tuple[int, int, str, str]


@pytest.fixture(autouse=True)
def _english(app: Flask) -> object:
    with app.test_request_context("/en/"):
        yield


def cues(data: bytes | str, *, kind: TranscriptKind = WORDS, duration: float | None = None) -> list:
    sent = data if isinstance(data, bytes) else data.encode()
    lines = read_file(sent, kind=kind, duration=duration)
    return [(line.start, line.end, line.speaker, line.text) for line in lines]


def complaint(data: bytes | str, *, duration: float | None = None) -> str:
    with pytest.raises(InvalidError) as raised:
        cues(data, duration=duration)
    return raised.value.problems["text"]


ONE = [(1000, 2500, "", "Bonjour à toutes.")]


FIRST = "00:01.000 --> 00:02.500\nBonjour à toutes."


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.500\nBonjour à toutes.\n",
        "\ufeffWEBVTT - titre\r\n\r\n00:00:01.000 --> 00:00:02.500\r\nBonjour à toutes.",
        "WEBVTT\nKind: captions\n\nintro\n00:01.000 --> 00:02.500 line:0%\nBonjour à toutes.\n",
        "WEBVTT\n00:01.000 --> 00:02.500\nBonjour\nà toutes.",
        f"WEBVTT\n\nNOTE à la\nmain\n\nSTYLE\n::cue {{}}\n\nREGION\nid:a\n\n{FIRST}",
        "WEBVTT\n\n00:01.000 --> 00:02.500\n<i>Bonjour</i> <c.loud>à</c> <00:02.000>toutes.\n",
        "1\n00:00:01,000 --> 00:00:02,500\nBonjour à toutes.\n",
        "1\r00:00:01,000 --> 00:00:02,500\rBonjour à toutes.\r",
        "00:01,000 --> 00:02,5\n{\\an8}<font color=red>Bonjour à toutes.</font>",
        "1\n00:00:01,000 --> 00:00:02,500\nBonjour\n\nà toutes.\n",
        "1\n0:0:1 --> 0:0:2.5\nBonjour &agrave; toutes.",
        "[0:01-0:02.5] Bonjour à toutes.",
        "\n[00:01 – 00:02,5]\nBonjour\nà toutes.\n\n",
        "[٠:٠١ - ٠:٠٢.٥] Bonjour à toutes.",
        "0:01-0:02.5 Bonjour à toutes.",
        "00:00:01 – 00:00:02,5\nBonjour à toutes.",
        "(0:01-0:02.5) Bonjour\nà toutes.",
    ],
)  # fmt: skip
def test_what_programs_write_is_understood(text: str) -> None:
    assert cues(text) == ONE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_old_programs_are_known(encoding: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,500\nBonjour à toutes.\n"
    assert cues(text.encode(encoding)) == ONE


def test_a_missing_blank_line_and_any_order_are_mended() -> None:
    text = (
        "2\n00:00:05,000 --> 00:00:09,000\nDeux\n1\n00:00:01,000 --> 00:00:06,000\nUn\n"
        "\n3\n00:00:10,000 --> 00:00:11,000\n\n"
    )
    assert cues(text) == [(1000, 6000, "", "Un"), (5000, 9000, "", "Deux")]


def test_voices_are_speakers_and_entities_are_signs() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.first Awa Traoré>Oui &amp; non"
        "</v> <v Fanta>5 &lt; 6\n"
        "\n00:03.000 --> 00:04.000\n- 3 < 4 > 2\n"
    )
    assert cues(text) == [
        (1000, 2000, "Awa Traoré", "Oui & non"),
        (1000, 2000, "Fanta", "5 < 6"),
        (3000, 4000, "", "- 3 < 4 > 2"),
    ]


def test_typed_lines_end_where_the_next_begins() -> None:
    text = (
        "[0:00] Awa : Bonjour.\n[0:07] - Une femme au fond : Bonjour !\n"
        "[1:02:40] Trois choses : l’eau."
    )
    assert cues(text, duration=3800.2) == [
        (0, 7000, "Awa", "Bonjour."),
        (7000, 3_760_000, "Une femme au fond", "Bonjour !"),
        (3_760_000, 3_800_200, "", "Trois choses : l’eau."),
    ]


def test_times_need_no_brackets_where_no_line_has_any() -> None:
    text = "0:00 Awa: Bonjour.\n0:07\nMerci d’être là.\n0:12: à 9:30 nous partons\n"
    assert cues(text) == [
        (0, 7000, "Awa", "Bonjour."),
        (7000, 12000, "", "Merci d’être là."),
        (12000, 17000, "", "à 9:30 nous partons"),
    ]
    bracketed = "[0:00] Awa: Bonjour.\n0:07 est l’heure.\n"
    assert cues(bracketed) == [(0, 5000, "Awa", "Bonjour. 0:07 est l’heure.")]


ROLLING = """WEBVTT
Kind: captions
Language: fr

00:00:00.000 --> 00:00:02.000 align:start position:0%
·
bonjour<00:00:00.500><c> à</c><00:00:01.000><c> toutes</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
bonjour à toutes
·

00:00:02.010 --> 00:00:04.000 align:start position:0%
bonjour à toutes
les<00:00:02.500><c> femmes</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
les femmes
·

00:00:04.010 --> 00:00:06.000 align:start position:0%
les femmes
et<00:00:05.500><c> les</c><c> filles</c>
""".replace("·", " ")


def test_captions_that_roll_up_keep_each_line_once() -> None:
    assert cues(ROLLING) == [
        (0, 2010, "", "bonjour à toutes"),
        (2010, 4010, "", "les femmes"),
        (4010, 6000, "", "et les filles"),
    ]


def test_three_rows_that_roll_up_keep_each_line_once() -> None:
    rows = ["un", "deux", "trois", "quatre", "cinq"]
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n" + "\n".join(rows[max(0, n - 2) : n + 1])
        for n in range(len(rows))
    )
    assert [said for *_times, said in cues(text)] == rows


@pytest.mark.parametrize(
    "said",
    [
        ["Oui.", "Oui.", "Oui."],
        ["Ensemble !", "Ensemble !\nNous marchons.", "Il pleut.", "Nous rentrons.", "Bonsoir."],
    ],
    ids=["a refrain", "one repeated line among others"],
)
def test_what_is_said_twice_stands_twice(said: list[str]) -> None:
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{line}" for n, line in enumerate(said)
    )
    assert [text for *_times, text in cues(text)] == [line.replace("\n", " ") for line in said]


def test_a_time_alone_ends_the_line_above() -> None:
    assert cues("[0:01] Bonjour.\n[0:03]\n[0:09] Au revoir.") == [
        (1000, 3000, "", "Bonjour."),
        (9000, 14_000, "", "Au revoir."),
    ]


def test_chapters_have_no_speakers() -> None:
    assert cues("[0:00] Awa : sa vie\n[0:30] La terre", kind=CHAPTERS, duration=60) == [
        (0, 30_000, "", "Awa : sa vie"),
        (30_000, 60_000, "", "La terre"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("WEBVTT\n\n00:09.000 --> 00:02.000\nx", "Line 3: the end of a line must come after"),
        ("WEBVTT\n\n00:01.000 --> deux\nx", "Line 3: write the time as 00:12:40.000 -->"),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nx", "Line 3: write the time"),
        ("WEBVTT\n\n00:01.000 --> 00:99.000\nx", "Line 3: write the time"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:03,000 - 00:00:04,000\ny", "Line 6: wri"),
        ("Un texte\n\n00:01.000 --> 00:02.000\nx", "Line 1: there is no time above"),
        ("WEBVTT\n", "Write at least one line"),
        ("", "Write at least one line"),
        ("Bonjour", "Line 1: begin with the time, as in [0:00]."),
        ("[0:01] a\n[12.40] b", "Line 2: write the time as [12:40] or [1:02:40]."),
        ("[0:01] a\n[0:75] b", "Line 2: write the time as"),
        ("[0:05-0:02] b", "Line 1: the end of a line must come after"),
        ("[0:01] " + "a" * 2001, "Line 1: cut this into lines of 2000 letters"),
        ("[0:01] - " + "a b" * 60 + ": x", ""),
        (b"\0\1\2\3", "This is not a text file."),
        (b"WEBVTT" + b"x" * 2_000_000, "This file is too large"),
        ("\n".join(f"[{n // 60}:{n % 60:02}] x" for n in range(20_001)), "Keep to 20000 lines"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str | bytes, said: str) -> None:
    if said:
        assert complaint(text).startswith(said)
    else:
        assert cues(text)


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("[0:75]  Awa :\tbonjour", "[0:75] Awa : bonjour"),
        ("[0:75] " + "é" * 3000, "[0:75] " + "é" * 33 + "…"),
        ("[0:75] نعم\x85\u2028\0", "[0:75] نعم"),
    ],
)
def test_the_beginning_of_a_wrong_line_is_shown(line: str, quoted: str) -> None:
    with pytest.raises(InvalidError) as raised:
        read_text(f"[0:01] a\r\n{line}\r\n[0:09] b", kind=WORDS, duration=None)
    (said,) = raised.value.problems["text"].splitlines()
    assert said.endswith(f"[1:02:40]. – \u2068{quoted}\u2069")


def test_many_wrong_lines_are_said_in_few_words() -> None:
    said = complaint("\n".join("[x" if n == 0 else "[1" for n in range(30)))
    assert len(said.splitlines()) == 9
    assert said.splitlines()[-1] == "There are 22 more such lines."


@pytest.mark.parametrize("text", ["[0:99]\n" * 200_000, "WEBVTT\n\n" + "-->\n" * 400_000])
def test_after_a_thousand_wrong_lines_no_other_is_looked_at(text: str) -> None:
    started = time.process_time()
    assert complaint(text).splitlines()[-1] == "There are 992 more such lines."
    assert time.process_time() - started < 4


def test_what_comes_after_the_recording_is_refused_and_what_goes_on_is_cut() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\nx\n\n00:08.000 --> 00:09.000\ny"
    assert "Line 6: 0:08 is after the end of the recording (0:05)." in complaint(text, duration=5)
    assert cues(text, duration=8.5)[1][:2] == (8000, 8500)


@pytest.mark.parametrize(
    "text",
    [
        "<" * 400_000,
        "<a" * 200_000,
        "<v " * 200_000,
        "{\\" * 200_000,
        "&" * 400_000,
        "1:" * 400_000,
        "[" * 400_000,
        ": " * 400_000,
        "\n" * 400_000,
        "x\n" * 400_000,
        "-" * 400_000,
    ],
)
@pytest.mark.parametrize("start", ["WEBVTT\n\n00:01.000 --> 00:02.000\n", "[0:01] ", "0:01 "])
def test_no_text_takes_long(start: str, text: str) -> None:
    with suppress(InvalidError):
        read_text(start + text, kind=WORDS, duration=None)


@pytest.mark.parametrize(
    ("text", "second"),
    [("760", 760), ("760.9", 760), ("12:40", 760), ("1:02:40", 3760), ("x", None), ("", None),
     ("-1", None), ("12:99", None), ("9" * 40, None)],
)  # fmt: skip
def test_an_address_names_a_second(text: str, second: int | None) -> None:
    assert read_second(text) == second


NAMES = ["Awa", "Awa Traoré", "Femme 1", "أمينة", "ߊߥߊ", "Modératrice"]


@pytest.mark.parametrize("name", NAMES)
def test_names_before_a_colon_are_speakers(name: str) -> None:
    assert split_speaker(f"{name} : oui") == (name, "oui")
    assert join_speaker(name, "oui") == f"{name}: oui"


@pytest.mark.parametrize(
    "text",
    ["Trois choses : la terre", "Il est 12:40", "قالت لنا الرئيسة أمس: نعم", "Oui, Awa : non"],
)
def test_sentences_with_a_colon_stay_sentences(text: str) -> None:
    assert split_speaker(text) == ("", text)


@pytest.mark.parametrize(
    "flood",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v>a" * 480_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v>" * 650_000 + "a" * 2_001,
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\n" * 80_000,
        "[0:00] a\n" * 220_000,
    ],
    ids=["voices", "empty voices", "cues", "typed lines"],
)
def test_a_flood_of_lines_is_refused_before_it_is_read_to_its_end(flood: str) -> None:
    begun = time.process_time()
    with pytest.raises(InvalidError):
        read_text(flood, kind=WORDS, duration=None)
    assert time.process_time() - begun < 1.5, "seconds; the whole took from three to six"


# Whatever people and programs may write, and what may confuse a reader.
FRAGMENTS = st.sampled_from(
    ["WEBVTT", "NOTE", "STYLE", "\n", "\n\n", "-->", " --> ", "00:01.000", "00:00:02,500", "[0:10]",
     "[1:02:40-1:02:50]", "[", "]", "<v Awa>", "</v>", "<", ">", "&amp;", "Awa :", "- ", ":", "1",
     "{\\an8}", "\r", "\ufeff", "\u202e", "\u0301", "é", "نعم", " ", "\x85", "\u2028", "\0"]
)  # fmt: skip
CHAOS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=40).map("".join)

LETTERS = st.text(
    st.one_of(st.sampled_from(string.printable), st.characters(exclude_categories=["Cs", "Cc"])),
    min_size=1,
    max_size=40,
)


@st.composite
def timed_lines(draw: st.DrawFn) -> list[TimedLine]:
    lines = []
    for _number in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, 5_000_000))
        length = draw(st.integers(1, 60_000))
        lines.append(TimedLine(start, start + length, draw(LETTERS), draw(LETTERS)))
    return lines


@settings(max_examples=200, deadline=None)
@given(text=CHAOS)
def test_nothing_but_a_clear_refusal_is_raised(text: str) -> None:
    for kind in TranscriptKind:
        with suppress(InvalidError):
            found = read_file(text.encode(errors="replace"), kind=kind, duration=9_000)
            assert all(line.start < line.end and line.text for line in found)


@settings(max_examples=200, deadline=None)
@given(drawn=timed_lines(), kind=st.sampled_from(TranscriptKind))
def test_what_is_written_is_read_again(drawn: list[TimedLine], kind: TranscriptKind) -> None:
    try:
        lines = read_text(write_webvtt(drawn, title="x"), kind=kind, duration=None)
    except InvalidError:
        return
    assert read_text(write_webvtt(lines, title="--> <v\n\nx"), kind=kind, duration=None) == lines
    typed = write_plain(lines, kind=kind, duration=6_000)
    assert read_text(typed, kind=kind, duration=6_000) == lines
    assert write_reading(lines, title="x").startswith("x\n\n[")
