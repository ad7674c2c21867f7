"""Which new passwords are accepted: long enough, and not among those guessed first.

zxcvbn knows the 30 000 most common passwords, names and English words, keyboard patterns,
repetitions and dates. What an attacker of this site tries besides is removed from the
password before it is estimated: the words of the site, and the login and name of the
account. The dictionaries take 15 MB, so they are imported by the first estimate: only the
processes that set passwords load them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from flask import current_app
from flask_babel import gettext as _

from portal.auth.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, normalise
from portal.config import Settings

# A distributed attack tries some 36 000 passwords of one account a day (ADR 22).
FEWEST_GUESSES = 10**8

# zxcvbn compares all substrings: the time grows with the square of the length.
_ESTIMATED_LENGTH = 72
_SHORTEST_WORD = 4
_COMMON_WORDS = (
    "amour", "azerty", "bienvenue", "bonjour", "cherie", "chouchou", "demo", "doudou", "espoir",
    "famille", "femme", "femmes", "fille", "filles", "liberte", "loulou", "maman", "motdepasse",
    "musoya", "naruto", "nicolas", "papa", "password", "portail", "portal", "princesse", "soleil",
)  # fmt: skip
_SIGNS = re.compile(r"[\W_]+")

WordSource = Callable[[], Iterable[str]]
_sources: list[WordSource] = []


def register_words(source: WordSource) -> None:
    """Have the words of a feature refused in passwords, for example names of organisations."""
    if source not in _sources:
        _sources.append(source)


def find_problem(password: str, *, login: str, name: str) -> str | None:
    """Return what is wrong with a new password and what to do, or None."""
    password = normalise(password)
    if len(password) < MINIMUM_LENGTH:
        return _(
            "Choose a password of at least %(number)s characters: a few words, for example.",
            number=MINIMUM_LENGTH,
        )
    if len(password) > MAXIMUM_LENGTH:
        return _("Choose a password of at most %(number)s characters.", number=MAXIMUM_LENGTH)
    if is_guessable(password, [login, name]):
        return _(
            "This password is easy to guess. Choose several words that do not belong together, "
            "without names, dates or words of this site."
        )
    return None


def is_guessable(password: str, own_words: Iterable[str]) -> bool:
    """Return whether few guesses find what is left of the password without known words."""
    from zxcvbn import zxcvbn

    rest = _without(_fold(password), _known_words(own_words))
    if not rest.strip():
        return True
    estimated: int = zxcvbn(rest[:_ESTIMATED_LENGTH])["guesses"]
    return estimated < FEWEST_GUESSES


def _known_words(own_words: Iterable[str]) -> set[str]:
    settings: Settings = current_app.extensions["settings"]
    said = [*_COMMON_WORDS, settings.site_name, *own_words]
    said += [word for source in _sources for word in source()]
    words: set[str] = set()
    for text in map(_fold, said):
        words |= {text, _SIGNS.sub("", text)}
    for text in (settings.site_name, *own_words):
        words |= set(_SIGNS.split(_fold(text)))
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _without(text: str, words: set[str]) -> str:
    """Return the text without these words, the longest removed first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _fold(text: str) -> str:
    """Return the text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
