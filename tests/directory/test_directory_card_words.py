"""An organisation is found by the words of its card, and by no place that it hides."""

import pytest

from portal.config import LANGUAGES
from portal.directory.card_words import list_card_words
from portal.directory.models import Organisation, OrganisationKind
from portal.search.index import find
from portal.search.indexer import rebuild_index
from portal.search.questions import Query
from portal.vocabulary.models import Place, PlaceKind
from tests.conftest import People
from tests.factories import add_place, add_work, fill_sheet, ids_of

FOUND = [
    *(
        "réseau",
        "réseaux",
        "network",
        "شبكة",
        "شبكات",
        "2011",
        "mars 2011",
        "03/2011",
        "March 2011",
    ),
    *("association reconnue", "bambara", "البمبارية", "Mali", "مالي", "Ségou", "réseau Ségou 2011"),
]
NOT_FOUND = ["plateforme", "2012", "avril 2011", "arabe", "Maroc", "Niafunké"]


@pytest.fixture
def network(people: People) -> Organisation:
    (segou,) = ids_of(Place, ("segou",))
    organisation = fill_sheet(
        people.organisation,
        founded="2011-03",
        legal_form="Association reconnue",
        language_codes=("bam",),
        seat_id=segou,
    )
    rebuild_index()
    return organisation


def count(text: str) -> int:
    """Return how many organisations have all the words as they are typed."""
    results = find(Query(text=text, records=("organisation",)))
    return 0 if results.is_partial or results.correction else results.total


def test_an_organisation_is_found_by_the_words_of_its_card(network: Organisation) -> None:
    assert [text for text in FOUND if not count(text)] == []
    assert [text for text in NOT_FOUND if count(text)] == []


def test_a_country_is_found_by_where_the_work_is_shown(people: People) -> None:
    rebuild_index()
    assert count("Maroc") == 0
    add_work(people.organisation, "vbg", "rabat-sale-kenitra")
    rebuild_index()
    assert count("Maroc") == count("المغرب") == count("Morocco") == 1


def test_a_place_that_is_hidden_is_no_word_of_the_card(people: People) -> None:
    hidden = add_place("niafunke", PlaceKind.CERCLE, "tombouctou")
    fill_sheet(people.organisation, seat_id=hidden.id, seat_level=PlaceKind.COUNTRY)
    rebuild_index()
    assert count("Mali") == 1
    assert count("Niafunke") == count("Tombouctou") == 0


def test_words_of_every_kind_exist_in_every_language(people: People) -> None:
    for kind in OrganisationKind:
        people.organisation.kind = kind
        assert set(LANGUAGES) <= set(list_card_words(people.organisation, ()))
