"""What a file really is, by its first bytes: people rename files (đuôi tệp không đúng loại)."""

import codecs

_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "DOCX, XLSX hoặc ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word hoặc Excel đời cũ (.doc, .xls)"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"Rar!", "tệp nén RAR"),
)
# A Word file with a password is an old-style container that holds a stream of this name.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype html", b"<html")


def content_kind(original: bytes) -> str | None:
    """Return the Vietnamese name of the kind that the first bytes tell, or None where they tell nothing."""
    return next((kind for signature, kind in _SIGNATURES if original.startswith(signature)), None)


def seen_as(original: bytes) -> str:
    """Return what ``original`` looks like to a person: its kind, a web page, plain text, or unknown."""
    head = original[:4096].removeprefix(codecs.BOM_UTF8)
    if head.lstrip()[:20].lower().startswith(_MARKUP):
        return "trang web (.html)"
    is_text = not any(byte < 9 for byte in head)
    return content_kind(original) or ("văn bản thường (.txt)" if is_text else "dữ liệu không rõ loại")


def is_encrypted_office(original: bytes) -> bool:
    """Say whether this is a DOCX or XLSX that opens only with a password."""
    return original.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED_STREAM in original
