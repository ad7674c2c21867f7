"""What a page that lists items shows: their cards, what refines them, the pages beside."""

from typing import Any

from portal.auth.models import User
from portal.library.cards import present_cards
from portal.library.catalogue import Answer
from portal.library.criteria import Criteria
from portal.library.facets import present_chips, present_facets, present_orders
from portal.web.choices import present_suggestion, url_of_page


def present_list(criteria: Criteria, found: Answer, *, viewer: User | None) -> dict[str, Any]:
    """Return all that `library/_results.html` and `library/_facets.html` show."""
    pager = found.pager
    return {
        "criteria": criteria,
        "cards": present_cards(found.entries, found.hits, criteria.text),
        "facets": present_facets(criteria, found, viewer=viewer),
        "chips": present_chips(criteria, viewer=viewer),
        "orders": present_orders(criteria),
        "suggestion": present_suggestion(criteria, found.suggestion),
        "is_partial": found.is_partial,
        "is_degraded": found.is_degraded,
        "organisations": found.organisations,
        "pager": pager,
        "previous_url": url_of_page(criteria, pager.previous),
        "next_url": url_of_page(criteria, pager.next),
    }
