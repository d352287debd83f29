"""Join the parts of one home: the only place that knows concrete classes."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import Answers, LocalAnswers, Loopback, OwnerAnswers, Ownership, WhoeverAnswers
from bot.approved_criteria import ApprovedCriteria
from knowledge.criteria import CriteriaBook
from knowledge.errors import HomeBusy, HomeError
from knowledge.pseudonyms import KEY_BYTES, new_key
from knowledge.store import Engine, Library, open_engine
from knowledge.store.api_keys import ApiKeys
from knowledge.store.chats import Chats
from knowledge.store.counters import Counters
from knowledge.store.criteria import CriteriaProposals
from knowledge.store.deadlines import Deadlines
from knowledge.store.engine import sqlite_url
from knowledge.store.inbox import Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.people import People
from knowledge.store.reminders import Reminders
from knowledge.store.unit_work import UnitWork
from knowledge.store.web import WebSessions
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes
from retriever.index.sync import Progress, silent

DATABASE = "tdkt.sqlite"
INDEX = Path("index")
KEY = "pseudonyms.key"
_POLL = 0.1  # seconds between two looks at a lock


@dataclass(slots=True)
class Home:
    """The folder that holds everything of one unit.

    Attributes:
        patience: seconds to wait for a process that owns the indexes and does not answer others.
    """

    path: Path
    engine: Engine
    patience: float = 0.0
    library: Library = field(init=False)
    _criteria: ApprovedCriteria = field(init=False)
    _ownership: Ownership = field(init=False)
    _indexes: Indexes | None = field(init=False, default=None)
    _loopback: Loopback | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.library = Library(self.engine)
        self._criteria = ApprovedCriteria(self.proposals)
        self._ownership = Ownership(self.path)

    def close(self) -> None:
        """Answer others no more, give the indexes back, and close the database."""
        if self._loopback is not None:
            self._ownership.take_word_back()
            self._loopback.close()
            self._loopback = None
        if self._indexes is not None:
            self._indexes.close()
            self._indexes = None
        self._ownership.release()
        self.library.close()

    @property
    def inbox(self) -> Inbox:
        """Return the events that came in."""
        return Inbox(self.engine)

    @property
    def outbox(self) -> Outbox:
        """Return the messages that go out."""
        return Outbox(self.engine)

    @property
    def chats(self) -> Chats:
        """Return the chats of people who agreed."""
        return Chats(self.engine)

    @property
    def people(self) -> People:
        """Return the people of the unit."""
        return People(self.engine)

    @property
    def deadlines(self) -> Deadlines:
        """Return what documents and people say is due."""
        return Deadlines(self.engine)

    @property
    def reminders(self) -> Reminders:
        """Return who follows what, and what each was reminded of."""
        return Reminders(self.engine)

    @property
    def proposals(self) -> CriteriaProposals:
        """Return the criteria that people of the unit entered, approved or not."""
        return CriteriaProposals(self.engine)

    def criteria(self) -> CriteriaBook:
        """Return the criteria that hold: what is shipped, and what people entered and others approved.

        Raises:
            DataError: something that was approved cannot be read any more.
        """
        return self._criteria.book()

    @property
    def web_sessions(self) -> WebSessions:
        """Return who is logged in on the web."""
        return WebSessions(self.engine)

    @property
    def api_keys(self) -> ApiKeys:
        """Return the keys by which programs use the API."""
        return ApiKeys(self.engine)

    @property
    def unit_work(self) -> UnitWork:
        """Return the questions that nobody answered yet, and what officers replied."""
        return UnitWork(self.engine)

    @property
    def counters(self) -> Counters:
        """Return the counts that outlive a restart."""
        return Counters(self.engine)

    def pseudonym_key(self) -> bytes:
        """Return the key of this home's pseudonyms; made at the first call, for this user's eyes only.

        Raises:
            HomeError: the file was damaged; with another key no chat would be known again.
        """
        path = self.path / KEY
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(new_key())
            with suppress(FileExistsError):  # the key of whoever came first holds
                os.link(draft, path)
            draft.unlink()
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise HomeError(f"Tệp khóa {path} bị hỏng.", "Hãy khôi phục tệp này từ bản sao lưu của kho.")
        return key

    def answers(self, *, share: bool = False) -> Answers:
        """Return who answers: this process while it can own the indexes, else the process that owns them.

        Args:
            share: answer other processes too, whenever this one owns the indexes.

        Raises:
            HomeBusy: another process owns the indexes and does not answer others; the message names its pid.
        """
        return WhoeverAnswers(lambda: self._present_answers(self.patience, share=share), self.patience)

    def _present_answers(self, patience: float, *, share: bool = False) -> Answers:
        owner = self._ours_or_owner(patience)
        if owner is not None:
            return owner
        local = LocalAnswers(self.library, self._owned())
        if share and self._loopback is None:
            self._loopback = Loopback(local)
            self._ownership.leave_word(self._loopback.address)
        return local

    def own_answers(self) -> LocalAnswers:
        """Return answers from this process alone, for measuring.

        Raises:
            HomeBusy: another process owns the indexes; the message names its pid.
        """
        self._ours_or_owner(self.patience, ask=False)
        return LocalAnswers(self.library, self._owned())

    def apply(self, progress: Progress = silent, patience: float | None = None) -> None:
        """Bring the indexes up to the register, or let their owner do it.

        Args:
            progress: told how far it is.
            patience: seconds to wait for an owner that does not answer others; the home's own where None.

        Raises:
            HomeBusy: the owner neither applied it nor went.
        """
        wait = self.patience if patience is None else patience
        owner = self._ours_or_owner(wait)
        if owner is None:
            self._owned().synchronise(self.library, progress)
            return
        WhoeverAnswers(lambda: self._present_answers(wait), wait).apply()

    def reindex(self, progress: Progress = silent) -> Indexes:
        """Build the indexes anew.

        Raises:
            HomeBusy: another process owns them.
        """
        self._ours_or_owner(self.patience, ask=False)
        indexes = self._owned()
        indexes.rebuild(self.library, progress)
        return indexes

    def _owned(self) -> Indexes:
        if self._indexes is None:
            try:
                self._indexes = Indexes(self.path / INDEX, StaticEmbedder())
            except OSError as error:
                raise HomeError(
                    f"Không mở được chỉ mục ở {self.path / INDEX} ({error.strerror}).",
                    "Hãy kiểm tra quyền ghi; nếu đó không phải thư mục thì xóa đi rồi chạy lại, chỉ mục sẽ tự lập.",
                ) from error
        return self._indexes

    def _ours_or_owner(self, patience: float, *, ask: bool = True) -> OwnerAnswers | None:
        """Return who to ask; None where the indexes are ours, which they must become where nobody is to be asked."""
        until = time.monotonic() + patience
        while not self._ownership.take():
            word = self._ownership.word() if ask else None
            if word is not None:
                return OwnerAnswers(word, self._ownership.holder())
            if time.monotonic() >= until:
                raise self._busy()
            time.sleep(_POLL)
        return None

    def _busy(self) -> HomeBusy:
        return HomeBusy(
            f"Tiến trình {self._ownership.holder()} đang giữ chỉ mục của kho {self.path}.",
            "Chờ nó xong (hoặc đóng cửa sổ trò chuyện đang mở) rồi chạy lại lệnh này.",
        )


def open_home(path: Path, *, create: bool = True, patience: float = 0.0) -> Home:
    """Open the home at ``path``.

    Args:
        path: its folder.
        create: make it when absent.
        patience: seconds to wait for a process that owns the indexes.

    Raises:
        HomeError: it is absent and may not be made, or cannot be written.
    """
    if not (path / DATABASE).is_file() and not create:
        raise HomeError(
            f"Chưa có kho dữ liệu ở {path}.",
            "Chạy “tdkt library load” để có dữ liệu mẫu, hoặc “tdkt ingest ĐƯỜNG_DẪN” để nạp văn bản.",
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(f"Không tạo được thư mục kho {path}: {error.strerror}.") from error
    return Home(path, open_engine(sqlite_url(path / DATABASE)), patience)
