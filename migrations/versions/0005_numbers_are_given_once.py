"""Give the number of a deleted row to no other row (AUTOINCREMENT).

Every table is copied, see `migrations/env.py` on foreign keys. The counters begin behind the
largest number that is still known, also of rows that are gone: the history names them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# `upload` has been counted so from the beginning.
TABLES = (
    'change_clock', 'check_link', 'consent', 'contact', 'contributor', 'directory_import',
    'directory_rules', 'domain', 'file', 'intervention', 'item', 'login_failure', 'membership',
    'organisation', 'outbox_entry', 'place', 'proposal', 'rendition', 'revision', 'role',
    'synonym_set', 'transcript', 'user',
)

# Columns that name a row which may be gone: table, then what to read.
NAMED = (
    ('organisation', "SELECT max(record_id) FROM revision WHERE record_kind = 'organisation'"),
    ('organisation', "SELECT max(object_id) FROM outbox_entry WHERE kind = 'organisation'"),
    ('item', "SELECT max(record_id) FROM revision WHERE record_kind = 'item'"),
    ('item', "SELECT max(object_id) FROM outbox_entry WHERE kind = 'item'"),
    ('item', "SELECT max(record_id) FROM upload WHERE destination = 'item'"),
    ('file', "SELECT max(replaces_id) FROM upload"),
)

# Keys under which the history and proposals name rows.
KEYS = {
    'owner_id': 'organisation', 'organisation_ids': 'organisation', 'network_id': 'organisation',
    'place_id': 'place', 'place_ids': 'place', 'seat_id': 'place',
    'domain_id': 'domain', 'domain_ids': 'domain',
}
HISTORY = (
    "SELECT snapshot FROM revision", "SELECT changes FROM proposal",
    "SELECT changes FROM import_line",
)


def upgrade() -> None:
    """Apply this migration."""
    connection = op.get_bind()
    if connection.dialect.name != 'sqlite':
        return  # other databases never give a number twice
    known = find_known_numbers(connection)
    for name in TABLES:
        with op.batch_alter_table(
            name, recreate='always', table_kwargs={'sqlite_autoincrement': True}
        ):
            pass
    for name in TABLES:
        largest = connection.scalar(sa.text(f'SELECT max(id) FROM "{name}"')) or 0
        start = {'name': name, 'number': max(largest, known[name])}
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), start)
        connection.execute(sa.text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), start)


def downgrade() -> None:
    """Undo this migration."""
    if op.get_bind().dialect.name == 'sqlite':
        for name in TABLES:
            with op.batch_alter_table(name, recreate='always'):
                pass


def find_known_numbers(connection: sa.Connection) -> Counter[str]:
    """Return the largest number that is named anywhere, by table."""
    known: Counter[str] = Counter()
    for table, query in NAMED:
        known[table] = max(known[table], connection.scalar(sa.text(query)) or 0)
    for query in HISTORY:
        for (content,) in connection.execute(sa.text(query)):
            for table, number in numbers_in(json.loads(content)):
                known[table] = max(known[table], number)
    return known


def numbers_in(content: Any, key: str = '') -> Iterator[tuple[str, int]]:
    """Yield the rows that a state of a record, or a change of one, names."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from numbers_in(value, name.rpartition('/')[2])
    elif isinstance(content, list):
        if key == 'files':  # lists of [number, name, hash]
            yield from (('file', one[0]) for one in content if one and isinstance(one[0], int))
        else:
            for value in content:
                yield from numbers_in(value, key)
    elif isinstance(content, int) and key in KEYS:
        yield KEYS[key], content
