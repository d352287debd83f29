"""The documents of a home as a question sees them: whose they are, what they are called, of which year."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.citations import NumberMention, number_of
from knowledge.data import load_yaml
from knowledge.documents import DocumentMetadata, DocumentNumber, DocumentReference
from knowledge.store.records import DocumentRecord
from knowledge.text import syllables
from knowledge.validity import RegisteredText, find_registered
from knowledge.vocabulary.abbreviations import abbreviations
from knowledge.vocabulary.places import Province, find_provinces
from retriever.understanding.tokens import Phrase, opened, tokenise

MERGED_ON = "2025-07-01"
_SKIPPED = frozenset({"va", "cua", "tinh"})
# Words that many agencies share: they name one agency much less than its own name does.
_GENERIC_WORTH = 0.3
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Profile:
    """What tells one document from another in a question.

    ``issuer`` and ``title`` are folded words with abbreviations opened; ``years`` the years it is for;
    ``names_other`` the words of its recipients and of the issuers that it names.
    """

    record: DocumentRecord
    issuer: tuple[str, ...]
    title: tuple[str, ...]
    provinces: tuple[Province, ...]
    years: frozenset[int]
    cited: tuple[DocumentReference, ...]
    names_other: tuple[str, ...]

    @property
    def document_id(self) -> int:
        """Return the id of the document."""
        return self.record.id

    @property
    def metadata(self) -> DocumentMetadata:
        """Return what the document says of itself."""
        return self.record.metadata

    def is_of(self, province: Province) -> bool:
        """Say whether the document comes from this province, under its name of today or of before."""
        return any(_same(p, province, self._is_of_today) for p in self.provinces)

    @property
    def _is_of_today(self) -> bool:
        issued_on = self.metadata.issued_on
        return issued_on is not None and issued_on.value >= MERGED_ON[: len(issued_on.value)]

    @property
    def registered(self) -> RegisteredText | None:
        """Return the text of the dated register that this document is, if it is one."""
        number, issuer = self.metadata.number, self.metadata.issuer
        return find_registered(number.value, issuer=issuer.value if issuer else None) if number else None

    def own_number_fits(self, mention: NumberMention) -> bool:
        """Say whether the number that a question names is this document's own."""
        own = own_number(self.metadata)
        return own is not None and mention.fits(own)

    def cites(self, mention: NumberMention) -> bool:
        """Say whether this document names the document that a question names."""
        return any(r.number and mention.fits(r.number) for r in self.cited)


def own_number(metadata: DocumentMetadata) -> DocumentNumber | None:
    """Return the document's own number as a structured value, or None where it is blank."""
    if metadata.number is None:
        return None
    return number_of(metadata.number.value)


def _same(own: Province, asked: Province, of_today: bool) -> bool:
    """Say whether a document's province is the one asked for, under its name of today or of before 2025.

    A document of after the mergers speaks for the provinces that were merged into its own.
    """
    if own.folded == asked.folded or asked.folded == " ".join(syllables(own.today)):
        return True
    return of_today and own.folded == " ".join(syllables(asked.today))


def opened_words(text: str) -> tuple[str, ...]:
    """Return the folded words of an official name with its abbreviations opened (UBND, TĐKT)."""
    return tuple(w.text for w in opened(tokenise(text)).words)


def _profile(record: DocumentRecord) -> Profile:
    metadata = record.metadata
    issuer = metadata.issuer.value if metadata.issuer else ""
    title = metadata.title.value if metadata.title else ""
    place = metadata.place.value if metadata.place else ""
    found = [p for text in (issuer, place, title) for p, _ in find_provinces(text)]
    years = {int(y) for y in _YEAR.findall(title)}
    if metadata.year:
        years.add(metadata.year)
    if metadata.period:
        years.update(range(int(metadata.period[0][:4]), int(metadata.period[1][:4]) + 1))
    if not years and metadata.issued_on:
        years.add(int(metadata.issued_on.value[:4]))
    return Profile(
        record=record,
        issuer=opened_words(issuer),
        title=opened_words(title),
        provinces=tuple(dict.fromkeys(found)),
        years=frozenset(years),
        cited=(*metadata.legal_bases, *metadata.cited),
        names_other=tuple(
            w
            for text in (
                *(r.value for r in metadata.recipients),
                *(r.issuer or "" for r in (*metadata.legal_bases, *metadata.cited)),
            )
            for w in (*opened_words(text), "|")
        ),
    )


