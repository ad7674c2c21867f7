"""File names in forms, as browsers and other programs send them."""

import re

from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import MultipartDecoder

# Old browsers and desktop programs send the path of a file. Its strokes would be taken for
# the escapes of RFC 9110, 5.6.4, and the folders would become part of the name.
_PATH = re.compile(rb'(?<=filename=")[^"]*\\([^"\\]+)(?=")')


class PartDecoder(MultipartDecoder):
    """Decodes forms whose file names are paths of Windows, or no UTF-8."""

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        """Return the headers of a part, read as Windows-1252 where they are not UTF-8."""
        lines = _PATH.sub(rb"\1", bytes(data))
        try:
            return super()._parse_headers(lines)
        except UnicodeDecodeError:
            return super()._parse_headers(lines.decode("cp1252", "replace").encode())
