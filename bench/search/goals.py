"""The figures to reach, as ratios between engines of the same run."""

from collections.abc import Iterator
from dataclasses import dataclass

Medians = dict[tuple[str, str, str], float]

OURS, SQL, STRONG, PLAIN, TANTIVY = (
    "ours",
    "FTS5, SQL facets",
    "FTS5, our bitsets",
    "Whoosh plain",
    "tantivy",
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure, and the limit it must keep."""

    name: str
    found: float
    limit: float
    is_floor: bool = False

    @property
    def sign(self) -> str:
        """How the figure is compared with its limit."""
        return "≥" if self.is_floor else "≤"

    @property
    def verdict(self) -> str:
        """Whether the limit is kept."""
        kept = self.found >= self.limit if self.is_floor else self.found <= self.limit
        return "yes" if kept else "NO"


def list_goals(
    size: int, medians: Medians, rates: dict[str, float], updates: dict[str, float]
) -> Iterator[Goal]:
    """Yield every goal that is set for this number of documents."""

    def against(other: str, kind: str, state: str = "warm") -> float:
        theirs = "warm" if state == "again" else state
        return medians[OURS, kind, state] / medians[other, kind, theirs]

    large = size >= 100_000
    if size >= 10_000:
        warm, empty = (0.6, 1.2) if large else (1.0, 1.4)
        yield Goal("one word / FTS5 with our bitsets, warm", against(STRONG, "one word"), warm)
        yield Goal("the same, caches empty", against(STRONG, "one word", "empty"), empty)
        for kind, limit in (("two words", 1.2), ("phrase", 1.0), ("prefix", 0.8)):
            yield Goal(f"{kind} / FTS5 with our bitsets, warm", against(STRONG, kind), limit)
        asked_again = against(STRONG, "phrase", "again")
        yield Goal("phrase / FTS5 with our bitsets, asked again", asked_again, 1.0)
        for kind in ("one word", "two words", "phrase", "prefix"):
            yield Goal(f"{kind} / FTS5 with SQL facets, warm", against(SQL, kind), 0.5)
        for kind, limit in (("partial", 2), ("long question", 5), ("acronym", 2)):
            ratio = medians[OURS, kind, "warm"] / medians[OURS, "two words", "warm"]
            yield Goal(f"{kind} / our two words, warm", ratio, limit)
        yield Goal("misspelt word, warm, CPU ms", medians[OURS, "misspelt", "warm"], 200)
        limit = 1 / 20 if large else 1 / 10
        yield Goal("one word / plain Whoosh", against(PLAIN, "one word"), limit)
        yield Goal("index build rate / FTS5", rates[OURS] / rates[SQL], 0.25, is_floor=True)
    if large:
        yield Goal("one word / tantivy, warm", against(TANTIVY, "one word"), 1.5)
    yield Goal("one-document commit, CPU ms", updates[OURS], 50)
