"""A judgement in words for people: the verdict, each condition with its reason and basis, what to do next."""

from collections.abc import Iterable

from knowledge.criteria import Judgement, Outcome, Truth, Verdict, name_of

MARKS = {Truth.MET: "✓ đạt", Truth.UNMET: "✗ chưa đạt", Truth.UNKNOWN: "? chưa rõ"}


def headline(judgement: Judgement) -> str:
    """Return the verdict in one line."""
    return f"{name_of(judgement.title)}: {judgement.verdict.words.upper()}"


def told(judgement: Judgement) -> str:
    """Return a whole judgement as plain text."""
    lines = [headline(judgement), f"Theo: {judgement.version}.", ""]
    lines += [line for outcome in judgement.conditions for line in condition_lines(outcome)]
    lines += _listed("Chưa đạt", judgement.failed if judgement.verdict is Verdict.NOT_ELIGIBLE else ())
    lines += _listed("Còn thiếu", judgement.missing)
    if judgement.would_say:
        lines += ["", f"Nếu xét theo bản gần nhất đang giữ: {judgement.would_say.verdict.words.lower()}."]
        lines += [f"  Bản ấy: {judgement.would_say.version}.", *(f"  - {f}" for f in judgement.would_say.failed)]
    lines += _listed("Việc cần làm", judgement.steps)
    return "\n".join((*lines, "", *judgement.notes))


def condition_lines(outcome: Outcome, depth: int = 0) -> Iterable[str]:
    """Yield a condition with its parts, indented; a condition that is met hides the ways that were not needed."""
    indent = "   " * depth
    yield f"{indent}{MARKS[outcome.value]}: {outcome.text} [{outcome.basis}]"
    if not outcome.parts:
        yield f"{indent}   {outcome.why}"
        return
    met = [p for p in outcome.parts if p.value is Truth.MET]
    for part in met if outcome.value is Truth.MET else outcome.parts:
        yield from condition_lines(part, depth + 1)


def _listed(heading: str, rows: Iterable[str]) -> list[str]:
    found = list(rows)
    return ["", f"{heading}:", *(f"- {row}" for row in found)] if found else []
