"""seccomp: the kernel answers the calls a parser needs, and no other.

A classic BPF program (Documentation/userspace-api/seccomp_filter.rst) that allows by
number; the rest is refused with EPERM: sockets, new processes, signals, mounts, tracing,
and opening anything for writing.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterator

from portal.media.readers.kernel import process_control
from portal.media.readers.program import Program
from portal.media.readers.system_calls import ALWAYS, MACHINES, OPENING, STARTING, THREAD_SIGNAL

_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUALS, _HAS_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def close(program: Program | None = None) -> bool:
    """Close this lock and tell whether the kernel did; a program may still be started."""
    machine = platform.machine()
    if machine not in MACHINES:
        return False
    code = b"".join(_instructions(machine, may_start=program is not None))
    buffer = ctypes.create_string_buffer(code, len(code))
    rules = _Program(len(code) // 8, ctypes.addressof(buffer))
    return process_control(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(rules))


def _instructions(machine: str, *, may_start: bool) -> Iterator[bytes]:
    column = list(MACHINES).index(machine)
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield _instruction(_EQUALS, MACHINES[machine], skip_if_true=1)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    for numbers in (ALWAYS | STARTING if may_start else ALWAYS).values():
        if (number := numbers[column]) is not None:
            yield _instruction(_EQUALS, number, skip_if_false=1)
            yield _instruction(_RETURN, _ALLOW)
    for calls in OPENING.values():
        if (call := calls[column]) is not None:
            yield from _only_if(*call, test=_HAS_BITS, value=_WRITING, wanted=False)
    yield from _only_if(THREAD_SIGNAL[column], 0, test=_EQUALS, value=os.getpid(), wanted=True)
    yield _instruction(_RETURN, _REFUSE)


def _only_if(number: int, argument: int, *, test: int, value: int, wanted: bool) -> Iterator[bytes]:
    """Allow a call only when a test of one of its arguments gives what is wanted."""
    yield _instruction(_EQUALS, number, skip_if_false=4)
    yield _instruction(_LOAD, _ARGUMENTS_AT + 8 * argument)
    yield _instruction(test, value, skip_if_true=0 if wanted else 1, skip_if_false=int(wanted))
    yield _instruction(_RETURN, _ALLOW)
    yield _instruction(_RETURN, _REFUSE)


def _instruction(code: int, value: int, *, skip_if_true: int = 0, skip_if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if_true, skip_if_false, value)
