"""What a sentence claims of the law (điều được khẳng định), and whether the shipped facts bear it out.

Data: ``data/legal/claims.yaml`` for yes-or-no propositions and offices; quantities are read from the facts themselves.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.legal_facts import LegalFact, Topic, topics
from knowledge.legal_phrases import Terms, award_places, matched, phrase_places, terms_of
from knowledge.quantities import FORM, SHARE, TIMES, Quantity, quantities
from knowledge.text import folded, syllables

_ADDED = frozenset({TIMES, SHARE, "initiatives", "months"})  # units that add a condition where a rule has none
_INITIATIVES = ("sáng kiến", "đề tài")
_SCOPES = {"co so": "base", "tinh": "province", "bo": "province", "toan quoc": "nation", "ca nuoc": "nation"}
_SCOPE = re.compile(rf"\b(?:sang kien|de tai)(?: \w+){{0,24}}? ({'|'.join(_SCOPES)})\b")
_DESPITE = re.compile(r"\b(?:(?:khong|chua) (?:du|dat|can)|duoi|thieu|thap hon|it hon)\b.*\b(?:van|cung)\b")
_WAITS = re.compile(
    r"\b\d+ (?:nam|thang)(?: sau)? moi\b|\bsau \d+ (?:nam|thang)\b|\b(?:it nhat|toi thieu|du) \d+ (?:nam|thang)\b"
)
_NEEDED = re.compile(r"\b(?:phai co|phai duoc|phai dat|phai la|can co|bat buoc|moi duoc|moi dat|doi hoi|truoc do)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that claims something, as typed and as a folded line without "đúng không".

    ``named`` are the awards in the line with their places.
    """

    text: str
    line: str
    named: Mapping[str, tuple[int, int]]

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return what it counts."""
        return quantities(self.text, self.line, _things(self.line, with_papers=True))


@dataclass(frozen=True, slots=True)
class _Proposition:
    topic: str
    holds: bool
    until: date | None
    says: tuple[Terms, ...]
    denies: tuple[Terms, ...]


def agrees(claim: Claim, topic: Topic, fact: LegalFact, day: date) -> bool | None:
    """Say whether a fact bears a claim out; None where the fact does not say.

    Args:
        claim: what is claimed.
        topic: what it is about; of a title's criteria, a condition that the fact does not have is wrong.
        fact: what the law says.
        day: for which the claim is made.
    """
    found = [_proposed(claim, topic, day), _counted(claim, topic, fact), _needed(claim, topic, fact)]
    found += [_enough(claim, topic), _reaches(claim, topic, fact)]
    said = [f for f in found if f is not None]
    if said and all(said) and topic.title is None and _WAITS.search(claim.line) and found[1] is None:
        return None  # a waiting time that the fact does not speak of
    return all(said) if said else None


def spoken_places(claim: Claim, topic: Topic) -> frozenset[int]:
    """Return the characters of a claim's line that state or deny a proposition of a topic; empty if none do."""
    ways = [t for p in _propositions() if p.topic == topic.id for t in (*p.says, *p.denies)]
    return frozenset(i for t in ways for i in matched(t, claim.line, claim.named))


def manner_places(claim: Claim) -> frozenset[int]:
    """Return the characters of a claim's line that say how sure it is ("chỉ cần", "bắt buộc"), not of what."""
    return frozenset(i for p in (_enough_words(), _NEEDED) for m in p.finditer(claim.line) for i in range(*m.span()))


def _proposed(claim: Claim, topic: Topic, day: date) -> bool | None:
    """Return whether the yes-or-no propositions of a topic are claimed as they are.

    What denies a proposition counts before what states it ("không bắt buộc phải có"), unless it is only a piece of
    that ("không bị loại" holds "bị loại").
    """
    results = []
    for proposition in (p for p in _propositions() if p.topic == topic.id):
        holds = proposition.holds != (proposition.until is not None and day <= proposition.until)
        says, denies = (
            max((matched(t, claim.line, claim.named) for t in terms), key=len, default=frozenset())
            for terms in (proposition.says, proposition.denies)
        )
        if says or denies:
            results.append(holds if says > denies else not holds)
    return all(results) if results else None


def _counted(claim: Claim, topic: Topic, fact: LegalFact) -> bool | None:
    """Return whether what a claim counts is what the fact counts; what falls short and still suffices is wrong."""
    result = _compares(claim, topic, fact)
    if result and _DESPITE.search(claim.line):
        return False
    return result


def _compares(claim: Claim, topic: Topic, fact: LegalFact) -> bool | None:
    standing = ". ".join(s for s in fact.statement.split(". ") if "hết hiệu lực" not in s)
    line = line_of(standing)
    held = quantities(standing, line, _things(line, with_papers=True))
    if fact.threshold is not None:
        shares = [q.value * 100 == fact.threshold for q in claim.quantities if q.unit == SHARE]
        return all(shares) if shares else None
    results = [_compared(q, held, topic.title) for q in claim.quantities]
    if any(r is False for r in results):
        return False
    return True if any(results) else None


