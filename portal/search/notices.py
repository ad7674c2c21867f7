"""What lists say of an answer that is not quite to the words that were typed."""

from dataclasses import dataclass

from portal.search.answers import Correction
from portal.web.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNotice:
    """The words searched instead of those typed; `url` asks for the words as typed."""

    searched: str
    typed: str
    url: str


def present_correction(
    question: Question, correction: Correction | None
) -> CorrectionNotice | None:
    """Return what to say of a corrected answer; None where nothing was corrected."""
    if correction is None:
        return None
    return CorrectionNotice(
        searched=correction.text,
        typed=correction.original,
        url=question.but(text=correction.literal).url(),
    )
