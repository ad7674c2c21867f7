"""The work that the worker does on files."""

from datetime import timedelta

from portal.extensions import now, queue
from portal.media import storage
from portal.media.processing import process_file, recover_lost_files, reopen_scans
from portal.media.queries import is_used, list_waiting_ids
from portal.media.room import retry_where_room_came

_PATIENCE = timedelta(seconds=60)
_BATCH = 20


@queue.heavy_job
def process(file_id: int) -> None:
    """Process one file."""
    process_file(file_id)


@queue.sweep
def sweep() -> None:
    """Find what was lost: dead workers, jobs that never came, bytes nobody uses."""
    recover_lost_files()
    retry_where_room_came()
    reopen_scans()
    _enqueue_lost()
    storage.empty_bin(is_used)
    storage.forget_broken_arrivals()


def _enqueue_lost() -> None:
    """Ask again for files that wait; those whose turn in the lane only has not come are left."""
    expected = process.list_waiting()
    for file_id in list_waiting_ids(before=now() - _PATIENCE, limit=_BATCH):
        if (file_id,) not in expected:
            process.enqueue(file_id)
