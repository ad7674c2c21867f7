"""Clean copies of pictures: the same pixels, upright, and nothing about place or people."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media.clean_proofs import DEVICE, NAME, PLACE, SECRET, clean, exiftool

FORMATS = ["jpeg", "png", "webp"]
TAGS = (
    "-GPSLatitude=12.6512",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=8.0123",
    "-GPSLongitudeRef=W",
    f"-EXIF:Artist={NAME}",
    f"-EXIF:Make={DEVICE}",
    f"-EXIF:SerialNumber={SECRET}-990",
    "-EXIF:DateTimeOriginal=2026:03:08 10:11:12",
    f"-EXIF:UserComment=chez {NAME}",
    f"-XMP:Creator={NAME}",
    f"-XMP:PersonInImage={NAME}",
    f"-XMP-photoshop:City={PLACE}",
)
JPEG_TAGS = (f"-IPTC:City={PLACE}", f"-IPTC:By-line={NAME}", f"-Comment={NAME}")
TELLING = {Trace.PLACE, Trace.PEOPLE, Trace.DEVICE, Trace.MOMENTS, Trace.COMMENTS}
Plant = Callable[..., bytes]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write metadata into a picture with exiftool."""

    def write(content: bytes, *tags: str) -> bytes:
        path = tmp_path / "planted"
        path.write_bytes(content)
        proofs.run("exiftool", "-q", "-overwrite_original", *tags, str(path))
        return path.read_bytes()

    return write


def picture(file_format: str, **options: object) -> bytes:
    """A picture whose four quarters differ, so that turning it shows."""
    image = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    image.paste((200, 30, 30), (0, 0, 200, 120))
    output = io.BytesIO()
    image.save(output, file_format.upper(), **options)
    return output.getvalue()


