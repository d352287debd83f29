"""Passages (đoạn) for search: along the structure, never across a heading, with the headings above them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout import Line, Zone
from ingest.sentences import sentences
from ingest.structure import Outline
from ingest.structure.shape import is_title_like
from knowledge.documents import Chunk, Provision, ProvisionKind
from knowledge.text import Span, View

# Passages of this size are found best and still show their whole thought (characters).
_LEAST = 300
_WANTED = 900
_MOST = 1500
_HEAD = (Zone.LETTERHEAD, Zone.TITLE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or a part of a long one, that a passage takes or leaves whole."""

    sentences: tuple[Span, ...]  # in the view
    owner: int | None
    glued: bool  # belongs to the piece before it: an item to its lead-in, a text to its heading

    @property
    def size(self) -> int:
        return self.sentences[-1].end - self.sentences[0].start


def _boundary(outline: Outline, owner: int | None) -> int | None:
    """Return the innermost heading above ``owner``: a passage stays below it."""
    return next((p.ordinal for p in outline.path(owner) if p.is_heading), None)


def _sections(outline: Outline) -> Iterator[list[int]]:
    """Yield runs of line indexes that one passage may take together."""
    section: list[int] = []
    key: tuple[object, int | None] | None = None
    for index, line in enumerate(outline.lines):
        zone = _HEAD if line.zone in _HEAD else line.zone
        own_key = (zone, _boundary(outline, outline.owners[index]))
        if section and own_key != key:
            yield section
            section = []
        key = own_key
        section.append(index)
    if section:
        yield section


def _depth(outline: Outline, index: int) -> int:
    return sum(1 for _ in outline.path(outline.owners[index]))


def _glued(outline: Outline, section: Sequence[int]) -> set[int]:
    """Return the lines that stay with the one before: lists with their lead-in, text with its heading."""
    lines = outline.lines
    glued: set[int] = set()
    for position, index in enumerate(section):
        provision = outline.owners[index]
        heads = provision is not None and _is_heading_line(outline, index)
        if not (heads or lines[index].text.endswith(":")):
            continue
        group: list[int] = []
        size = len(lines[index].span)
        for other in section[position + 1 :]:
            is_list = lines[other].marker is not None and _depth(outline, other) > _depth(outline, index)
            is_below = is_list or (not group and lines[other].marker is None)
            if not is_below or heads and group:
                break
            group.append(other)
            size += len(lines[other].span)
        if size <= _MOST:
            glued.update(group)
        elif group:
            glued.add(group[0])
    return glued


def _is_heading_line(outline: Outline, index: int) -> bool:
    owner = outline.owners[index]
    first = index == 0 or outline.owners[index - 1] != owner
    return owner is not None and first and outline.provisions[owner].is_heading


def _pieces(outline: Outline, view: View, section: Sequence[int]) -> Iterator[_Piece]:
    glued = _glued(outline, section)
    for index in section:
        line: Line = outline.lines[index]
        owner = outline.owners[index]
        found = [line.span] if _is_whole(outline, index) else sentences(view.text, line.span)
        part: list[Span] = []
        for sentence in found:
            if part and sentence.end - part[0].start > _MOST:
                yield _Piece(tuple(part), owner, glued=index in glued and part[0].start == line.span.start)
                part = []
            part.append(sentence)
        yield _Piece(tuple(part), owner, glued=index in glued and part[0].start == line.span.start)


def _is_whole(outline: Outline, index: int) -> bool:
    """Say whether a line is one sentence whatever it holds: a heading, a recipient, a signature."""
    line = outline.lines[index]
    owner = outline.owners[index]
    if line.zone in (Zone.LETTERHEAD, Zone.TITLE, Zone.RECIPIENTS, Zone.SIGNATURE):
        return True
    return (
        _is_heading_line(outline, index)
        and owner is not None
        and len(outline.provisions[owner].heading) >= len(line.text)
    )


def _packed(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    size = 0
    for position, piece in enumerate(pieces):
        coming = piece.size
        for other in pieces[position + 1 :]:
            if not other.glued:
                break
            coming += other.size
        wanted = size >= _LEAST and size + min(coming, _MOST) > _WANTED and not piece.glued
        if group and (wanted or size + piece.size > _MOST and not (piece.glued and size < _LEAST // 3)):
            yield group
            group, size = [], 0
        group.append(piece)
        size += piece.size
    if group:
        yield group


def _merged(groups: Sequence[list[_Piece]]) -> list[list[_Piece]]:
    """Give a last passage that is too short to the one before it where both fit."""
    result = list(groups)
    if len(result) > 1:
        last = sum(p.size for p in result[-1])
        if last < _LEAST and last + sum(p.size for p in result[-2]) <= _MOST:
            result[-2:] = [result[-2] + result[-1]]
    return result


def _common(outline: Outline, owners: Sequence[int | None]) -> int | None:
    """Return the innermost provision that holds every one of ``owners``."""
    chains = [[p.ordinal for p in outline.path(owner)] for owner in owners]
    return next((o for o in chains[0] if all(o in chain for chain in chains)), None)


def _heading_path(outline: Outline, ordinal: int | None) -> tuple[str, ...]:
    def name(provision: Provision) -> str:
        runs_in = provision.kind is ProvisionKind.ARTICLE and not is_title_like(_first_line(outline, provision))
        return provision.label if runs_in else provision.heading

    return tuple(name(p) for p in reversed([*outline.path(ordinal)]) if p.is_heading)


def _first_line(outline: Outline, provision: Provision) -> str:
    return outline.lines[outline.owners.index(provision.ordinal)].text


def chunk(view: View, outline: Outline) -> tuple[Chunk, ...]:
    """Return the passages of a document; every word of ``view`` is in exactly one, spans are stored text."""
    chunks: list[Chunk] = []
    for section in _sections(outline):
        for group in _merged(list(_packed(list(_pieces(outline, view, section))))):
            found = [s for piece in group for s in piece.sentences]
            provision = _common(outline, [piece.owner for piece in group])
            chunks.append(
                Chunk(
                    ordinal=len(chunks),
                    span=view.to_stored(Span(found[0].start, found[-1].end)),
                    provision=provision,
                    heading_path=_heading_path(outline, provision),
                    sentences=tuple(view.to_stored(s) for s in found),
                )
            )
    return tuple(chunks)
