"""Words that the card of an organisation says: its kind, languages, year, legal form, countries."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from portal.content.date_words import list_date_words
from portal.directory.models import Organisation, OrganisationKind
from portal.search.documents import merge_labels
from portal.vocabulary.language_names import list_language_names
from portal.vocabulary.models import Place
from portal.vocabulary.queries import list_names_by_language

Words = Mapping[str, Collection[str]]

_KINDS: dict[OrganisationKind, Words] = {
    OrganisationKind.PLATFORM: {"fr": ["plateforme"], "en": ["platform"], "ar": ["منصة"]},
    OrganisationKind.ALLIANCE: {"fr": ["alliance"], "en": ["alliance"], "ar": ["تحالف"]},
    OrganisationKind.NETWORK: {"fr": ["réseau"], "en": ["network"], "ar": ["شبكة"]},
    OrganisationKind.ASSOCIATION: {
        "fr": ["association"],
        "en": ["association"],
        "ar": ["جمعية"],
    },
    OrganisationKind.INSTITUTION: {
        "fr": ["institution"],
        "en": ["institution"],
        "ar": ["مؤسسة"],
    },
    OrganisationKind.FUNDER: {
        "fr": ["bailleur de fonds"],
        "en": ["funder", "donor"],
        "ar": ["جهة ممولة", "جهة مانحة"],
    },
    OrganisationKind.PARTNER: {"fr": ["partenaire"], "en": ["partner"], "ar": ["جهة شريكة"]},
}


def list_card_words(
    organisation: Organisation, countries: Iterable[Place]
) -> dict[str, tuple[str, ...]]:
    """Return the words of a card by language; `countries` are those where it works."""
    return merge_labels(_list_words(organisation, countries))


def _list_words(organisation: Organisation, countries: Iterable[Place]) -> Iterator[Words]:
    yield _KINDS[organisation.kind]
    yield list_date_words(organisation.founded)
    if organisation.legal_form:
        yield {organisation.language_code: [organisation.legal_form]}
    for language in organisation.languages:
        yield list_language_names(language)
    for country in countries:
        yield list_names_by_language(country)
