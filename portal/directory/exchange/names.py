"""Names of terms as tables write them, and what is said of those that are not known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from portal.content.text import shorten
from portal.errors import InvalidError
from portal.vocabulary.queries import fold, nearest_terms
from portal.vocabulary.several import split_names

MOST_NEAR = 3


@dataclass(slots=True)
class Names:
    """Folded names of terms, each with what it stands for and the name to show."""

    known: dict[str, tuple[int | str, str]] = field(default_factory=dict)

    def add(self, id_: int | str, shown: str, names: Iterable[str]) -> None:
        """Give these names to a term, where no other term has them."""
        for name in names:
            self.known.setdefault(fold(name), (id_, shown))

    def get(self, text: str) -> int | str:
        """Return the term that a text names, or raise InvalidError with the nearest ones."""
        found = self.find(text)
        if found is None:
            raise unknown(text, self.list_near(text))
        return found

    def find(self, text: str) -> int | str | None:
        """Return the term that a text names, or None."""
        found = self.known.get(fold(text))
        return found[0] if found else None

    def is_known(self, text: str) -> bool:
        """Return whether a text names a term."""
        return self.find(text) is not None

    def list_near(self, text: str) -> list[str]:
        """Return the names to show of the terms that a text is most like."""
        return list_near(text, {name: shown for name, (_id, shown) in self.known.items()})

    def refuse_several(self, text: str) -> None:
        """Raise InvalidError if a text is no name but holds several."""
        if not self.is_known(text):
            refuse_several(text, self.is_known, self.list_near)


def list_near(text: str, shown: Mapping[str, str]) -> list[str]:
    """Return what is shown of the names that are spelt nearly so or hold the text as words."""
    wanted = fold(text)
    holding = [name for name in shown if wanted and f" {wanted} " in f" {name} "]
    near = [*nearest_terms(text, shown), *holding]
    return list(dict.fromkeys(shown[name] for name in near))[:MOST_NEAR]


def refuse_several(
    text: str, is_known: Callable[[str], bool], find_near: Callable[[str], list[str]]
) -> None:
    """Raise InvalidError if a text holds several names, with what to write a line for."""
    parts = {part: [part] if is_known(part) else find_near(part) for part in split_names(text)}
    if len(parts) < 2 or not all(parts.values()):  # noqa: PLR2004 - one name is not several
        return
    if len({near[0] for near in parts.values()}) == 1:
        raise unknown(text, next(iter(parts.values())))
    names = [part if part in near else f"{part} ({near[0]}?)" for part, near in parts.items()]
    raise InvalidError(
        {
            "": _(
                "“%(text)s” holds several names. Write one line for each: %(names)s.",
                text=shorten(text),
                names="; ".join(names),
            )
        }
    )


def unknown(text: str, near: Iterable[str]) -> InvalidError:
    """Return the refusal of a word, with the nearest ones that are known."""
    names = list(dict.fromkeys(near))
    if names:
        said = _(
            "“%(text)s” is not known. Did you mean: %(near)s?", text=text, near=", ".join(names)
        )
        return InvalidError({"": said})
    return InvalidError({"": _("“%(text)s” is not known.", text=text)})
