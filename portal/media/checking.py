"""Compares rows with stored bytes, both ways, and names what is wrong.

It may run beside the site: what is on its way is left alone, and what seems wrong is asked
again, because a row or its bytes may have come or gone meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.extensions import db, now
from portal.media.addresses import Named, Part, iterate_named, list_named
from portal.media.inventory import Found, find_size, is_intact, iterate_store
from portal.media.models import Family, File, FileState, Purpose
from portal.media.problems import Fault, Problem
from portal.media.queries import list_lost
from portal.media.readers.outcome import Failure

LONGEST_ARRIVAL = timedelta(hours=1)
LONGEST_SILENCE = timedelta(minutes=5)
LOSSES = (Failure.MISSING, Failure.SPOILT)
_CHUNK = 200
_EVERYBODYS = (Purpose.CLEAN,)
_SOUNDS = (Purpose.CLEAN, Purpose.LIGHT, Purpose.SWIFT, Purpose.STANDARD)


_inspections: list[Callable[[], Iterable[Problem]]] = []


def register_inspection(inspection: Callable[[], Iterable[Problem]]) -> None:
    """Let a feature above look at bytes of its own in each check."""
    if inspection not in _inspections:
        _inspections.append(inspection)


class Check:
    """One look at everything, and what was counted on the way.

    An original that is known to be lost, since an earlier repair or because the worker met
    it, is counted as `lost` and is no problem: the desk asks for it to be sent again.
    """

    def __init__(self, grace: timedelta = LONGEST_ARRIVAL) -> None:
        """Start with nothing counted; bytes wait for their row as long as `grace`."""
        self.grace_seconds = grace.total_seconds()
        self.counts: Counter[str] = Counter()

    def run(self) -> Iterator[Problem]:
        """Yield every problem."""
        yield from self._check_store()
        yield from self._check_addresses()
        yield from self._check_files()
        yield from [Problem(Fault.STUCK, file.id) for file in _list_silent()]
        for inspect in _inspections:
            yield from inspect()

    def _check_store(self) -> Iterator[Problem]:
        """Read all stored bytes once, and ask who uses them."""
        entries = iterate_store()
        while some := list(islice(entries, _CHUNK)):
            users: dict[str, list[Named]] = {found.sha256: [] for found in some if found.sha256}
            for named in list_named(users):
                users[named.sha256].append(named)
            for found in some:
                yield from self._check_bytes(found, users.get(found.sha256, []))

    def _check_bytes(self, found: Found, users: list[Named]) -> Iterator[Problem]:
        if not found.sha256:
            yield Problem(Fault.STRANGE, name=found.path.name)
            return
        self.counts["stored"] += 1
        self.counts["bytes"] += find_size(found.sha256) or 0
        if not users and found.age >= self.grace_seconds:
            yield Problem(Fault.UNUSED, name=found.sha256)
        if users and is_intact(found.sha256) is False:
            for named in users:
                yield from self._miss(named, Fault.SPOILT_ORIGINAL, Fault.SPOILT_COPY)

    def _check_addresses(self) -> Iterator[Problem]:
        """Ask whether what rows name is there, in its size."""
        for named in iterate_named():
            self.counts[named.part] += 1
            size = find_size(named.sha256)
            if size is None:
                if named in list_named([named.sha256]):
                    yield from self._miss(named, Fault.MISSING_ORIGINAL, Fault.MISSING_COPY)
            elif named.size not in {size, -1}:
                yield Problem(Fault.WRONG_SIZE, named.file_id, named.sha256)

    def _check_files(self) -> Iterator[Problem]:
        """Ask whether each file has what its state promises."""
        last = 0
        while files := _next_files(last):
            last = files[-1].id
            for file in files:
                yield from _check_promises(file)
            db.session.rollback()

    def _miss(self, named: Named, original: Fault, copy: Fault) -> Iterator[Problem]:
        if named.part is not Part.ORIGINAL:
            yield Problem(copy, named.file_id, named.sha256)
        elif _is_known_to_be_lost(named.file_id):
            self.counts["lost"] += 1
        else:
            yield Problem(original, named.file_id, named.sha256)


def _check_promises(file: File) -> Iterator[Problem]:
    made = {copy.purpose for copy in file.renditions}
    if file.state is FileState.DONE:
        promised = _SOUNDS if file.family is Family.AUDIO else _EVERYBODYS
        for purpose in promised:
            if purpose not in made:
                yield Problem(Fault.NOT_MADE, file.id, purpose.value)
    if file.state is FileState.WITHDRAWN:
        for copy in file.renditions:
            yield Problem(Fault.NOT_WITHDRAWN, file.id, copy.sha256)
    if file.failure in LOSSES and is_intact(file.sha256):
        yield Problem(Fault.RETURNED, file.id, file.sha256)


def _next_files(last: int) -> list[File]:
    query = (
        select(File)
        .where(File.id > last)
        .order_by(File.id)
        .limit(_CHUNK)
        .options(selectinload(File.renditions))
    )
    return list(db.session.scalars(query))


def _is_known_to_be_lost(file_id: int) -> bool:
    query = select(File.id).where(File.id == file_id, File.failure.in_(LOSSES))
    is_known = db.session.scalar(query) is not None
    db.session.rollback()
    return is_known


def _list_silent() -> list[File]:
    silent = list_lost(before=now() - LONGEST_SILENCE)
    db.session.rollback()
    return silent
