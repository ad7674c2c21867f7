"""Fields that forms of several features share."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wtforms import FieldList

# WTForms takes any digits for the number of a line, and fails on some: ², or thousands of them.
_NUMBERED = re.compile(r"\w+-[0-9]{1,3}-")


class LinesField(FieldList):
    """Lines of a form; what is wrong in one is told in the sentences of its fields."""

    errors: list[Any]

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Gather what to mend in all lines, each sentence once."""
        is_valid = bool(super().validate(form, extra_validators))
        self.errors = list(dict.fromkeys(_sentences(self.errors)))
        return is_valid

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        yield from super()._extract_indices(prefix, filter(_NUMBERED.match, formdata))


def _sentences(errors: Iterable[Any]) -> Iterator[str]:
    for error in errors:
        if isinstance(error, Mapping):
            for below in error.values():
                yield from _sentences(below)
        else:
            yield str(error)
