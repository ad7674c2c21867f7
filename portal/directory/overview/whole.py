"""What is stated for the country as a whole, which no region shows."""

from dataclasses import dataclass

from portal.directory.counting import Tally, narrow
from portal.directory.criteria import Criteria
from portal.directory.register import HOME, Register


@dataclass(frozen=True, slots=True)
class Whole:
    """How many organisations work for the country as a whole, and the address of these."""

    count: int
    url: str


def find_whole(register: Register, criteria: Criteria, tally: Tally) -> Whole:
    """Return who works for the country as a whole."""
    country = register.places.by_slug.get(HOME)
    asked = narrow(register, criteria, country) if country else None
    return Whole(tally.by_region.get(HOME, 0), asked.url() if asked else "")
