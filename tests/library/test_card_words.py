"""An item is found by the words of its card, in every language of the interface."""

import pytest
from flask import current_app

from portal.config import LANGUAGES
from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.card_words import list_card_words
from portal.library.indexing import load_documents
from portal.library.models import ContributorRole, Item, ItemKind
from portal.search.index import find
from portal.search.indexer import rebuild_index
from portal.search.questions import Query
from portal.vocabulary.models import Language, PlaceKind
from tests.conftest import People
from tests.factories import (
    add_place,
    agree,
    fill_sheet,
    give_clean_copy,
    make_item,
    publish,
    silence,
)

RECORDING = [
    *("mai 2023", "12 mai 2023", "05/2023", "5/2023", "12/05/2023", "2023-05-12", "2023"),
    '"mai 2023"',
    *("May 2023", "12 May", "ماي 2023", "مايو 2023", "أيار 2023", "ماي"),
    *("enregistrement", "enregistrements audio", "recording", "audio", "تسجيل صوتي", "تسجيلات"),
    *("bambara", "bamanankan", "Bamana", "البمبارية", "بامبارا"),
    *("Kalabancoro", "Koulikoro", "Kulikɔrɔ", "Mali", "مالي", "enregistrement bambara Koulikoro"),
]
NOT_OF_THE_RECORDING = [
    *("juin 2023", "mai 2022", "06/2023", "2022", "rapport", "document", "arabe", "Ségou", "Maroc"),
    *("PDF", "يونيو"),
]


@pytest.fixture
def recording(people: People) -> Item:
    add_place("kalabancoro", PlaceKind.COMMUNE, "koulikoro")
    item = make_item(
        people.editor,
        people.organisation,
        title="Musow ka tɔn",
        kind=ItemKind.RECORDING,
        language_code="bam",
        date="2023-05-12",
        places=("kalabancoro",),
    )
    publish(item, people.editor)
    rebuild_index()
    return item


def count(text: str) -> int:
    """Return how many items have all the words as they are typed."""
    return find(Query(text=text, records=("item",), is_literal=True)).whole


def test_an_item_is_found_by_date_kind_language_and_surrounding_places(recording: Item) -> None:
    assert [text for text in RECORDING if not count(text)] == []
    assert [text for text in NOT_OF_THE_RECORDING if count(text)] == []


def test_words_of_every_kind_exist_in_every_language(people: People) -> None:
    for kind in ItemKind:
        item = make_item(people.editor, people.organisation, title=f"Titre {kind}", kind=kind)
        assert set(LANGUAGES) <= set(list_card_words(item, {}, ()))


def test_a_vague_or_unknown_date_has_only_its_own_words(people: People) -> None:
    for date, wanted, unwanted in (("2022", "2022", "janvier"), ("2022-08", "غشت 2022", "1 août")):
        item = make_item(people.editor, people.organisation, title=f"Note {date}", date=date)
        publish(item, people.editor)
        rebuild_index()
        assert count(wanted) == 1
        assert count(f'"{unwanted}"') == 0


def test_formats_are_words_only_of_files_that_are_shown(people: People) -> None:
    item = publish(make_item(people.editor, people.organisation, title="Causerie"), people.editor)
    file = attach_file(item, silence(), name="causerie.wav", author=people.editor)
    rebuild_index()
    assert count("WAV") == count("audio") == 0
    give_clean_copy(file)
    agree(file, people.editor)
    rebuild_index()
    assert count("WAV") == count("audio") == count("ملف صوتي") == 1


def test_a_word_of_the_text_weighs_more_than_one_of_the_card(people: People) -> None:
    for title, values in (
        ("Première", {"kind": ItemKind.REPORT}),
        ("Seconde", {"body": f"{'Une phrase sans rien. ' * 300} Un rapport."}),
        ("Troisième", {"kind": ItemKind.REPORT}),
    ):
        publish(make_item(people.editor, people.organisation, title=title, **values), people.editor)
    rebuild_index()
    hits = find(Query(text="rapport", records=("item",))).hits
    titles = [db.session.get_one(Item, int(hit.key[5:])).title for hit in hits]
    assert titles == ["Seconde", "Troisième", "Première"]


def test_words_of_the_card_change_no_other_rank(people: People) -> None:
    """The length of a document, which its ranks depend on, is that of its texts."""
    item = publish(make_item(people.editor, people.organisation, title="Paix"), people.editor)
    rebuild_index()
    (undated,) = find(Query(text="paix")).hits
    item.date = "2023-05-12"
    db.session.commit()
    rebuild_index()
    (dated,) = find(Query(text="paix")).hits
    assert dated.score == undated.score


def test_the_name_of_the_site_is_not_that_of_what_it_publishes(people: People) -> None:
    site = current_app.extensions["settings"].site_name
    fill_sheet(people.organisation, name=f"Portail {site}", acronym="")
    own = make_item(people.editor, people.organisation, title="Une note")
    named = make_item(people.editor, people.organisation, title=f"Le projet VLF-{site}")
    for item in (own, named):
        publish(item, people.editor)
    rebuild_index()
    found = find(Query(text=site, records=("item",))).hits
    assert [hit.key for hit in found] == [f"item:{named.id}"]
    assert count("portail") == 2


def test_the_site_is_no_person(people: People) -> None:
    site = current_app.extensions["settings"].site_name
    item = make_item(
        people.editor,
        people.organisation,
        title="Une note",
        contributors=((f"Équipe {site.lower()}", ContributorRole.AUTHOR),),
    )
    publish(item, people.editor)
    (document,) = load_documents([item.id])
    assert document.people == ("Équipe",)


def test_every_name_of_a_region_is_a_label_of_the_items_of_its_communes(recording: Item) -> None:
    (document,) = load_documents([recording.id])
    assert "Kulikɔrɔ" in document.labels["fr"]
    assert "كوليكورو" in document.labels["ar"]


def test_every_language_of_content_has_words(people: People) -> None:
    for language in db.session.query(Language):
        item = make_item(
            people.editor, people.organisation, title="Note", language_code=language.code
        )
        labels = list_card_words(item, {}, ())
        assert all(name in labels[tag] for tag, name in language.labels.items())


def test_an_item_is_found_by_every_name_of_its_publisher(people: People) -> None:
    fill_sheet(
        people.organisation,
        translations={"ar": "من أجلك"},
        aliases=("Min Ajliki",),
        expansion="Réseau des jeunes",
    )
    item = make_item(people.editor, people.organisation, title="Une note")
    publish(item, people.editor)
    rebuild_index()
    for name in ("من أجلكِ", "min ajliki", "réseau des jeunes", people.organisation.acronym):
        assert count(name) == 1
