"""Builds every engine on the same texts and prints how they compare.

    python bench/search/run.py [--sizes 1000,10000,100000] [--fresh]

Times are CPU milliseconds of this process, so that a busy machine disturbs them less;
indexes are kept under var/bench and used again.

"empty": nothing decoded yet. "warm": the words were decoded before, the question is new;
"again": the same question once more, which our engine remembers by its conditions.
"""

import argparse
import gc
import pickle
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.corpus import make_document, make_documents  # noqa: E402 - after the path is set
from bench.search.fts5 import Fts5, StrongFts5  # noqa: E402
from bench.search.ours import Ours  # noqa: E402
from bench.search.plain_whoosh import PlainWhoosh  # noqa: E402
from bench.search.questions import FORGIVEN, KINDS, list_questions  # noqa: E402
from bench.search.tantivy_engine import Tantivy  # noqa: E402
from portal.search.documents import SearchDocument  # noqa: E402

QUESTIONS = 40
SLOW_QUESTIONS = {1_000: 20, 10_000: 10}
WARM_ROUNDS = 5
CHUNK = 500

Times = dict[tuple[str, str, str], list[float]]


class Clock:
    """CPU seconds of a build, without those of making the texts."""

    def __init__(self) -> None:
        """Start now."""
        self._start = time.process_time()
        self._texts = 0.0

    def documents(self, count: int) -> Iterator[SearchDocument]:
        """Yield the texts, their making not counted."""
        for first in range(0, count, CHUNK):
            start = time.process_time()
            chunk = read_texts(first, min(CHUNK, count - first))
            self._texts += time.process_time() - start
            yield from chunk

    def seconds(self) -> float:
        """Return the CPU seconds spent outside `documents`."""
        return time.process_time() - self._start - self._texts


def read_texts(first: int, count: int) -> list[SearchDocument]:
    """Return these documents, made once and kept with the version of their maker."""
    maker = zlib.crc32((ROOT / "bench" / "corpus.py").read_bytes())
    path = ROOT / "var" / "bench" / f"texts-{maker:08x}" / f"{first}-{count}"
    if path.exists():
        kept: list[SearchDocument] = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
        return kept
    made = list(make_documents(count, first))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(made))
    return made


