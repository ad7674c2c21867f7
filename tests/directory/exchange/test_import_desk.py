"""The desk of imports, from a file to its undoing, and who may not."""

import io
from typing import Any

import pytest
from flask import Flask

from portal.directory.exchange.models import ColumnChoice, DirectoryImport, ImportState
from portal.directory.exchange.services import send_table
from portal.directory.exchange.tables import MOST_BYTES
from portal.directory.models import OrganisationKind
from portal.directory.queries import find_known_organisation, get_known_organisation
from portal.errors import InvalidError
from portal.extensions import db, run_pending
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, fill_sheet, make_organisation

TABLE = "nom;type;région\nBen ni diya;Association;Ségou\nSans genre;club;Gao\n"
ADDRESS = "/fr/desk/imports/"


def send(browser: Browser, content: str | bytes = TABLE, name: str = "t.csv", **more: str) -> Any:
    page = browser.get(ADDRESS)
    data = content.encode() if isinstance(content, str) else content
    return browser.client.post(
        ADDRESS,
        data={"csrf_token": page.csrf_token, "file": (io.BytesIO(data), name), **more},
    )


def press(browser: Browser, page: Page, action: str) -> Any:
    return browser.client.post(action, data={"csrf_token": page.csrf_token})


def newest() -> DirectoryImport:
    db.session.expire_all()
    return db.session.query(DirectoryImport).order_by(DirectoryImport.id.desc()).first()


@pytest.mark.parametrize("who", ["administrator", "editor"])
def test_a_table_goes_all_the_way(browse: Any, people: People, who: str) -> None:
    browser = browse(getattr(people, who))
    sent = send(browser)
    assert sent.status_code == 303
    waiting = browser.get(sent.location)
    assert "data-hx-trigger" in waiting.text
    run_pending()
    checked = browser.get(sent.location)
    assert find_known_organisation("ben-ni-diya") is None
    assert checked.text.index("Sans genre") < checked.text.index("Ben ni diya")
    assert press(browser, checked, f"{sent.location}/apply").status_code == 303
    run_pending()
    assert find_known_organisation("ben-ni-diya") is not None
    done = browser.get(sent.location)
    assert press(browser, done, f"{sent.location}/undo").status_code == 303
    run_pending()
    assert newest().state is ImportState.UNDONE
    assert find_known_organisation("ben-ni-diya") is None
    undone = browser.get(sent.location)
    assert press(browser, undone, f"{sent.location}/forget").status_code == 303
    assert newest() is None


