"""Which channels a unit switched on (kênh đang dùng): each imported only where it is, none started half configured."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from bot import clock
from bot.channels.base import Channel, ChannelError
from bot.channels.receiving import Receiving
from bot.dialogue.commands import MENU
from bot.settings import Settings

OA_TOKENS = "zalo_oa.tokens"
_FRESH = timedelta(hours=2)  # Zalo is said to deliver again for an hour; what came before is known by its key


def switched_on(settings: Settings, home: Path, *, replace: bool = False) -> dict[str, Channel]:
    """Return the channels that the settings switch on, by name.

    Args:
        settings: of this installation.
        home: its folder, for what a channel must keep itself.
        replace: webhooks that somebody else set may be taken over or removed.

    Raises:
        ChannelError: one of them is configured by half; the message names what is missing.
    """
    made = (make(settings, home, replace) for make in _KINDS.values())
    return {channel.name: channel for channel in made if channel is not None}


def _receiving(settings: Settings, secret: str, title: str, *, replace: bool) -> Receiving:
    if not secret:
        return Receiving(replace=replace)
    if not settings.public_url.startswith("https://"):
        raise ChannelError(
            f"{title}: có bí mật webhook nhưng TDKT_PUBLIC_URL “{settings.public_url}” không phải địa chỉ https.",
            "Khai TDKT_PUBLIC_URL=https://…, hoặc bỏ bí mật webhook để tự hỏi (polling).",
        )
    return Receiving(settings.public_url, secret, replace)


def _complete(title: str, needed: Mapping[str, str], **others: str) -> bool:
    """Say whether a channel is switched on at all.

    Args:
        title: of the channel.
        needed: what it cannot do without, by the names of the settings.
        others: what it can do without, but what says nothing without the channel.

    Raises:
        ChannelError: only some of what it needs is set.
    """
    missing = [name for name, value in needed.items() if not value]
    given = [name for name, value in others.items() if value]
    if len(missing) == len(needed) and not given:
        return False
    if missing:
        raise ChannelError(
            f"{title} mới khai một nửa: thiếu {', '.join(missing)}.",
            f"Khai thêm, hoặc bỏ trống cả {', '.join([*needed, *given])} để tắt {title}.",
        )
    return True


def _zalo(settings: Settings, _home: Path, replace: bool) -> Channel | None:
    token, secret = settings.zalo_token.get_secret_value(), settings.zalo_webhook_secret.get_secret_value()
    if not _complete("Zalo Bot", {"TDKT_ZALO_TOKEN": token}, TDKT_ZALO_WEBHOOK_SECRET=secret):
        return None
    from bot.channels.zalo.channel import ZaloChannel

    receiving = _receiving(settings, secret, "Zalo Bot", replace=replace)
    return ZaloChannel(
        token, receiving, settings.zalo_api, clock=clock.now,
        monthly_messages=settings.zalo_monthly, most_people=settings.zalo_people,
    )  # fmt: skip


def _telegram(settings: Settings, _home: Path, replace: bool) -> Channel | None:
    token, secret = settings.telegram_token.get_secret_value(), settings.telegram_webhook_secret.get_secret_value()
    if not _complete("Telegram", {"TDKT_TELEGRAM_TOKEN": token}, TDKT_TELEGRAM_WEBHOOK_SECRET=secret):
        return None
    from bot.channels.telegram.channel import TelegramChannel

    receiving = _receiving(settings, secret, "Telegram", replace=replace)
    menu = [(name.value, what) for name, what in MENU]
    groups = settings.telegram_groups
    return TelegramChannel(
        token, receiving, settings.telegram_api, settings.telegram_files, groups=groups, commands=menu
    )


def _official(settings: Settings, home: Path, replace: bool) -> Channel | None:
    app_secret, oa_secret = settings.oa_app_secret.get_secret_value(), settings.oa_secret_key.get_secret_value()
    needed = {
        "TDKT_OA_APP_ID": settings.oa_app_id,
        "TDKT_OA_APP_SECRET": app_secret,
        "TDKT_OA_SECRET_KEY": oa_secret,
    }
    first = settings.oa_refresh_token.get_secret_value()
    if not _complete("Zalo OA", needed, TDKT_OA_REFRESH_TOKEN=first):
        return None
    from bot.channels.zalo_oa.channel import ZaloOfficialChannel
    from bot.channels.zalo_oa.tokens import FileTokenStore, Tokens

    tokens = FileTokenStore(home / OA_TOKENS)
    if first and tokens.load() is None:
        tokens.save(Tokens("not-yet", first, datetime.fromtimestamp(0, UTC)))
    receiving = _receiving(settings, oa_secret, "Zalo OA", replace=replace)
    return ZaloOfficialChannel(
        settings.oa_app_id, app_secret, oa_secret, tokens, receiving,
        settings.oa_api, settings.oa_oauth, clock=clock.now, fresh=_FRESH,
    )  # fmt: skip


def _email(settings: Settings, _home: Path, _replace: bool) -> Channel | None:
    needed = {"TDKT_SMTP_HOST": settings.smtp_host, "TDKT_SMTP_SENDER": settings.smtp_sender}
    user, password = settings.smtp_user, settings.smtp_password.get_secret_value()
    if not _complete("E-mail", needed, TDKT_SMTP_USER=user, TDKT_SMTP_PASSWORD=password):
        return None
    from bot.channels.email.channel import EmailChannel

    return EmailChannel(
        settings.smtp_host, settings.smtp_sender, settings.smtp_port, settings.smtp_security,
        user, password, clock=clock.now,
    )  # fmt: skip


_KINDS: Mapping[str, Callable[[Settings, Path, bool], Channel | None]] = MappingProxyType(
    {"zalo": _zalo, "telegram": _telegram, "zalo_oa": _official, "email": _email}
)
