"""From files to documents: what is the same paper, what is a new version, what is rejected, and who gives way."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ingest.pipeline import Outcome, files_below, ingest_file, ingest_files
from knowledge.documents import DocumentKind, Stated
from knowledge.identity import identity
from knowledge.store import Library

PaperWriter = Callable[..., str]
BLANK = {"number": "       /KH-SNV", "issued": "ngày     tháng 4 năm 2026"}
SUMMARY = """---
summary_of:
  number: "12/KH-SNV"
  issuer: "Sở Nội vụ tỉnh Lai Châu"
  issued_on: "2026-03-05"
  type: "Kế hoạch"
  title: "Phong trào “Sáng kiến nhỏ, hiệu quả lớn” năm 2026"
  period: {from: "2026-01-01", to: "2026-12-31"}
source_status: V
---
KẾ HOẠCH

Kế hoạch 12/KH-SNV của Sở Nội vụ tỉnh Lai Châu ban hành ngày 05/3/2026.

I. THỜI HẠN

Các phòng gửi hồ sơ đợt 1 cho Văn phòng Sở, hạn cuối 15/6/2026.
"""


def written(path: Path, text: str) -> Path:
    """Write ``text`` to ``path`` and return the path."""
    path.write_text(text, encoding="utf-8")
    return path


def ingested(library: Library, *paths: Path) -> list[Outcome]:
    """Ingest files and return what became of each."""
    return list(ingest_files(library, paths))


def test_a_file_becomes_a_document(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A paper is added with what it says of itself, its passages, its text and its bytes."""
    path = written(tmp_path / "a.txt", paper())
    (outcome,) = ingested(library, path)
    assert (outcome.status, outcome.reason, outcome.warnings) == ("added", None, ())
    assert outcome.id is not None
    version = library.current_version(outcome.id)
    assert version.text == paper()
    assert version.metadata == outcome.metadata
    assert version.metadata.number is not None
    assert version.metadata.number.value == "12/KH-SNV"
    assert Path(version.source_path) == path.resolve()
    assert len(version.chunks) == outcome.chunks > 3


