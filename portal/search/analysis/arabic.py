"""A light Arabic stemmer on folded words, after Larkey's light10."""

# What may stand before a word, and how many letters must be left of it.
_PREFIXES = {"وال": 2, "بال": 2, "كال": 2, "فال": 2, "لل": 2, "ال": 2, "و": 3}
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_SHORTEST = 3


def stem(word: str) -> str:
    """Return a folded Arabic word without article, conjunction and common endings."""
    for prefix, left in _PREFIXES.items():
        if word.startswith(prefix) and len(word) - len(prefix) >= left:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word
