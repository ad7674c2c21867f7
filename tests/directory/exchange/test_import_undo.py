"""Imports undone, cut short, and taken up again: nothing doubled, nothing lost."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from portal.auth.queries import get_user
from portal.content.revisions import list_revisions
from portal.directory.changes import diff
from portal.directory.exchange import applying
from portal.directory.exchange.jobs import find_lost, work_on
from portal.directory.exchange.models import DirectoryImport, ImportLine, ImportState
from portal.directory.exchange.queries import count_written
from portal.directory.loading import take_step
from portal.directory.models import Intervention, Organisation
from portal.directory.queries import find_known_organisation, get_known_organisation
from portal.directory.values import values_of
from portal.extensions import db, run_pending, today
from portal.search.models import OutboxEntry
from tests.conftest import People
from tests.directory.exchange.brought import Bring, Send, problems_of, words_of
from tests.factories import add_work, fill_sheet, make_item, make_organisation

TABLE = (
    "organisation,kind,domain,region,start,description\n"
    "Ben ni diya,association,vbg,Ségou,2024,Écoute\n"
    "REJEFPO,,mgf,Gao,2023,Causeries\n"
    "Ben ni diya,association,ssr,Gao,2024,Formation\n"
)


def undo(import_: DirectoryImport) -> DirectoryImport:
    return take_step(import_.id, ImportState.UNDOING)


def test_undone_means_as_it_was(bring: Bring, people: People) -> None:
    add_work(people.organisation, "vbg", "kayes", description="Avant")
    before = values_of(people.organisation).snapshot()
    import_ = bring(TABLE)
    assert count_written(import_.id) == 3
    undone = undo(import_)
    assert undone.state is ImportState.UNDONE
    assert count_written(undone.id) == 0
    assert find_known_organisation("ben-ni-diya") is None
    assert not diff(before, values_of(get_known_organisation("rejefpo")).snapshot())


def test_what_was_undone_leaves_the_index_and_the_history(bring: Bring) -> None:
    import_ = bring(TABLE)
    made = get_known_organisation("ben-ni-diya").id
    db.session.query(OutboxEntry).delete()
    undo(import_)
    assert list_revisions("organisation", made) == []
    told = {entry.object_id for entry in db.session.query(OutboxEntry)}
    assert made in told


def test_what_was_changed_since_is_left_and_listed(bring: Bring) -> None:
    import_ = bring(TABLE)
    work = next(
        one for one in get_known_organisation("rejefpo").interventions if one.start == "2023"
    )
    work.description = "Changé depuis"
    db.session.commit()
    undone = undo(import_)
    assert [one.description for one in get_known_organisation("rejefpo").interventions] == [
        "Changé depuis"
    ]
    assert count_written(undone.id) == 1
    assert len(problems_of(undone)) == 1


def test_a_row_that_was_wrong_already_hinders_no_undoing(bring: Bring, people: People) -> None:
    add_work(people.organisation, "vbg", "gao", start=f"{today().year + 1}")
    undo(bring("slug,legal_form\nrejefpo,ONG\n"))
    assert get_known_organisation("rejefpo").legal_form == ""


def test_a_sheet_that_others_go_on_with_stays(bring: Bring, people: People) -> None:
    import_ = bring(TABLE)
    made = get_known_organisation("ben-ni-diya")
    add_work(made, "mgf", "kayes")
    undone = undo(import_)
    kept = get_known_organisation("ben-ni-diya")
    assert [work.domain.slug for work in kept.interventions] == ["vbg", "mgf"]
    assert count_written(undone.id) == 1


def test_a_sheet_with_a_document_stays(bring: Bring, people: People) -> None:
    import_ = bring(TABLE)
    make_item(get_user("administrator"), get_known_organisation("ben-ni-diya"))
    undo(import_)
    assert find_known_organisation("ben-ni-diya") is not None


def test_a_network_goes_after_its_members(bring: Bring) -> None:
    import_ = bring(
        "name,kind,networks\nRéseau Sigida,network,\nBen ni diya,association,Réseau Sigida\n"
    )
    undo(import_)
    assert find_known_organisation("reseau-sigida") is None


def test_an_undo_that_is_not_hers_any_more_leaves_all(send: Send, people: People) -> None:
    import_ = send("slug,legal_form\nrejefpo,ONG\n", people.editor)
    editor = db.session.get_one(type(people.editor), import_.sent_by_id)
    editor.roles.clear()
    db.session.commit()
    undone = undo(import_)
    assert get_known_organisation("rejefpo").legal_form == "ONG"
    assert count_written(undone.id) == 1


class KilledHere(BaseException):
    """What a kill is to the code that runs."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Kill the worker when it commits for the nth time."""

    def prepare(commits: int) -> None:
        left = [commits]

        def count(_session: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise KilledHere

        event.listen(db.session, "before_commit", count)
        prepare.count = count  # type: ignore[attr-defined]

    return prepare


@pytest.mark.parametrize("commits", range(2, 9))
def test_a_killed_import_goes_on_and_doubles_nothing(
    bring: Bring,
    kill_at: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    commits: int,
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    names = ["Yiriwa ton", "Sigida lakana", "Jigiya bugu", "Danaya so"]
    rows = [
        f"{name},association,{domain},Gao,2024\n" for name in names for domain in ("vbg", "mgf")
    ]
    import_id = bring("organisation,kind,domain,region,start\n" + "".join(rows), dry_run=True).id
    db.session.get_one(DirectoryImport, import_id).state = ImportState.APPLYING
    db.session.commit()
    kill_at(commits)
    try:
        work_on(import_id)
    except KilledHere:
        db.session.rollback()
        for made in db.session.query(Organisation):
            assert len(made.interventions) in {0, 2}
    finally:
        event.remove(db.session, "before_commit", kill_at.count)  # type: ignore[attr-defined]
    import_ = db.session.get_one(DirectoryImport, import_id)
    import_.alive_at = None
    db.session.commit()
    work_on(import_id)
    assert db.session.get_one(DirectoryImport, import_id).state is ImportState.DONE
    assert db.session.query(Intervention).count() == 8
    assert count_written(import_id) == 8


def test_a_lost_import_is_found_by_the_sweep(bring: Bring, app: Flask) -> None:
    import_ = bring(TABLE, dry_run=True)
    import_.state = ImportState.APPLYING
    db.session.commit()
    find_lost()
    run_pending()
    assert db.session.get_one(DirectoryImport, import_.id).state is ImportState.DONE


def test_two_workers_never_have_one_import(bring: Bring) -> None:
    import_ = bring(TABLE, dry_run=True)
    import_.state = ImportState.APPLYING
    db.session.commit()
    from portal.directory.exchange.claims import take

    assert take(import_.id, ImportState.APPLYING)
    work_on(import_.id)
    assert find_known_organisation("ben-ni-diya") is None


def test_what_the_dry_run_refused_is_not_written_later(bring: Bring) -> None:
    table = "organisation,domain,region\nNouvelle venue,vbg,Gao\nREJEFPO,vbg,Gao\n"
    import_ = bring(table, dry_run=True)
    make_organisation("nouvelle-venue", name="Nouvelle venue")
    take_step(import_.id, ImportState.APPLYING)
    assert not get_known_organisation("nouvelle-venue").interventions
    assert len(get_known_organisation("rejefpo").interventions) == 1


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("slug,legal_form\nrejefpo,ONG\n", "legal_form"),
        ("slug,founded\nrejefpo,1999\n", "founded"),
    ],
)
def test_what_was_written_since_the_dry_run_is_not_overwritten(
    bring: Bring, people: People, table: str, field: str
) -> None:
    fill_sheet(people.organisation, legal_form="Réseau")
    import_id = bring(table, dry_run=True).id
    fill_sheet(get_known_organisation("rejefpo"), **{field: "2001"})
    applied = take_step(import_id, ImportState.APPLYING)
    assert getattr(get_known_organisation("rejefpo"), field) == "2001"
    assert [list(problems) for problems in problems_of(applied)] == [[""]]


