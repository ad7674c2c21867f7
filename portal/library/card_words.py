"""Words that the card of an item says and its text need not: kind, date, language, format, places.

Search finds an item by them in every language of the interface. Whoever shows why an item
was found can mark the same words in its card with `portal.search.highlights`.
"""

from collections.abc import Collection, Iterator, Mapping

from portal.content.date_words import list_date_words
from portal.library.models import Item, ItemKind
from portal.media.models import Family
from portal.search.documents import merge_labels
from portal.vocabulary.language_names import list_language_names
from portal.vocabulary.models import Place
from portal.vocabulary.queries import list_names_by_language

Words = Mapping[str, Collection[str]]
Format = tuple[Family, str]

_KINDS: dict[ItemKind, Words] = {
    ItemKind.DOCUMENT: {
        "fr": ["document", "publication"],
        "en": ["document", "publication"],
        "ar": ["وثيقة", "منشور"],
    },
    ItemKind.REPORT: {
        "fr": ["rapport d’atelier", "compte rendu"],
        "en": ["workshop report"],
        "ar": ["تقرير ورشة"],
    },
    ItemKind.RECORDING: {
        "fr": ["enregistrement audio", "son", "écouter"],
        "en": ["audio recording", "sound", "listen"],
        "ar": ["تسجيل صوتي", "صوت", "استماع"],
    },
}

_FAMILIES: dict[Family, Words] = {
    Family.AUDIO: {"fr": ["audio", "MP3"], "en": ["audio"], "ar": ["ملف صوتي"]},
    Family.IMAGE: {"fr": ["image", "photo"], "en": ["picture", "image"], "ar": ["صورة"]},
}

# What people call a format whose ending says less.
_FORMATS = {
    "docx": "Word",
    "doc": "Word",
    "pptx": "PowerPoint",
    "ppt": "PowerPoint",
    "xlsx": "Excel",
    "xls": "Excel",
}


def list_card_words(
    item: Item, parents: Mapping[int, Place], formats: Collection[Format]
) -> dict[str, tuple[str, ...]]:
    """Return the words of a card by language; `parents` are the places around its own."""
    return merge_labels(_list_words(item, parents, formats))


def _list_words(
    item: Item, parents: Mapping[int, Place], formats: Collection[Format]
) -> Iterator[Words]:
    yield _KINDS[item.kind]
    yield list_date_words(item.date)
    yield list_language_names(item.language)
    for family, ending in formats:
        yield _FAMILIES.get(family, {})
        yield {"fr": [ending.upper(), _FORMATS.get(ending, ending.upper())]}
    for place in _climb(item.places, parents):
        yield list_names_by_language(place)


def _climb(places: Collection[Place], parents: Mapping[int, Place]) -> Iterator[Place]:
    for place in places:
        spot = place
        while spot.parent_id and spot.parent_id in parents:
            spot = parents[spot.parent_id]
            yield spot
