"""One spelling for one sound: case, accents, ligatures, Bambara and Arabic letters."""

import re
import unicodedata

# Every sign that keyboards and word processors put for an apostrophe, primes included.
APOSTROPHES = "'’ʼ‘‛`´ʻʽʹˈ′＇ꞌʾʿ"

_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | {"ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƴ": "y"}
    # Greek and other letters that look like ɛ and ɔ, and stand on more keyboards.
    | {"ε": "e", "ԑ": "e", "ͻ": "o", "ᴐ": "o"}
)

_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـء")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_BAMBARA = re.compile("[ɛɔɲŋ]")


def is_arabic(word: str) -> bool:
    """Return whether the word is written in Arabic letters."""
    return _ARABIC.search(word) is not None


def is_bambara(word: str) -> bool:
    """Return whether the word, in lower case, has letters that only Malian spellings use."""
    return _BAMBARA.search(word) is not None


def compose(text: str) -> str:
    """Return the text in NFC, untouched when it already is."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(word: str) -> str:
    """Return a Latin word in lower case, without accents, tones or ligatures."""
    word = word.lower()
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def fold_arabic(word: str) -> str:
    """Return an Arabic word without vowel signs, its letter variants made one."""
    word = _ARABIC_MARKS.sub("", unicodedata.normalize("NFKC", word))
    return word.translate(_ARABIC_LETTERS)


def fold_digits(word: str) -> str:
    """Return the word with the digits of every script written as Latin ones."""
    if word.isascii():
        return word
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in word
    )