def test_a_work_that_was_changed_since_the_dry_run_is_left(bring: Bring, people: People) -> None:
    add_work(people.organisation, "vbg", "gao", start="2024", description="Avant", reached=5)
    head = "organisation,domain,region,start,description\nREJEFPO,vbg,Gao,2024,"
    import_ = bring(f"{head}Table\n", dry_run=True)
    db.session.query(Intervention).update({"reached": 9})
    db.session.commit()
    take_step(import_.id, ImportState.APPLYING)
    (work,) = get_known_organisation("rejefpo").interventions
    assert (work.description, work.reached) == ("Avant", 9)
    assert words_of(bring(f"{head}Table\n")) == ["updated"]


def test_several_lines_about_one_work_are_kept_as_announced(bring: Bring, people: People) -> None:
    head = "organisation,domain,region,start,description,ref\n"
    rows = "".join(f"REJEFPO,vbg,Gao,2024,{text},W1\n" for text in ("Une", "Deux", "Trois"))
    assert words_of(bring(head + rows)) == ["created", "updated", "updated"]
    (work,) = get_known_organisation("rejefpo").interventions
    assert work.description == "Trois"


def test_the_table_is_kept_no_longer_than_it_is_needed(bring: Bring) -> None:
    import_ = bring(TABLE)
    assert import_.content is None
    assert db.session.query(ImportLine).filter_by(import_id=import_.id).count() == 3
