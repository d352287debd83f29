"""Numbers that Word draws before a paragraph ("1.", "a)", "Điều 1.") and does not write in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from ingest.readers.docx_package import child_of, name_of, value_of

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_DASHES = {"-": "-", "–": "-", "—": "-", "−": "-", "+": "+", "*": "*"}
_MOST_BASES = 20


def _roman(value: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        written += letters * count
    return written


def counted(value: int, form: str) -> str:
    """Return ``value`` as Word writes it in a number format ("decimal", "lowerLetter", "upperRoman" ...)."""
    if form in {"lowerLetter", "upperLetter"} and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < value < 4000:
        return _roman(value) if form == "lowerRoman" else _roman(value).upper()
    if form == "decimalZero":
        return f"{value:02d}"
    return "" if form == "none" else str(value)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list (cấp của danh sách): how its numbers look and where they start."""

    form: str
    text: str
    start: int
    glue: str
    restarts: bool
    is_legal: bool


def _level(element: etree._Element) -> Level:
    start = value_of(child_of(element, "start")) or "1"
    suffix = value_of(child_of(element, "suff"))
    legal = child_of(element, "isLgl")
    return Level(
        form=value_of(child_of(element, "numFmt")) or "decimal",
        text=value_of(child_of(element, "lvlText")) or "",
        start=int(start) if start.isdigit() else 1,
        glue="" if suffix == "nothing" else " ",
        restarts=value_of(child_of(element, "lvlRestart")) != "0",
        is_legal=legal is not None and value_of(legal) not in {"0", "false"},
    )


def _levels(element: etree._Element) -> dict[int, Level]:
    return {int(value_of(e, "ilvl") or 0): _level(e) for e in element if name_of(e) == "lvl"}


def _by_id(root: etree._Element | None, name: str, attribute: str) -> dict[str, etree._Element]:
    return {value_of(e, attribute) or "": e for e in (root if root is not None else ()) if name_of(e) == name}


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = _by_id(styles, "style", "styleId")
        self._default = next((i for i, s in self._styles.items() if _is_default_paragraph(s)), None)
        self._abstract = {i: _levels(e) for i, e in _by_id(numbering, "abstractNum", "abstractNumId").items()}
        self._lists = _by_id(numbering, "num", "numId")
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, properties: etree._Element | None) -> str:
        """Return the number that Word shows before the paragraph with ``properties``, glue included; "" for none."""
        list_id, depth = self._list_of(properties)
        levels, series = self._levels_of(list_id)
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(series, {})
        self._begin(list_id, counts)
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [d for d in counts if d > depth and levels.get(d, level).restarts]:
            del counts[deeper]
        return self._written(level, depth, levels, counts)

    def _written(self, level: Level, depth: int, levels: dict[int, Level], counts: dict[int, int]) -> str:
        if level.form == "bullet":
            return f"{_DASHES.get(level.text.strip(), '-' if depth == 0 else '+')} "

        def number(place: re.Match[str]) -> str:
            wanted = int(place[1]) - 1
            shown = levels.get(wanted, level)
            form = "decimal" if level.is_legal and shown.form != "none" else shown.form
            return counted(counts.get(wanted, shown.start), form)

        written = _PLACE.sub(number, level.text)
        return f"{written}{level.glue}" if written.strip() else ""

    def _list_of(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the list and level of a paragraph: its own, else its style's, else that style's base's."""
        own = child_of(properties, "numPr")
        list_id, depth = value_of(child_of(own, "numId")), value_of(child_of(own, "ilvl"))
        style_id = value_of(child_of(properties, "pStyle")) or self._default
        for _ in range(_MOST_BASES):
            style = self._styles.get(style_id or "")
            if style is None or list_id is not None:
                break
            inherited = child_of(style, "pPr", "numPr")
            list_id = value_of(child_of(inherited, "numId"))
            depth = depth or value_of(child_of(inherited, "ilvl"))
            style_id = value_of(child_of(style, "basedOn"))
        return list_id or "0", int(depth) if depth and depth.isdigit() else 0

    def _levels_of(self, list_id: str) -> tuple[dict[int, Level], str]:
        element = self._lists.get(list_id)
        series = value_of(child_of(element, "abstractNumId")) or ""
        if element is None or list_id == "0":
            return {}, series
        overrides = {
            int(value_of(e, "ilvl") or 0): _level(lvl)
            for e in element
            if name_of(e) == "lvlOverride" and (lvl := child_of(e, "lvl")) is not None
        }
        return {**self._abstract.get(series, {}), **overrides}, series

    def _begin(self, list_id: str, counts: dict[int, int]) -> None:
        """Set the levels that a list starts anew, the first time that it is used."""
        if list_id in self._begun:
            return
        self._begun.add(list_id)
        for override in self._overrides(list_id):
            start = value_of(child_of(override, "startOverride"))
            if start and start.isdigit():
                counts[int(value_of(override, "ilvl") or 0)] = int(start) - 1

    def _overrides(self, list_id: str) -> Iterable[etree._Element]:
        return [e for e in self._lists[list_id] if name_of(e) == "lvlOverride"]


def _is_default_paragraph(style: etree._Element) -> bool:
    return value_of(style, "type") == "paragraph" and value_of(style, "default") in {"1", "true"}
