"""Checksums of chunks (tus extension `checksum`)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from portal.uploads.errors import ChecksumMismatchError, MalformedError
from portal.uploads.incoming import Incoming

ALGORITHMS = ("sha1", "sha256")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a chunk must add up to."""

    algorithm: str
    digest: bytes


def read_checksum(header: str | None) -> Checksum | None:
    """Return what `Upload-Checksum` says, None when it is absent, or raise MalformedError."""
    if header is None:
        return None
    algorithm, _space, encoded = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise MalformedError
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as error:
        raise MalformedError from error


def verified(incoming: Incoming, checksum: Checksum) -> Iterator[bytes]:
    """Yield the blocks, the last one only once the whole chunk was found right.

    So an upload is never whole with a chunk that nobody has verified, even if the process
    dies here. Of a chunk that was cut nothing can be said: what came of it is yielded, as
    without a checksum. Raises ChecksumMismatchError.
    """
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
    last = b""
    for block in incoming:
        digest.update(block)
        if last:
            yield last
        last = block
    if not incoming.was_cut and not hmac.compare_digest(digest.digest(), checksum.digest):
        raise ChecksumMismatchError
    if last:
        yield last