def test_the_same_bytes_are_unchanged(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """The same file again, or a copy of it under another name, adds nothing and changes nothing."""
    first = written(tmp_path / "a.txt", paper())
    copy = written(tmp_path / "bản sao.txt", paper())
    (added,) = ingested(library, first)
    seen = library.revision()
    again = ingested(library, first, copy)
    assert [(o.status, o.id, o.chunks) for o in again] == [("unchanged", added.id, added.chunks)] * 2
    assert library.revision() == seen


def test_the_same_number_issuer_and_date_is_a_new_version(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A mended copy of a paper, from wherever it comes, is its next version."""
    (added,) = ingested(library, written(tmp_path / "a.txt", paper()))
    (updated,) = ingested(library, written(tmp_path / "b.txt", paper(deadline="Hồ sơ gửi trước ngày 20/6/2026.")))
    assert (updated.status, updated.id) == ("updated", added.id)
    assert added.id is not None
    assert library.current_version(added.id).ordinal == 2
    assert len(library.documents()) == 1


def test_the_same_path_is_a_new_version(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A file that was edited in place is the next version of its document, even where it has no number."""
    path = written(tmp_path / "a.txt", paper(**BLANK))
    (added,) = ingested(library, path)
    (updated,) = ingested(library, written(path, paper(**BLANK, deadline="Hồ sơ gửi trước ngày 20/6/2026.")))
    assert (updated.status, updated.id, updated.warnings) == ("updated", added.id, ())


def test_the_same_path_typed_otherwise_is_the_same_path(
    tmp_path: Path, library: Library, paper: PaperWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of a relative path is the file of its absolute path."""
    monkeypatch.chdir(tmp_path)
    (added,) = ingested(library, written(Path("a.txt"), paper(**BLANK)))
    (updated,) = ingested(library, written(tmp_path / "a.txt", paper(**BLANK, deadline="Gửi trước ngày 20/6/2026.")))
    assert (updated.status, updated.id) == ("updated", added.id)


def test_an_earlier_text_again_is_a_version_again(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """Going back to an earlier text makes it current again; no version is rewritten."""
    path = tmp_path / "a.txt"
    for deadline in ("Gửi trước ngày 10/6/2026.", "Gửi trước ngày 20/6/2026.", "Gửi trước ngày 10/6/2026."):
        (outcome,) = ingested(library, written(path, paper(deadline=deadline)))
    assert outcome.status == "updated"
    assert outcome.id is not None
    current = library.current_version(outcome.id)
    assert current.ordinal == 3
    assert "10/6/2026" in current.text


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"number": "13/KH-SNV"}, "another number"),
        ({"issuer": ("ỦY BAN NHÂN DÂN TỈNH SƠN LA", "SỞ NỘI VỤ")}, "another issuer"),
        ({"issued": "ngày 06 tháng 3 năm 2026"}, "another day"),
        ({"issued": "ngày 05 tháng 3 năm 2025"}, "another year"),
    ],
)
def test_another_paper_is_another_document(
    tmp_path: Path, library: Library, paper: PaperWriter, other: dict[str, str], why: str
) -> None:
    """Number, issuer and date must all agree for two files to be one document."""
    outcomes = ingested(library, written(tmp_path / "a.txt", paper()), written(tmp_path / "b.txt", paper(**other)))
    assert [o.status for o in outcomes] == ["added", "added"], why
    assert len(library.documents()) == 2


@pytest.mark.parametrize("number", ["12 / KH-SNV", "12/KH - SNV", "012/KH-SNV"])
def test_a_number_is_the_same_however_it_is_typed(
    tmp_path: Path, library: Library, paper: PaperWriter, number: str
) -> None:
    """Blanks and zeros in a number do not make another document."""
    ingested(library, written(tmp_path / "a.txt", paper()))
    (outcome,) = ingested(library, written(tmp_path / "b.txt", paper(number=number)))
    assert outcome.status == "updated"


@pytest.mark.parametrize("blank", [BLANK, {"number": BLANK["number"]}, {"issued": BLANK["issued"]}])
def test_a_blank_is_never_merged_by_guess(
    tmp_path: Path, library: Library, paper: PaperWriter, blank: dict[str, str]
) -> None:
    """Where number or day was left blank, two papers stay two, and identity is none."""
    other = paper(**blank, deadline="Hồ sơ gửi trước ngày 30/6/2026.")
    outcomes = ingested(library, written(tmp_path / "a.txt", paper(**blank)), written(tmp_path / "b.txt", other))
    assert [o.status for o in outcomes] == ["added", "added"]
    assert [identity(o.metadata) for o in outcomes if o.metadata] == [None, None]


def test_a_likely_twin_is_warned_of(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A paper without number that looks like one that is held says so, with the number and path of the other."""
    first, second = ingested(
        library,
        written(tmp_path / "nháp.txt", paper(**BLANK)),
        written(tmp_path / "bản ký.txt", paper(**BLANK, deadline="Hồ sơ gửi trước ngày 30/6/2026.")),
    )
    assert first.warnings == ()
    (warning,) = second.warnings
    assert f"số {first.id} " in warning
    assert "nháp.txt" in warning
    assert second.id is not None
    assert library.current_version(second.id).warnings == second.warnings


def test_a_stranger_is_no_twin(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A blank paper of another agency or another month is not warned of."""
    elsewhere = paper(**BLANK, issuer=("ỦY BAN NHÂN DÂN TỈNH SƠN LA", "SỞ NỘI VỤ"))
    later = paper(number=BLANK["number"], issued="ngày     tháng 9 năm 2026")
    paths = [written(tmp_path / f"{n}.txt", text) for n, text in enumerate([paper(**BLANK), elsewhere, later])]
    assert [o.warnings for o in ingested(library, *paths)] == [(), (), ()]


def test_the_number_in_the_text_wins_over_the_file_name(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A file may be called anything: number, issuer and date are those that the paper states."""
    (outcome,) = ingested(library, written(tmp_path / "99-QD-UBND tinh Dien Bien 2019.txt", paper()))
    assert outcome.metadata is not None
    stated = (outcome.metadata.number, outcome.metadata.issuer, outcome.metadata.issued_on)
    assert [s.value if s else None for s in stated] == ["12/KH-SNV", "Sở Nội vụ tỉnh Lai Châu", "2026-03-05"]


@pytest.mark.parametrize(
    ("name", "content", "reason", "advice"),
    [
        ("trống.txt", b"", "trống", "nạp lại"),
        ("toàn dấu cách.md", b"\n \n", "trống", "nạp lại"),
        ("nhị phân.txt", bytes(range(256)) * 8, "không phải", "Kiểm tra|lưu lại"),
        ("ảnh.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "ảnh PNG", "Đổi đuôi"),
        ("thật ra là pdf.txt", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "nội dung là PDF", "Đổi đuôi|lưu lại"),
        ("sổ tính.md", b"PK\x03\x04" + b"\0" * 40, "XLSX", "Đổi đuôi"),
        ("mã cũ.txt", b"K\xc3\xaa ho\x81\xb9ch thi \xf0ua", "mã UTF-8", "lưu lại"),
        ("bảng lương.xyz", "Kế hoạch".encode(), "đuôi .xyz", r"\.txt, \.md"),
        ("không đuôi", "Kế hoạch".encode(), "không có đuôi", r"\.txt, \.md"),
        ("tóm lược hở.md", b"---\nsummary_of:\n  number: 1\n", "không được đóng", "---"),
        ("tóm lược hỏng.md", b"---\nsummary_of:\n  a: [1\n---\nx\n", "không phải YAML", "YAML"),
    ],
)
def test_a_bad_file_is_rejected_and_the_rest_goes_on(
    tmp_path: Path, library: Library, paper: PaperWriter, name: str, content: bytes, reason: str, advice: str
) -> None:
    """What cannot be read is named with reason and next step, and the files before and after it are taken."""
    bad = tmp_path / name
    bad.write_bytes(content)
    before = written(tmp_path / "1.txt", paper())
    after = written(tmp_path / "2.txt", paper(number="13/KH-SNV"))
    outcomes = ingested(library, before, bad, after)
    assert [o.status for o in outcomes] == ["added", "rejected", "added"]
    said = outcomes[1].reason or ""
    assert (outcomes[1].source_path, outcomes[1].id) == (str(bad), None)
    assert name in said
    assert reason in said
    assert any(word.strip("\\") in said for word in advice.replace("\\.", ".").split("|"))
    assert len(library.documents()) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.md", "---\nsummary_of:\n---\nnội dung\n", id="front matter that says nothing"),
        pytest.param("a.md", "---\nsummary_of: kế hoạch\n---\nnội dung\n", id="front matter of the wrong shape"),
        pytest.param(
            "a.md", "---\nsummary_of:\n  signer: {position: x}\n---\nnội dung\n", id="a signer without a name"
        ),
        pytest.param("a.md", "---\nsummary_of:\n  period: {from: 2026}\n---\nnội dung\n", id="a period without an end"),
        pytest.param("a.html", "<body>" + "<div>" * 3000 + "Thi đua" + "</div>" * 3000, id="a page nested too deep"),
    ],
)
def test_no_bad_file_stops_the_rest(
    tmp_path: Path, library: Library, paper: PaperWriter, name: str, content: str
) -> None:
    """Whatever is wrong with a file, it is reported and the next one is taken."""
    good = written(tmp_path / "2.txt", paper())
    outcomes = ingested(library, written(tmp_path / name, content), good)
    assert outcomes[1].status == "added"
    assert outcomes[0].status == "added" or name in (outcomes[0].reason or "")


def test_a_file_that_vanished_is_reported(tmp_path: Path, library: Library) -> None:
    """A file that is gone when its turn comes is rejected in words."""
    (outcome,) = ingested(library, tmp_path / "đã xóa.txt")
    assert outcome.status == "rejected"
    assert "đã xóa.txt" in (outcome.reason or "")


def test_folders_give_what_readers_take(tmp_path: Path, paper: PaperWriter) -> None:
    """Below a folder the readable files come in order of name; hidden ones and other kinds are left."""
    for name in ("b.txt", "a.md", "c.htm", "x.bin", ".ẩn/d.txt", "sâu/hơn/e.TXT"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path / name, paper())
    found = [p.relative_to(tmp_path).as_posix() for p in files_below([tmp_path])]
    assert found == ["a.md", "b.txt", "c.htm", "sâu/hơn/e.TXT"]
    assert list(files_below([tmp_path / "x.bin"])) == [tmp_path / "x.bin"]


def test_a_paper_that_contradicts_the_register_is_stored_with_a_warning(
    tmp_path: Path, library: Library, paper: PaperWriter
) -> None:
    """A wrong date of a registered text is shown, not repaired, and does not keep the paper out."""
    text = paper().replace("ngày 14 tháng 6 năm 2025", "ngày 15 tháng 6 năm 2025")
    (outcome,) = ingested(library, written(tmp_path / "a.txt", text))
    assert outcome.status == "added"
    (warning,) = outcome.warnings
    assert "152/2025/NĐ-CP" in warning
    assert "2025-06-14" in warning
    (record,) = library.documents()
    assert record.warnings == outcome.warnings


# -- summaries ------------------------------------------------------------------------------------------


def kinds(library: Library) -> list[DocumentKind]:
    """Return the kinds of the documents that speak."""
    return [record.kind for record in library.documents()]


@pytest.mark.parametrize("first", ["summary", "original"])
def test_a_summary_gives_way_to_its_original(tmp_path: Path, library: Library, paper: PaperWriter, first: str) -> None:
    """Whichever comes first, the original speaks; when it is removed, the summary speaks again."""
    files = [written(tmp_path / "s.md", SUMMARY), written(tmp_path / "gốc.txt", paper())]
    outcomes = ingested(library, *(files if first == "summary" else files[::-1]))
    assert [o.status for o in outcomes] == ["added", "added"]
    assert kinds(library) == [DocumentKind.ORIGINAL]
    (original,) = library.documents()
    library.remove(original.id, "An", "")
    assert kinds(library) == [DocumentKind.SUMMARY]


def test_an_original_that_comes_back_takes_the_word_again(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """Removed and ingested anew, an original silences its summary once more."""
    path = written(tmp_path / "gốc.txt", paper())
    ingested(library, written(tmp_path / "s.md", SUMMARY), path)
    (original,) = library.documents()
    library.remove(original.id, "An", "")
    (outcome,) = ingested(library, path)
    assert outcome.status == "added"
    assert kinds(library) == [DocumentKind.ORIGINAL]


def test_a_summary_of_another_paper_stays(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """A summary gives way to the paper that it stands for and to no other."""
    other = written(tmp_path / "khác.txt", paper(number="13/KH-SNV"))
    ingested(library, written(tmp_path / "s.md", SUMMARY), other)
    assert sorted(kinds(library)) == [DocumentKind.ORIGINAL, DocumentKind.SUMMARY]


def test_a_summary_with_a_blank_number_gives_way_too(tmp_path: Path, library: Library, paper: PaperWriter) -> None:
    """Where the paper has no number, issuer, type and month say which paper a summary stands for."""
    front = SUMMARY.replace('"12/KH-SNV"', '"/KH-SNV"').replace('"2026-03-05"', '"2026-04"')
    ingested(library, written(tmp_path / "s.md", front), written(tmp_path / "gốc.txt", paper(**BLANK)))
    assert kinds(library) == [DocumentKind.ORIGINAL]


def test_a_summary_says_what_its_front_matter_says(tmp_path: Path, library: Library) -> None:
    """Metadata of a summary come from its front matter; its text is what follows it."""
    (outcome,) = ingested(library, written(tmp_path / "s.md", SUMMARY))
    assert outcome.id is not None
    version = library.current_version(outcome.id)
    assert version.kind is DocumentKind.SUMMARY
    assert version.text.startswith("KẾ HOẠCH\n")
    assert "summary_of" not in version.text
    assert version.metadata.period == ("2026-01-01", "2026-12-31")
    assert version.metadata.number is not None
    assert version.metadata.number.span is not None
    assert version.metadata.number.span.of(version.text) == "12/KH-SNV"


# -- what may happen at once ----------------------------------------------------------------------------


def test_a_failed_ingest_leaves_no_half(tmp_path: Path, engine: Engine, library: Library, paper: PaperWriter) -> None:
    """Storing an original and letting its summary give way happen both or not at all."""
    ingested(library, written(tmp_path / "s.md", SUMMARY))
    seen = library.revision()
    with engine.connect() as connection:
        connection.execute(
            text(
                "create trigger full_disk before update of superseded_by on documents "
                "begin select raise(abort, 'no space left'); end"
            )
        )
        connection.commit()
    with pytest.raises(IntegrityError, match="no space left"):
        ingest_file(library, written(tmp_path / "gốc.txt", paper()))
    assert kinds(library) == [DocumentKind.SUMMARY]
    assert library.revision() == seen


class Meeting(Library):
    """A library whose readers wait for each other, so that both have looked before either writes."""

    barrier = threading.Barrier(2)

    def find_by_sha(self, sha256: str) -> int | None:
        """Look, then wait for the other."""
        found = super().find_by_sha(sha256)
        self.barrier.wait(timeout=10)
        return found


@pytest.mark.parametrize("deadline", ["Gửi trước ngày 15/6/2026.", "Gửi trước ngày 16/6/2026."])
def test_two_ingests_of_one_paper_make_one_document(
    tmp_path: Path, engine: Engine, paper: PaperWriter, deadline: str
) -> None:
    """Two processes that read the same paper, or two copies of it, at the same time store one document."""
    paths = [
        written(tmp_path / "a.txt", paper(deadline="Gửi trước ngày 15/6/2026.")),
        written(tmp_path / "b.txt", paper(deadline=deadline)),
    ]
    library = Meeting(engine)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda path: ingest_file(library, path), paths))
    assert len(library.documents()) == 1
    assert "added" in {o.status for o in outcomes}
    assert len({o.id for o in outcomes}) == 1


def test_a_corrected_paper_is_known_by_its_corrected_number(
    tmp_path: Path, library: Library, paper: PaperWriter
) -> None:
    """After a person has corrected a number, a better scan with that number is a new version of the same paper."""
    (added,) = ingested(library, written(tmp_path / "a.txt", paper(number="72/KH-SNV")))
    assert added.id is not None
    assert added.metadata is not None
    right = replace(added.metadata, number=Stated("12/KH-SNV"))
    library.correct(added.id, right, "An", {"number": "12/KH-SNV"})
    (updated,) = ingested(library, written(tmp_path / "b.txt", paper()))
    assert (updated.status, updated.id) == ("updated", added.id)
