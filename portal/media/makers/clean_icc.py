"""Makes colour profiles plain: what colours mean stays, who measured them and when goes."""

import struct

_HEADER = 128
_MAX_TAGS = 100
_IDENTIFYING = ((4, 8), (24, 36), (40, 44), (48, 56), (80, 128))
_COLOUR_TAGS = frozenset(
    b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt "
    b"chad cicp A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt".split()
)
_SRGB = {
    b"rXYZ": (0.4360, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
}
_CLOSE = 0.003


def plain_profile(profile: bytes) -> bytes:
    """Return an ICC profile of colours alone; a broken one is worth nothing."""
    tags = _tags(profile)
    return _written(profile[:_HEADER], tags) if tags else b""


def needed_profile(profile: bytes) -> bytes:
    """Return a plain profile, or nothing when it says what is meant without it (sRGB)."""
    tags = _tags(profile)
    return b"" if _is_srgb(tags) else plain_profile(profile)


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return {}
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    if count > _MAX_TAGS or len(profile) < _HEADER + 4 + 12 * count:
        return {}
    rows = struct.iter_unpack(">4sII", profile[_HEADER + 4 : _HEADER + 4 + 12 * count])
    return {
        name: profile[start : start + size] for name, start, size in rows if name in _COLOUR_TAGS
    }


def _is_srgb(tags: dict[bytes, bytes]) -> bool:
    return all(
        len(tags.get(name, b"")) >= 20  # noqa: PLR2004 - the size of an XYZ tag
        and all(
            abs(value / 65536 - wanted) < _CLOSE
            for value, wanted in zip(struct.unpack_from(">3i", tags[name], 8), colour, strict=True)
        )
        for name, colour in _SRGB.items()
    )


def _written(header: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Write the profile anew; equal curves are stored once, as measuring programs do."""
    table, body, places = b"", b"", dict[bytes, int]()
    first = _HEADER + 4 + 12 * len(tags)
    for name, content in sorted(tags.items()):
        if content not in places:
            places[content] = first + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, places[content], len(content))
    plain = bytearray(header)
    for start, end in _IDENTIFYING:
        plain[start:end] = bytes(end - start)
    plain[:4] = struct.pack(">I", first + len(body))
    return bytes(plain) + struct.pack(">I", len(tags)) + table + body
