"""Join the parts of one home: the only place that knows concrete classes."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from knowledge.errors import HomeBusy, HomeError, IndexMismatch
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.answerer import Answerer
from retriever.index import LexicalIndex
from retriever.index.sync import Progress, rebuild, synchronise

DATABASE = "tdkt.sqlite"
INDEX = Path("index") / "lexical"
LOCK = "index.lock"
_POLL = 0.1  # seconds between two looks at a lock


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything of one unit."""

    path: Path
    library: Library

    def close(self) -> None:
        """Close the database."""
        self.library.close()

    def answerer(self) -> Answerer:
        """Return an answerer on an index that is up to date."""
        return Answerer(self.library, self.current_index(), self.library.unit().contact)

    def current_index(self, progress: Progress | None = None, patience: float = 0.0) -> LexicalIndex:
        """Return the index, healed first where it is damaged or does not show what SQL holds.

        Args:
            progress: told how far the healing is.
            patience: seconds to wait for another process that owns the indexes.
        """
        index = self._whole_index()
        if index is not None and index.applied_revision == self.library.revision():
            return index
        with self.owning_indexes(patience):
            index = self._whole_index()
            told = [progress] if progress else []
            if index is None or index.applied_revision > self.library.revision():
                return rebuild(self.library, self.path / INDEX, *told)
            synchronise(self.library, index, *told)
            return index

    def _whole_index(self) -> LexicalIndex | None:
        """Return the index as it stands; None where it is damaged or of another format."""
        try:
            return LexicalIndex(self.path / INDEX)
        except IndexMismatch:
            return None

    def reindex(self, progress: Progress) -> LexicalIndex:
        """Build the index anew."""
        with self.owning_indexes():
            return rebuild(self.library, self.path / INDEX, progress)

    @contextmanager
    def owning_indexes(self, patience: float = 0.0) -> Iterator[None]:
        """Own the indexes of the home while the block runs.

        Args:
            patience: seconds to wait for another process that owns them.

        Raises:
            HomeBusy: another process still owns them; the message names its pid.
        """
        until = time.monotonic() + patience
        with (self.path / LOCK).open("a+", encoding="ascii") as lock:
            while not _locked(lock):
                if time.monotonic() >= until:
                    lock.seek(0)
                    holder = lock.read().strip() or "?"
                    raise HomeBusy(
                        f"Tiến trình {holder} đang giữ chỉ mục của kho {self.path}.",
                        "Chờ nó xong rồi chạy lại lệnh này.",
                    )
                time.sleep(_POLL)
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_home(path: Path, *, create: bool = True) -> Home:
    """Open the home at ``path``.

    Args:
        path: its folder.
        create: make it when absent.

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
    return Home(path, Library(open_engine(sqlite_url(path / DATABASE))))
