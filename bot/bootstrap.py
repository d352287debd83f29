"""Join the parts of one home: the only place that knows concrete classes."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import Answers, LocalAnswers, Loopback, OwnerAnswers, Ownership, WhoeverAnswers
from knowledge.errors import HomeBusy, HomeError
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes
from retriever.index.sync import Progress, silent

DATABASE = "tdkt.sqlite"
INDEX = Path("index")
_POLL = 0.1  # seconds between two looks at a lock


@dataclass(slots=True)
class Home:
    """The folder that holds everything of one unit.

    Attributes:
        patience: seconds to wait for a process that owns the indexes and does not answer others.
    """

    path: Path
    library: Library
    patience: float = 0.0
    _ownership: Ownership = field(init=False)
    _indexes: Indexes | None = field(init=False, default=None)
    _loopback: Loopback | None = field(init=False, default=None)

    def __post_init__(self) -> None:
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
    return Home(path, Library(open_engine(sqlite_url(path / DATABASE))), patience)
