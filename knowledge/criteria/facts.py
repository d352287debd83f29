"""What is known of a nominee (người, tập thể được đề nghị): frozen, every unknown value is None.

None means unknown; an empty tuple means known to be none. This difference decides between "cần bổ sung" and
"chưa đủ", so nothing here ever fills a gap by a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Subject(StrEnum):
    """Whom a title is for (đối tượng): one person (cá nhân) or a collective (tập thể)."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class Rating(StrEnum):
    """The official yearly rating (mức độ hoàn thành nhiệm vụ), from the lowest to the highest."""

    FAILED = "KHTNV"
    COMPLETED = "HTNV"
    GOOD = "HTTNV"
    EXCELLENT = "HTXSNV"

    @property
    def rank(self) -> int:
        """Return its place from the lowest, 0, to the highest, 3."""
        return list(Rating).index(self)

    @property
    def words(self) -> str:
        """Return its Vietnamese name."""
        return _RATING_WORDS[self]


_RATING_WORDS = {
    Rating.FAILED: "không hoàn thành nhiệm vụ",
    Rating.COMPLETED: "hoàn thành nhiệm vụ",
    Rating.GOOD: "hoàn thành tốt nhiệm vụ",
    Rating.EXCELLENT: "hoàn thành xuất sắc nhiệm vụ",
}


class Scope(StrEnum):
    """How far an initiative or a study reaches (phạm vi ảnh hưởng), from the narrowest."""

    BASE = "co_so"
    PROVINCE = "bo_tinh"
    NATION = "toan_quoc"

    @property
    def rank(self) -> int:
        """Return its place from the narrowest, 0, to the widest, 2."""
        return list(Scope).index(self)

    @property
    def words(self) -> str:
        """Return its Vietnamese name."""
        return _SCOPE_WORDS[self]


_SCOPE_WORDS = {Scope.BASE: "cơ sở", Scope.PROVINCE: "bộ, ban, ngành, tỉnh", Scope.NATION: "toàn quốc"}


class InitiativeKind(StrEnum):
    """An initiative (sáng kiến), or a study: đề tài, đề án, công trình khoa học."""

    INITIATIVE = "sang_kien"
    STUDY = "de_tai"


@dataclass(frozen=True, slots=True)
class HeldTitle:
    """A title (danh hiệu thi đua) awarded for a year; without a decision's number it is only claimed."""

    title: str
    year: int | None
    decision: str | None = None
    decided_on: date | None = None
    issuer: str | None = None
    revoked: bool | None = None


@dataclass(frozen=True, slots=True)
class HeldCommendation:
    """A form of commendation (hình thức khen thưởng) awarded in a year."""

    form: str
    year: int | None
    decision: str | None = None
    revoked: bool | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative or study; ``used_for`` names the award for which it was used already, if any."""

    name: str | None
    kind: InitiativeKind | None
    scope: Scope | None
    year: int | None
    decision: str | None = None
    used_for: str | None = None


@dataclass(frozen=True, slots=True)
class Discipline:
    """A disciplinary measure (kỷ luật) and the days of serving it; ``until`` None: it has not ended."""

    form: str | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Votes:
    """The council's votes: those who agreed, of all members (tổng số thành viên), not of those present."""

    agreed: int | None
    members: int | None


@dataclass(frozen=True, slots=True)
class Collective:
    """What is counted of a collective (tập thể), or of the unit in which a person is nominated.

    Attributes:
        members: how many people it has.
        completed_percent: share of them in per cent who completed their duties.
        ldtt: how many are Lao động tiên tiến; ``cstdcs``: how many are Chiến sĩ thi đua cơ sở.
        disciplined: how many were disciplined by a warning (cảnh cáo) or harder.
        rating: its own rating.
        leads_cluster: it leads its emulation cluster (dẫn đầu cụm, khối thi đua).
    """

    members: int | None = None
    completed_percent: float | None = None
    ldtt: int | None = None
    cstdcs: int | None = None
    disciplined: int | None = None
    rating: Rating | None = None
    leads_cluster: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of one nominee for one achievement year (năm xét).

    Attributes:
        ratings: rating by year; a year that is not there is unknown.
        received_on: day the appraising body received the file (ngày cơ quan thẩm định tiếp nhận hồ sơ).
        signed_on: day the decision was signed (ngày ký quyết định).
        under_review: a discipline, inspection or denunciation is being looked into.
        participates: takes part in emulation movements, confirmed by the unit.
    """

    subject: Subject | None = None
    name: str | None = None
    organisation: str | None = None
    province: str | None = None
    achievement_year: int | None = None
    received_on: date | None = None
    signed_on: date | None = None
    ratings: Mapping[int, Rating] = field(default_factory=dict)
    titles: tuple[HeldTitle, ...] | None = None
    commendations: tuple[HeldCommendation, ...] | None = None
    initiatives: tuple[Initiative, ...] | None = None
    discipline: tuple[Discipline, ...] | None = None
    under_review: bool | None = None
    participates: bool | None = None
    months_worked: float | None = None
    leave: str | None = None
    votes: Votes | None = None
    collective: Collective | None = None
