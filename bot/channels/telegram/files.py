"""Files that somebody sent, fetched from Telegram's file server and from nowhere else."""

import asyncio
import ssl
from urllib.parse import quote

import httpx

from bot.channels.base import ChannelError

MOST_BYTES = 20 * 1024 * 1024  # of a file that a bot may fetch [D]
_PATIENCE = 60.0  # seconds for one file, however slowly it comes


def address(base: str, path: str | None) -> str:
    """Return where a file lies below the base of all files.

    Args:
        base: the address of the file server for our bot, without a slash at its end.
        path: what the platform says; the library may have put the base before it.

    Raises:
        ChannelError: the path leads out of the base, or is missing.
    """
    parts = (path or "").removeprefix(f"{base}/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise ChannelError("Telegram không cho biết nơi lấy tệp. Đề nghị người gửi gửi lại tệp.")
    return f"{base}/" + "/".join(quote(part, safe="") for part in parts)


async def download(url: str, trusted: ssl.SSLContext) -> bytes:
    """Return what lies at an address; no redirection is followed.

    Args:
        url: the address.
        trusted: whose certificates are believed.

    Raises:
        ChannelError: it does not come, or is larger than Telegram lets a bot fetch.
    """
    try:
        async with (
            asyncio.timeout(_PATIENCE),
            httpx.AsyncClient(verify=trusted, follow_redirects=False) as client,
            client.stream("GET", url) as reply,
        ):
            if reply.status_code != httpx.codes.OK:
                raise ChannelError(f"Telegram không trả tệp (mã {reply.status_code}). Đề nghị gửi lại tệp.")
            return await _body(reply)
    except (httpx.HTTPError, TimeoutError) as error:
        raise ChannelError(f"Chưa tải được tệp từ Telegram ({type(error).__name__}). Hãy thử lại sau.") from None


def check_size(size: int | None) -> None:
    """See that a file may be fetched.

    Raises:
        ChannelError: it is too large.
    """
    if size is not None and size > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise ChannelError(f"Tệp dài hơn {most} MB, Telegram không cho tải. Đề nghị gửi tệp nhỏ hơn hoặc chia ra.")


async def _body(reply: httpx.Response) -> bytes:
    content = bytearray()
    async for piece in reply.aiter_bytes():
        content += piece
        check_size(len(content))
    return bytes(content)
