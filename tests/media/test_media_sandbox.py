"""Attacks from inside the child: each is tried by a real script behind the real locks."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.media import sandbox
from portal.media.readers.outcome import Failure, Reading, UnreadableError
from portal.media.sandbox import CHILD, Patience

PREAMBLE = f"""
import os, runpy, sys
runpy.run_path({str(CHILD)!r})["prepare"]()
from portal.media.readers.jail import lock
from portal.media.readers.report import Report
report = Report(os.fdopen(os.dup(1), "wb"))
report.protections(lock())

def tell(outcome):
    report.page(1, str(outcome))
    report.complete()

def attempt(attack):
    try:
        tell(f"broke out: {{attack()!r}}")
    except BaseException as error:
        tell(type(error).__name__)
"""

Attack = Callable[..., Reading]


@pytest.fixture
def attack(tmp_path: Path) -> Attack:
    """Run a script in the child's place and return what it reports."""

    def run(script: str, **patience: float) -> Reading:
        path = tmp_path / "attack.py"
        path.write_text(PREAMBLE + script)
        limits = Patience(**{"seconds": 20, **patience})
        command = [sys.executable, "-I", "-B", str(path)]
        with tempfile.TemporaryFile() as stream:
            return sandbox.run(command, stream, patience=limits, beat=lambda: None)

    return run


@pytest.fixture
def locks(attack: Attack) -> tuple[str, ...]:
    return attack("tell(1)").protections


def need(lock: str, locks: tuple[str, ...]) -> None:
    if lock not in locks:
        pytest.skip(f"this kernel has no {lock}")


def processes_with(text: str) -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if text in line:
            yield line


def test_resource_limits_hold_everywhere(locks: tuple[str, ...]) -> None:
    assert "rlimits" in locks


@pytest.mark.parametrize(
    "family", ["AF_INET, socket.SOCK_STREAM", "AF_INET6, socket.SOCK_DGRAM", "AF_UNIX"]
)
def test_no_socket_can_be_opened(family: str, attack: Attack, locks: tuple[str, ...]) -> None:
    need("seccomp", locks)
    reading = attack(f"import socket\nattempt(lambda: socket.socket(socket.{family}))")
    assert reading.pages == {1: "PermissionError"}


@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/1/environ", "/etc/hostname"])
def test_files_of_the_system_cannot_be_read(
    path: str, attack: Attack, locks: tuple[str, ...]
) -> None:
    need("landlock", locks)
    assert attack(f"attempt(lambda: open({path!r}).read())").pages == {1: "PermissionError"}


def test_the_database_and_other_files_cannot_be_read(
    attack: Attack, locks: tuple[str, ...], tmp_path: Path
) -> None:
    need("landlock", locks)
    database = tmp_path / "portal.sqlite"
    database.write_text("secret")
    assert attack(f"attempt(lambda: open({str(database)!r}).read())").pages == {
        1: "PermissionError"
    }
    assert attack(f"attempt(lambda: os.listdir({str(tmp_path)!r}))").pages == {1: "PermissionError"}


@pytest.mark.parametrize(
    "deed",
    [
        "open({folder!r} + '/new', 'w')",
        "open({file!r}, 'a')",
        "open({file!r}, 'r+')",
        "os.unlink({file!r})",
        "os.truncate({file!r}, 0)",
        "os.rename({file!r}, {folder!r} + '/other')",
        "os.mkdir({folder!r} + '/new')",
        "os.symlink('/etc/passwd', {folder!r} + '/link')",
        "os.chmod({file!r}, 0o777)",
    ],
)
def test_nothing_can_be_written(
    deed: str, attack: Attack, locks: tuple[str, ...], tmp_path: Path
) -> None:
    need("seccomp", locks)
    folder = tmp_path / "data"
    folder.mkdir()
    file = folder / "kept"
    file.write_text("kept")
    script = deed.format(folder=str(folder), file=str(file))
    assert attack(f"attempt(lambda: {script})").pages == {1: "PermissionError"}
    assert [path.name for path in folder.iterdir()] == ["kept"]
    assert file.read_text() == "kept"


