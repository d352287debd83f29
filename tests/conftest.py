"""What every test gets: no network, no settings of this machine, the same drawn examples each time."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url

settings.register_profile("tdkt", derandomize=True, deadline=None, database=None)
settings.load_profile("tdkt")


LOOPBACK = "127.0.0.1"
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _refuse(what: object) -> None:
    if what not in (LOOPBACK, "localhost"):
        raise AssertionError(f"a test reached for the network: {what}")


def _connect_here(one: socket.socket, address: tuple[str, int]) -> None:
    _refuse(address[0])
    _connect(one, address)


def _connect_ex_here(one: socket.socket, address: tuple[str, int]) -> int:
    _refuse(address[0])
    return _connect_ex(one, address)


def _getaddrinfo_here(host: str, *given: Any, **named: Any) -> list[Any]:
    _refuse(host)
    return _getaddrinfo(host, *given, **named)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Close the sockets but for loopback: whatever dials out fails its test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _connect_here)
        patch.setattr(socket.socket, "connect_ex", _connect_ex_here)
        patch.setattr(socket, "getaddrinfo", _getaddrinfo_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine() -> Iterator[None]:
    """Leave out what the environment says to tdkt, but for the place of test data."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("TDKT_") and n != "TDKT_TESTDATA"]:
            patch.delenv(name)
        yield


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A new database, closed after the test."""
    opened = open_engine(sqlite_url(tmp_path / "tdkt.sqlite"))
    yield opened
    opened.dispose()


@pytest.fixture
def library(engine: Engine) -> Library:
    """An empty register of documents."""
    return Library(engine)


def _paper(
    *,
    number: str = "12/KH-SNV",
    issuer: tuple[str, str] = ("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "SỞ NỘI VỤ"),
    issued: str = "ngày 05 tháng 3 năm 2026",
    heading: str = "KẾ HOẠCH",
    title: str = "Tổ chức phong trào thi đua “Sáng kiến nhỏ, hiệu quả lớn” năm 2026",
    deadline: str = "Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6/2026.",
) -> str:
    return f"""{issuer[0]}
{issuer[1]}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {number}

Lai Châu, {issued}

{heading}
{title}

Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022;

Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ;

I. MỤC ĐÍCH

1. Mục đích chung

Khơi dậy tinh thần tìm cách làm mới trong công chức, viên chức của ngành.

II. THỜI HẠN VÀ HỒ SƠ

1. Hồ sơ đề nghị khen thưởng đợt 1

{deadline}

2. Sổ theo dõi

Mỗi phòng lập một sổ theo dõi sáng kiến, do trưởng phòng giữ.

Nơi nhận:
- UBND tỉnh (để báo cáo);
- Các phòng thuộc Sở;
- Lưu: VT, VP.

GIÁM ĐỐC

Lò Văn Thắm
"""


@pytest.fixture(scope="session")
def paper() -> Callable[..., str]:
    """The writer of small plans: number, issuer, issued, heading, title and deadline may each be another."""
    return _paper
