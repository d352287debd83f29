"""``tdkt criteria``: which criteria hold, and how people enter, compare, approve and withdraw versions of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.approved_criteria import book_with
from bot.cli import criteria_changes, criteria_list
from bot.cli.context import Context
from bot.cli.criteria_checks import held_numbers, number_key
from bot.cli.vietnamese import Command, Group
from bot.clock import now
from bot.rows.criteria import proposal_row, proposal_words
from knowledge.citations import find_numbers
from knowledge.criteria.approving import full_name
from knowledge.criteria.foreseeing import remarks
from knowledge.criteria.proposed import WrittenCriteria, read_written
from knowledge.errors import DataError, UsageError
from knowledge.store.criteria import Deed, Proposal, ProposalState
from knowledge.text import normalised, squeezed, syllables
from knowledge.validity import find_registered

By = Annotated[str, typer.Option("--by", help="Họ và tên người làm việc này, được ghi lại.")]
Number = Annotated[int, typer.Argument(help="Số của đề nghị, xem “tdkt criteria”.", metavar="ID")]
_EXAMPLE = "khong phai luat"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group)
    criteria_list.register(group, Command)
    for name, act in (("add", add), ("approve", approve), ("withdraw", withdraw)):
        group.command(name, cls=Command)(act)
    criteria_changes.register(group, Command)
    app.add_typer(group, name="criteria")


def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Tệp tiêu chuẩn YAML, mẫu: tdkt criteria template.", metavar="TỆP")],
    by: By,
) -> None:
    """Nhập một tệp tiêu chuẩn; chưa quyết định gì cho tới khi người thứ hai duyệt."""
    mine: Context = context.obj
    name = full_name(by)
    content = _text_of(file)
    try:
        written = read_written(content, name)
    except DataError as error:
        raise UsageError(f"{file} chưa nhận được:\n{error}") from error
    home = mine.home()
    said = [*remarks(written, home.criteria()), *_cautions(mine, written, content)]
    proposal, is_new = home.proposals.add(written.subject, content, Deed(name, now().date()))
    told = (
        f"Đã nhập đề nghị {proposal.id}: {written.name}. Chưa quyết định hồ sơ nào cho tới khi người khác duyệt."
        if is_new
        else f"Nội dung này đã có, đề nghị {proposal.id}: {proposal_words(proposal)}."
    )
    steps = (
        f"Xem ảnh hưởng: tdkt criteria changes {proposal.id} HỒ_SƠ.jsonl · Duyệt: tdkt criteria approve {proposal.id}"
    )
    lines = [told, *(f"⚠ {remark}" for remark in said)]
    if proposal.state is ProposalState.PROPOSED:
        lines.append(f"{steps} --by “…”")
    mine.give({"proposal": proposal_row(proposal), "new": is_new, "remarks": said}, "\n".join(lines))


def _text_of(file: Path) -> str:
    try:
        return normalised(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp {file}.", "Cần một tệp YAML, mã UTF-8.") from error


def _cautions(mine: Context, written: WrittenCriteria, content: str) -> list[str]:
    """Return what is odd about the texts on which a file rests."""
    bases = [v.basis for v in written.versions] + ([written.layer.number] if written.layer else [])
    numbers = {number.written for basis in bases for number, _ in find_numbers(basis)}
    held = held_numbers(mine.home().library.documents())
    found = [
        f"Kho chưa có toàn văn {number} nên câu trả lời chưa trích nguyên văn được: tdkt ingest TỆP."
        for number in sorted(numbers)
        if number_key(number) not in held
    ]
    found += (
        []
        if written.layer
        else [  # the register holds few texts of provinces
            f"Sổ văn bản kèm chương trình chưa có {number}: hãy kiểm lại số, ký hiệu."
            for number in sorted(numbers)
            if find_registered(number) is None
        ]
    )
    if _EXAMPLE in " ".join(syllables(content)):
        found.append("Tệp tự ghi là ví dụ, không phải luật: đừng duyệt trong kho dùng thật.")
    return found


def approve(context: typer.Context, number: Number, by: By) -> None:
    """Duyệt một đề nghị sau khi đối chiếu văn bản gốc; phải là người khác với người nhập."""
    mine: Context = context.obj
    home = mine.home(create=False)
    name = full_name(by)
    _readable(home.proposals.find(number))
    proposal = home.proposals.approve(number, Deed(name, now().date()))
    told = f"Đã duyệt đề nghị {number}: {proposal_words(proposal)}. Từ giờ nó được dùng để xét."
    mine.give({"proposal": proposal_row(proposal)}, told)


def _readable(proposal: Proposal) -> None:
    """Refuse to let something decide that this program cannot read (any more)."""
    if proposal.state is ProposalState.PROPOSED:
        book_with([proposal])


def withdraw(
    context: typer.Context,
    number: Number,
    by: By,
    why: Annotated[str, typer.Option("--why", help="Lý do, được ghi lại.")],
) -> None:
    """Rút một đề nghị, đã duyệt hay chưa: nó không được dùng để xét nữa."""
    mine: Context = context.obj
    reason = squeezed(normalised(why))
    if not reason:
        raise UsageError("Lý do đang để trống.", "Ví dụ: --why “ghi nhầm số năm”")
    proposal = mine.home(create=False).proposals.withdraw(number, Deed(full_name(by), now().date()), reason)
    value: dict[str, Any] = {"proposal": proposal_row(proposal)}
    mine.give(value, f"Đã rút đề nghị {number} ({proposal_words(proposal)}): không còn được dùng để xét.")