def test_an_open_file_cannot_grow(tmp_path: Path) -> None:
    """Even without kernel locks: the limit on the size of files is nought."""
    path = tmp_path / "huge"
    script = f"""
file = open({str(path)!r}, "wb")
{PREAMBLE}
attempt(lambda: (file.write(bytes(10_000_000)), file.flush()))
os._exit(0)
"""
    command = [sys.executable, "-I", "-c", script]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    assert '"OSError"' in answer.stdout
    assert path.stat().st_size == 0


@pytest.mark.parametrize(
    "deed",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "__import__('subprocess').run(['true'])",
        "__import__('threading').Thread(target=print).start()",
        "os.kill(os.getppid(), 9)",
        "os.setsid()",
        "os.setuid(0)",
        "__import__('ctypes').CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) + 1 or 1/0",
    ],
)
def test_no_process_can_be_started_or_harmed(
    deed: str, attack: Attack, locks: tuple[str, ...]
) -> None:
    need("seccomp", locks)
    ((_, outcome),) = attack(f"attempt(lambda: {deed})").pages.items()
    assert outcome in {"PermissionError", "RuntimeError", "ZeroDivisionError"}


def test_a_fork_bomb_of_an_unlocked_child_dies_with_its_group(tmp_path: Path) -> None:
    """Where the kernel has no seccomp: what the child started is killed with it."""
    mark = f"bomb-{tmp_path.name}"
    script = f"""
import os, sys, time
mark = {mark!r}
for _ in range(6):
    os.fork()
time.sleep(60)
"""
    command = [sys.executable, "-I", "-c", script]
    with tempfile.TemporaryFile() as stream, pytest.raises(UnreadableError) as raised:
        sandbox.run(command, stream, patience=Patience(seconds=2), beat=lambda: None)
    assert raised.value.failure == Failure.TOO_SLOW
    time.sleep(0.2)
    assert list(processes_with(mark)) == []


def test_memory_is_limited(attack: Attack) -> None:
    assert attack("attempt(lambda: len(bytearray(4 * 1024**3)))").pages == {1: "MemoryError"}


def test_spinning_for_ever_ends_with_the_time_limit(attack: Attack) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableError) as raised:
        attack("while True: pass", seconds=1.5)
    assert raised.value.failure == Failure.TOO_SLOW
    assert time.monotonic() - start < 5


def test_using_up_the_processor_is_too_slow(attack: Attack) -> None:
    script = """
import signal
signal.signal(signal.SIGXCPU, signal.SIG_DFL)
signal.raise_signal(signal.SIGXCPU)
"""
    with pytest.raises(UnreadableError) as raised:
        attack(script)
    assert raised.value.failure == Failure.TOO_SLOW


@pytest.mark.parametrize("line", ["b'x' * 65536", "b'x' * 65535 + b'\\n'", "b'\\n' * 65536"])
def test_a_gigabyte_of_output_is_cut_short(line: str, attack: Attack) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableError) as raised:
        attack(f"for _ in range(16384): os.write(1, {line})")
    assert raised.value.failure in {Failure.TOO_BIG, Failure.DAMAGED}
    assert time.monotonic() - start < 10


