"""How a message leans on what was said before: turns, choices, and what a follow-up keeps."""

import pytest

from retriever.answering.models import ConversationState, Option
from retriever.catalogue import Catalogue
from retriever.conversation import Turn, continued, pick, read_turn

TURNS = [
    ("nguồn?", Turn.SOURCE),
    ("nguồn đâu", Turn.SOURCE),
    ("cho xin nguồn ạ", Turn.SOURCE),
    ("lấy ở đâu ra", Turn.SOURCE),
    ("theo văn bản nào?", Turn.SOURCE),
    ("vì sao", Turn.WHY),
    ("sao lại thế", Turn.WHY),
    ("tại sao vậy bạn", Turn.WHY),
    ("xem thêm", Turn.MORE),
    ("chi tiết hơn đi", Turn.MORE),
    ("còn gì nữa không", Turn.MORE),
    ("câu khác", Turn.RESET),
    ("bắt đầu lại", Turn.RESET),
    ("đơn vị khác", Turn.ANOTHER),
    ("không phải mấy cái đó", Turn.ANOTHER),
    ("Nguồn kinh phí lấy từ đâu?", None),
    ("Vì sao phải niêm yết công khai danh sách?", None),
    ("Hồ sơ xem thêm ở đâu?", None),
    ("Đơn vị khác gửi hồ sơ về đâu?", None),
    ("Hạn nộp hồ sơ?", None),
    ("", None),
]


@pytest.mark.parametrize(("message", "turn"), TURNS)
def test_turn(message: str, turn: Turn | None) -> None:
    """Only a message that is nothing else speaks of the last answer."""
    assert read_turn(message) is turn


OPTIONS = (
    Option("Sở Du lịch tỉnh Cao Bằng", "…", 4),
    Option("Sở Công Thương tỉnh Phú Thọ", "…", 3),
    Option("Văn phòng Ủy ban nhân dân tỉnh Hà Nam", "…", 5),
)
CHOICES = [
    ("1", 0),
    ("số 2", 1),
    ("cái thứ hai ạ", 1),
    ("cái đầu tiên", 0),
    ("chọn 3 nhé", 2),
    ("cái cuối", 2),
    ("Cao Bằng", 0),
    ("so cong thuong", 1),
    ("của vp ubnd", 2),
    ("Sở", None),
    ("4", None),
    ("0", None),
    ("Lào Cai", None),
    ("Hạn nộp hồ sơ đợt 1 là ngày nào?", None),
    ("", None),
]


@pytest.mark.parametrize(("reply", "index"), CHOICES)
def test_choice(reply: str, index: int | None) -> None:
    """A number or words of one option alone pick it; what fits several or none picks nothing."""
    assert pick(reply, OPTIONS) == index


ASKED = "Hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là ngày nào?"
FOLLOW_UPS = [
    ("còn đợt 2?", "Hạn gửi hồ sơ đợt 2 của Sở Du lịch Cao Bằng là ngày nào?", True),
    ("đợt hai thì sao", "Hạn gửi hồ sơ đợt 2 của Sở Du lịch Cao Bằng là ngày nào?", True),
    ("thế còn Sở Công Thương Phú Thọ?", "Hạn gửi hồ sơ đợt 1 là ngày nào (Sở Công Thương Phú Thọ)?", False),
    ("năm 2025 thì sao", "Hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là ngày nào năm 2025?", False),
    ("ai ký?", "ai ký?", True),
    ("Chủ đề thi đua của Sở Công Thương Phú Thọ là gì?", "Chủ đề thi đua của Sở Công Thương Phú Thọ là gì?", False),
]


@pytest.mark.parametrize(("message", "completed", "keeps"), FOLLOW_UPS)
def test_follow_up(message: str, completed: str, keeps: bool, catalogue: Catalogue) -> None:
    """A follow-up becomes a whole question and keeps the document unless it names another."""
    document = next(p.document_id for p in catalogue.profiles if "du lich" in " ".join(p.issuer))
    way = continued(message, ConversationState(ASKED, (document,)), catalogue)[0]
    assert (way.question.text, bool(way.documents)) == (completed, keeps)


@pytest.mark.parametrize("message", ["còn đợt 2?", "Phú Thọ", "năm 2025 thì sao", "số 2", "ok"])
def test_nothing_is_guessed_without_a_thread(message: str, catalogue: Catalogue) -> None:
    """A message that only names something cannot be completed where nothing was said before."""
    assert not continued(message, ConversationState(), catalogue)
