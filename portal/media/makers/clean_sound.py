"""Makes the clean copy of a sound: every sample of it, and nothing said about it."""

from typing import BinaryIO

from portal.media.makers.clean_amr import clean_amr
from portal.media.makers.clean_flac import clean_flac
from portal.media.makers.clean_mpeg import clean_mpeg
from portal.media.makers.clean_ogg import clean_ogg
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_tracks import clean_tracks
from portal.media.makers.clean_wav import clean_wav
from portal.media.makers.sound_traces import count_traces
from portal.media.readers.report import Report


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write `clean`, and report what was left out of it."""
    tally = Tally()
    count_traces(file, file_format, tally)
    clean_format = _write(file, file_format, outputs["clean"], tally)
    tally.report(report)
    report.made("clean", clean_format)
    report.complete()


def _write(file: BinaryIO, file_format: str, output: BinaryIO, tally: Tally) -> str:
    """Write the copy and return its format."""
    match file_format:
        case "mp3":
            return clean_mpeg(file, output, tally)
        case "ogg" | "opus":
            return clean_ogg(file, output, tally, file_format)
        case "wav":
            return clean_wav(file, output, tally)
        case "amr" | "amr-wb":
            return clean_amr(file, output, tally, file_format)
        case "flac":
            return clean_flac(file, output)
        case _:
            return clean_tracks(file, output, file_format)
