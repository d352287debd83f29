"""Settings become channels, or an error that names what is missing; nothing is switched on by half."""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import ChannelError
from bot.settings import Settings
from bot.switchboard import OA_TOKENS, switched_on

TOKEN = "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
URL = {"public_url": "https://tdkt.laichau.vn"}
ZALO = {"zalo_token": TOKEN}
TELEGRAM = {"telegram_token": TOKEN}
OA = {"oa_app_id": "42", "oa_app_secret": "app-secret", "oa_secret_key": "oa-secret", **URL}
MAIL = {"smtp_host": "127.0.0.1", "smtp_sender": "tdkt@lc.vn"}


def settings(**given: Any) -> Settings:
    """Return settings that only this test gives."""
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, []), (ZALO, ["zalo"]), (TELEGRAM, ["telegram"]), (MAIL, ["email"]), (OA, ["zalo_oa"]),
        ({**ZALO, **TELEGRAM, **OA, **MAIL}, ["zalo", "telegram", "zalo_oa", "email"]),
        ({**ZALO, "zalo_webhook_secret": "bi-mat-dai", **URL}, ["zalo"]),
        ({**TELEGRAM, "telegram_webhook_secret": "bi-mat-dai", **URL}, ["telegram"]),
        ({"telegram_groups": True, "smtp_port": 25, "public_url": "https://x.vn"}, []),
    ],
)  # fmt: skip
def test_what_is_set_is_switched_on(tmp_path: Path, given: dict[str, Any], names: list[str]) -> None:
    """Exactly the channels whose settings are there, by their own names."""
    channels = switched_on(settings(**given), tmp_path)
    assert list(channels) == names
    assert [channel.name for channel in channels.values()] == names


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"zalo_webhook_secret": "bi-mat-dai", **URL}, ["TDKT_ZALO_TOKEN"]),
        ({"telegram_webhook_secret": "bi-mat-dai", **URL}, ["TDKT_TELEGRAM_TOKEN"]),
        ({**ZALO, "zalo_webhook_secret": "bi-mat-dai"}, ["TDKT_PUBLIC_URL"]),
        ({**ZALO, "zalo_webhook_secret": "bi-mat-dai", "public_url": "http://x.vn"}, ["TDKT_PUBLIC_URL", "http://x.vn"]),
        ({**TELEGRAM, "telegram_webhook_secret": "bi-mat-dai"}, ["TDKT_PUBLIC_URL"]),
        ({"oa_app_id": "42"}, ["TDKT_OA_APP_SECRET", "TDKT_OA_SECRET_KEY"]),
        ({"oa_app_secret": "app-secret", "oa_secret_key": "oa-secret"}, ["TDKT_OA_APP_ID"]),
        ({**OA, "public_url": ""}, ["TDKT_PUBLIC_URL"]),
        ({"oa_refresh_token": "refresh"}, ["TDKT_OA_APP_ID", "TDKT_OA_APP_SECRET", "TDKT_OA_SECRET_KEY"]),
        ({"smtp_host": "127.0.0.1"}, ["TDKT_SMTP_SENDER"]), ({"smtp_sender": "tdkt@lc.vn"}, ["TDKT_SMTP_HOST"]),
        ({"smtp_user": "tdkt", "smtp_password": "mật khẩu"}, ["TDKT_SMTP_HOST", "TDKT_SMTP_SENDER"]),
        ({"smtp_password": "mật khẩu"}, ["TDKT_SMTP_HOST", "TDKT_SMTP_SENDER"]),
    ],
)  # fmt: skip
def test_half_a_channel_is_refused_by_what_is_missing(
    tmp_path: Path, given: dict[str, Any], missing: list[str]
) -> None:
    """The error names every setting that is missing, and no secret; the whole start is refused."""
    with pytest.raises(ChannelError) as caught:
        switched_on(settings(**given), tmp_path)
    said = str(caught.value)
    assert all(name in said for name in missing), said
    assert not any(secret in said for secret in ("bi-mat-dai", "app-secret", "oa-secret", "mật khẩu", TOKEN))


def test_half_a_channel_also_stops_the_others(tmp_path: Path) -> None:
    """A complete channel beside a half one does not start without it in silence."""
    with pytest.raises(ChannelError, match="TDKT_SMTP_SENDER"):
        switched_on(settings(**ZALO, smtp_host="127.0.0.1"), tmp_path)


def test_the_first_refresh_token_is_kept_once(tmp_path: Path) -> None:
    """It is written into the home at the first start, and never over the newer one that tdkt keeps there."""
    switched_on(settings(**OA, oa_refresh_token="dau-tien"), tmp_path)
    kept = tmp_path / OA_TOKENS
    before = kept.read_bytes()
    assert b"dau-tien" in before
    switched_on(settings(**OA, oa_refresh_token="khác"), tmp_path)
    assert kept.read_bytes() == before
    assert kept.stat().st_mode & 0o077 == 0


def test_the_limits_of_the_plan_are_those_of_the_settings(tmp_path: Path) -> None:
    """How many messages and people a Zalo plan holds is what the unit says."""
    channel = switched_on(settings(**ZALO, zalo_monthly=100, zalo_people=7), tmp_path)["zalo"]
    assert (channel.capabilities.monthly_messages, channel.capabilities.most_people) == (100, 7)


def test_every_secret_is_known_for_masking() -> None:
    """Each secret setting that is set is among those that logs mask, and none is shown in writing."""
    given = {name: f"bí-mật-{name}" for name, of in Settings.model_fields.items() if "SecretStr" in str(of.annotation)}
    made = settings(**given)
    assert set(made.secrets) == set(given.values())
    assert not any(secret in repr(made) for secret in given.values())
