"""Upload of documents (nạp văn bản): several files at once, each with what became of it; one bad file stops none."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Protocol

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from bot.disk import require_space
from bot.file_names import safe_name
from bot.web.document_groups import choice_of, read_choice, sent_choice
from bot.web.document_words import warnings_for_people
from bot.web.errors import TooLarge
from bot.web.rendering import page
from bot.web.sent_forms import Errors, Files, Sent, opened_form
from bot.web.site import Site
from bot.web.visits import Administrator, OurSite, bounded_form, own_form, requires
from ingest.pipeline import Outcome, ingest_files
from ingest.readers import SUFFIXES
from ingest.readers.base import LARGEST_FILE
from knowledge.errors import HomeError
from knowledge.people import Role
from knowledge.text import squeezed
from retriever.answering.sources import document_name

router = APIRouter(include_in_schema=False)
MOST_FILES = 50
LARGEST_REQUEST = 4 * LARGEST_FILE
_MEGABYTE = 1024 * 1024
_RECEIVED = "received"  # folder of the home where a file lies while it is read
_STATUS = {
    "added": ("đã nạp", "good"),
    "updated": ("thành phiên bản mới", "good"),
    "unchanged": ("đã có, không đổi", "open"),
    "rejected": ("không nạp được", "bad"),
}
_PART = "x-part"  # the header by which a script asks for the results alone


def _welcome(request: Request) -> None:
    """Refuse what is too large before anything of it is read, and whoever may not take documents in.

    Raises:
        TooLarge: more is announced than is taken at once, or nobody says how much.
        WrongLetters: the form is not in UTF-8.
    """
    requires(Role.ADMINISTRATOR)(request)
    try:
        bounded_form(request, LARGEST_REQUEST)
    except TooLarge:
        raise TooLarge(
            f"Mỗi lần nạp nhiều nhất {LARGEST_REQUEST // _MEGABYTE} MB.", "Hãy chia thành vài lần, hoặc nạp ít tệp hơn."
        ) from None


@router.get("/van-ban/nap")
def form(request: Request, site: OurSite, visitor: Administrator) -> HTMLResponse:
    """Show where to drop files."""
    return _form(request, site, {})


@router.post("/van-ban/nap", dependencies=[Depends(_welcome), Depends(opened_form), Depends(own_form(LARGEST_REQUEST))])
def upload(request: Request, site: OurSite, visitor: Administrator, files: Files, sent: Sent) -> Response:
    """Take files in, and say of each what became of it."""
    choice = sent_choice(sent)
    groups, error = read_choice(choice)
    given = [one for one in files.getlist("tep") if not isinstance(one, str) and one.filename]
    errors = Errors(groups=error, tep=_wrong_count(len(given)))
    if any(errors.values()):
        units = site.home.people.units().values()
        beside = {"errors": errors, "choice": choice_of(groups, units, choice)}
        if _PART in request.headers:
            context = {"results": [], "trouble": error or errors["tep"]}
            return _part(request, context)
        return _form(request, site, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    results = [_result(site, name, outcome) for name, outcome in taken(site, given, groups, visitor.name)]
    if _PART in request.headers:
        return _part(request, {"results": results, "trouble": ""})
    return _form(request, site, {"results": results})


def _wrong_count(files: int) -> str:
    """Return what is wrong with so many files; empty where nothing is."""
    if files > MOST_FILES:
        return f"Mỗi lần nạp nhiều nhất {MOST_FILES} tệp; hãy chia thành vài lần."
    return "" if files else "Chưa chọn tệp nào."


def _part(request: Request, context: dict[str, Any]) -> HTMLResponse:
    """Return the results alone, marked so that the script knows them from an error's page."""
    response = page(request, "document_outcomes.html", context)
    response.headers[_PART] = "1"
    return response


