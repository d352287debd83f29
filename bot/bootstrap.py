"""Join the parts of one home: the only place that knows concrete classes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import HomeBusy, HomeError
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.answering.answerer import Answerer
from retriever.index import LexicalIndex
from retriever.index.sync import Progress, rebuild, synchronise

DATABASE = "tdkt.sqlite"
INDEX = Path("index") / "lexical"
LOCK = "index.lock"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything of one unit."""

    path: Path
    library: Library

    def answerer(self) -> Answerer:
        """Return an answerer on an index that is up to date."""
        return Answerer(self.library, self.current_index(), self.library.unit().contact)

    def current_index(self, progress: Progress | None = None) -> LexicalIndex:
        """Return the index, healed first where SQL has gone ahead of it."""
        index = LexicalIndex(self.path / INDEX)
        if index.applied_revision != self.library.revision():
            with self.owning_indexes():
                synchronise(self.library, index, *([progress] if progress else []))
        return index

    def reindex(self, progress: Progress) -> LexicalIndex:
        """Build the index anew."""
        with self.owning_indexes():
            return rebuild(self.library, self.path / INDEX, progress)

    @contextmanager
    def owning_indexes(self) -> Iterator[None]:
        """Own the indexes of the home while the block runs.

        Raises:
            HomeBusy: another process owns them; the message names its pid.
        """
        with (self.path / LOCK).open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "?"
                raise HomeBusy(
                    f"Tiến trình {holder} đang giữ chỉ mục của kho {self.path}.",
                    "Chờ nó xong rồi chạy lại lệnh này.",
                ) from None
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            yield


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
