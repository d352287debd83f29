"""Sentences of the dialogue that are no answers: greetings, help, what to do instead of a photo."""

from bot.dialogue.commands import MENU
from bot.messages import Heading, ItemList, Kind, Notice, OutgoingMessage, Paragraph
from knowledge.store.records import Unit

INSTEAD = {
    Kind.PHOTO: "Tôi chưa đọc được ảnh ở đây. Bạn gõ câu hỏi bằng chữ giúp nhé; văn bản chụp hay quét thì gửi cho "
    "quản trị của đơn vị để nạp.",
    Kind.VOICE: "Tôi chưa nghe được tin nhắn thoại. Bạn gõ câu hỏi bằng chữ giúp nhé.",
    Kind.STICKER: "Cảm ơn bạn! Cần tra thời hạn, hồ sơ hay tiêu chuẩn nào, bạn cứ gõ câu hỏi.",
    Kind.FILE: "Tôi không nhận tệp ở đây. Bạn gõ điều cần hỏi bằng chữ; văn bản cần nạp thì gửi cho quản trị.",
    Kind.LINK: "Tôi không mở đường dẫn. Bạn gõ câu hỏi bằng chữ, hoặc nêu số, ký hiệu của văn bản.",
    Kind.OTHER: "Tôi không xem được nội dung vừa gửi. Bạn gõ câu hỏi bằng chữ giúp nhé.",
}
STALE_CHOICE = "Lựa chọn này không còn dùng được. Bạn hỏi lại hoặc gõ câu trả lời giúp nhé."
NO_MORE = "Không còn phần nào để xem tiếp. Bạn hỏi thêm điều gì không?"
PRIVATE_ONLY = "Việc này có thông tin cá nhân nên không làm trong nhóm. Bạn nhắn riêng cho tôi nhé."
NOTHING_KEPT = "Ở cửa sổ lệnh không lưu gì về người hỏi. Quản lý người dùng bằng lệnh “tdkt people”."
EMPTY = "Bạn chưa gõ gì. Bạn muốn hỏi gì về thi đua, khen thưởng?"
FAILED = (
    "Xin lỗi, tôi gặp lỗi khi trả lời câu này. Bạn hỏi lại theo cách khác, "
    "hoặc hỏi bộ phận thi đua, khen thưởng giúp nhé."
)
TOO_FAST = "Bạn gửi hơi nhanh nên tôi bỏ qua vài tin. Chờ một phút rồi gửi lại câu hỏi cuối giúp nhé."
ENOUGH_TODAY = "Hôm nay bạn đã dùng hết số tin cho phép ở kênh này. Mai bạn hỏi tiếp, hoặc dùng kênh khác nhé."
MONTH_IS_SPENT = (
    "Kênh này gần hết số tin của tháng nên từ nay tới hết tháng tôi chỉ gửi tin nhắc hạn, không trả lời câu hỏi được. "
    "Bạn hỏi qua kênh khác của đơn vị giúp nhé."
)


def first_notice(unit: Unit, *, abroad: bool) -> Notice:
    """Return what the first message of a chat must say (Luật 134/2025/QH15 Điều 11, điều khoản của Zalo)."""
    of = f" của {unit.name}" if unit.name else ""
    where = " Kênh này đặt máy chủ ở nước ngoài: chữ bạn gõ ra khỏi Việt Nam." if abroad else ""
    return Notice(
        f"🤖 Trợ lý tự động{of}, không phải người; câu trả lời để tham khảo. "
        f"Đừng gửi bí mật nhà nước hay hồ sơ cá nhân.{where} Gõ /trogiup để xem cách dùng."
    )


def help_message(unit: Unit) -> OutgoingMessage:
    """Return what can be asked, and the commands."""
    ask = f"Hỏi thêm người: {unit.contact}." if unit.contact else "Hỏi thêm người: bộ phận thi đua, khen thưởng."
    return OutgoingMessage(
        (
            Heading("Cách dùng"),
            Paragraph("Gõ câu hỏi bằng lời thường, có dấu hay không dấu, ví dụ:"),
            ItemList(
                (
                    "Hạn nộp hồ sơ khen thưởng đợt 1 là ngày nào?",
                    "Tiêu chuẩn Chiến sĩ thi đua cơ sở?",
                    "Nghị định 152/2025 còn hiệu lực không?",
                    "Tôi có đủ điều kiện Chiến sĩ thi đua cơ sở không?",
                )
            ),
            Paragraph("Sau câu trả lời, gõ “nguồn?”, “vì sao?”, “xem thêm”, hoặc hỏi tiếp “còn đợt 2?”."),
            Paragraph("Lệnh (gõ có hay không có dấu đều được):"),
            ItemList(tuple(f"/{name.value} – {what}" for name, what in MENU if name.value != "trogiup")),
            Paragraph(ask),
            Notice("Trợ lý tự động; câu trả lời để tham khảo, hội đồng và người có thẩm quyền quyết định."),
        )
    )


def unknown_command(typed: str) -> OutgoingMessage:
    """Return what to do after a command that there is not."""
    names = ", ".join(f"/{name.value}" for name, _ in MENU)
    return OutgoingMessage((Paragraph(f"Không có lệnh “/{typed[:40]}”. Bạn gõ thẳng câu hỏi, hoặc dùng: {names}."),))
