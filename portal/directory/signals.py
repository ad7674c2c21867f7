"""What the directory tells whoever listens; it does not know who does."""

from blinker import Namespace

_signals = Namespace()

organisations_changed = _signals.signal("organisations-changed")
"""Sent in the transaction of a change, with `organisation_ids`: what names them must follow."""

organisations_merged = _signals.signal("organisations-merged")
"""Sent in the transaction, with `kept_id` and `former_id`, before the former one is deleted."""
