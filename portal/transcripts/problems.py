"""What is wrong in a transcript, collected line by line and said at once."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.content.text import clean_line
from portal.errors import InvalidError
from portal.transcripts.lines import MOST_LINES
from portal.web.formats import isolated

FIELD = "text"
MOST_SAID = 8
MOST_COUNTED = 1_000
_LONGEST_QUOTE = 40


class Problems:
    """Sentences about lines of a text, in the order in which they were found."""

    def __init__(self, text: str) -> None:
        """Start without any."""
        self._text = text
        self._found: list[tuple[int, str]] = []

    def add(self, number: int, sentence: str) -> None:
        """Note what to do about the line of this number, which the sentence names.

        Raises InvalidError once there are so many that nobody mends them one by one.
        """
        self._found.append((number, sentence))
        if len(self._found) == MOST_COUNTED:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise InvalidError with the first of them, one on each line, if there are any.

        Behind each stands the beginning of the line: nobody counts hundreds of them on a phone.
        """
        if not self._found:
            return
        typed = self._text.split("\n")
        said = [
            f"{sentence} – {_quote(typed[number - 1])}"
            for number, sentence in self._found[:MOST_SAID]
        ]
        if more := len(self._found) - len(said):
            said.append(
                ngettext(
                    "There is %(number)s more such line.",
                    "There are %(number)s more such lines.",
                    more,
                    number=more,
                )
            )
        raise InvalidError({FIELD: "\n".join(said)})


def _quote(line: str) -> str:
    """Return the beginning of a line, cleaned, in the way that its own letters run."""
    start = clean_line(line[: 2 * _LONGEST_QUOTE])
    cut = start if len(start) <= _LONGEST_QUOTE else f"{start[:_LONGEST_QUOTE]}…"
    return isolated(cut)


def say_backward_line(number: int) -> str:
    """Return what to do about a line that ends before it begins."""
    return _("Line %(number)s: the end of a line must come after its beginning.", number=number)


def refuse(sentence: str) -> InvalidError:
    """Return the error that says one thing of the whole text."""
    return InvalidError({FIELD: sentence})


def too_many_lines() -> InvalidError:
    """Return the error that says how many lines there may be."""
    return refuse(_("Keep to %(number)s lines at most.", number=MOST_LINES))
