"""A clean copy of plain text: its bytes, without what readers do not see."""

import codecs
import re
from typing import BinaryIO

from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Failure, Trace, UnreadableError
from portal.media.readers.report import Report

_MAX_BYTES = 40_000_000
_FRONT_MATTER = re.compile(
    rb"---[ \t]*\r?\n(?=[\w-]+[ \t]*:)(?>.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_FENCE_OR_COMMENT = re.compile(
    rb"^(?P<fence>```+|~~~+).*?(?:^(?P=fence)|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.MULTILINE
)


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the text as it is; Markdown without front matter (YAML) and hidden comments."""
    content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise UnreadableError(Failure.TOO_BIG, "plain text")
    content = content.removeprefix(codecs.BOM_UTF8)
    tally = Tally()
    if file_format == "md":
        content = _without_comments(_without_front_matter(content, tally), tally)
    outputs["clean"].write(content)
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _without_front_matter(content: bytes, tally: Tally) -> bytes:
    found = _FRONT_MATTER.match(content)
    if found is None:
        return content
    tally.add(Trace.TAGS)
    return content[found.end() :].lstrip(b"\r\n")


def _without_comments(content: bytes, tally: Tally) -> bytes:
    """Drop comments of HTML, save those that a block of code shows."""

    def replace(match: re.Match[bytes]) -> bytes:
        if match["fence"]:
            return match.group()
        tally.add(Trace.COMMENTS)
        return b""

    return _FENCE_OR_COMMENT.sub(replace, content)
