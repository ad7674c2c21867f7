"""Office files are zip archives; here their members lose their clock."""

import io
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)


def write_archive(data: bytes, path: Path) -> None:
    """Write a zip archive again at `path`, in the same order, every member dated 1980."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for member in source.infolist():
            undated = zipfile.ZipInfo(member.filename, date_time=EPOCH)
            undated.compress_type = member.compress_type
            target.writestr(undated, source.read(member), compresslevel=9)
