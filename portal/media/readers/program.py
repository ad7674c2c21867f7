"""A program of the system that a locked child may become."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Program:
    """Where a program is, and the folder of the data that it reads."""

    path: Path
    data: Path