def test_the_report_is_a_table_too(browse: Any, people: People) -> None:
    browser = browse(people.administrator)
    address = send(browser, "name,kind\n=cmd(),club\n").location
    run_pending()
    answer = browser.client.get(f"{address}/report.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "'=cmd()" in answer.data.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_lines_are_shown_by_what_became_of_them(browse: Any, people: People) -> None:
    browser = browse(people.administrator)
    address = send(browser).location
    run_pending()
    assert "Ben ni diya" not in browser.get(f"{address}?lines=refused").text
    assert "Sans genre" not in browser.get(f"{address}?lines=created").text
    browser.get(f"{address}?lines=nonsense&page=99")


def test_the_dry_run_says_what_it_would_replace(browse: Any, people: People) -> None:
    fill_sheet(people.organisation, legal_form="Réseau informel")
    add_work(people.organisation, "vbg", "gao", start="2024", source="Avant")
    browser = browse(people.editor)
    address = send(browser, "slug,legal_form\nrejefpo,ONG\n").location
    run_pending()
    page = browser.get(address)
    said = [text_of(page.find(tag)) for tag in ("del", "ins")]
    assert said == ["Réseau informel", "ONG"]
    table = "organisation,domain,region,start,source\nREJEFPO,vbg,Gao,2024,Rapport\n"
    address = send(browser, table).location
    run_pending()
    page = browser.get(address)
    assert "Rapport" in text_of(page.find("ins"))
    assert "Gao" in text_of(page.find("ol"))


@pytest.mark.parametrize("step", ["apply", "undo", "forget"])
def test_a_step_out_of_turn_is_explained(browse: Any, people: People, step: str) -> None:
    browser = browse(people.administrator)
    address = send(browser).location
    token = browser.get(ADDRESS).csrf_token
    answer = browser.client.post(f"{address}/{step}", data={"csrf_token": token})
    assert answer.status_code == 303
    assert newest().state is ImportState.WAITING


def test_applying_twice_applies_once(browse: Any, people: People) -> None:
    browser = browse(people.administrator)
    address = send(browser).location
    run_pending()
    page = browser.get(address)
    for _time in range(2):
        press(browser, page, f"{address}/apply")
    run_pending()
    assert newest().state is ImportState.DONE


def test_an_empty_file_is_refused_at_once(browse: Any, people: People) -> None:
    assert send(browse(people.administrator), "").status_code == 422
    assert newest() is None


def test_a_large_file_is_refused_at_once(people: People) -> None:
    with pytest.raises(InvalidError) as refused:
        send_table(b"x" * (MOST_BYTES + 1), "t.csv", author=people.administrator, publishes=False)
    assert set(refused.value.problems) == {"file"}


def test_what_is_no_table_says_what_to_send(browse: Any, people: People) -> None:
    browser = browse(people.administrator)
    address = send(browser, b"%PDF-1.7 x", "a.pdf").location
    run_pending()
    assert newest().state is ImportState.FAILED
    assert "CSV" in browser.get(address).text


@pytest.mark.parametrize("who", ["contributor", "stranger"])
def test_others_do_not_import(browse: Any, people: People, who: str) -> None:
    if who == "stranger":  # an editor, but of no network
        get_known_organisation("other").kind = OrganisationKind.ASSOCIATION
        db.session.commit()
    browser = browse(getattr(people, who))
    browser.get(ADDRESS, status=403)
    browser.get(f"{ADDRESS}columns", status=403)


def test_a_visitor_is_sent_to_sign_in(browse: Any) -> None:
    assert browse().client.get(ADDRESS).status_code == 302


def test_nobody_sees_the_imports_of_others(browse: Any, people: People, app: Flask) -> None:
    make_organisation("another")
    address = send(browse(people.editor)).location
    other = browse(people.stranger)
    for suffix in ("", "/report.csv"):
        assert other.client.get(f"{address}{suffix}").status_code == 404
    token = other.get(ADDRESS).csrf_token
    for step in ("apply", "undo", "forget"):
        answer = other.client.post(f"{address}/{step}", data={"csrf_token": token})
        assert answer.status_code == 404
    assert browse(people.administrator).get(address).status == 200


OWN = "Liste de mai 2026;;\n\nPorteuses;Rubrique;Coin;Humeur\nBen ni diya;association;Ségou;bonne\n"


def choose(browser: Browser, address: str, columns: list[str], **asked: str) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = browser.get(f"{address}/columns?{query}")
    hidden = {
        name: page.find("input", type="hidden", name=name).get("value")
        for name in ("sheet", "row", "kind")
    }
    given = {f"columns-{place}-column": column for place, column in enumerate(columns)}
    data = {"csrf_token": page.csrf_token, **hidden, **given}
    return browser.client.post(f"{address}/columns", data=data)


def test_unknown_columns_are_asked_about(browse: Any, people: People) -> None:
    browser = browse(people.editor)
    address = send(browser, OWN).location
    run_pending()
    assert newest().state is ImportState.ASKING
    assert f"{address}/columns" in browser.get(address).text
    page = browser.get(f"{address}/columns?kind=organisations")
    assert all(
        label in page.text for label in ("Porteuses", "Rubrique", "Coin", "Humeur", "Ben ni diya")
    )
    answer = choose(browser, address, ["name", "kind", "region", ""], kind="organisations")
    assert answer.status_code == 303
    run_pending()
    assert newest().state is ImportState.CHECKED
    assert newest().layout["first"] == 3
    assert "La ligne 3 est lue comme en-têtes" in newest().notice
    assert "Humeur" in newest().notice
    press(browser, browser.get(address), f"{address}/apply")
    run_pending()
    assert get_known_organisation("ben-ni-diya").name == "Ben ni diya"
    assert newest().sample is None
    assert browser.client.get(f"{address}/columns").status_code == 303


def test_an_answer_is_remembered_for_the_same_headers(browse: Any, people: People) -> None:
    browser = browse(people.editor)
    address = send(browser, OWN).location
    run_pending()
    choose(browser, address, ["name", "kind", "region", ""], kind="organisations")
    run_pending()
    other = browse(people.administrator)
    address = send(other, OWN.replace("Ben ni diya", "Musow jigi").replace("mai", "juin")).location
    run_pending()
    assert newest().state is ImportState.CHECKED
    assert newest().layout["origin"] == "remembered"
    assert "Musow jigi" in other.get(address).text
    assert f"{address}/columns" in other.get(address).text
    before = newest().layout
    assert choose(other, address, ["name", "kind", "region", ""]).status_code == 303
    assert newest().state is ImportState.CHECKED
    assert newest().layout == before
    send(other, OWN.replace("Humeur", "Humeurs"))
    run_pending()
    assert newest().state is ImportState.ASKING


def test_an_answer_that_no_longer_fits_is_forgotten(browse: Any, people: People) -> None:
    browser = browse(people.editor)
    address = send(browser, OWN).location
    run_pending()
    choose(browser, address, ["name", "kind", "region", ""], kind="organisations")
    choice = db.session.query(ColumnChoice).one()
    choice.columns = ["name", "kind", "former_column", ""]
    db.session.commit()
    send(browser, OWN)
    run_pending()
    assert newest().state is ImportState.ASKING
    assert db.session.query(ColumnChoice).count() == 0


def test_choosing_what_is_known_anyway_is_not_remembered(browse: Any, people: People) -> None:
    browser = browse(people.editor)
    address = send(browser, "nom;type;humeur\nBen ni diya;association;Ségou\n").location
    run_pending()
    choose(browser, address, ["name", "kind", "region"])
    run_pending()
    assert db.session.query(ColumnChoice).count() == 1
    choose(browser, address, ["name", "kind", ""])
    run_pending()
    assert db.session.query(ColumnChoice).count() == 0
    assert newest().state is ImportState.CHECKED


@pytest.mark.parametrize(
    ("kind", "columns", "said"),
    [
        ("organisations", ["kind", "", "region", ""], "qui contient le nom de l’organisation"),
        ("organisations", ["name", "name", "", ""], "choisi deux fois"),
        ("works", ["organisation", "", "region", ""], "celle qui contient le domaine"),
        ("works", ["organisation", "domain"], "ne sont pas celles-ci"),
        ("works", ["organisation", "nonsense", "", ""], "Choisir parmi"),
    ],
)
def test_an_answer_with_which_no_line_can_be_read_is_asked_again(
    browse: Any, people: People, kind: str, columns: list[str], said: str
) -> None:
    browser = browse(people.editor)
    address = send(browser, OWN).location
    run_pending()
    answer = choose(browser, address, columns, kind=kind)
    assert answer.status_code == 422
    assert said in answer.text
    assert newest().state is ImportState.ASKING
    assert db.session.query(ColumnChoice).count() == 0


@pytest.mark.parametrize("query", ["sheet=9&row=99&kind=x", "sheet=²&row=-1", "row=1", "row=4"])
def test_a_strange_question_shows_the_page_too(browse: Any, people: People, query: str) -> None:
    browser = browse(people.editor)
    address = send(browser, OWN).location
    run_pending()
    for language in ("fr", "ar", "en"):
        browser.get(f"{address.replace('/fr/', f'/{language}/')}/columns?{query}")


def test_nobody_chooses_the_columns_of_others(browse: Any, people: People) -> None:
    address = send(browse(people.editor), OWN).location
    run_pending()
    other = browse(people.stranger)
    other.get(f"{address}/columns", status=404)
    token = other.get(ADDRESS).csrf_token
    answer = other.client.post(f"{address}/columns", data={"csrf_token": token})
    assert answer.status_code == 404
    assert browse(people.administrator).get(f"{address}/columns").status == 200
    assert browse(people.editor).client.put(f"{address}/columns").status_code == 405


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_columns_are_explained(browse: Any, people: People, language: str) -> None:
    page = browse(people.editor).get(f"/{language}/desk/imports/columns")
    assert "#adm1+name" in page.text
