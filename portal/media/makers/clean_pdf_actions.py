"""Decides which actions of a PDF stay: those that move within it or open a public address."""

from pikepdf import Array, Dictionary, Name, Object, String

from portal.media.makers.clean_links import is_public_link
from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Trace

_WITHIN = names("/GoTo /Named /SetOCGState /ResetForm /Hide")


def safe_action(holder: Object, key: str, tally: Tally) -> None:
    """Drop what a key of a dictionary would start, unless it is safe.

    A dictionary without a kind (/S) is no action: attributes of structure and siblings of
    an outline stand under the same keys.
    """
    action = holder[key]
    if isinstance(action, Array):
        kept = [each for each in action if _is_safe(each, tally)]
        if len(kept) < len(action):
            holder[key] = Array(kept)
    elif not _is_safe(action, tally):
        del holder[key]


def _is_safe(action: Object, tally: Tally) -> bool:
    if not isinstance(action, Dictionary) or Name.S not in action:
        return True
    kind = str(action[Name.S])
    if kind in _WITHIN or (kind == "/URI" and _is_public(action.get(Name.URI))):
        return True
    tally.add(Trace.SCRIPTS if kind == "/JavaScript" else Trace.ACTIONS)
    return False


def _is_public(address: Object | None) -> bool:
    return isinstance(address, String) and is_public_link(str(address))
