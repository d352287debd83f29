"""Settings: the environment and a ``.env`` file, read here and nowhere else."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_NONE = SecretStr("")


class Settings(BaseSettings):
    """What an operator may set; each name carries the prefix ``TDKT_`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="TDKT_", env_file=".env", extra="ignore")

    home: Path = Field(Path(".tdkt"), description="Thư mục kho dữ liệu của đơn vị.")
    crash_at: str = Field("", description="Chỉ dùng khi kiểm thử: điểm mà tiến trình bị ngắt như mất điện.")
    patience: float = Field(20.0, ge=0, description="Số giây chờ tiến trình khác đang giữ chỉ mục của kho.")
    actor: str = Field("", description="Tên ghi vào nhật ký khi sửa, gỡ văn bản; để trống: tên người dùng máy.")

    host: str = Field("127.0.0.1", description="Địa chỉ mà “tdkt serve” nghe; địa chỉ công cộng cần có quản trị trước.")
    port: int = Field(8765, ge=0, le=65535, description="Cổng mà “tdkt serve” nghe.")
    public_url: str = Field("", description="Địa chỉ https mà Zalo, Telegram gọi tới khi dùng webhook.")
    public_chat: bool = Field(True, description="Ai mở trang web cũng hỏi được; false: phải đăng nhập.")
    question_days: int = Field(30, ge=0, description="Số ngày giữ chữ của câu hỏi (chỉ của người đã đồng ý).")
    per_minute: float = Field(20.0, gt=0, description="Số tin mỗi phút mà một cuộc trò chuyện được hỏi đều đặn.")
    per_day: int = Field(40, gt=0, description="Số tin mỗi ngày của một cuộc trò chuyện ở kênh có hạn mức tháng.")

    zalo_token: SecretStr = Field(_NONE, description="Token của Zalo Bot; để trống: không dùng Zalo Bot.")
    zalo_webhook_secret: SecretStr = Field(
        _NONE, description="Bí mật webhook Zalo Bot, 8–256 ký tự; để trống: tự hỏi Zalo (polling)."
    )
    zalo_api: str = Field("https://bot-api.zaloplatforms.com", description="Địa chỉ API của Zalo Bot.")
    zalo_monthly: int = Field(3000, gt=0, description="Số tin mỗi tháng của gói Zalo Bot.")
    zalo_people: int = Field(50, gt=0, description="Số người của gói Zalo Bot.")

    telegram_token: SecretStr = Field(_NONE, description="Token của bot Telegram; để trống: không dùng Telegram.")
    telegram_webhook_secret: SecretStr = Field(
        _NONE, description="Bí mật webhook Telegram (A–Z a–z 0–9 _ -); để trống: tự hỏi Telegram (polling)."
    )
    telegram_api: str = Field("https://api.telegram.org/bot", description="Địa chỉ API của Telegram, trước token.")
    telegram_files: str = Field(
        "https://api.telegram.org/file/bot", description="Địa chỉ tệp của Telegram, trước token."
    )
    telegram_groups: bool = Field(False, description="Trả lời trong nhóm Telegram khi được gọi tên.")

    oa_app_id: str = Field("", description="Mã ứng dụng của Zalo Official Account; để trống: không dùng OA.")
    oa_app_secret: SecretStr = Field(_NONE, description="Khóa bí mật của ứng dụng OA.")
    oa_secret_key: SecretStr = Field(_NONE, description="Khóa bí mật ở trang webhook của OA (khác khóa ứng dụng).")
    oa_refresh_token: SecretStr = Field(_NONE, description="Refresh token đầu tiên của OA; sau đó tdkt tự giữ cặp mới.")
    oa_api: str = Field("https://openapi.zalo.me", description="Địa chỉ OpenAPI của OA.")
    oa_oauth: str = Field("https://oauth.zaloapp.com", description="Địa chỉ cấp token của OA.")

    smtp_host: str = Field("", description="Máy chủ gửi thư; để trống: không gửi e-mail.")
    smtp_port: int = Field(587, gt=0, le=65535, description="Cổng của máy chủ gửi thư.")
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        "starttls", description="Bảo vệ đường gửi thư: starttls, ssl hay none (chỉ trên cùng máy)."
    )
    smtp_user: str = Field("", description="Tài khoản gửi thư; để trống: không đăng nhập.")
    smtp_password: SecretStr = Field(_NONE, description="Mật khẩu gửi thư.")
    smtp_sender: str = Field("", description="Địa chỉ người gửi của thư.")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret that is set, for masking."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr) and v.get_secret_value())
