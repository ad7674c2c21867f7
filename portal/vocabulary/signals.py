"""What the vocabularies tell whoever listens; they do not know who does."""

from blinker import Namespace

_signals = Namespace()

places_changed = _signals.signal("places-changed")
"""Sent in the transaction of a change, with `place_ids`: these, or what they lie in, changed."""

place_leaving = _signals.signal("place-leaving")
"""Sent before a place is removed, with `place_id`; who still needs it raises InvalidError."""