def pixels(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("file_format", FORMATS)
def test_place_people_and_device_are_gone_and_pixels_are_not(
    file_format: str, plant: Plant
) -> None:
    original = picture(file_format)
    extra = JPEG_TAGS if file_format == "jpeg" else ()
    planted = plant(original, *TAGS, *extra)
    assert SECRET in exiftool(planted)
    copy = clean(planted, file_format)
    seen = exiftool(copy.content)
    assert not proofs.holds_secret(copy.content)
    for word in (SECRET, "GPS", "EXIF", "XMP", "IPTC", "IFD0", "2026:03:08"):
        assert word not in seen, word
    assert TELLING - {Trace.COMMENTS} <= copy.removed()
    assert copy.count(Trace.PICTURES, Fate.FOUND) == 1
    assert pixels(copy.content).tobytes() == pixels(original).tobytes()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photo_is_turned_upright_before_its_orientation_is_lost(
    file_format: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    sent = picture(file_format, exif=exif, **({"lossless": True} if file_format == "webp" else {}))
    copy = clean(sent, file_format).content
    shown = Image.open(io.BytesIO(copy))
    assert shown.size == ((480, 640) if orientation >= 5 else (640, 480))
    assert "Orientation" not in exiftool(copy)
    with Image.open(io.BytesIO(sent)) as image:
        expected = ImageOps.exif_transpose(image).convert("RGB")
    assert difference(shown.convert("RGB"), expected) <= (1 if file_format == "jpeg" else 0)


def test_a_picture_without_metadata_keeps_every_byte_of_its_pixels() -> None:
    sent = samples.make_image("JPEG", quality=85)
    copy = clean(sent, "jpeg")
    assert copy.content == sent
    assert copy.removed() == set()


@pytest.mark.parametrize("options", [{"progressive": True}, {"subsampling": 0}, {"quality": 30}])
def test_every_kind_of_jpeg_keeps_its_pixels(options: dict[str, int], plant: Plant) -> None:
    original = picture("jpeg", **options)
    copy = clean(plant(original, *TAGS), "jpeg")
    assert pixels(copy.content).tobytes() == pixels(original).tobytes()


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_greys_and_inks_keep_their_pixels(mode: str) -> None:
    output = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(output, "JPEG", comment=NAME.encode())
    copy = clean(output.getvalue(), "jpeg").content
    assert Image.open(io.BytesIO(copy)).mode == mode
    assert pixels(copy).tobytes() == pixels(output.getvalue()).tobytes()
    assert not proofs.holds_secret(copy)


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_hidden_behind_a_picture_is_gone(file_format: str) -> None:
    sent = picture(file_format) + b"PK\x03\x04" + NAME.encode()
    copy = clean(sent, file_format)
    assert not proofs.holds_secret(copy.content)
    assert Trace.ATTACHMENTS in copy.removed()


def test_the_film_of_a_motion_photo_is_gone() -> None:
    copy = clean(picture("jpeg") + samples.make_video(), "jpeg")
    assert b"ftyp" not in copy.content
    assert Trace.MOVING_PICTURE in copy.removed()


def test_small_previews_are_gone(plant: Plant, tmp_path: Path) -> None:
    (tmp_path / "small.jpg").write_bytes(samples.make_image("JPEG", (160, 120)))
    sent = plant(picture("jpeg"), f"-ThumbnailImage<={tmp_path / 'small.jpg'}")
    assert "Thumbnail Image" in exiftool(sent)
    copy = clean(sent, "jpeg")
    assert "Thumbnail" not in exiftool(copy.content)
    assert Trace.PREVIEW in copy.removed()


def wide_profile() -> bytes:
    """A profile of other colours than sRGB, that names a person and a screen."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.find(b"rXYZ", 128)
    start = int.from_bytes(profile[at + 4 : at + 8], "big")
    profile[start + 8 : start + 12] = (0x00009000).to_bytes(4, "big")
    return bytes(profile) + NAME.encode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_colours_stay_without_the_history_of_their_profile(file_format: str) -> None:
    sent = picture(file_format, icc_profile=wide_profile())
    copy = clean(sent, file_format).content
    assert not proofs.holds_secret(copy)
    profile = Image.open(io.BytesIO(copy)).info["icc_profile"]
    ImageCms.ImageCmsProfile(io.BytesIO(profile))
    assert len(profile) < len(wide_profile())
    assert "Profile Description" not in exiftool(copy)


def test_a_profile_that_says_what_is_usual_is_not_carried() -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    copy = clean(picture("jpeg", icc_profile=usual), "jpeg").content
    assert "icc_profile" not in Image.open(io.BytesIO(copy)).info


def test_moving_pictures_keep_moving() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    for file_format in ("png", "webp"):
        output = io.BytesIO()
        exif = Image.Exif()
        exif[0x013B] = NAME
        options = {"save_all": True, "append_images": frames[1:], "exif": exif}
        frames[0].save(output, file_format.upper(), **options)
        copy = clean(output.getvalue(), file_format).content
        assert Image.open(io.BytesIO(copy)).n_frames == 3
        assert not proofs.holds_secret(copy)


@pytest.mark.parametrize(
    "name", ["affiche-chemin-recommandation.jpg", "affiche-ma-voix-compte.webp"]
)
def test_pictures_of_the_demonstration_come_out_whole(name: str) -> None:
    sent = (proofs.DEMO / name).read_bytes()
    copy = clean(sent, "webp" if name.endswith("webp") else "jpeg")
    assert pixels(copy.content).tobytes() == pixels(sent).tobytes()


BROKEN = {
    "jpeg cut short": (lambda: picture("jpeg")[:3_000], "jpeg", "damaged"),
    "png cut short": (lambda: picture("png")[:900], "png", "damaged"),
    "webp cut short": (lambda: picture("webp")[:900], "webp", "damaged"),
    "jpeg of noise": (lambda: b"\xff\xd8\xff" + bytes(range(256)), "jpeg", "damaged"),
    "png bomb": (lambda: samples.make_png_bomb(60_000), "png", "too_big"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_no_copy_is_made_of_a_broken_picture(case: str) -> None:
    make, file_format, failure = BROKEN[case]
    assert proofs.failure_of_cleaning(make(), file_format) == failure


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_picture_gives_the_same_copy(file_format: str, plant: Plant) -> None:
    sent = plant(picture(file_format), *TAGS)
    assert clean(sent, file_format).content == clean(sent, file_format).content
