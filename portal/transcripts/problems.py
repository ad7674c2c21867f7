"""What is wrong in a transcript, collected line by line and said at once."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.errors import InvalidError
from portal.transcripts.lines import MOST_LINES

FIELD = "text"
MOST_SAID = 8
MOST_COUNTED = 1_000


class Problems:
    """Sentences about lines, in the order in which they were found."""

    def __init__(self) -> None:
        """Start without any."""
        self._sentences: list[str] = []

    def add(self, sentence: str) -> None:
        """Note which line to mend, and how.

        Raises InvalidError once there are so many that nobody mends them one by one.
        """
        self._sentences.append(sentence)
        if len(self._sentences) == MOST_COUNTED:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise InvalidError with the first of them, one on each line, if there are any."""
        said = self._sentences[:MOST_SAID]
        if more := len(self._sentences) - len(said):
            said.append(
                ngettext(
                    "There is %(number)s more such line.",
                    "There are %(number)s more such lines.",
                    more,
                    number=more,
                )
            )
        if said:
            raise InvalidError({FIELD: "\n".join(said)})


def say_backward_line(number: int) -> str:
    """Return what to do about a line that ends before it begins."""
    return _("Line %(number)s: the end of a line must come after its beginning.", number=number)


def refuse(sentence: str) -> InvalidError:
    """Return the error that says one thing of the whole text."""
    return InvalidError({FIELD: sentence})


def too_many_lines() -> InvalidError:
    """Return the error that says how many lines there may be."""
    return refuse(_("Keep to %(number)s lines at most.", number=MOST_LINES))
