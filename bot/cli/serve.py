"""``tdkt serve``: the channels that are switched on, in one process."""

import asyncio
import ipaddress
import logging
import sys
import webbrowser
from typing import Annotated

import typer

from bot import clock
from bot.bootstrap import Home
from bot.channels.base import Channel
from bot.channels.redaction import guard_logs
from bot.cli.context import Context
from bot.cli.vietnamese import Command
from bot.delivery.addresses import Names
from bot.invitations import issued, shown
from bot.switchboard import switched_on
from knowledge.errors import TdktError


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve", cls=Command)(serve)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Địa chỉ nghe (mặc định TDKT_HOST).")] = "",
    port: Annotated[int, typer.Option(help="Cổng nghe (mặc định TDKT_PORT); 0 là cổng trống bất kỳ.", min=-1)] = -1,
    replace_webhook: Annotated[
        bool, typer.Option("--replace-webhook", help="Cho phép gỡ hoặc thay webhook mà nơi khác đã đặt.")
    ] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Mở trang web trong trình duyệt của máy này.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Ghi nhật ký chi tiết ra stderr.")] = False,
) -> None:
    """Chạy trợ lý trên các kênh đã khai (Zalo, Telegram, e-mail) cho đến khi dừng."""
    from bot.serving.assembly import Wanted
    from bot.serving.process import Server
    from bot.web.site import WebWishes

    mine: Context = context.obj
    settings = mine.settings
    wanted = Wanted(
        host or settings.host,
        settings.port if port < 0 else port,
        settings.question_days,
        settings.per_minute,
        settings.per_day,
        WebWishes(settings.public_chat, settings.public_url),
    )
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    undo = guard_logs(settings.secrets)
    try:
        home = mine.home()
        channels = switched_on(settings, home.path, replace=replace_webhook)
        _require_administrator(home, wanted.host)

        def ready(address: str) -> None:
            _tell(mine, home, channels, address)
            if open_page:
                webbrowser.open(address)

        server = Server(home, channels, wanted, ready)
        asyncio.run(server.run())
    finally:
        undo()
    mine.say("Đã dừng.")


def _require_administrator(home: Home, host: str) -> None:
    """Refuse an address that others reach while nobody answers for the home.

    Raises:
        TdktError: there is no administrator yet.
    """
    if not _is_loopback(host) and not home.people.has_linked_administrator():
        raise TdktError(
            f"Chưa có quản trị nên không nghe ở địa chỉ công cộng {host}.",
            "Chạy “tdkt serve” ở 127.0.0.1 trước, dùng mã được in ra để liên kết quản trị đầu tiên, rồi chạy lại.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tell(mine: Context, home: Home, channels: dict[str, Channel], address: str) -> None:
    """Say where it serves, on which channels, what leaves the country, and how to become the first administrator."""
    two_way = [c for c in channels.values() if c.capabilities.listens]
    names = ", ".join(c.title for c in channels.values()) or "chưa kênh nào (khai TDKT_ZALO_TOKEN …)"
    lines = [f"tdkt đang chạy ở {address}. Kênh: {names}. Ctrl-C để dừng."]
    if not home.people.administrators():
        lines.append(
            "Mở địa chỉ ấy bằng trình duyệt để hỏi. Để quản trị trên web: tdkt people add --name “Họ tên” "
            "--role quan_tri, rồi tdkt invite 1 (in liên kết đăng nhập một lần)."
        )
    lines += [
        f"⚠ {c.title} đặt máy chủ ở nước ngoài: đây là chuyển dữ liệu cá nhân ra nước ngoài, đơn vị phải lập hồ sơ "
        "đánh giá (Luật 91/2025/QH15 Điều 20)."
        for c in channels.values()
        if c.abroad
    ]
    if not home.people.has_linked_administrator() and two_way:
        code = issued(home.people, Names(home.pseudonym_key()).of_code, None, clock.now().timestamp())
        lines.append(f"Chưa có quản trị. Mã một lần (15 phút): {shown(code)}. Cách dùng:")
        lines += [f"- {c.title}: {c.invitation(code)}" for c in two_way]
    mine.say("\n".join(lines))
    sys.stdout.flush()  # whoever reads a file or a journal sees it, and the code in it, at once
