"""Passwords, hashed with argon2id (RFC 9106, low-memory profile of OWASP)."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from portal.config import LONGEST_PASSWORD, SHORTEST_PASSWORD

MINIMUM_LENGTH, MAXIMUM_LENGTH = SHORTEST_PASSWORD, LONGEST_PASSWORD

# Each hash takes 19 MB, which the C library may keep for the thread that used it. So all hashes
# of a process are computed in one thread, and many sign-ins at once wait for each other.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def normalise(password: str) -> str:
    """Return the password in NFC: keyboards write the same accent in two ways (RFC 8265)."""
    return normalize("NFC", password)


def hash_password(password: str) -> str:
    """Return the argon2id hash of the password in NFC, with its salt and parameters."""
    return _thread.submit(_hasher.hash, normalise(password)).result()


def find_spelling(password_hash: str | None, password: str) -> str | None:
    """Return the Unicode form of the password that matches, or None.

    Hashes were once made of passwords as sent, so one can be of the decomposed form. For an
    ASCII password all forms are the same, and one hash is computed.
    """
    forms = dict.fromkeys((normalise(password), password, normalize("NFD", password)))
    return next((form for form in forms if is_right_password(password_hash, form)), None)


def is_right_password(password_hash: str | None, password: str) -> bool:
    """Return whether the password matches; an unknown account takes the same time.

    A lack of memory is no wrong password: it raises, as does a hash that is none.
    """
    try:
        _thread.submit(_hasher.verify, password_hash or _nobody(), password).result()
    except VerifyMismatchError:
        return False
    return password_hash is not None


@cache
def _nobody() -> str:
    return hash_password("the password of no account")
