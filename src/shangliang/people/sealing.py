"""Phones at rest: a keyed fingerprint to find a number by, and a sealed form that only this installation opens.

Both keys come from the pepper, which is kept outside the database, so a stolen database names nobody.
"""

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


def derived(pepper: str, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose."""
    return hmac.new(pepper.encode(), purpose.encode(), hashlib.sha256).digest()


def phone_key(phone: str, pepper: str) -> str:
    """Return the fingerprint of a phone number: HMAC-SHA256 as 64 hex digits."""
    return hmac.new(derived(pepper, "phone"), phone.encode(), hashlib.sha256).hexdigest()


def code_hash(key: str, code: str, pepper: str) -> str:
    """Return the fingerprint of a one-time code, bound to the phone it was sent to."""
    return hmac.new(derived(pepper, "code"), f"{key}:{code}".encode(), hashlib.sha256).hexdigest()


def block_key(block: str, pepper: str) -> str:
    """Return the fingerprint of a network block, or nothing for none."""
    return hmac.new(derived(pepper, "block"), block.encode(), hashlib.sha256).hexdigest() if block else ""


def name_key(name: str, pepper: str) -> str:
    """Return the fingerprint under which a sign-in name's failures are counted; spelling variants share it."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return hmac.new(derived(pepper, "name"), plain.encode(), hashlib.sha256).hexdigest()


def seal(text: str, pepper: str) -> str:
    """Return text encrypted with AES-256-GCM, as base64 of nonce and ciphertext; the empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(derived(pepper, "seal")).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(sealed: str, pepper: str) -> str:
    """Return the text of `seal`; raises ValueError when it was altered or sealed with another pepper."""
    if not sealed:
        return ""
    raw = base64.urlsafe_b64decode(sealed)
    try:
        return AESGCM(derived(pepper, "seal")).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag as error:
        raise ValueError("sealed with another pepper, or altered") from error
