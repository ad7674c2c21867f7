"""Counts the traces met while a copy is made, and reports each of them once."""

from collections import Counter
from collections.abc import Iterable

from portal.media.readers.outcome import Fate, Trace
from portal.media.readers.report import Report

_ORDER = {trace: number for number, trace in enumerate(Trace)}
_FATES = {fate: number for number, fate in enumerate(Fate)}


class Tally:
    """Traces and what became of them.

    People are counted once, whatever they did; those without a name may be the same.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[Fate, Trace]] = Counter()
        self._people: set[str] = set()

    def add(self, trace: Trace, fate: Fate = Fate.REMOVED, count: int = 1) -> None:
        """Count a trace; nothing is counted when there were none."""
        if count > 0:
            self._counts[fate, trace] += count

    def add_all(self, traces: Iterable[Trace]) -> None:
        """Count traces that were removed."""
        for trace in traces:
            self.add(trace)

    def note(self, traces: Iterable[Trace]) -> None:
        """Note traces that were removed, of which nobody can tell how many there were."""
        for trace in traces:
            self._counts[Fate.REMOVED, trace] = max(1, self._counts[Fate.REMOVED, trace])

    def add_person(self, name: str | None) -> None:
        """Count somebody whose name was removed."""
        if name and name.strip():
            self._people.add(" ".join(name.split()).casefold())

    def report(self, report: Report) -> None:
        """Report what was removed, then what was kept, then what a person has to judge."""
        counts = self._counts.copy()
        if self._people:
            known = counts[Fate.REMOVED, Trace.PEOPLE]
            counts[Fate.REMOVED, Trace.PEOPLE] = max(known, len(self._people))
        for fate, trace in sorted(counts, key=lambda key: (_FATES[key[0]], _ORDER[key[1]])):
            report.finding(trace, fate, counts[fate, trace])
