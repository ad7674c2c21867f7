"""Makes a small picture: WebP, at most 160 × 226 pixels and 1.5 kB, without metadata."""

import io

from PIL import Image

from portal.media.readers.report import MAX_THUMBNAIL_BYTES

BOX = (160, 226)
_WHITE = (255, 255, 255)
_STEPS = (
    *((1.0, quality) for quality in (25, 12, 4)),
    *((0.75, quality) for quality in (10, 4)),
    *((0.5, quality) for quality in (10, 2)),
    (0.35, 0),
    (0.25, 0),
)


def make_thumbnail(image: Image.Image) -> bytes:
    """Return the picture, lighter or smaller until it is light enough, or else nothing."""
    image.thumbnail(BOX)
    image = _flatten(image)
    for scale, quality in _STEPS:
        encoded = _encode(image, scale=scale, quality=quality)
        if len(encoded) <= MAX_THUMBNAIL_BYTES:
            return encoded
    return b""


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture in colours alone, its transparent parts white."""
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, (*_WHITE, 255))
    return Image.alpha_composite(paper, layer).convert("RGB")


def _encode(image: Image.Image, *, scale: float, quality: int) -> bytes:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    output = io.BytesIO()
    image.resize(size).save(output, "WEBP", quality=quality, method=6)
    return output.getvalue()