def main() -> None:
    """Print one table per size, and what was to be reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--fresh", action="store_true", help="build the indexes again")
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        measure(size, fresh=options.fresh)


def measure(size: int, *, fresh: bool) -> None:
    """Build, ask, and print for one number of documents."""
    root = ROOT / "var" / "bench" / f"search-{size}"
    print(f"\n## {size:,} documents\n".replace(",", " "), flush=True)
    engines: list[Any] = [Ours(root), Fts5(root), PlainWhoosh(root), Tantivy(root)]
    rates = {engine.name: build(engine, root, size, fresh=fresh) for engine in engines}
    strong = StrongFts5(root)
    strong.load()
    engines.insert(2, strong)
    print_builds(engines, rates, size)
    times: Times = {}
    for engine in engines:
        for kind in (*KINDS, *FORGIVEN) if isinstance(engine, Ours) else KINDS:
            ask(engine, kind, size, times)
    print_times(engines, times, KINDS)
    print_times(engines[:1], times, FORGIVEN)
    updates = {engine.name: update(engine, size) for engine in engines if engine is not strong}
    print_updates(updates, root)
    print_goals(size, times, rates, updates)


def build(engine: Any, root: Path, size: int, *, fresh: bool) -> float:
    """Build an index unless it is there; return documents per CPU second."""
    note = root / f"{type(engine).__name__}.rate"
    if not fresh and note.exists() and engine.is_built():
        return float(note.read_text())
    root.mkdir(parents=True, exist_ok=True)
    gc.collect()
    clock = Clock()
    engine.build(clock.documents(size))
    rate = size / clock.seconds()
    note.write_text(str(rate))
    return rate


def ask(engine: Any, kind: str, size: int, times: Times) -> None:
    """Time each question once with empty caches, then several times warm."""
    slow = isinstance(engine, PlainWhoosh)
    questions = list_questions(kind, SLOW_QUESTIONS.get(size, 5) if slow else QUESTIONS)
    engine.ask(kind, questions[0])
    empty, warm = times.setdefault((engine.name, kind, "empty"), []), []
    for question in questions:
        if not slow:
            engine.forget()
            engine.ask("one word", "zzz")
        empty.append(timed(engine, kind, question))
        warm.append(median(ask_again(engine, kind, question, 1 if slow else WARM_ROUNDS)))
    times[engine.name, kind, "warm"] = warm
    if isinstance(engine, Ours):
        again = times.setdefault((engine.name, kind, "again"), [])
        for question in questions:
            engine.ask(kind, question)
            again.append(timed(engine, kind, question))


def ask_again(engine: Any, kind: str, question: str, rounds: int) -> Iterator[float]:
    """Yield the time of each repetition; our engine may keep terms, not answers."""
    for _ in range(rounds):
        if isinstance(engine, Ours):
            engine.forget_answers()
        yield timed(engine, kind, question)


def timed(engine: Any, kind: str, question: str) -> float:
    """Return the CPU milliseconds of one answer."""
    start = time.process_time()
    engine.ask(kind, question)
    return (time.process_time() - start) * 1000


def update(engine: Any, size: int) -> float:
    """Return the CPU milliseconds of replacing one document, the median of five."""
    durations = []
    for number in range(5):
        document = make_document(size // 2 + number)
        start = time.process_time()
        engine.update(document)
        durations.append((time.process_time() - start) * 1000)
    return median(durations)


def print_builds(engines: list[Any], rates: dict[str, float], size: int) -> None:
    """Print how fast each index is built, and how large it is."""
    print("| engine | documents/CPU s | MB |\n|---|--:|--:|")
    for engine in engines:
        if engine.name in rates:
            print(f"| {engine.name} | {rates[engine.name]:.0f} | {engine.size() / 1e6:.0f} |")
    print(f"\n(the texts: {size * 5.5 / 1000:.0f} MB)", flush=True)


def print_times(engines: list[Any], times: Times, kinds: tuple[str, ...]) -> None:
    """Print the median and the 95th percentile of each kind of question."""
    print("\nCPU ms, median / p95: hits, six facet counts, ten snippets\n")
    print("| engine | caches | " + " | ".join(kinds) + " |\n|---|---|--:|--:|--:|--:|")
    for engine in engines:
        for state in ("again", "warm", "empty"):
            if (engine.name, kinds[0], state) not in times:
                continue
            cells = [_cell(times[engine.name, kind, state]) for kind in kinds]
            print(f"| {engine.name} | {state} | " + " | ".join(cells) + " |", flush=True)


def _cell(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{median(ordered):.1f} / {ordered[int(len(ordered) * 0.95) - 1]:.1f}"


def print_updates(updates: dict[str, float], root: Path) -> None:
    """Print the cost of one changed document, and of a reader's life."""
    print("\nOne document replaced and committed, CPU ms: ", end="")
    print(", ".join(f"{name} {duration:.1f}" for name, duration in updates.items()))
    reader = Path(__file__).parent / "reader.py"
    sys.stdout.flush()
    subprocess.run([sys.executable, str(reader), str(root)], check=True)


def print_goals(
    size: int, times: Times, rates: dict[str, float], updates: dict[str, float]
) -> None:
    """Print each figure that was to be reached, and whether it is."""
    from bench.search.goals import list_goals

    medians = {key: median(values) for key, values in times.items()}
    print("\n| figure | found | to reach | reached |\n|---|--:|--:|---|")
    for goal in list_goals(size, medians, rates, updates):
        print(f"| {goal.name} | {goal.found:.2f} | {goal.sign} {goal.limit:g} | {goal.verdict} |")


if __name__ == "__main__":
    main()
