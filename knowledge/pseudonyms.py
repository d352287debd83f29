"""Keyed names that stand for people and chats where their own must not be written (bí danh)."""

import hashlib
import hmac
import secrets

KEY_BYTES = 32


def new_key() -> bytes:
    """Return a key for the pseudonyms of one home; without it nobody can tell whom one stands for."""
    return secrets.token_bytes(KEY_BYTES)


def pseudonym(key: bytes, *parts: str) -> str:
    """Return the pseudonym of something named by ``parts``: the same for the same key and parts, else another."""
    message = b"".join(len(p := part.encode()).to_bytes(4, "big") + p for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
