"""What concerns a person's own data: consent, linking, a copy, correction, erasure; each with its clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.clock import VIETNAM, working_days_after
from bot.dialogue.commands import code_in
from bot.dialogue.consent import Purpose, agreed_to, consent_text, covers, text_hash, written
from bot.dialogue.memory import ChatMemory
from bot.dialogue.offering import offering
from bot.dialogue.turn import Response, Turn
from bot.messages import Heading, ItemList, Notice, OutgoingMessage, Paragraph, said
from knowledge.audiences import group_name, role_group
from knowledge.people import Person, Role
from knowledge.store.chat_records import Consent, DataRequest
from knowledge.store.chats import Chats
from knowledge.store.people import Linking, People
from knowledge.store.records import Unit
from knowledge.text import folded

# Days within which each is to be done, and working days within which it is to be acknowledged (Nghị định 356/2025).
_DAYS = {"copy": 10, "correct": 10, "withdraw": 15, "erase": 20}
_ACKNOWLEDGED_WITHIN = 2
_SURELY = "het"
_LONGEST_COPY = 20  # questions shown of those kept

_LINK_WORDS = {
    Linking.WRONG: "Mã không đúng hoặc đã hết hạn. Mã gồm 8 chữ số, dùng một lần, trong 15 phút; xin quản trị mã mới.",
    Linking.TOO_MANY: "Hiện có quá nhiều lần nhập mã sai. Bạn thử lại sau một giờ với mã mới của quản trị giúp nhé.",
    Linking.OTHER_PERSON: "Cuộc trò chuyện này đã liên kết với người khác nên tôi không đổi. Gõ /xoa trước nếu muốn bỏ "
    "liên kết cũ.",
}


@dataclass(frozen=True, slots=True)
class Personal:
    """The part of the dialogue that keeps, shows and forgets personal data.

    Attributes:
        chats: the chats of the home.
        people: its people.
        unit: tells whose home it is.
        hashed: the hash under which a one-time code is kept.
        question_days: for how many days questions are kept.
        channels: the names of the channels that are switched on.
        login: makes the address that logs a person in on the web once; None where people reach no site.
    """

    chats: Chats
    people: People
    unit: Callable[[], Unit]
    hashed: Callable[[str], str]
    question_days: int = 30
    channels: tuple[str, ...] = ()
    login: Callable[[int, datetime], str] | None = None

    def ask_consent(self, turn: Turn, lead: str = "", code: str = "") -> Response:
        """Ask what may be kept, purpose by purpose; nothing is agreed by silence."""
        offered = (
            ("Đồng ý cả (a) và (b)", "/dongy a b"), ("Chỉ (a)", "/dongy a"), ("Chỉ (b)", "/dongy b"),
            ("Không", "/khongdongy"),
        )  # fmt: skip
        message = OutgoingMessage((*([Paragraph(lead)] if lead else []), Paragraph(self._consent_words())))
        return offering(turn, message, offered, code=code)

    def agree(self, turn: Turn, argument: str) -> Response:
        """Keep the chat from now on, with evidence; go on with the code that waited for it."""
        purposes = agreed_to(folded(argument))
        if purposes is None:
            return self.ask_consent(turn, code=turn.memory.code)
        forget = Purpose.QUESTIONS not in purposes  # those of an earlier, wider consent
        address = turn.address if Purpose.LINKING in purposes else ""
        self.chats.agree(self._evidence(turn, written(purposes), given=True), address, forget_questions=forget)
        memory = replace(turn.memory, offers=(), asking=False, code="")
        if turn.memory.code and address:
            return self._link(turn, memory, turn.memory.code)
        return Response(
            said("Cảm ơn bạn, tôi đã ghi nhận. Bạn hỏi gì tiếp? Có mã liên kết thì gõ /lienket MÃ."), memory
        )

    def decline(self, turn: Turn) -> Response:
        """Go on without keeping anything."""
        memory = replace(turn.memory, offers=(), asking=False, code="")
        if turn.record is None:
            return Response(said("Vâng, tôi không lưu gì. Bạn cứ hỏi bình thường."), memory)
        words = "Vâng, tôi để nguyên như cũ. Muốn rút lại điều đã đồng ý và xóa dữ liệu, bạn gõ /rutdongy."
        return Response(said(words), memory)

    def link(self, turn: Turn, argument: str) -> Response:
        """Tie the chat to a person by a one-time code; asks for consent first where there is none."""
        code = code_in(argument)
        if not code:
            return Response(
                said("Gõ /lienket kèm mã 8 chữ số do quản trị của đơn vị cấp, ví dụ: /lienket 1234 5678."), turn.memory
            )
        if turn.record is None or not covers(turn.record.consent_version, Purpose.LINKING):
            return self.ask_consent(turn, "Để liên kết, tôi cần bạn đồng ý (a).", code)
        return self._link(turn, turn.memory, code)

    def who(self, turn: Turn) -> Response:
        """Say whom the chat is linked to, and in which order the person is reached."""
        if turn.person is None:
            return Response(said("Cuộc trò chuyện này chưa liên kết với ai. Có mã thì gõ /lienket MÃ."), turn.memory)
        order = ", ".join(turn.person.channels) or "kênh dùng gần nhất trước"
        lines = (
            f"Bạn là {_called(turn.person)}.",
            f"Thứ tự kênh nhận tin: {order}. Đổi: /kenh {' '.join(self.channels)}",
        )
        return Response(OutgoingMessage(tuple(map(Paragraph, lines))), turn.memory)

    def order_channels(self, turn: Turn, argument: str) -> Response:
        """Record in which order a person wants to be reached."""
        if turn.person is None or turn.person.id is None:
            return self.who(turn)
        wanted = tuple(dict.fromkeys(argument.lower().replace(",", " ").replace("e-mail", "email").split()))
        wrong = [name for name in wanted if name not in self.channels]
        if not wanted or wrong:
            given = f"Không có kênh “{wrong[0][:30]}”. " if wrong else ""
            words = f"{given}Gõ /kenh rồi tên các kênh theo thứ tự, trong số: {', '.join(self.channels)}."
            return Response(said(words), turn.memory)
        self.people.order_channels(turn.person.id, wanted)
        return Response(said(f"Đã ghi: nhắn qua {', rồi '.join(wanted)}."), turn.memory)

    def log_in(self, turn: Turn) -> Response:
        """Give a linked person the address that logs in on the web, once."""
        if self.login is None:
            return Response(said("Đơn vị chưa mở trang web cho bên ngoài nên chưa đăng nhập được."), turn.memory)
        if turn.person is None or turn.person.id is None:
            return self.who(turn)
        words = "Liên kết đăng nhập của riêng bạn, dùng một lần trong 30 phút, đừng chuyển cho ai:"
        return Response(said(f"{words} {self.login(turn.person.id, turn.now)}"), turn.memory)

    def copy(self, turn: Turn) -> Response:
        """Show everything that is kept of a chat (quyền xem dữ liệu)."""
        if turn.record is None:
            return Response(said("Tôi không lưu dữ liệu nào về bạn."), turn.memory)
        asked = self.chats.questions_of(turn.key)
        given = [c for c in self.chats.evidence(turn.key) if c.given]
        lines = [f"Đồng ý lúc {_moment(c.at)} (phiên bản {c.version})" for c in given[-1:]]
        lines += ["Địa chỉ cuộc trò chuyện này"] if turn.record.address else []
        lines += _record_lines(turn.person)
        lines += ["Câu hỏi trước và nguồn của nó, để hiểu câu hỏi tiếp"] if turn.record.state else []
        lines.append(f"{len(asked)} câu hỏi (nội dung được xóa sau {self.question_days} ngày)")
        lines += [f"{_LONGEST_COPY} câu gần nhất:"] if len(asked) > _LONGEST_COPY else []
        lines += [f"{_moment(at)}: {text}" for at, text in asked[-_LONGEST_COPY:]]
        self._request(turn, "copy", done=True)
        message = OutgoingMessage((Heading("Dữ liệu đang lưu về bạn"), ItemList(tuple(lines))))
        return Response(message.and_also(Notice("Sửa: /sua · xóa: /xoa · rút đồng ý: /rutdongy.")), turn.memory)

    def correct(self, turn: Turn, argument: str) -> Response:
        """Take a request for correction; a person of the unit carries it out."""
        if turn.record is None:
            return Response(said("Tôi không lưu dữ liệu nào về bạn nên không có gì để sửa."), turn.memory)
        if not argument:
            return Response(said("Gõ /sua kèm điều cần sửa, ví dụ: /sua đơn vị của tôi là Phòng Tổ chức."), turn.memory)
        due = self._request(turn, "correct", done=False, detail=argument[:500])
        who = turn.person.name if turn.person else "một cuộc trò chuyện chưa liên kết"
        told = said(f"Yêu cầu sửa dữ liệu của {who}: {argument[:500]}. Hạn xử lý {due:%d/%m/%Y}.")
        admins = tuple((p.id, told) for p in self.people.administrators() if p.id is not None)
        return Response(
            said(f"Đã ghi yêu cầu; đơn vị sẽ xử lý chậm nhất ngày {due:%d/%m/%Y}."), turn.memory, told=admins
        )

    def erase_or_ask(self, turn: Turn, argument: str) -> Response:
        """Ask once more before everything of a chat goes (quyền xóa dữ liệu)."""
        if argument == _SURELY:
            return self.erase(turn, "erase")
        if turn.record is None:
            return Response(said("Tôi không lưu dữ liệu nào về bạn nên không có gì để xóa."), turn.memory)
        message = said("Xóa hết dữ liệu về cuộc trò chuyện này, cả liên kết và câu hỏi đã lưu?")
        return offering(turn, message, (("Xóa hết", "/xoa het"), ("Không", "/khongdongy")))

    def erase(self, turn: Turn, kind: str) -> Response:
        """Forget the chat at once, and keep only the evidence of consent and withdrawal."""
        if turn.record is None:
            return Response(said("Tôi không lưu dữ liệu nào về bạn."), ChatMemory(greeted=True))
        linked = turn.person is not None
        request = self._wanted(turn, kind, done=True)
        self.chats.withdraw(self._evidence(turn, turn.record.consent_version, given=False), request)
        words = "Đã xóa. Từ nay tôi không lưu gì về cuộc trò chuyện này; bạn vẫn hỏi được bình thường."
        if linked:
            words += " Hồ sơ cán bộ do đơn vị nhập nằm ngoài đây; muốn xóa cả, hãy báo quản trị của đơn vị."
        return Response(said(words), ChatMemory(greeted=True))

    def _link(self, turn: Turn, memory: ChatMemory, code: str) -> Response:
        done, person = self.people.link(self.hashed(code), turn.key, turn.now.timestamp())
        if done in _LINK_WORDS:
            return Response(said(_LINK_WORDS[done]), memory)
        assert person is not None
        words = (
            f"Đã liên kết với {_called(person)}." if done is Linking.LINKED else f"Bạn đã liên kết: {_called(person)}."
        )
        message = said(words)
        if person.role is Role.ADMINISTRATOR:
            files = (
                "Bạn là quản trị: gửi tệp văn bản vào đây để nạp." if turn.capabilities.files else "Bạn là quản trị."
            )
            message = message.and_also(Paragraph(files))
        told: tuple[tuple[int, OutgoingMessage], ...] = ()
        if done is Linking.LINKED and person.id is not None:
            warning = (
                "Một cuộc trò chuyện mới vừa được liên kết với bạn. Nếu không phải bạn làm, hãy báo quản trị ngay."
            )
            told = ((person.id, said(warning)),)
        return Response(message, memory, told=told)

    def _consent_words(self) -> str:
        return consent_text(self.question_days, self.unit().name)

    def _evidence(self, turn: Turn, version: str, *, given: bool) -> Consent:
        channel, at = turn.message.chat.channel, turn.now.timestamp()
        return Consent(turn.key, channel, given, version, text_hash(self._consent_words()), at)

    def _request(self, turn: Turn, kind: str, *, done: bool, detail: str = "") -> date:
        wanted = self._wanted(turn, kind, done=done, detail=detail)
        self.chats.request(wanted)
        return date.fromisoformat(wanted.due_by)

    def _wanted(self, turn: Turn, kind: str, *, done: bool, detail: str = "") -> DataRequest:
        today, at = turn.now.date(), turn.now.timestamp()
        due, acknowledged = today + timedelta(days=_DAYS[kind]), working_days_after(today, _ACKNOWLEDGED_WITHIN)
        days = (acknowledged.isoformat(), due.isoformat())
        return DataRequest(turn.key, kind, at, *days, done_at=at if done else None, detail=detail)


def keeps_questions(turn: Turn) -> bool:
    """Say whether the person agreed that questions are kept."""
    return turn.record is not None and covers(turn.record.consent_version, Purpose.QUESTIONS)


def _record_lines(person: Person | None) -> list[str]:
    """Return what is kept of a linked person, for the copy of one's data."""
    if person is None:
        return ["Chưa liên kết với hồ sơ cán bộ nào"]
    lines = [f"Liên kết với {_called(person)}"]
    lines += [f"Mã cán bộ {person.code}"] if person.code else []
    lines += [f"E-mail {person.email}"] if person.email else []
    return lines + ([f"Thứ tự kênh: {', '.join(person.channels)}"] if person.channels else [])


def _called(person: Person) -> str:
    of = f", {person.unit}" if person.unit else ""
    return f"{person.name}{of} ({group_name(role_group(person.role))})"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, VIETNAM).strftime("%H:%M %d/%m/%Y")
