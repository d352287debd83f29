"""Whether a delivery is from Zalo: its signature (chữ ký), over the bytes as they came, and how old it is.

The mark is plain SHA-256 over the app's id, the body, the timestamp and the secret of the OA's webhook page [D] B.3; it
is neither an HMAC nor made with the app's secret.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

SIGNATURE = "x-zevent-signature"
TIMESTAMP = "x-zevent-timestamp"
_PREFIX = "mac="


def signature_of(app_id: str, oa_secret: str, body: bytes, timestamp: str) -> str:
    """Return the mark, in hexadecimal digits, that Zalo puts on a body."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + oa_secret.encode()).hexdigest()


def is_genuine(
    headers: Mapping[str, str], body: bytes, app_id: str, oa_secret: str, now: datetime, fresh: timedelta
) -> bool:
    """Say whether Zalo made this delivery, and not long ago.

    Args:
        headers: of the request, names in small letters.
        body: the bytes as they came.
        app_id: of our app.
        oa_secret: of the webhook page; without one nothing is genuine.
        now: the time.
        fresh: how old a delivery may be, or how far ahead its clock.
    """
    shown = headers.get(SIGNATURE, "").strip().lower().removeprefix(_PREFIX).strip()
    if not (shown and oa_secret):
        return False
    return any(
        hmac.compare_digest(shown.encode(), signature_of(app_id, oa_secret, body, timestamp).encode())
        and _is_fresh(timestamp, now, fresh)
        for timestamp in _timestamps(headers, body)
    )


def moment(timestamp: object) -> datetime | None:
    """Return the moment of a timestamp of Zalo, in milliseconds, a text or a number; None where it is neither."""
    if not isinstance(timestamp, str | int) or isinstance(timestamp, bool):
        return None
    try:
        return datetime.fromtimestamp(int(timestamp) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _timestamps(headers: Mapping[str, str], body: bytes) -> list[str]:
    """Return the timestamps that the mark may rest on: the body's by the documents, the header's by some [?] B.3."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    told = said.get("timestamp") if isinstance(said, dict) else None
    inside = [str(told)] if isinstance(told, str | int) and not isinstance(told, bool) else []
    outside = headers.get(TIMESTAMP, "").strip()
    return [*inside, outside] if outside and outside not in inside else inside


def _is_fresh(timestamp: str, now: datetime, fresh: timedelta) -> bool:
    made = moment(timestamp)
    return made is not None and abs(now - made) <= fresh
