"""The script of the child process: works on the file on its input, in a locked process.

It is started by path, and puts a bare package in the place of `portal`, so that the
application (Flask, the database) is never loaded beside a parser.
"""

import sys
from pathlib import Path
from types import ModuleType


def prepare() -> None:
    """Make the readers and makers importable without the application around them."""
    package = ModuleType("portal")
    package.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules["portal"] = package


def main() -> None:
    """Read the file on standard input, or make copies of it, as the command line says.

    `read FORMAT`, or `make WORK FORMAT SECONDS BYTES NAME=DESCRIPTOR...`, or
    `become SECONDS DATA PROGRAM ARGUMENT...`.
    """
    prepare()
    match sys.argv[1:]:
        case ["read", file_format]:
            from portal.media.readers.reading import read_input

            read_input(file_format)
        case ["make", work, file_format, seconds, written_bytes, *outputs]:
            from portal.media.makers.making import Order, make_outputs

            make_outputs(
                Order(
                    work=work,
                    file_format=file_format,
                    seconds=int(seconds),
                    written_bytes=int(written_bytes),
                    descriptors={
                        name: int(number)
                        for name, number in (output.split("=") for output in outputs)
                    },
                )
            )
        case ["become", seconds, data, program, *arguments]:
            from portal.media.readers.becoming import become
            from portal.media.readers.program import Program

            become(Program(Path(program), Path(data)), arguments, seconds=int(seconds))


if __name__ == "__main__":
    main()