def _form(request: Request, site: Site, beside: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    context = {
        "choice": choice_of((), site.home.people.units().values()), "errors": Errors(), "results": [], "trouble": "",
        "suffixes": SUFFIXES, "most_files": MOST_FILES, "largest_file": LARGEST_FILE // _MEGABYTE,
        "largest_request": LARGEST_REQUEST // _MEGABYTE, **beside,
    }  # fmt: skip
    return page(request, "document_upload.html", context, status)


# -- taking them in -------------------------------------------------------------------------------------


class SentFile(Protocol):
    """A file as a form sends it."""

    filename: str | None
    size: int | None
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file, for people.

    Attributes:
        file: its name.
        status: in words.
        look: the kind of mark.
        id: of the document; None where there is none.
        document: how it is called.
        title: what it is about.
        reason: why it was not taken.
        warnings: what to look at.
        chunks: passages that can be found.
        deadlines: read in it.
    """

    file: str
    status: str
    look: str
    id: int | None = None
    document: str = ""
    title: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()
    chunks: int = 0
    deadlines: int = 0


def taken(site: Site, files: Iterable[SentFile], groups: Sequence[str], actor: str) -> list[tuple[str, Outcome]]:
    """Ingest files, let the indexes follow, and return the name of each with what became of it.

    Args:
        site: of which home.
        files: as they were sent.
        groups: who alone may see them; none: as before, a new one everybody.
        actor: who sends them, for the audit.
    """
    folder = site.home.path / _RECEIVED
    folder.mkdir(exist_ok=True)
    found = [_ingested(site, one, folder, tuple(groups), actor) for one in files]
    if any(outcome.id is not None for _, outcome in found):
        site.answers.apply()
    return found


def _ingested(site: Site, file: SentFile, folder: Path, groups: tuple[str, ...], actor: str) -> tuple[str, Outcome]:
    """Ingest one file, from a folder of its own that is gone afterwards."""
    home, name = site.home, safe_name(file.filename or "")
    if Path(name).suffix.lower() not in SUFFIXES:
        return name, Outcome(name, "rejected", reason=f"Cần một trong các loại tệp {', '.join(SUFFIXES)}.")
    if (file.size or 0) > LARGEST_FILE:
        return name, Outcome(name, "rejected", reason=f"Tệp lớn quá {LARGEST_FILE // _MEGABYTE} MB.")
    with TemporaryDirectory(dir=folder) as own:
        place = Path(own).resolve() / name
        with place.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        if not _fits(place, home.path):
            return name, Outcome(name, "rejected", reason="Ổ đĩa của máy chủ sắp đầy nên chưa nạp tệp này.")
        (outcome,) = ingest_files(home.library, [place], groups)
        if outcome.id is not None:
            home.library.note(actor, "ingest", outcome.id, f"qua web: {name}")
            if groups:
                home.library.limit(outcome.id, groups, actor)  # what was unchanged too, with an audit line
        return name, _without_folder(outcome, own)


def _fits(file: Path, home: Path) -> bool:
    try:
        require_space(shutil.disk_usage(home).free, [file], home)
    except HomeError:
        return False
    return True


def _without_folder(outcome: Outcome, own: str) -> Outcome:
    """Return an outcome that tells nobody where the server keeps its files."""
    reason = outcome.reason or ""
    for folder in (str(Path(own).resolve()), own):
        reason = reason.replace(f"{folder}/", "")
    return Outcome(
        Path(outcome.source_path).name, outcome.status, outcome.id, reason or None, outcome.metadata, outcome.chunks,
        outcome.deadlines, outcome.warnings,
    )  # fmt: skip


def _result(site: Site, name: str, outcome: Outcome) -> Result:
    words, look = _STATUS[outcome.status]
    metadata = outcome.metadata
    every = {record.id for record in site.home.library.documents(superseded=True)}
    return Result(
        name, words, look, outcome.id,
        document_name(metadata) if metadata else "",
        squeezed(metadata.title.value) if metadata and metadata.title else "",
        outcome.reason or "", tuple(warnings_for_people(outcome.warnings, every)), outcome.chunks, outcome.deadlines,
    )  # fmt: skip
