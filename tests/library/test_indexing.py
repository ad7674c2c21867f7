from dataclasses import replace

from portal.content.lifecycle import Action
from portal.extensions import analyse
from portal.library.models import ItemKind
from portal.library.services import edit_item, take_step
from portal.library.values import values_of
from portal.search.comparison import compare_index, repair_index
from portal.search.indexer import rebuild_index
from tests.conftest import People
from tests.factories import make_item, publish


def test_an_index_just_built_differs_in_nothing(people: People) -> None:
    items = [
        make_item(people.editor, people.organisation, title=f"Note {number}", kind=kind)
        for number, kind in enumerate([*ItemKind] * 4)
    ]
    for item in reversed(items):
        publish(item, people.editor)
    analyse()
    rebuild_index()
    assert compare_index().count == 0


def test_an_index_behind_the_database_is_found_and_mended(people: People) -> None:
    same, changed, withdrawn = (
        publish(make_item(people.editor, people.organisation, title=title), people.editor)
        for title in ("Une note gardée", "Une note changée", "Une note retirée")
    )
    keys = [f"item:{item.id}" for item in (same, changed, withdrawn)]
    rebuild_index()
    new = replace(values_of(changed), body="Un texte neuf.")
    edit_item(changed, new, author=people.editor, version=changed.version)
    take_step(withdrawn, Action.ARCHIVE, actor=people.editor)
    difference = compare_index()
    assert (difference.missing, difference.stale) == ([], [keys[1]])
    assert difference.unwanted == [keys[2]]
    repair_index(difference)
    assert compare_index().count == 0