class Catalogue:
    """Every document that may be asked about, and the initials by which its agency is known.

    ``names`` holds all initials ("bk": Bắc Kạn), ``sure_names`` those that are no short form of a word as well.
    """

    def __init__(self, records: Iterable[DocumentRecord]) -> None:
        self._hold(tuple(_profile(r) for r in records))

    def only(self, documents: Iterable[int]) -> "Catalogue":
        """Return the catalogue of these documents and no others, as if the others were not held."""
        wanted = frozenset(documents)
        part = Catalogue(())
        part._hold(tuple(p for p in self.profiles if p.document_id in wanted))
        return part

    def _hold(self, profiles: tuple[Profile, ...]) -> None:
        self.profiles = profiles
        self.by_id = {p.document_id: p for p in self.profiles}
        self.names = _initials(self.profiles)
        self.sure_names = {short: name for short, name in self.names.items() if short not in abbreviations()}

    def of(self, documents: Iterable[int]) -> list[Profile]:
        """Return the profiles of those documents that are still held, in the order given."""
        return [self.by_id[d] for d in documents if d in self.by_id]


def _initials(profiles: Sequence[Profile]) -> dict[str, Phrase]:
    """Return how people shorten the names of places and agencies: "bk", "hy", "khcn", "vhtt"."""
    names: dict[str, Phrase] = {}
    for profile in profiles:
        for province in profile.provinces:
            words = tuple(syllables(province.name))
            names.setdefault("".join(w[0] for w in words), words)
        for own in _own_names(profile.issuer):
            names.setdefault("".join(w[0] for w in own), own)
    return {short: words for short, words in names.items() if len(short) > 1}


@lru_cache(maxsize=1)
def generic_words() -> frozenset[str]:
    """Return the folded words that the names of many agencies share ("sở", "ủy ban nhân dân")."""
    return frozenset(w for name in load_yaml("agents.yaml")["shared_names"] for w in syllables(name))


def _own_names(issuer: Sequence[str]) -> list[Phrase]:
    """Return the runs of two or more words of an issuer's name that no other agency shares."""
    runs: list[list[str]] = [[]]
    for word in issuer:
        if word in generic_words() or word in _SKIPPED:
            runs.append([])
        else:
            runs[-1].append(word)
    return [tuple(run) for run in runs if len(run) > 1]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a question names a document's agency.

    Attributes:
        words: indexes of the question's words that do.
        firmness: share of the agency's name that they make up, 0..1.
        proper: how many of its own words, which no other agency shares, are among them.
    """

    words: frozenset[int]
    firmness: float
    proper: int

    def also(self, words: frozenset[int]) -> "Naming":
        """Return the same with more words that name the document."""
        return replace(self, words=self.words | words)


def names_agency(words: Sequence[str], profile: Profile) -> Naming:
    """Match the words of a question with the issuer's name.

    Runs of two or more words count, "và", "của", "tỉnh" left out on both sides; words that many agencies share
    weigh less. A Sở Nội vụ is not the Bộ Nội vụ.
    """
    question = [(i, w) for i, w in enumerate(words) if w not in _SKIPPED and not _of_city(words, i)]
    issuer = [w for i, w in enumerate(profile.issuer) if w not in _SKIPPED and not _of_city(profile.issuer, i)]
    used: set[int] = set()
    matched: set[int] = set()
    for start in range(len(question)):
        for origin in range(len(issuer)):
            length = _common(question, start, issuer, origin)
            if length >= 2 and not _of_another(question, start, issuer, origin):
                used.update(i for i, _ in question[start : start + length])
                matched.update(range(origin, origin + length))
    worth = [_GENERIC_WORTH if w in generic_words() else 1.0 for w in issuer]
    firmness = sum(worth[i] for i in matched) / sum(worth) if issuer else 0.0
    proper = len({i for i in matched if issuer[i] not in generic_words()})
    return Naming(frozenset(used), firmness, proper)


_RANKS = frozenset({"bo", "so", "phong", "ban", "cuc"})


def _of_another(question: Sequence[tuple[int, str]], start: int, issuer: Sequence[str], origin: int) -> bool:
    """Say whether the words before a common run make it the name of an agency of another rank."""
    if start == 0 or origin == 0:
        return False
    ours, theirs = question[start - 1][1], issuer[origin - 1]
    return ours in _RANKS and theirs in _RANKS and ours != theirs


def _of_city(words: Sequence[str], index: int) -> bool:
    """Say whether a word is half of "thành phố"."""
    following = words[index + 1] if index + 1 < len(words) else ""
    preceding = words[index - 1] if index else ""
    return (words[index], following) == ("thanh", "pho") or (preceding, words[index]) == ("thanh", "pho")


def _common(question: Sequence[tuple[int, str]], start: int, issuer: Sequence[str], origin: int) -> int:
    length = 0
    while (
        start + length < len(question)
        and origin + length < len(issuer)
        and question[start + length][1] == issuer[origin + length]
    ):
        length += 1
    return length
