"""Landlock: no file may be written, and only the libraries may be read or one program run.

See the kernel's Documentation/userspace-api/landlock.rst; the three system calls have the
same numbers on every architecture.
"""

import ctypes
import os
import struct
import sys
import sysconfig
from pathlib import Path

from portal.media.readers.kernel import system_call
from portal.media.readers.program import Program

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_RANDOM_NUMBERS = Path("/dev/urandom")  # qpdf reads it to unlock a document
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights each version knows
_NEWEST_FILE_RIGHTS = 16
_TCP_SINCE, _TCP_RIGHTS = 4, 0b11
_SCOPE_SINCE, _SCOPES = 6, 0b11


def close(program: Program | None = None) -> bool:
    """Close this lock and tell whether the kernel did.

    A program may still be run, with the loader of the system, and read its data.
    """
    version = system_call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    ruleset = system_call(_CREATE_RULESET, *_ruleset(version), 0)
    if ruleset < 0:
        return False
    try:
        for folder in _readable_folders():
            _allow(ruleset, folder, _READ_FILE | _READ_FOLDER)
        _allow(ruleset, _RANDOM_NUMBERS, _READ_FILE)
        if program:
            _allow(ruleset, program.data, _READ_FILE | _READ_FOLDER)
            for file in _files_to_run(program.path):
                _allow(ruleset, file, _READ_FILE | _EXECUTE)
        return system_call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _ruleset(version: int) -> tuple[ctypes.Array[ctypes.c_char], int]:
    """Return everything this version can forbid: files, TCP, sockets and signals outside."""
    files = (1 << _FILE_RIGHTS.get(version, _NEWEST_FILE_RIGHTS)) - 1
    rights = [files]
    if version >= _TCP_SINCE:
        rights.append(_TCP_RIGHTS)
    if version >= _SCOPE_SINCE:
        rights.append(_SCOPES)
    attribute = struct.pack(f"={len(rights)}Q", *rights)
    return ctypes.create_string_buffer(attribute, len(attribute)), len(attribute)


def _readable_folders() -> set[Path]:
    """Return where Python, its packages, these readers and the system libraries live."""
    python = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    libraries = {f"{sys.base_prefix}/lib", "/lib", "/lib64", "/usr/lib", "/usr/lib64"}
    folders = {Path(folder).resolve() for folder in python | libraries}
    return {folder for folder in folders if folder.is_dir()} | {Path(__file__).parent.parent}


def _files_to_run(program: Path) -> set[Path]:
    """Return a program and the loaders that start programs."""
    loaders = (file for folder in ("/lib", "/lib64") for file in Path(folder).glob("ld-*.so.*"))
    return {program.resolve(), *(file.resolve() for file in loaders)}


def _allow(ruleset: int, path: Path, rights: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, handle)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        system_call(_ADD_RULE, ruleset, _PATH_BENEATH, buffer, 0)
    finally:
        os.close(handle)
