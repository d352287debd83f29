"""A list of nominees that was sent to the web is checked in a folder that is gone before anything is answered."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.nominations.checking import Check, Checked, check_list
from bot.nominations.nominees import Defaults
from bot.web.site import Site
from knowledge.criteria import judge
from knowledge.criteria.narrative import facts_told
from knowledge.errors import UnreadableDocument

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")


def checked_list(
    site: Site, content: bytes, name: str, defaults: Defaults, *, summaries: bool
) -> tuple[Checked, bytes, Sequence[str]]:
    """Return what came of a list, the workbook with the results, and what of the original it does not keep.

    Args:
        site: by whose criteria.
        content: the bytes that were sent.
        name: of the file, for its kind.
        defaults: what holds for rows that do not say it themselves.
        summaries: what is understood of free words counts.

    Raises:
        UnreadableDocument: the file cannot be taken.
    """
    today, book = site.now().date(), site.home.criteria()
    losses: list[str] = []
    check = Check(
        defaults, today, lambda code, facts: judge(book, code, facts, today), facts_told, lambda told: summaries,
        losses.extend, lambda: nullcontext(lambda done, of: None),
    )  # fmt: skip
    suffix = Path(name).suffix.lower()
    with TemporaryDirectory(prefix="tdkt-") as folder:
        source = Path(folder) / f"danh-sach{suffix if suffix in _SUFFIXES else '.xlsx'}"
        target = Path(folder) / "ket-qua.xlsx"
        source.write_bytes(content)
        try:
            return check_list(source, target, check), target.read_bytes(), losses
        except UnreadableDocument as error:
            told = (words.replace(f"{folder}/", "") for words in (error.message, error.advice))
            raise UnreadableDocument(*told) from error
