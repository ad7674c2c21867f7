"""Closes the locks of the child process, as many as this kernel has."""

import os
import resource
import sys

from portal.media.readers import landlock, seccomp
from portal.media.readers.kernel import die_with_parent, forbid_new_privileges, make_undumpable
from portal.media.readers.program import Program

_GIGABYTE = 1024**3
READING_SECONDS = 120
_PATIENT = 10  # whoever waits for a page goes first
_LIMITS = {
    resource.RLIMIT_AS: _GIGABYTE,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_MEMLOCK: 0,
}


def lock(
    *, seconds: int = READING_SECONDS, written_bytes: int = 0, program: Program | None = None
) -> list[str]:
    """Give up everything a parser does not need, and return the names of the locks closed.

    What is left are `seconds` of the processor, `written_bytes` in each of the files that
    are open already, and the right to become `program`, if it is given. Resource limits
    hold everywhere; Landlock and seccomp where the kernel has them.
    """
    chosen = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: written_bytes}
    for limit, value in (_LIMITS | chosen).items():
        # At the soft limit of the processor the kernel says why, at the hard one it only kills.
        hard = value + 1 if limit == resource.RLIMIT_CPU else value
        resource.setrlimit(limit, (value, hard))
    locks = ["rlimits"]
    os.nice(_PATIENT)
    if sys.platform == "linux":
        die_with_parent()
        make_undumpable()
        forbid_new_privileges()
        locks += [name for name, close in _KERNEL_LOCKS if close(program)]
    return locks


_KERNEL_LOCKS = (("landlock", landlock.close), ("seccomp", seccomp.close))
