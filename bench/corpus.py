"""Deterministic French documents, shared by the benchmarks.

Sentences walk from word to word as real French texts do (the Debian manuals in French
where they are installed, and always the passage below), and one word in eight comes from
a long tail of invented names, spread after Zipf. The same number gives the same document
on every machine with the same manuals.
"""

import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from portal.search.documents import Page, SearchDocument

WORDS = 830
TAIL, TAIL_SHARE = 80_000, 0.12

# What Zipf's law gives to a word of about the sixtieth rank.
MOST_SHARE = 0.0015

_SHORTEST_SENTENCE, _SHORTEST_SUBJECT = 3, 4

MANUALS = (
    "/usr/share/doc/maint-guide-fr/maint-guide.fr.txt.gz",
    "/usr/share/doc/debian/FAQ/debian-faq.fr.txt.gz",
    "/usr/share/developers-reference/fr/developers-reference.txt.gz",
)

PASSAGE = """
Les femmes élues de la région ont présenté leur plan d'action pour la paix et la sécurité. Les
violences basées sur le genre restent la première préoccupation des associations, et la prise en
charge des survivantes demande des moyens. La formation des jeunes femmes leaders des partis
politiques et des organisations de la société civile a réuni trente participantes. Le réseau
plaide pour la participation politique des femmes, l'accès à la terre, l'accès à la justice et
l'autonomisation économique. Les coopératives agricoles transforment le karité et vendent au
marché. Les mutilations génitales féminines et le mariage d'enfants reculent dans le cercle, dit
la présidente du comité local. L'atelier a formulé cinq recommandations adressées aux communes,
aux partenaires et à l'État. La santé sexuelle et reproductive des adolescentes figure dans le
programme. Les déplacées du centre et du nord ont besoin d'eau, d'écoles et de protection. Une
campagne de plaidoyer à la radio, en bamanankan et en français, accompagne la loi électorale. Les
parajuristes aident les victimes devant le tribunal. La redevabilité des élus locaux se construit
avec la population, et les députées rendent compte de leur mandat devant les électrices.
"""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SYLLABLES = [
    "ba",
    "ka",
    "ma",
    "sa",
    "ta",
    "da",
    "fa",
    "go",
    "ko",
    "lo",
    "mo",
    "so",
    "to",
    "di",
    "ki",
    "mi",
    "si",
    "ti",
    "bou",
    "dou",
    "kou",
    "lou",
    "mou",
    "sou",
    "ya",
]
_NASALS = ("", "", "", "n", "r", "l")

KINDS = ("document", "report", "recording")
YEARS = [str(year) for year in range(2000, 2027)]
DOMAINS = [f"domaine-{number}" for number in range(20)]
PLACES = [f"lieu-{number}" for number in range(60)]
ORGANISATIONS = [f"organisation-{number}" for number in range(80)]


def make_documents(count: int, first: int = 0) -> Iterator[SearchDocument]:
    """Yield `count` documents, numbered from `first`."""
    for number in range(first, first + count):
        yield make_document(number)


def make_document(number: int) -> SearchDocument:
    """Return the document of this number."""
    chance = random.Random(number)
    body = make_text(chance, chance.randint(WORDS // 2, WORDS * 3 // 2))
    return SearchDocument(
        key=f"item:{number}",
        language="fra",
        title=make_text(chance, 7).rstrip("."),
        summary=make_text(chance, 30),
        people=(make_name(chance),),
        pages=(Page(text=body),),
        facets={
            "kind": (chance.choices(KINDS, (6, 1, 3))[0],),
            "domain": tuple(sorted(set(_skewed(chance, DOMAINS, chance.randint(1, 3))))),
            "place": tuple(sorted(set(_skewed(chance, PLACES, chance.randint(1, 2))))),
            "language": (chance.choices(("fra", "eng", "ara", "bam"), (80, 6, 4, 10))[0],),
            "year": (chance.choice(YEARS),),
            "organisation": tuple(_skewed(chance, ORGANISATIONS, 1)),
        },
        date=chance.choice(YEARS),
        added=f"2026-01-01T{number:012}",
    )


def make_text(chance: random.Random, length: int) -> str:
    """Return sentences of about `length` words."""
    chain, words = _chain(), []
    word = _first_word(chance)
    capital = True
    while len(words) < length:
        if word == ".":
            words[-1] += "."
            capital = True
        else:
            if chance.random() < TAIL_SHARE:
                words.append(make_name(chance))
            words.append(word.capitalize() if capital else word)
            capital = False
        word = chance.choice(chain[word]) if word != "." else _first_word(chance)
    return " ".join(words) + "."


def _first_word(chance: random.Random) -> str:
    word = chance.choice(_chain()["."])
    return word if word != "." else "les"


def make_name(chance: random.Random) -> str:
    """Return one of TAIL invented names, the first ones far more often than the last."""
    rank = chance.choices(_RANKS, cum_weights=_ranks_weights())[0]
    return invent(chance.randrange(rank, min(TAIL, 2 * rank)))


@cache
def invent(rank: int) -> str:
    """Return the invented name of a rank."""
    chance = random.Random(f"name {rank}")
    parts = [chance.choice(_SYLLABLES) + chance.choice(_NASALS) for _ in range(2 + rank % 3)]
    return "".join(parts).capitalize()


def list_words() -> list[str]:
    """Return the words of the real texts, most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for word in _read_words():
        counts[word] += 1
    counts.pop(".")
    return sorted(counts, key=lambda word: (-counts[word], word))


def list_pairs() -> list[tuple[str, str]]:
    """Return words that follow each other, most frequent pairs first."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    words = _read_words()
    for pair in pairwise(words):
        counts[pair] += 1
    return sorted(counts, key=lambda pair: (-counts[pair], pair))


_RANKS = [1 << power for power in range(16)]


@cache
def _ranks_weights() -> list[float]:
    return list(accumulate(1.0 for _ in _RANKS))


def _skewed(chance: random.Random, values: list[str], count: int) -> list[str]:
    return [
        values[min(int(chance.expovariate(4 / len(values))), len(values) - 1)] for _ in range(count)
    ]


@cache
def _chain() -> dict[str, list[str]]:
    chain: dict[str, list[str]] = defaultdict(list)
    words = _read_words()
    for word, following in zip(words, [*words[1:], "."], strict=True):
        chain[word].append(following)
    return dict(chain)


@cache
def _read_words() -> list[str]:
    """Return the words of all texts with a point after each sentence.

    Manuals repeat their subject far more than a library of many subjects does, so what a
    word has above MOST_SHARE goes to invented names.
    """
    words: list[str] = ["."]
    for text in (*_read_manuals(), *([PASSAGE] * 8)):
        for sentence in re.split(r"[.:;!?]\s", text):
            found = [word.lower() for word in _WORD.findall(sentence)]
            if len(found) > _SHORTEST_SENTENCE:
                words += [*found, "."]
    most = int(len(words) * MOST_SHARE)
    seen: dict[str, int] = defaultdict(int)
    for place, word in enumerate(words):
        seen[word] += 1
        if seen[word] > most and len(word) > _SHORTEST_SUBJECT:
            words[place] = invent(place % 3000 + 1).lower()
    return words


def _read_manuals() -> Iterator[str]:
    for name in MANUALS:
        path = Path(name)
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as file:
                yield file.read()
