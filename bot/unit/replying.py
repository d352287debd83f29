"""An officer's reply before it goes out: what must stand in it, and how it is told to whoever asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.fitting import parts
from bot.delivery.addresses import written_message
from bot.messages import Capabilities, CitationLine, Heading, Notice, OutgoingMessage, Paragraph
from bot.unit.masking import masked
from knowledge.citations import find_numbers
from knowledge.store.outgoing import Draft, Way
from knowledge.store.records import DocumentRecord
from knowledge.store.unit_records import Basis, ReplyState, WaitingQuestion, Writer
from knowledge.text import squeezed
from retriever.answering.sources import document_name

LONGEST_REPLY, LONGEST_QUESTION, LONGEST_PLACE = 2_000, 300, 200
_SHORTEST_REPLY = 10
_GOOD_FOR = timedelta(days=2)  # as other messages to people
_ROOM = Capabilities(most_units=1_800)  # what every channel takes in one message
_SHOWN = 200  # characters of the question, said again in the reply
_LABEL = Notice("Tin do cán bộ viết, trợ lý tự động chuyển; để tham khảo.")


@dataclass(frozen=True, slots=True)
class Written:
    """What an officer typed.

    Attributes:
        text: the reply.
        number: of the text that it rests on.
        place: the provision of it.
        document: of the home, that it rests on, as it was chosen.
        asked: the question in words that name nobody.
        shared: the officer wants others to be answered with it.
    """

    text: str = ""
    number: str = ""
    place: str = ""
    document: int | None = None
    asked: str = ""
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of looking at a reply: its basis and state, or what is wrong, by the name of the field."""

    basis: Basis
    state: ReplyState
    errors: dict[str, str] = field(default_factory=dict)


def checked(written: Written, document: DocumentRecord | None) -> Checked:
    """Return what a reply rests on, and what is wrong with it.

    Args:
        written: by the officer.
        document: of the home, that was chosen; None where none was, or the officer may not see it.
    """
    errors: dict[str, str] = {}
    if not _SHORTEST_REPLY <= len(written.text.strip()) <= LONGEST_REPLY:
        errors["text"] = f"Viết câu trả lời từ {_SHORTEST_REPLY} đến {LONGEST_REPLY} chữ."
    if len(written.place) > LONGEST_PLACE:
        errors["place"] = f"Dài quá {LONGEST_PLACE} chữ."
    basis = _basis(written, document)
    if basis is None:
        errors["basis"] = (
            "Cần căn cứ: số, ký hiệu văn bản và điều khoản (152/2025/NĐ-CP, Điều 5), hoặc một văn bản của kho."
        )
    if written.shared and not 1 <= len(written.asked) <= LONGEST_QUESTION:
        errors["asked"] = f"Viết lại câu hỏi để dùng chung, nhiều nhất {LONGEST_QUESTION} chữ."
    elif written.shared and masked(written.asked) != written.asked:
        errors["asked"] = "Bỏ số điện thoại, số căn cước, địa chỉ thư trong câu hỏi để dùng chung."
    if written.shared and "text" not in errors and masked(written.text) != written.text:
        errors["text"] = "Câu trả lời dùng chung không được có số điện thoại, số căn cước, địa chỉ thư của ai."
    state = ReplyState.DRAFT if written.shared else ReplyState.PRIVATE
    return Checked(basis or Basis(""), state, errors)


def _basis(written: Written, document: DocumentRecord | None) -> Basis | None:
    """Return on what a reply rests; None where it says nothing that can be looked up."""
    place = squeezed(written.place)
    if document is not None:
        name = document_name(document.metadata)
        number = document.metadata.number.value if document.metadata.number else ""
        return Basis(f"{name}, {place}" if place else name, squeezed(number)[:120], document.id)
    numbers = find_numbers(written.number)
    if not numbers or not place:
        return None
    return Basis(f"{squeezed(written.number)}, {place}", numbers[0][0].written[:120])


def drafts_to(
    asked: Iterable[WaitingQuestion], text: str, basis: Basis, writer: Writer, unit: str, now: datetime
) -> list[Draft]:
    """Return the messages to the chats of who asked; who asked on the web reads the reply there.

    Args:
        asked: the questions that the reply answers.
        text: of the reply.
        basis: on what it rests.
        writer: who replies.
        unit: whose officer that is.
        now: the moment.
    """
    until = (now + _GOOD_FOR).timestamp()
    found: list[Draft] = []
    told: set[str] = set()
    for question in asked:
        if not question.address or question.asker in told:
            continue
        told.add(question.asker)
        way = Way(question.asker, question.address)
        for number, piece in enumerate(parts(message_of(question.text, text, basis, writer, unit), _ROOM)):
            key = f"officer:{question.id}:{number}"
            about = "cán bộ trả lời câu hỏi"
            found.append(Draft((way,), written_message(piece), "notice", key, about, question.person, expires_at=until))
    return found


def message_of(question: str, text: str, basis: Basis, writer: Writer, unit: str) -> OutgoingMessage:
    """Return a reply as the one who asked reads it."""
    whose = f"{writer.name}, {unit}" if unit else writer.name
    short = squeezed(question)
    short = short if len(short) <= _SHOWN else short[:_SHOWN].rstrip() + "…"
    body: Sequence[str] = [squeezed(line) for line in text.splitlines() if line.strip()]
    return OutgoingMessage(
        (
            Heading(f"Cán bộ {whose} trả lời"),
            Paragraph(f"Bạn đã hỏi: {short}"),
            *map(Paragraph, body),
            CitationLine(f"Căn cứ: {basis.words}."),
            _LABEL,
        ),
        subject="Trả lời câu hỏi của bạn",
    )
