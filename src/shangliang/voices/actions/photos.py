"""Photos: drawn anew, so that place, camera and anything else hidden in the file stays behind."""

import hashlib
import io
import warnings
from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from shangliang.kernel.codes import query_code
from shangliang.kernel.refusals import Invalid, Words
from shangliang.voices.models import Attachment

LARGEST_FILE = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")
ORPHAN_LIFE = timedelta(hours=24)


def keep_photo(file: IO[bytes], *, size: int, at: datetime) -> Attachment:
    """Save a photo as a fresh JPEG of at most 2,000 pixels a side and return its row, which waits for a voice.

    Raises Invalid for files that are too large or no photo (JPEG, PNG or WebP by content, whatever the name says).
    """
    if size > LARGEST_FILE:
        raise no_photo(f"照片有 {size / 1048576:.0f} MB，最多 12 MB。", "The photo is larger than 12 MB.")
    content, width, height = drawn_anew(file)
    row = Attachment(width=width, height=height, sha256=hashlib.sha256(content).hexdigest(), added_at=at)
    name = query_code(16).lower()
    row.file.save(f"{name[:2]}/{name}.jpg", ContentFile(content), save=True)
    return row


def drawn_anew(file: IO[bytes]) -> tuple[bytes, int, int]:
    """Return the picture as JPEG bytes without any metadata, with its size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise no_photo("照片的像素太多。", "The photo has too many pixels.")
                upright = ImageOps.exif_transpose(found).convert("RGB")
    except Invalid:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise no_photo(
            "这不是照片，或照片坏了。可以用 JPG、PNG、WebP。", "This is no photo (JPG, PNG or WebP)."
        ) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), bare.width, bare.height


def no_photo(zh: str, en: str) -> Invalid:
    """Return the refusal of a photo."""
    return Invalid(Words(zh, en), field="photo")


def purge_photos(at: datetime) -> int:
    """Delete photos that never came to belong to a voice, with their files, and return how many."""
    lost = list(Attachment.objects.filter(voice=None, added_at__lt=at - ORPHAN_LIFE)[:200])
    for photo in lost:
        photo.file.delete(save=False)
        photo.delete()
    return len(lost)
