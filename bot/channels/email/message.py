"""A message as a letter (thư điện tử): plain text, the same as simple HTML, and its appointments as a calendar file."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from html import escape
from urllib.parse import urlsplit

from bot.channels.email.calendar import calendar_file, method_of
from bot.channels.plain import plain, plain_block
from bot.messages import Appointment, Block, CitationLine, Heading, ItemList, Notice, OutgoingMessage, Quotation

_FROM = "Trợ lý thi đua khen thưởng"
_NO_SUBJECT = "Tin nhắn từ trợ lý thi đua khen thưởng"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_ADDRESS = 254  # characters, as SMTP allows
_LONGEST_SUBJECT = 200  # characters of a subject that we make ourselves from the first words
# Letters travel as ASCII, so that no server on the way need know 8BITMIME.
_POLICY = policy.SMTP.clone(cte_type="7bit")


class Unwritable(ValueError):
    """A letter cannot be written: its subject or an address holds what does not belong into a header."""


def is_address(text: str) -> bool:
    """Say whether a text is a plain e-mail address, without a name beside it."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def letter(message: OutgoingMessage, sender: str, recipient: str, message_id: str, written: datetime) -> EmailMessage:
    """Return a message as a letter.

    Args:
        message: its blocks are shown from top to bottom; appointments are attached as well.
        sender: our address.
        recipient: the address of one person.
        message_id: the letter's own name, in angle brackets.
        written: its date.

    Raises:
        Unwritable: the subject holds a line break or another control character, or an address is none.
    """
    made = EmailMessage(policy=_POLICY)
    made["Subject"] = _subject(message)
    made["From"] = Address(display_name=_FROM, addr_spec=_address(sender))
    made["To"] = Address(addr_spec=_address(recipient))
    made["Date"] = written
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"  # Exchange sends no notice of absence to a letter that says so
    made.set_content(_sound(plain(message.blocks)) + "\n")
    made.add_alternative(_sound(html(message.blocks)), subtype="html")
    appointments = [block for block in message.blocks if isinstance(block, Appointment)]
    if appointments:
        made.add_attachment(
            calendar_file(appointments, sender, written),
            maintype="text",
            subtype="calendar",
            filename="lich.ics",
            params={"charset": "utf-8", "method": method_of(appointments)},
        )
    return made


def html(blocks: Sequence[Block]) -> str:
    """Return blocks as a small page; whatever they say stands there as text, never as markup."""
    body = "\n".join(filter(None, map(_html_block, blocks)))
    return f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"></head>\n<body>\n{body}\n</body></html>\n'


def _html_block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{_lines(text)}</h2>"
        case Quotation(text):
            return f"<blockquote>{_lines(text)}</blockquote>"
        case Notice(text):
            return f"<p><em>{_lines(text)}</em></p>"
        case ItemList(items):
            return "<ul>" + "".join(f"<li>{_lines(item)}</li>" for item in items) + "</ul>"
        case CitationLine(text, url) if _opens(url):
            return f'<p><small><a href="{escape(url)}">{_lines(text)}</a></small></p>'
        case CitationLine():
            return f"<p><small>{_lines(plain_block(block))}</small></p>"
        case _:
            text = plain_block(block)
            return f"<p>{_lines(text)}</p>" if text else ""


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _opens(url: str) -> bool:
    """Say whether an address may be opened from a letter: a page of the web and nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _subject(message: OutgoingMessage) -> str:
    subject = message.subject.strip(" ")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in subject):
        raise Unwritable("Tiêu đề thư có ký tự xuống dòng hoặc ký tự điều khiển.")
    if not subject:
        heading = next((block.text for block in message.blocks if isinstance(block, Heading)), "")
        subject = " ".join(_sound(heading).split())[:_LONGEST_SUBJECT] or _NO_SUBJECT
    return subject.replace("=?", "= ?")  # or a word that looks encoded already would be decoded into whatever it hides


def _address(text: str) -> str:
    if not is_address(text):
        raise Unwritable("Địa chỉ e-mail không hợp lệ.")
    return text


def _sound(text: str) -> str:
    """Return a text with plain line ends, and without halves of characters and control characters."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return "".join(c for c in broken if c in "\n\t" or unicodedata.category(c) != "Cc")
