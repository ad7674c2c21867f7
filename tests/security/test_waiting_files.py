"""Files that a plain form sends wait where the site keeps its data, and nowhere else."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request

from portal.config import Settings
from portal.web.bodies import LARGEST_IN_MEMORY

KIND = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("size", [LARGEST_IN_MEMORY // 2, 2 * LARGEST_IN_MEMORY])
def test_a_file_of_a_form_waits_in_the_folder_of_the_data(
    app: Flask, settings: Settings, size: int
) -> None:
    before = names_in(settings.data_dir)
    with app.test_request_context("/fr/", method="POST", data=form_of(size), content_type=KIND):
        request.max_content_length = 10 * size
        file = request.files["file"]
        assert len(file.read()) == size
        is_on_disk = not isinstance(file.stream._file, BytesIO)  # noqa: SLF001 - it tells no other way
        assert is_on_disk == (size > LARGEST_IN_MEMORY)
        if is_on_disk:
            path = Path(f"/proc/self/fd/{file.stream.fileno()}").readlink()
            assert settings.data_dir in path.parents
            assert names_in(settings.data_dir) == before, "it has no name"
        file.close()


def form_of(size: int) -> bytes:
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="voix.wav"\r\n\r\n'
    return head.encode() + b"a" * size + b"\r\n--x--\r\n"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
