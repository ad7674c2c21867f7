"""The questions of the benchmark: words of every frequency, as visitors would ask them."""

import random

from bench.corpus import invent, list_pairs, list_words
from portal.search.analysis.analyser import is_stop_word

KINDS = ("one word", "two words", "phrase", "prefix")

# What the other engines do not answer by themselves: with some of the words, or corrected.
FORGIVEN = ("partial", "misspelt", "long question", "acronym")
_LONG = 9


def list_questions(kind: str, count: int) -> list[str]:
    """Return `count` questions of a kind, the same ones every time."""
    chance = random.Random(f"questions {kind}")
    words = [word for word in list_words() if _is_telling(word)]
    if kind == "one word":
        return [_pick(chance, words) for _ in range(count)]
    if kind == "two words":
        return [f"{_pick(chance, words)} {_pick(chance, words)}" for _ in range(count)]
    if kind == "prefix":
        return [_pick(chance, words)[:4] for _ in range(count)]
    if kind in FORGIVEN:
        return [_forgive(chance, kind, words) for _ in range(count)]
    pairs = [" ".join(pair) for pair in list_pairs() if all(map(_is_telling, pair))]
    return [pairs[min(int(chance.expovariate(1 / 60)), len(pairs) - 1)] for _ in range(count)]


def _forgive(chance: random.Random, kind: str, words: list[str]) -> str:
    """Return a question that few or no documents answer as it is typed."""
    if kind == "partial":
        return f"{_pick(chance, words)} {invent(chance.randrange(20_000, 80_000)).lower()}"
    if kind == "long question":
        return " ".join(chance.choice(list_words()[:3_000]) for _ in range(_LONG))
    word = _pick(chance, words)
    if kind == "acronym":
        return word[:4].upper()
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place] + word[place:]


def _pick(chance: random.Random, words: list[str]) -> str:
    """Return a word, one in five from the long tail of names."""
    if chance.random() < 0.2:
        return invent(chance.randrange(1, 2000)).lower()
    return words[min(int(chance.expovariate(1 / 120)), len(words) - 1)]


def _is_telling(word: str) -> bool:
    return len(word) > 4 and word.isalpha() and not is_stop_word(word, "fr")
