"""The public pages of the site for search engines: features register where theirs are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page that everybody may see, by its path in the first language of the interface.

    `unknown` is the path for visitors of any other language, by default the same. `pictures`
    are the paths of what the page shows, `sounds` of what can be heard there.
    """

    path: str
    unknown: str = ""
    changed_on: date | None = None
    pictures: Sequence[str] = ()
    sounds: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The pages of one feature, in numbered parts from 0 on, each of a bounded size."""

    count_parts: Callable[[], int]
    list_part: Callable[[int], Iterable[Address]]


_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """List the pages of a source in the sitemap; `name` stands in the address of its parts."""
    _sources[name] = source


def list_sources() -> Mapping[str, Source]:
    """Return every registered source by its name."""
    return dict(_sources)
