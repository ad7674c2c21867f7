"""A reader process: how soon it sees a change, and how much memory is its own.

Prints one line; the index is that of the folder given.
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.corpus import make_document
from bench.search.ours import Ours
from bench.search.questions import KINDS, list_questions
from portal.search.questions import Query


def main() -> None:
    """Open, measure, and print."""
    before = private_megabytes()
    reader, writer = Ours(Path(sys.argv[1])), Ours(Path(sys.argv[1]))
    start = time.process_time()
    reader.ask("one word", "femmes")
    opened = (time.process_time() - start) * 1000
    empty = private_megabytes() - before
    for kind in KINDS:
        for question in list_questions(kind, 40):
            reader.ask(kind, question)
    full = private_megabytes() - before
    print(
        f"Reader: first answer {opened:.0f} CPU ms (files verified), sees a change "
        f"{seconds_to_see(reader, writer) * 1000:.0f} ms after its commit began; "
        f"private memory {empty:.0f} MB, {full:.0f} MB after 160 questions"
    )


def seconds_to_see(reader: Ours, writer: Ours) -> float:
    """Return the seconds from the start of a commit until another engine sees it."""
    document = make_document(7)
    count = reader.engine.find(Query()).total
    changed = type(document)(key=f"item:{time.time_ns()}", language="fra", title="Zyxwv")
    start = time.perf_counter()
    thread = threading.Thread(target=writer.update, args=(changed,))
    thread.start()
    while reader.engine.find(Query(per_page=1)).total == count:
        time.sleep(0.001)
    seen = time.perf_counter() - start
    thread.join()
    writer.engine.update([(changed.key, None)])
    return seen


def private_megabytes() -> float:
    """Return the memory that belongs to this process alone."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


if __name__ == "__main__":
    main()
