"""What media tells whoever listens; it does not know who does."""

from blinker import Namespace

file_processed = Namespace().signal("file-processed")
"""Sent by the worker, after the commit, with `file_id`: the file is done or has failed."""
