"""What can be wrong with rows and stored bytes, in words for whoever runs the site."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong; the values are the sentences, in which `{file}` and `{name}` are filled."""

    MISSING_ORIGINAL = "File {file}: what was sent ({name}) is not on this disk."
    SPOILT_ORIGINAL = "File {file}: what was sent ({name}) is damaged on this disk."
    RETURNED = "File {file}: what was lost ({name}) is whole again, and waits to be used."
    MISSING_COPY = "File {file}: a copy made from it ({name}) is not on this disk."
    SPOILT_COPY = "File {file}: a copy made from it ({name}) is damaged on this disk."
    NOT_MADE = "File {file}: it is said to be ready, but has no copy of the kind {name}."
    NOT_WITHDRAWN = "File {file}: it was withdrawn, but a copy of it ({name}) is still there."
    WRONG_SIZE = "File {file}: its row gives another size than {name} has."
    STUCK = "File {file}: a worker took it up and is not heard of. Is the worker running?"
    SHORT_UPLOAD = "Upload {file}: {name} bytes that had arrived are gone, and must be sent again."
    UNUSED = "Nothing uses the bytes {name}."
    STRANGE = "{name} is no part of the site: move it out of the folder of the files."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: with a file, or with what lies in the store.

    `name` is an address in the store, or says what the sentence of the fault asks for.
    """

    fault: Fault
    file_id: int = 0
    name: str = ""

    def __str__(self) -> str:
        """Say it in a sentence."""
        return self.fault.value.format(file=self.file_id, name=self.name)
