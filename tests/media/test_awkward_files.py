"""Whatever somebody sends, it ends as she would expect, and the worker goes on."""

import pytest

from portal.config import Settings
from portal.errors import InvalidError
from portal.media.failures import explain
from portal.media.models import File, FileState, Purpose
from portal.media.names import MAX_NAME_BYTES
from portal.media.readers.outcome import Failure
from tests.media.awkward_files import AWKWARD_FILES, Awkward
from tests.media.conftest import Send


def test_the_drawer_is_full() -> None:
    assert len({file.case for file in AWKWARD_FILES}) == len(AWKWARD_FILES) >= 80


@pytest.mark.parametrize("awkward", AWKWARD_FILES, ids=lambda awkward: awkward.case)
def test_an_awkward_file_ends_as_a_person_would_expect(
    awkward: Awkward, processed: Send, settings: Settings
) -> None:
    try:
        file = processed(awkward.make(), awkward.name)
    except InvalidError as error:
        file, advice = None, error.problems["file"]
    else:
        advice = explain(file.failure) if file.failure else ""
        assert is_kept_whole(file)
    assert end_of(file) in awkward.ends
    assert advice.endswith(".") or end_of(file) == "done"
    assert not list((settings.files_dir / "incoming").iterdir())


def test_the_worker_reads_good_files_between_the_worst(processed: Send) -> None:
    worst = [file for file in AWKWARD_FILES if "too_big" in file.ends][:4]
    for awkward in worst:
        processed(awkward.make(), awkward.name)
        assert processed(awkward.case.encode()).state is FileState.DONE


def end_of(file: File | None) -> str:
    if file is None:
        return "refused"
    if file.state is FileState.FAILED:
        return Failure(file.failure).value
    return file.state.value


def is_kept_whole(file: File) -> bool:
    """What is done has a clean copy, what failed before has none; names are fit to be shown."""
    has_copy = file.copy_for(Purpose.CLEAN) is not None
    letters = file.name.replace("\u200d", "")  # joins emoji, and letters of Arabic
    is_named = 0 < len(file.name.encode()) <= MAX_NAME_BYTES and letters.isprintable()
    return is_named and (has_copy or file.state is FileState.FAILED)
