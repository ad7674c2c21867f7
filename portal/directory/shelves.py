"""What the pages of an organisation, a domain or a place show of other features, shelf by shelf.

The directory knows nobody above it, so whoever has something of them to show registers a
provider.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.vocabulary.models import Domain, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A titled row of cards, with the address of the rest of them."""

    title: str
    cards: Sequence[Any]
    more_url: str | None = None


Subject = Organisation | Domain | Place
Provider = Callable[[Any, User | None], Iterable[Shelf]]

_providers: dict[type[Subject], list[Provider]] = {}


def register_shelves(provider: Provider, of: type[Subject] = Organisation) -> Provider:
    """Show the shelves of `provider` on the page of every subject of this type."""
    known = _providers.setdefault(of, [])
    if provider not in known:
        known.append(provider)
    return provider


def list_shelves(subject: Subject, *, viewer: User | None) -> list[Shelf]:
    """Return all shelves of an organisation, a domain or a place that have something on them."""
    providers = _providers.get(type(subject), ())
    shelves = (shelf for provider in providers for shelf in provider(subject, viewer))
    return [shelf for shelf in shelves if shelf.cards]
