"""What an organisation's page shows of other features: each brings its own shelf.

The directory knows nobody above it, so whoever has something of an organisation to show
registers a provider.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.auth.models import User
from portal.directory.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A titled row of cards, with the address of the rest of them."""

    title: str
    cards: Sequence[Any]
    more_url: str | None = None


Provider = Callable[[Organisation, User | None], Iterable[Shelf]]

_providers: list[Provider] = []


def register_shelves(provider: Provider) -> Provider:
    """Show the shelves of `provider` on the page of every organisation."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def list_shelves(organisation: Organisation, *, viewer: User | None) -> list[Shelf]:
    """Return all shelves of an organisation that have something on them."""
    shelves = (shelf for provider in _providers for shelf in provider(organisation, viewer))
    return [shelf for shelf in shelves if shelf.cards]
