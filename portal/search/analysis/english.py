"""English stems, by Snowball, with the plurals that it does not know."""

import snowballstemmer

_IRREGULAR = {
    "women": "woman",
    "men": "man",
    "children": "child",
    "people": "person",
    "policies": "polici",
}

_snowball = snowballstemmer.stemmer("english")


def stem(word: str) -> str:
    """Return the stem of a folded English word."""
    return str(_snowball.stemWord(_IRREGULAR.get(word, word)))
