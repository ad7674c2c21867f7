"""The terms of a word: what is written in the index and looked up in it.

A term is one letter for its family and a stem: `f` French, `e` English, `a` Arabic, `b` the
plain spelling of Bambara and every other language, `=` kept as written (acronyms, numbers).
A word that folds to no letter and no digit, such as a combining mark that stands alone, has
no terms.
"""

from functools import lru_cache

from portal.search.analysis import arabic, bambara, english, french
from portal.search.analysis.elision import without_article
from portal.search.analysis.folding import (
    fold,
    fold_arabic,
    fold_digits,
    is_arabic,
    is_bambara,
)
from portal.search.analysis.stopwords import STOP_WORDS
from portal.search.analysis.tokens import GLUE, is_acronym, strip_elision

Terms = tuple[str, ...]

_FAMILIES = {"fra": "f", "fr": "f", "ara": "f", "ar": "f", "eng": "e", "en": "e"}
_STEMMED_ACRONYM = 4
_LONGEST = 60
_REMEMBERED = 8192


def family_of(language: str) -> str:
    """Return the family of the Latin words of a text in this language."""
    return _FAMILIES.get(language, "=")


def terms_of(token: str, family: str, *, shouted: bool = False) -> Terms:
    """Return the terms under which a raw token of a text is indexed, none for a stop word.

    The first word of a compound stands for the whole of it as well.
    """
    word, _, compound = token.partition(GLUE)
    terms = _text_terms(word, family, shouted=shouted)
    if compound:
        whole = _text_terms(compound, family, shouted=True)
        terms = tuple(dict.fromkeys((*terms, *whole)))
    return _without_empty(terms)


def _text_terms(token: str, family: str, *, shouted: bool) -> Terms:
    word = fold_digits(strip_elision(token.replace(".", "")))[:_LONGEST].strip("_")
    if is_arabic(word):
        return _arabic_terms(word)
    if not word:
        return ()
    if not shouted and is_acronym(word) and word.upper() == word:
        return _acronym_terms(word, family)
    terms = _word_terms(word.lower(), family)
    if terms and bambara.is_nasal_name(word):
        return tuple(dict.fromkeys((*terms, *_malian_terms(word.lower()))))
    return terms


@lru_cache(maxsize=_REMEMBERED)
def query_terms(token: str) -> Terms:
    """Return every term that a raw token of a query may stand for, in any language."""
    return _without_empty(_query_terms(token))


def _query_terms(token: str) -> Terms:
    word = fold_digits(strip_elision(token.replace(".", "")))[:_LONGEST].strip("_")
    if is_arabic(word):
        return _arabic_terms(word)
    lowered = word.lower()
    if not lowered:
        return ()
    exact = _kept_terms(lowered)
    if is_acronym(word) and lowered in STOP_WORDS["f"]:
        return exact
    plain = fold(lowered) if is_bambara(lowered) else lowered
    spellings = (plain, without_article(fold(plain)), bambara.respell_nasal(fold(plain)))
    found = [
        term
        for spelling in spellings
        if spelling
        for term in (*_word_terms(spelling, "f"), *_word_terms(spelling, "e"))
    ]
    return tuple(dict.fromkeys((*found, *exact, *_word_terms(lowered, "="))))


@lru_cache(maxsize=_REMEMBERED)
def is_stop_word(token: str, language: str) -> bool:
    """Return whether a word of a query carries no meaning for readers of this language."""
    word = strip_elision(token)
    if not query_terms(token):
        return True
    if is_acronym(word):
        return False
    return word.lower() in STOP_WORDS["f"] or word.lower() in STOP_WORDS[family_of(language)]


def _without_empty(terms: Terms) -> Terms:
    """Leave out terms whose stem has no letter and no digit."""
    return tuple(term for term in terms if any(map(str.isalnum, term[1:])))


def _acronym_terms(word: str, family: str) -> Terms:
    kept = "=" + fold(word)
    if len(word) < _STEMMED_ACRONYM:
        return (kept,)
    return (kept, *(term for term in _word_terms(word.lower(), family) if term != kept))


def _arabic_terms(word: str) -> Terms:
    folded = fold_arabic(word)
    if not folded or (folded in STOP_WORDS["a"] and "ء" not in word):
        return ()
    return ("a" + arabic.stem(folded),)


def _word_terms(word: str, family: str) -> Terms:
    if word in STOP_WORDS[family]:
        return ()
    if any(letter.isdigit() for letter in word):
        return _kept_terms(word)
    if family == "=" or is_bambara(word):
        return _malian_terms(word)
    if family == "f":
        return ("f" + french.stem(fold(word)),)
    return ("e" + english.stem(fold(word)),)


def _kept_terms(word: str) -> Terms:
    """Keep a word as written, a number without leading zeros: 052 is 52."""
    return ("=" + (word.lstrip("0") or "0" if word.isdigit() else fold(word)),)


def _malian_terms(word: str) -> Terms:
    """Return the plain spelling of a word; ŋ is spelled ng by some and n by others."""
    spelling = "b" + bambara.spell(word)
    if "ŋ" in word:
        return (spelling, "b" + bambara.spell(word.replace("ŋ", "n")))
    return (spelling,)
