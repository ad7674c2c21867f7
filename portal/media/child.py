"""The script of the child process: reads the file on its input, in a locked process.

It is started by path, and puts a bare package in the place of `portal`, so that the
application (Flask, the database) is never loaded beside a parser.
"""

import sys
from pathlib import Path
from types import ModuleType


def prepare() -> None:
    """Make `portal.media.readers` importable without the application around it."""
    package = ModuleType("portal")
    package.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules["portal"] = package


def main() -> None:
    """Read the file on standard input as the format named on the command line."""
    prepare()
    from portal.media.readers.reading import read_input

    read_input(sys.argv[1])


if __name__ == "__main__":
    main()