def test_pages_without_end_are_cut_short(attack: Attack) -> None:
    with pytest.raises(UnreadableError) as raised:
        attack("for n in range(1, 5001): report.page(n, 'x' * 100_000); report._characters = 0")
    assert raised.value.failure == Failure.TOO_BIG


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "{}",
        '{"page": [0, "x"]}',
        '{"page": [1, 2]}',
        '{"page": [true, "x"]}',
        '{"page": [1, "\\\\u0000"]}',
        '{"page": [1, "\\\\ud800"]}',
        '{"page": [1, "x"], "facts": {}}',
        '{"facts": {"duration": NaN}}',
        '{"facts": {"duration": 1e999}}',
        '{"facts": {"page_count": -1}}',
        '{"facts": {"tags": {"onload": "x"}}}',
        '{"facts": {"state": "done"}}',
        '{"facts": {"tags": {"title": [1]}}}',
        '{"thumbnail": "PHNjcmlwdD4="}',
        '{"thumbnail": "é"}',
        '{"failure": ["published", ""]}',
        '{"failure": 1}',
        '{"unknown": 1}',
        "[" * 100_000,
    ],
)
def test_a_child_that_talks_nonsense_is_not_believed(line: str, attack: Attack) -> None:
    with pytest.raises(UnreadableError) as raised:
        attack(f"os.write(1, '''{line}\\n'''.encode())")
    assert raised.value.failure == Failure.DAMAGED


def test_a_page_cannot_be_said_twice(attack: Attack) -> None:
    with pytest.raises(UnreadableError) as raised:
        attack("report.page(1, 'a'); tell(1)")
    assert raised.value.failure == Failure.DAMAGED


def test_nothing_is_heard_after_the_end(attack: Attack) -> None:
    assert attack("tell(1); report.page(2, 'late'); report.complete()").pages == {1: "1"}


def test_a_crash_after_the_text_costs_only_the_thumbnail(attack: Attack) -> None:
    assert attack("tell('texte'); os.abort()").pages == {1: "texte"}


def test_a_crash_before_the_end_is_a_damaged_file(attack: Attack) -> None:
    with pytest.raises(UnreadableError) as raised:
        attack("report.page(1, 'texte'); os.abort()")
    assert raised.value.failure == Failure.DAMAGED


def test_the_child_has_no_environment_and_no_other_open_file(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    with tempfile.TemporaryFile() as other:
        other.write(b"secret")
        script = """
open_files = []
for handle in range(3, 64):
    try:
        open_files.append(os.fstat(handle).st_size)
    except OSError:
        pass
tell([sorted(os.environ), os.getcwd(), max(open_files, default=0)])
"""
        reading = attack(script)
    assert reading.pages == {1: "[['LC_CTYPE'], '/', 0]"}


def test_signs_of_life_are_given_while_a_child_reads() -> None:
    beats: list[float] = []
    command = [sys.executable, "-I", "-c", "import time; time.sleep(1)"]
    patience = Patience(beat_seconds=0.2)
    with tempfile.TemporaryFile() as stream, pytest.raises(UnreadableError):
        sandbox.run(command, stream, patience=patience, beat=lambda: beats.append(1))
    assert 3 <= len(beats) <= 5


def test_a_child_dies_when_nobody_needs_it_any_more(tmp_path: Path) -> None:
    mark = f"sleeper-{tmp_path.name}"
    command = [sys.executable, "-I", "-c", f"import time; {mark!r}; time.sleep(60)"]

    def lose_interest() -> None:
        raise LookupError

    with tempfile.TemporaryFile() as stream, pytest.raises(LookupError):
        sandbox.run(command, stream, patience=Patience(beat_seconds=0.1), beat=lose_interest)
    assert list(processes_with(mark)) == []


def test_neither_web_nor_worker_ever_loads_a_parser() -> None:
    script = """
import sys
import portal.media.tasks, portal.media.services, portal.media.delivery, portal.media.failures
parsers = {"pypdfium2", "PIL", "mutagen", "av", "defusedxml"}
print(sorted(parsers & {name.partition(".")[0] for name in sys.modules}))
"""
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert answer.stdout == "[]\n"


def test_the_child_loads_neither_the_application_nor_its_database() -> None:
    script = f"""
import runpy, sys
runpy.run_path({str(CHILD)!r})["prepare"]()
import portal.media.readers.reading
from portal.media.readers import audio, docx, image, odt, pdf, plain, pptx
print(sorted({{"flask", "sqlalchemy", "huey", "ssl"}} & set(sys.modules)))
"""
    answer = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, check=True, text=True
    )
    assert answer.stdout == "[]\n"
