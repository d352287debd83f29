"""Settings: the environment and a ``.env`` file, read here and nowhere else."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; each name carries the prefix ``TDKT_`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="TDKT_", env_file=".env", extra="ignore")

    home: Path = Field(Path(".tdkt"), description="Thư mục kho dữ liệu của đơn vị.")
    crash_at: str = Field("", description="Chỉ dùng khi kiểm thử: điểm mà tiến trình bị ngắt như mất điện.")
    patience: float = Field(20.0, ge=0, description="Số giây chờ tiến trình khác đang giữ chỉ mục của kho.")
    actor: str = Field("", description="Tên ghi vào nhật ký khi sửa, gỡ văn bản; để trống: tên người dùng máy.")
