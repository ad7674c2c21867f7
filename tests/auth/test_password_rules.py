"""New passwords are neither among those guessed first nor made of known words."""

import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from flask import Flask

from portal.auth import passwords, services
from portal.auth.password_rules import find_problem, is_guessable
from portal.auth.passwords import MAXIMUM_LENGTH
from portal.errors import InvalidError
from portal.extensions import db
from tests.conftest import People

ACCENTED = "une pêche à la crème"
COMMONEST = 10_000


def test_the_commonest_passwords_are_refused(app: Flask) -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    listed = FREQUENCY_LISTS["passwords"]
    assert len(listed) >= COMMONEST
    long_enough = [one for one in listed[:COMMONEST] if len(one) >= passwords.MINIMUM_LENGTH]
    assert long_enough
    assert [password for password in long_enough if not is_guessable(password, [])] == []


@pytest.mark.parametrize(
    "password",
    [
        "Musoya2026!",  # the name of the site
        "musoya-demo-2026",
        "portail12345",
        "rejefpo2026",  # an organisation
        "Réseau des jeunes femmes leaders",
        "Ségou-Mopti-2024",  # places
        "aissata2025",  # the login
        "Aïssata-Traoré-1990",  # the name
        "motdepasse123",
        "azertyuiop",
        "liberté2024",
        "aaaaaaaaaaaaaaaaaaaa",
        "musoya musoya musoya",
    ],
)
def test_what_is_guessed_first_is_refused(people: People, password: str) -> None:
    problem = find_problem(password, login="aissata", name="Aïssata Traoré")
    assert problem
    assert len(problem) > 40


@pytest.mark.parametrize(
    "password", ["mangue verte au soleil", "jeudi vert pirogue", "le marché de Mopti est fermé"]
)
def test_a_few_words_are_accepted(people: People, password: str) -> None:
    assert find_problem(password, login="aissata", name="Aïssata Traoré") is None


def test_the_longest_password_is_estimated_in_bounded_time(app: Flask) -> None:
    for password in ("p@ssw0rd1" * 30, "ab1" * 100, "1a2b3c4d" * 40, "é" * 300):
        assert is_guessable(password[:MAXIMUM_LENGTH], [])
    assert find_problem("x" * (MAXIMUM_LENGTH + 1), login="a", name="b")


def test_dictionaries_are_not_loaded_by_the_application(tmp_path: Path) -> None:
    code = "import sys, wsgi; assert 'zxcvbn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_password_opens_whatever_keyboard_wrote_its_accents(
    people: People, form: str, typed: str
) -> None:
    services.set_password(people.editor, normalize(form, ACCENTED))
    services.sign_in("editor", normalize(typed, ACCENTED), address="", days=1)


@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_hash_of_decomposed_text_still_opens_and_is_renewed(
    people: People, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    with monkeypatch.context() as before:
        before.setattr(passwords, "normalise", lambda password: password)
        people.editor.password_hash = passwords.hash_password(normalize("NFD", ACCENTED))
        db.session.commit()
    old = people.editor.password_hash
    services.sign_in("editor", normalize(typed, ACCENTED), address="", days=1)
    assert people.editor.password_hash != old
    assert passwords.is_right_password(people.editor.password_hash, normalize("NFC", ACCENTED))


def test_a_new_password_is_held_to_the_same_rules(people: People) -> None:
    with pytest.raises(InvalidError):
        services.set_password(people.editor, "editor-editor-1")
