"""Which documents a question speaks of: by number, by province, by agency, by year."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from knowledge.text import folded, folded_in_place, syllables
from knowledge.vocabulary.places import Province
from retriever.catalogue import Catalogue, Naming, Profile, names_agency
from retriever.understanding import Focus, Question

Mentions = Callable[[int, str], bool]


def _never_mentions(_document: int, _phrase: str) -> bool:
    return False


_FIRM = 0.6  # so much of an issuer's name makes it the one that was meant
_HINT = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that the question may be about, and which of its words name it."""

    profile: Profile
    naming: Naming
    named: bool  # by its number, or so much of its agency that no other fits
    cited_number: bool = False  # the question names a document that this one cites


@dataclass(frozen=True, slots=True)
class Scope:
    """The candidates, and what of the question's naming fits no document held."""

    candidates: tuple[Candidate, ...]
    unknown: str | None = None

    @property
    def named(self) -> tuple[Candidate, ...]:
        """Return the candidates that the question names."""
        return tuple(c for c in self.candidates if c.named)


def find_scope(question: Question, catalogue: Catalogue, mentions: Mentions = _never_mentions) -> Scope:
    """Return the documents that a question may be about, the named ones marked.

    Args:
        question: what is asked.
        catalogue: every document that may be asked about.
        mentions: says whether a document's text holds a folded phrase.
    """
    profiles: Sequence[Profile] = catalogue.profiles
    by_number: set[int] = set()
    citing: set[int] = set()
    for mention in question.numbers:
        own = {p.document_id for p in profiles if p.own_number_fits(mention)}
        cites = {p.document_id for p in profiles if p.cites(mention)}
        if not own and not cites and (mention.symbol or mention.letters):
            return Scope((), f"văn bản số {mention.span.of(question.text).strip()}")
        by_number |= own
        citing |= cites
    in_province = [p for p in profiles if any(p.is_of(q) for q in question.provinces)]
    if question.provinces and not in_province:
        return Scope((), f"văn bản của {question.provinces[0].name}")
    stranger = _stranger(question, in_province or profiles, mentions) or _named_stranger(question, profiles, mentions)
    if stranger and not by_number:
        return Scope((), f"văn bản của {stranger}")
    namings = {p.document_id: names_agency((*question.words, "|", *question.background), p) for p in profiles}
    firmest = sorted((n.firmness for n in namings.values()), reverse=True)
    best, second = (*firmest, 0.0, 0.0)[:2]
    candidates = []
    for profile in profiles:
        naming = namings[profile.document_id].also(_place_words(question, profile))
        number_hit = profile.document_id in by_number
        if question.provinces and profile not in in_province and not number_hit:
            continue
        alone = naming.proper >= 2 and naming.firmness >= _HINT and naming.firmness == best and best - second >= 0.15
        firm = alone or (naming.firmness >= _FIRM and naming.firmness > best - 0.15)
        named = number_hit or firm or (bool(question.provinces) and naming.firmness >= _HINT)
        candidates.append(Candidate(profile, naming, named, profile.document_id in citing))
    return Scope(_narrowed(candidates, by_number, citing))


_AGENCY_IN_PLACE = re.compile(
    r"(?<!ho )(?<!co )\b"
    r"(?P<head>so(?! ket| luong| do| hieu| bo| lieu| may)|chi cuc|cuc|truong|benh vien|huyen|xa|phuong"
    r"|thi xa|quan|thanh uy|tinh uy|ban to chuc)"
    r"(?P<own>(?: (?!nao |gi |o |tai (?!chinh|nguyen)|cua |cho |nhan )\w+){1,6}?)"
    r"(?= (?:tinh |thanh pho |o |tai )?(?P<place>{places})\b)"
)


_HEADS = frozenset(
    {
        "sở",
        "chi",
        "cục",
        "trường",
        "bệnh",
        "huyện",
        "xã",
        "phường",
        "thị",
        "quận",
        "thành",
        "tỉnh",
        "ban",
    }
)


_PROPER_NAME = re.compile(
    r"\b(?P<head>Trường(?: (?:THPT|THCS|Tiểu học|Mầm non|Đại học|Cao đẳng|Trung cấp))?|Bệnh viện|Phường|Xã|Thị trấn)"
    r"(?P<words>(?: [^\W\d_]+){2,5})"
)
_SHORTEST_NAME = 2  # words
_MOST_READ = 60  # documents whose texts are looked through for a name