def _compared(claimed: Quantity, held: Iterable[Quantity], title: str | None) -> bool | None:
    same_unit = [q for q in held if q.unit == claimed.unit]
    of = claimed.of(title)
    comparable = [q for q in same_unit if of is None or q.of(title) == of]
    if claimed.unit == FORM:
        comparable = [q for q in same_unit if q.of(title) in claimed.near] or same_unit
    if not comparable and (title is None or not any(q.of(title) for q in same_unit)):
        comparable = same_unit
    if comparable:
        return any(q.value == claimed.value for q in comparable)
    return False if title and claimed.unit in _ADDED else None


def _needed(claim: Claim, topic: Topic, fact: LegalFact) -> bool | None:
    """Return whether a title or rating that a claim calls necessary is one that the criteria ask for."""
    if topic.title is None or not _NEEDED.search(claim.line):
        return None
    line = line_of(fact.statement)
    asked = {name for _, name in _things(claim.line)} - {topic.title}
    held = {name for _, name in _things(line)}
    if phrase_places(_INITIATIVES, claim.line, ()) and not phrase_places(_INITIATIVES, line, ()):
        return False
    asked |= {"sang kien"} if phrase_places(_INITIATIVES, claim.line, ()) else set()
    held |= {"sang kien"}
    if "bk" in asked and held & {"bkbt", "bkttg"}:
        asked -= {"bk"}
    if asked - held:
        return False
    needs = [terms_of(n) for n in load_yaml("legal/claims.yaml")["needs"].get(topic.title, ())]
    return True if asked and any(matched(n, claim.line, claim.named) for n in needs) else None


def _reaches(claim: Claim, topic: Topic, fact: LegalFact) -> bool | None:
    """Return whether the scope that a claim asks of an initiative is that of the criteria (phạm vi ảnh hưởng)."""
    claimed, held = _scope(claim.line), _scope(line_of(fact.statement))
    return claimed == held if topic.title and claimed and held else None


def _scope(line: str) -> str | None:
    for (start, end), _ in award_places(line):
        line = line[:start] + "x" * (end - start) + line[end:]
    found = _SCOPE.search(line)
    return _SCOPES.get(found[1]) if found else None


def _enough(claim: Claim, topic: Topic) -> bool | None:
    """Return whether a claim of "chỉ cần ... là được" names every condition of a title; None for other claims."""
    needs = load_yaml("legal/claims.yaml")["needs"].get(topic.title, ())
    if not needs or not _enough_words().search(claim.line):
        return None
    named = {key: place for key, place in claim.named.items() if key != topic.title}
    return all(matched(terms_of(n), claim.line, named) for n in needs)


def is_partial(claim: Claim, topic: Topic) -> bool:
    """Say whether a claim takes a part of a title's conditions for the whole of them."""
    return _enough(claim, topic) is False


def title_meant(claim: Claim) -> Topic | None:
    """Return the criteria of which a claim speaks in no known way of asking: of the award that asks for the others."""
    if not (claim.quantities or _NEEDED.search(claim.line) or _enough_words().search(claim.line)):
        speaking = [t for t in topics() if t.title in claim.named and spoken_places(claim, t)]
        return speaking[0] if speaking else None
    titled = [t for t in topics() if t.title in claim.named and not _is_left_out(t, claim)]
    for topic in titled:
        asked_for = {name for f in topic.facts for _, name in award_places(line_of(f.statement))}
        if set(claim.named) <= asked_for | {topic.title}:
            return topic
    return titled[0] if len(titled) == 1 and len(claim.named) == 1 else None


def _is_left_out(topic: Topic, claim: Claim) -> bool:
    return any(matched(u, claim.line, claim.named) for u in topic.unless)


@lru_cache(maxsize=512)
def line_of(statement: str) -> str:
    """Return the folded words of a statement, "%" spelled out."""
    return " ".join(syllables(statement.replace("%", " phần trăm ")))


def _things(line: str, *, with_papers: bool = False) -> list[tuple[tuple[int, int], str]]:
    """Return the awards and ratings, and where asked the papers, that a folded line names, with their places."""
    data = load_yaml("legal/claims.yaml")
    found = list(award_places(line))
    for name, ways in {**data["ratings"], **(data["papers"] if with_papers else {})}.items():
        for way in sorted((" ".join(syllables(w)) for w in ways), key=len, reverse=True):
            for match in re.finditer(rf"\b{way}\b", line):
                if not any(a <= match.start() < b for (a, b), _ in found):
                    found.append((match.span(), name))
    return sorted(found)


@lru_cache(maxsize=1)
def _propositions() -> tuple[_Proposition, ...]:
    return tuple(
        _Proposition(
            row["topic"], row["holds"], row.get("until"), tuple(map(terms_of, row["says"])),
            tuple(map(terms_of, row.get("denies") or ())),
        )
        for row in load_yaml("legal/claims.yaml")["propositions"]
    )  # fmt: skip


def proposition_topics() -> frozenset[str]:
    """Return the ids of the topics that have a yes-or-no proposition."""
    return frozenset(p.topic for p in _propositions())


@lru_cache(maxsize=1)
def _enough_words() -> re.Pattern[str]:
    ways = sorted((folded(w).lower() for w in load_yaml("legal/claims.yaml")["enough"]), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(ways)})\b")
