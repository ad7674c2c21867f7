"""The work that the worker does on uploads."""

from contextlib import suppress

from portal.extensions import queue
from portal.uploads.delivery import deliver
from portal.uploads.partial import BusyError
from portal.uploads.tidying import (
    drop_delivered_bytes,
    forget_expired,
    forget_orphans,
    list_left_ids,
)


@queue.job
def deliver_left(upload_id: int) -> None:
    """Deliver one upload, unless somebody is at it."""
    with suppress(BusyError):
        deliver(upload_id, patiently=False)


@queue.sweep
def tidy() -> None:
    """Deliver what was left whole, and forget what is over."""
    for upload_id in list_left_ids():
        deliver_left.enqueue(upload_id)
    drop_delivered_bytes()
    forget_expired()
    forget_orphans()
