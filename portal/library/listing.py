"""What a page that lists items shows: their cards, what refines them, the pages beside."""

from typing import Any

from portal.auth.models import User
from portal.directory.guidance import find_guidance
from portal.library.cards import present_cards
from portal.library.catalogue import Answer
from portal.library.criteria import Criteria
from portal.library.facets import present_chips, present_facets, present_orders
from portal.search.notices import present_correction
from portal.web.choices import list_words, url_of_page


def present_list(
    criteria: Criteria, found: Answer, *, viewer: User | None, language: str
) -> dict[str, Any]:
    """Return all that `library/_results.html` and `library/_facets.html` show.

    `partial_cards` are the items that have only some of the words. `named` are organisations
    to show before the items.
    """
    pager = found.pager
    cards = present_cards(found.entries, found.hits, found.searched, viewer=viewer)
    return {
        "criteria": criteria,
        "cards": [card for card in cards if card.is_whole],
        "partial_cards": [card for card in cards if not card.is_whole],
        "some_words": list_words(found.some_words),
        "facets": present_facets(criteria, found, viewer=viewer),
        "chips": present_chips(criteria, viewer=viewer),
        "orders": present_orders(criteria),
        "correction": present_correction(criteria, found.correction),
        "is_degraded": found.is_degraded,
        "organisations": found.organisations,
        "named": (),
        "pager": pager,
        "previous_url": url_of_page(criteria, pager.previous),
        "next_url": url_of_page(criteria, pager.next),
        "guidance": None
        if pager.total
        else find_guidance(
            found.searched,
            viewer=viewer,
            language=language,
            domains=criteria.values_of("domain"),
            places=criteria.values_of("place"),
        ),
    }
