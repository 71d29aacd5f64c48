"""编号 codes: the numbers that people say aloud, and the query code of a receipt."""

import secrets
from datetime import date

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that sounds or looks like another


CODE_LENGTH = 8


def query_code(length: int = CODE_LENGTH) -> str:
    """Return a random query code, 40 bits at the default length; `clean_code` undoes how people type it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def clean_code(typed: str) -> str:
    """Return a typed query code in its stored form: upper case, without spaces and dashes."""
    return "".join(typed.upper().split()).replace("-", "")


def voice_code(day: date, number: int) -> str:
    """Return a voice's serial number, such as 220920-0417: its day and its place in that day."""
    return f"{day:%y%m%d}-{number:04d}"


def idea_code(issue_number: int, number: int) -> str:
    """Return a golden idea's short code, such as 18-07."""
    return f"{issue_number:02d}-{number:02d}"


def official_number(mark: str, year: int, tail: str) -> str:
    """Return an official number, such as 倾商〔2022〕18-07."""
    return f"{mark}〔{year}〕{tail}"
