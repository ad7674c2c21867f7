"""Calls into the Linux kernel that Python has no name for."""

import ctypes

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9

_libc = ctypes.CDLL(None, use_errno=True)


def system_call(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Return what a system call returns, -1 when the kernel refuses it."""
    result: int = _libc.syscall(ctypes.c_long(number), *map(_word, arguments))
    return result


def process_control(option: int, *arguments: int) -> bool:
    """Tell whether prctl(2) did what was asked."""
    words = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return int(_libc.prctl(option, *words)) == 0


def die_with_parent(signal: int = _SIGKILL) -> None:
    """Have this process killed, or sent a signal, when the one that started it ends."""
    process_control(_PR_SET_PDEATHSIG, signal)


def name_process(name: str) -> None:
    """Set the name of this process in `ps -e` and `top`, at most 15 characters."""
    _libc.prctl(ctypes.c_int(_PR_SET_NAME), ctypes.c_char_p(name.encode()), 0, 0, 0)


def make_undumpable() -> None:
    """Let no other process of this user look into the memory of this one."""
    process_control(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges() -> None:
    """Never gain rights by starting a program; the kernel locks need this promise."""
    process_control(_PR_SET_NO_NEW_PRIVS, 1)


def _word(argument: int | ctypes.Array[ctypes.c_char] | None) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument
