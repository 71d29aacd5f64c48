"""Photos: drawn anew, nothing hidden left, nothing foreign let in."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from tests.cast import MONDAY, cast
from tests.voices.making import say

from shangliang.kernel.refusals import Invalid
from shangliang.voices import actions
from shangliang.voices.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), *, secret: bool = True) -> io.BytesIO:
    image = Image.new("RGB", size, "navy")
    out = io.BytesIO()
    exif = Image.Exif()
    if secret:
        exif[0x010F] = "SECRET-CAMERA"
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x9286] = "SECRET-PLACE"
    image.save(out, kind, exif=exif)
    out.seek(0)
    return out


def content_of(row: Attachment) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


def keep(file: io.BytesIO) -> Attachment:
    return actions.keep_photo(file, size=len(file.getvalue()), at=MONDAY)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_camera_and_place_are_gone(kind: str) -> None:
    file = picture(kind)
    assert b"SECRET" in file.getvalue()
    row = keep(file)
    content = content_of(row)
    assert b"SECRET" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert (row.width, row.height) == (300, 200)


def test_large_photos_become_small() -> None:
    row = keep(picture(size=(5000, 3000)))
    assert max(row.width, row.height) == 2000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 40,
        b"<html><script>alert(1)</script>",
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        keep(io.BytesIO(content))
    assert refused.value.field == "photo"
    assert not Attachment.objects.exists()


def test_a_picture_with_a_page_behind_it_keeps_only_the_picture() -> None:
    file = io.BytesIO(picture().getvalue() + b"<script>alert(1)</script>")
    assert b"<script>" not in content_of(keep(file))


def test_too_many_pixels_and_too_many_bytes_are_refused() -> None:
    small = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(small, "PNG")
    with pytest.raises(Invalid):
        keep(small)
    with pytest.raises(Invalid):
        actions.keep_photo(io.BytesIO(b""), size=13 * 1024 * 1024, at=MONDAY)


def test_a_photo_comes_with_its_voice_and_a_lost_one_is_deleted_after_a_day() -> None:
    who = cast()
    mine, lost = keep(picture()), keep(picture())
    voice = say(who, photos=[mine])
    assert list(Attachment.objects.filter(voice=voice)) == [mine]
    assert actions.purge_photos(MONDAY + timedelta(hours=23)) == 0
    assert actions.purge_photos(MONDAY + timedelta(hours=25)) == 1
    assert list(Attachment.objects.all()) == [mine]
    assert not lost.file.storage.exists(lost.file.name)
