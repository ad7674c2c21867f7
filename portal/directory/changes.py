"""Differences between two states of a sheet: found, applied to another state, turned back.

A path is the name of a field, or that of a list and the ref of a row in it
("interventions/4f2a"). A row that is not there is None.
"""

from collections.abc import Mapping
from typing import Any

from portal.content.revisions import Snapshot

Changes = dict[str, list[Any]]

ROWS = ("memberships", "contacts", "interventions")


def diff(before: Snapshot, after: Snapshot) -> Changes:
    """Return what changed, path by path, as [before, after]."""
    one, other = _flat(before), _flat(after)
    return {
        path: [one.get(path), other.get(path)]
        for path in {**one, **other}
        if one.get(path) != other.get(path)
    }


def apply_changes(snapshot: Snapshot, changes: Mapping[str, list[Any]]) -> Snapshot:
    """Return the state with every change made in it, whatever stood there."""
    flat = _flat(snapshot) | {path: after for path, (_before, after) in changes.items()}
    rows: Snapshot = {name: {} for name in ROWS}
    for path, value in flat.items():
        name, _, ref = path.partition("/")
        if not ref:
            rows[name] = value
        elif value is not None:
            rows[name][ref] = value
    return rows


def list_conflicts(snapshot: Snapshot, changes: Mapping[str, list[Any]]) -> list[str]:
    """Return the paths that hold neither what the changes began with nor what they lead to."""
    flat = _flat(snapshot)
    return [path for path, states in changes.items() if flat.get(path) not in states]


def turn_back(changes: Mapping[str, list[Any]]) -> Changes:
    """Return the changes that undo these."""
    return {path: [after, before] for path, (before, after) in changes.items()}


def _flat(snapshot: Snapshot) -> Snapshot:
    flat = {name: value for name, value in snapshot.items() if name not in ROWS}
    for name in ROWS:
        flat |= {f"{name}/{ref}": row for ref, row in snapshot.get(name, {}).items()}
    return flat
