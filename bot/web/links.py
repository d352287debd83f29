"""Addresses of cited words: plain ones for our own pages, signed ones that expire for messages (liên kết nguồn)."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from retriever.answering.models import Citation

GOOD_FOR = timedelta(days=30)
MARKED = "doan"
"""The id of the words that an address points to."""

_SIGNATURE_BYTES = 16


class Standing(StrEnum):
    """How an address stands that may be signed."""

    UNSIGNED = "unsigned"
    GOOD = "good"
    OVER = "over"  # signed by us, but for a time that is over
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says, as it came.

    Attributes:
        document, version: which text.
        start, end: the cited words; may be anything.
        expires: until when, in seconds since 1970.
        mark: the signature.
    """

    document: int
    version: int
    start: str = ""
    end: str = ""
    expires: str = ""
    mark: str = ""

    @property
    def query(self) -> str:
        """Return the part behind the question mark."""
        named = (("tu", self.start), ("den", self.end), ("het", self.expires), ("ky", self.mark))
        return urlencode([(name, value) for name, value in named if value])

    def path(self, below: str = "") -> str:
        """Return the address on the site; ``below`` names something that belongs to the text, as its original."""
        query = f"?{self.query}" if self.query else ""
        return f"/nguon/{self.document}/{self.version}{below}{query}"


@dataclass(frozen=True, slots=True)
class Links:
    """Signs addresses with the key of one home, and knows its own signature again."""

    key: bytes

    def signed(self, document: int, version: int, start: int, end: int, expires: int) -> str:
        """Return the address at which whoever holds it may see this version until it expires."""
        asked = Asked(document, version, str(start), str(end), str(expires))
        return replace(asked, mark=self._mark(asked)).path() + f"#{MARKED}"

    def standing(self, asked: Asked, now: float) -> Standing:
        """Say how an address stands at a moment."""
        if not asked.mark and not asked.expires:
            return Standing.UNSIGNED
        if not hmac.compare_digest(self._mark(asked).encode(), asked.mark.encode("utf-8", "replace")):
            return Standing.FALSE
        return Standing.GOOD if now < int(asked.expires) else Standing.OVER

    def _mark(self, asked: Asked) -> str:
        said = "\n".join(
            ("source", str(asked.document), str(asked.version), asked.start, asked.end, asked.expires)
        ).encode("utf-8", "replace")
        digest = hmac.new(self.key, said, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def source_path(document: int, version: int, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a version on our own pages, at the cited words where they are given."""
    if start is None or end is None:
        return Asked(document, version).path()
    return Asked(document, version, str(start), str(end)).path() + f"#{MARKED}"


def own_address(citation: Citation) -> str:
    """Return where the words of a citation stand on our own pages; empty where no document holds them."""
    if citation.document_id is None or citation.version_id is None:
        return ""
    return source_path(citation.document_id, citation.version_id, citation.start, citation.end)


def sent_address(key: bytes, public_url: str, now: Callable[[], datetime]) -> Callable[[Citation], str]:
    """Return what gives signed addresses for messages; they are all empty where the unit has no public address.

    Args:
        key: of the home.
        public_url: under which people reach the site.
        now: the clock.
    """
    links, base = Links(key), public_url.strip().rstrip("/")

    def address(citation: Citation) -> str:
        place = (citation.document_id, citation.version_id, citation.start, citation.end)
        document, version, start, end = place
        if document is None or version is None or start is None or end is None or not _is_public(base):
            return ""
        return base + links.signed(document, version, start, end, int((now() + GOOD_FOR).timestamp()))

    return address


def _is_public(base: str) -> bool:
    return base.startswith(("https://", "http://"))
