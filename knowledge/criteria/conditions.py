"""Conditions of a title (tiêu chuẩn) as a small expression tree: data only.

A node has a text in our words, a basis, a source status and one test. Tests that join others are ``all``, ``any`` and
``at_least``; every other test looks at the facts of a nominee. An ``any`` must say whether the text of the law is
wholly held: where it is not, one more alternative stands open that nobody can read.
"""

from dataclasses import dataclass

from knowledge.criteria.facts import InitiativeKind, Rating, Scope


@dataclass(frozen=True, slots=True)
class All:
    """Every part must be met (và)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough (một trong); ``wholly_held``: the alternatives are all that the law has."""

    parts: tuple["Condition", ...]
    wholly_held: bool


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many parts must be met (ít nhất n)."""

    count: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class RatingAtLeast:
    """The rating of the achievement year; ``unclear`` is a rating that neither meets nor misses it."""

    least: Rating
    unclear: Rating | None = None


@dataclass(frozen=True, slots=True)
class RatingStreak:
    """Consecutive years up to the achievement year with such a rating (liên tục từ n năm).

    Attributes:
        after: the years count from the one after this form was awarded.
        among: what must be found within these years (trong thời gian đó).
    """

    years: int
    least: Rating
    after: str | None = None
    among: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class RatingCount:
    """So many years with such a rating, within the years of the streak around it."""

    times: int
    least: Rating


@dataclass(frozen=True, slots=True)
class TitleInYear:
    """One of these titles was awarded for the achievement year."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleStreak:
    """One of these titles was awarded so many consecutive years (n lần liên tục), up to this year or the last."""

    titles: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class TitleCount:
    """One of these titles was awarded so many times: within the streak around it, else within the last ``years``."""

    titles: tuple[str, ...]
    times: int
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Commendation:
    """A form of commendation was awarded already (đã được tặng), so many times."""

    form: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Initiatives:
    """So many recognised initiatives or studies of at least this scope.

    Attributes:
        yearly: they must be of the achievement year; one of another year leaves it open.
        within: they must be of the years of the streak around it, or of the last so many years.
    """

    times: int
    scope: Scope
    kinds: tuple[InitiativeKind, ...]
    yearly: bool = False
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Participates:
    """The unit confirms that the nominee takes part in emulation movements."""


@dataclass(frozen=True, slots=True)
class Share:
    """One count of a collective against another, in per cent; exact, never rounded.

    ``with_nominee``: the count may or may not include the nominee, so both readings must agree.
    """

    of: str
    among: str
    least: int | None = None
    most: int | None = None
    with_nominee: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a collective against a bound."""

    of: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class LeadsCluster:
    """The collective leads its emulation cluster (dẫn đầu cụm, khối thi đua)."""


@dataclass(frozen=True, slots=True)
class VoteShare:
    """The share of all council members who agreed, in per cent."""

    least: int


@dataclass(frozen=True, slots=True)
class Meets:
    """The conditions of another title are met (đạt tiêu chuẩn danh hiệu ...)."""

    title: str


@dataclass(frozen=True, slots=True)
class CombatMerit:
    """Resourcefulness in combat (mưu trí, sáng tạo trong chiến đấu): open to the armed forces only."""


@dataclass(frozen=True, slots=True)
class ArmedForce:
    """The nominee belongs to the armed forces (lực lượng vũ trang)."""


@dataclass(frozen=True, slots=True)
class Council:
    """A path that only people can judge; no field of the facts states it."""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A rule whose text is not held."""


@dataclass(frozen=True, slots=True)
class NotUnderReview:
    """No discipline, inspection or denunciation is being looked into."""


@dataclass(frozen=True, slots=True)
class NotDisciplinedAllYear:
    """No disciplinary measure covers the whole achievement year."""


Test = (
    All | AnyOf | AtLeast | RatingAtLeast | RatingStreak | RatingCount | TitleInYear | TitleStreak | TitleCount
    | Commendation | Initiatives | Participates | Share | Count | LeadsCluster | VoteShare | Meets | CombatMerit
    | ArmedForce | Council | NotHeld | NotUnderReview | NotDisciplinedAllYear
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: our words, where it stands, how surely it is known, and what is tested."""

    text: str
    basis: str
    source_status: str
    test: Test


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions of which one is made."""
    test = condition.test
    if isinstance(test, All | AnyOf | AtLeast):
        return test.parts
    return test.among if isinstance(test, RatingStreak) else ()
