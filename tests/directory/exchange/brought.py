"""What became of tables that were brought."""

from collections.abc import Callable

from portal.directory.exchange.models import DirectoryImport
from portal.directory.exchange.queries import list_lines

Bring = Callable[..., DirectoryImport]
Send = Callable[..., DirectoryImport]


def outcomes_of(import_: DirectoryImport) -> list[tuple[int, str, dict[str, str]]]:
    lines = sorted(list_lines(import_.id), key=lambda line: line.number)
    return [(line.number, line.outcome.value, line.problems) for line in lines]


def words_of(import_: DirectoryImport) -> list[str]:
    return [outcome for _number, outcome, _problems in outcomes_of(import_)]


def problems_of(import_: DirectoryImport) -> list[dict[str, str]]:
    return [problems for _number, _outcome, problems in outcomes_of(import_) if problems]
