"""HTML: the main text of a web page in reading order, one block per line."""

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from bs4.dammit import EncodingDetector

from ingest.readers.acceptance import accepted
from ingest.readers.base import ReadText, bytes_of
from ingest.readers.plain_text import decoded
from knowledge.errors import UnreadableDocument
from knowledge.text import normalised

_LEFT_OUT = {
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "iframe", "svg", "button",
    "select", "head", "title",
}  # fmt: skip
_LEFT_OUT_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary"}
# Class or id of page furniture, as whole words: menu, breadcrumb, sidebar, related, share, comment ...
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:menu|nav|navbar|breadcrumbs?|sidebar|related|share|social|comments?"
    r"|advert|banner|pagination|toolbar"
    r"|lien-quan|tin-lien-quan|tin-khac)(?:$|[-_\s])",
    re.IGNORECASE,
)
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl",
    "dt", "dd", "table", "blockquote", "pre", "figure", "figcaption", "address", "center", "fieldset", "hr",
    "li", "tr", "td", "th", "body", "caption", "thead", "tbody", "tfoot",
}  # fmt: skip
# Parts of a table or list: their lines stand close together.
_INNER = {"ul", "ol", "tbody", "thead", "tfoot", "dt", "dd"}
_BLANKS = re.compile(r"[ \t\n\f\r]+")
# A page whose marked main part is shorter than this share of its text did not mark the text at all.
_MAIN_SHARE = 0.3
_LIST_LABELS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _LEFT_OUT or tag.get("role") in _LEFT_OUT_ROLES or tag.has_attr("hidden"):
        return True
    named = [*tag.get_attribute_list("class"), tag.get("id")] if tag.name != "body" else []
    names = " ".join(str(name) for name in named if name)
    return bool(_FURNITURE.search(names)) and tag.name not in {"article", "main", "html"}


def _main_part(soup: BeautifulSoup) -> Tag:
    body = soup.body or soup
    whole = len(body.get_text())
    for candidate in (soup.find("article"), soup.find("main"), soup.find(attrs={"role": "main"})):
        if isinstance(candidate, Tag) and len(candidate.get_text()) >= whole * _MAIN_SHARE:
            return candidate
    return body


def _list_label(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "+ " if item.find_parent("li") else "- "
    items = [i for i in parent.find_all("li", recursive=False) if isinstance(i, Tag)]
    first = str(parent.get("start") or "1")
    position = (int(first) if first.isdigit() else 1) + next(n for n, i in enumerate(items) if i is item)
    style = str(parent.get("type") or "1")
    if style in _LIST_LABELS and position <= 26:
        return f"{_LIST_LABELS[style][position - 1]}{')' if style == 'a' else '.'} "
    if style in {"i", "I"} and position < len(_ROMAN):
        return f"{_ROMAN[position] if style == 'I' else _ROMAN[position].lower()}. "
    return f"{position}. "


def _row(row: Tag) -> Iterator[str]:
    cells = [list(_lines(cell)) for cell in row.find_all(["td", "th"], recursive=False) if isinstance(cell, Tag)]
    cells = [c for c in ([line for line in cell if line] for cell in cells) if c]
    if all(len(cell) == 1 for cell in cells):
        yield " | ".join(cell[0] for cell in cells)
        return
    # A table that only sets two columns side by side (letterhead, recipients and signature).
    for cell in cells:
        yield from cell
        yield ""


def _pieces(tag: Tag) -> Iterator[str]:
    """Yield the running text of ``tag``, a line feed wherever a line ends and around every block."""
    for child in tag.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            yield str(child) if tag.name == "pre" else _BLANKS.sub(" ", str(child))
        elif isinstance(child, Tag) and not _is_furniture(child):
            if child.name == "br":
                yield "\n"
            elif child.name in _BLOCKS:
                yield "\n" + "\n".join(_block(child)) + "\n"
            else:
                yield from _pieces(child)


def _lines(tag: Tag) -> Iterator[str]:
    """Yield the lines of ``tag``; an empty one stands between blocks."""
    for line in "".join(_pieces(tag)).strip("\n").split("\n"):
        yield _BLANKS.sub(" ", line).strip(" ")


def _block(tag: Tag) -> Iterator[str]:
    if tag.name == "tr":
        yield from _row(tag)
    elif tag.name == "li":
        first, *rest = [line for line in _lines(tag) if line] or [""]
        yield first if _is_labelled(first) else f"{_list_label(tag)}{first}"
        yield from rest
    elif tag.name in _INNER:
        yield from (line for line in _lines(tag) if line)
    else:
        yield ""
        yield from _lines(tag)
        yield ""


def _is_labelled(line: str) -> bool:
    return bool(re.match(r"(?:[-–+*•]|\(?\w{1,4}[.)])\s", line))


def _declared(original: bytes, path: Path) -> str:
    name = EncodingDetector.find_declared_encoding(original, is_html=True)
    if name and name.lower().replace("_", "-") not in {"utf-8", "utf8", "utf-16"}:
        try:
            return normalised(original.decode(name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(original, path)


class HtmlReader:
    """Reads a saved web page: menus, scripts and footers stay out."""

    suffixes = (".html", ".htm")

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        soup = BeautifulSoup(_declared(original, path), "lxml")
        text = "\n".join(_lines(_main_part(soup))).replace("\x0b", "\n")
        text = re.sub(r"\n{3,}", "\n\n", normalised(text)).strip("\n")
        if not text.strip():
            raise UnreadableDocument(
                f"Không đọc được tệp {path}: trang web không có phần chữ nào.",
                "Mở trang trong trình duyệt, chép phần văn bản vào tệp .txt rồi nạp lại.",
            )
        text, _ = accepted([text + "\n"], path)
        return ReadText(text, original, "text/html")