def _named_stranger(question: Question, profiles: Sequence[Profile], mentions: Mentions) -> str | None:
    """Return a school, hospital or commune that is named by its proper name and that no document ever names."""
    match = _PROPER_NAME.search(question.text)
    own = list(takewhile(lambda word: word[0].isupper(), match["words"].split())) if match else []
    if match is None or len(own) < _SHORTEST_NAME or len(profiles) > _MOST_READ:
        return None
    name = syllables(" ".join(own))
    for profile in profiles:
        if 2 * sum(word in profile.issuer for word in name) >= len(name):  # one word may be a slip of the hand
            return None
        named = f" {' '.join(name)} " in f" {' '.join((*profile.title, '|', *profile.names_other))} "
        if named or mentions(profile.document_id, " ".join(name)):
            return None
    return f"{match['head']} {' '.join(own)}"


def _stranger(question: Question, profiles: Sequence[Profile], mentions: Mentions) -> str | None:
    """Return an agency that the question names with its province and that none of these documents ever names."""
    if not question.provinces:
        return None
    places = "|".join(p.folded for p in question.provinces)
    pattern = re.compile(_AGENCY_IN_PLACE.pattern.replace("{places}", places))
    match = pattern.search(question.line)
    if match is None:
        return None
    typed = _as_typed(question, match.start(), match.end())
    if folded(typed) != typed.lower() and typed.lower().split()[0] not in _HEADS:
        return None
    name = [w for w in f"{match['head']}{match['own']}".split() if w not in ("tinh", "va", "cua")]
    about_paper = question.wants(Focus.SIGNER, Focus.NUMBER_AND_DATE, Focus.RECIPIENTS, Focus.LEGAL_BASES)
    for profile in profiles:
        if not about_paper and mentions(profile.document_id, f"{match['head']}{match['own']}".strip()):
            return None
        others = () if about_paper else profile.names_other
        known = [w for w in (*profile.issuer, "|", *profile.title, "|", *others) if w not in ("tinh", "va", "cua")]
        if f" {' '.join(name)} " in f" {' '.join(known)} ":
            return None
    return typed


def _as_typed(question: Question, start: int, end: int) -> str:
    words = question.line[start:end].split()
    folded_text = folded_in_place(question.text)
    found = re.search(r"\W+".join(map(re.escape, words)), folded_text)
    return question.text[found.start() : found.end()] if found else " ".join(words)


def _place_words(question: Question, profile: Profile) -> frozenset[int]:
    """Return the indexes of the question's words that name the province of a document."""
    return province_words(question, [p for p in question.provinces if profile.is_of(p)])


def province_words(question: Question, provinces: Iterable[Province]) -> frozenset[int]:
    """Return the indexes of the question's words that name these provinces in full."""
    found: set[int] = set()
    for province in provinces:
        name = tuple(province.folded.split())
        for i in range(len(question.words) - len(name) + 1):
            if question.words[i : i + len(name)] == name:
                found.update(range(i, i + len(name)))
    return frozenset(found)


def _narrowed(candidates: list[Candidate], by_number: set[int], citing: set[int]) -> tuple[Candidate, ...]:
    """Keep the numbered documents where a number names some; else put the named ones first."""
    numbered = [c for c in candidates if c.profile.document_id in by_number]
    others = [c for c in candidates if c.named and c.profile.document_id not in by_number]
    if numbered:
        also = [c for c in candidates if c.cited_number and c not in numbered and c not in others]
        return (*numbered, *others, *also)
    if citing:
        held = [c for c in candidates if c.cited_number]
        if held:
            return tuple(held)
    return tuple(sorted(candidates, key=lambda c: -c.naming.firmness))


def only_cited(question: Question, candidate: Candidate) -> bool:
    """Say whether the question names a document that this one cites, and not this one itself."""
    return candidate.cited_number and not any(candidate.profile.own_number_fits(m) for m in question.numbers)


_ROMAN = {"i": 1, "v": 5, "x": 10}


def provisions_fit(question: Question, line: str) -> bool:
    """Say whether every Điều, Phụ lục or form that a question names stands in the words or headings quoted."""
    return all(
        any(f" {kind} {n} " in line or f" {kind} so {n} " in line for n in both_numerals(label))
        for kind, label in question.provisions
        if kind not in ("khoan", "diem")
    )


def both_numerals(label: str) -> tuple[str, ...]:
    """Return a label as it stands, and a roman one as a number too: "iv" is "4"."""
    if label.isdigit() or not set(label) <= set(_ROMAN):
        return (label,)
    values = [_ROMAN[c] for c in label]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return (label, str(total))


def year_fits(question: Question, profile: Profile, line: str) -> bool:
    """Say whether every year that a question names is the document's own or stands in the words quoted."""
    if not _YEAR_RANGE.search(question.line):
        line = _YEAR_RANGE.sub(" ", line)  # "giai đoạn 2021-2025" says nothing of the year 2025 by itself
    return all(y in profile.years or f" {y} " in line for y in question.years)


_YEAR_RANGE = re.compile(r"\b(?:19|20)\d\d (?:den )?(?:19|20)\d\d\b")
