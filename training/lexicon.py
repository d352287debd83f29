"""Make ``knowledge/data/lexicon.tsv``: the folded words of official Vietnamese and how common each is.

    python -m training.lexicon ../shared/corpus/passages.jsonl.gz

A *word* (từ) is one syllable, or two that keep company: seen side by side in many passages and far more often
than their own frequencies explain (normalised pointwise mutual information over running text). Company is
judged with diacritics, where "hội nghị" and "hỏi nghĩ" are different, and written down folded.
The file holds counts only, no text of the corpus.
"""

import gzip
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.text import folded, normalised, pairs

MIN_SYLLABLE_PASSAGES = 3
MIN_PAIR_PASSAGES = 8
MIN_NPMI = 0.25
MIN_NPMI_OF_GRAMMAR = 0.55  # where one half is a word of grammar: keeps "theo dõi", drops "của bộ"
GRAMMAR = frozenset(
    [
        "của",
        "và",
        "các",
        "những",
        "tại",
        "theo",
        "với",
        "được",
        "là",
        "có",
        "này",
        "đó",
        "cho",
        "từ",
        "đến",
        "do",
        "về",
        "trong",
        "khi",
        "để",
        "hoặc",
        "một",
        "không",
        "phải",
        "bị",
        "đã",
        "ở",
        "trên",
        "vào",
        "ra",
        "mà",
        "thì",
        "nếu",
        "như",
        "sau",
        "trước",
        "cùng",
        "đối",
        "bằng",
        "mỗi",
        "khác",
        "hay",
        "sẽ",
        "đang",
    ]
)
MAX_COMPOUNDS = 16_000
MAX_SYLLABLE = 8
TARGET = Path(__file__).parent.parent / "knowledge" / "data" / "lexicon.tsv"
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.,;:()\n\d“”\"/]+")


def passages(path: Path) -> Iterator[str]:
    """Yield title and text of each passage of the corpus file, in lower case."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield normalised(f"{row['title']}\n{row['text']}").lower()


def npmi(together: int, left: int, right: int, running: int) -> float:
    """Return normalised pointwise mutual information in -1..1 from counts in running text."""
    return math.log(together * running / (left * right)) / -math.log(together / running)


@dataclass
class Counts:
    """What one pass over the corpus counts: occurrences with diacritics, passages that hold a folded word."""

    passages: int = 0
    running: int = 0
    occurrences: Counter[str] = field(default_factory=Counter)
    holding: Counter[str] = field(default_factory=Counter)

    def add(self, passage: str) -> None:
        """Count one passage; pairs never reach over punctuation or a number."""
        seen: set[str] = set()
        for run in _BREAK.split(passage):
            words = [w for w in _WORD.findall(run) if len(w) <= MAX_SYLLABLE]
            side_by_side = pairs(words)
            self.running += len(words)
            self.occurrences.update(words)
            self.occurrences.update(side_by_side)
            seen.update(words, side_by_side)
        self.passages += 1
        self.holding.update({folded(w) for w in seen})


def lexicon_rows(counts: Counts) -> list[tuple[str, int]]:
    """Return (folded word, passages per million) for the kept syllables and pairs, most common first."""
    kept = {w: n for w, n in counts.holding.items() if "_" not in w and n >= MIN_SYLLABLE_PASSAGES}
    compounds: Counter[str] = Counter()
    for pair, together in counts.occurrences.items():
        if "_" in pair and together >= MIN_PAIR_PASSAGES:
            left, right = pair.split("_")
            bar = MIN_NPMI_OF_GRAMMAR if {left, right} & GRAMMAR else MIN_NPMI
            if npmi(together, counts.occurrences[left], counts.occurrences[right], counts.running) >= bar:
                compounds[folded(pair)] = counts.holding[folded(pair)]
    rows = [
        (w, max(1, round(n / counts.passages * 1_000_000)))
        for w, n in {**kept, **dict(compounds.most_common(MAX_COMPOUNDS))}.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def main() -> None:
    """Write the lexicon from the corpus named on the command line."""
    counts = Counts()
    for passage in passages(Path(sys.argv[1])):
        counts.add(passage)
    rows = lexicon_rows(counts)
    head = f"# folded word<TAB>passages per million; made by training/lexicon.py from {counts.passages} passages\n"
    TARGET.write_text(head + "".join(f"{w}\t{n}\n" for w, n in rows), encoding="utf-8")
    sys.stderr.write(f"{len(rows)} words -> {TARGET}\n")


if __name__ == "__main__":
    main()
