"""FACTS.json becomes Facts: faults are named, unknown stays unknown, and nothing is guessed."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from knowledge.criteria import Facts, FactsError, Rating, Scope, Subject, read_facts
from knowledge.criteria.facts import HeldTitle, InitiativeKind, Votes
from knowledge.criteria.schema import facts_schema

TITLE = {"title": "CSTDCS", "year": 2025, "decision": "12/QĐ"}
INITIATIVE = {"name": "Sổ theo dõi", "kind": "sang_kien", "scope": "co_so", "year": 2025, "decision": "3/QĐ"}

WHOLE: dict[str, Any] = {
    "subject": "individual", "name": "Vừ A Dính", "organisation": "Sở Nội vụ", "province": "Điện Biên",
    "achievement_year": 2025, "received_on": "2025-12-10", "signed_on": "2025-12-28",
    "ratings": {"2024": "HTXSNV", "2025": "HTTNV"},
    "titles": [TITLE | {"decided_on": "2025-12-05", "issuer": "Giám đốc Sở", "revoked": False}],
    "commendations": [{"form": "BK_BO_TINH", "year": 2022, "decision": "77/QĐ-UBND"}],
    "initiatives": [INITIATIVE | {"used_for": None}],
    "discipline": [{"form": "khiển trách", "from": "2023-01-05", "to": "2023-04-05"}],
    "under_review": False, "participates": True, "months_worked": 11.5, "leave": "thai_san",
    "votes": {"yes": 9, "total": 11},
    "collective": {
        "members": 20, "completed_percent": 99.5, "ldtt": 14, "cstdcs": 1, "disciplined_canh_cao": 0, "rating": "HTTNV",
        "leads_cluster": False,
    },
}  # fmt: skip

# what is wrong, the facts, what the message must name: the field, and where it helps what was given or is expected
BAD: list[tuple[str, Any, list[str]]] = [
    ("danh sách thay cho đối tượng", [], ["đối tượng"]),
    ("chuỗi thay cho đối tượng", "HTXSNV 2025", ["đối tượng"]),
    ("không có gì", None, ["đối tượng"]),
    ("số thay cho đối tượng", 5, ["đối tượng"]),
    ("trường lạ", {"xep_loai": "HTXSNV"}, ["xep_loai", "ratings"]),
    ("trường viết hoa", {"Subject": "individual"}, ["Subject", "subject"]),
    ("đối tượng lạ", {"subject": "household"}, ["subject", "household", "individual"]),
    ("đối tượng là số", {"subject": 1}, ["subject"]),
    ("đối tượng là danh sách", {"subject": ["individual"]}, ["subject"]),
    ("tên là số", {"name": 42}, ["name", "42", "chuỗi"]),
    ("tỉnh là danh sách", {"province": ["Lai Châu"]}, ["province"]),
    ("năm bằng chữ", {"achievement_year": "hai nghìn"}, ["achievement_year", "hai nghìn", "năm"]),
    ("năm học", {"achievement_year": "2024-2025"}, ["achievement_year", "2024-2025"]),
    ("năm hai chữ số", {"achievement_year": 25}, ["achievement_year", "25"]),
    ("năm quá xa", {"achievement_year": 20255}, ["achievement_year"]),
    ("năm có phần lẻ", {"achievement_year": 2025.5}, ["achievement_year"]),
    ("năm là đúng sai", {"achievement_year": True}, ["achievement_year"]),
    ("năm dài vô lý", {"achievement_year": "9" * 5000}, ["achievement_year"]),
    ("ngày kiểu Việt Nam", {"received_on": "10/12/2025"}, ["received_on", "10/12/2025", "2025-12-31"]),
    ("ngày không có thật", {"received_on": "2025-02-30"}, ["received_on", "2025-02-30"]),
    ("ngày thừa chữ số", {"received_on": "2025-12-100"}, ["received_on"]),
    ("ngày có đuôi lạ", {"signed_on": "2025-12-10 hoặc 11"}, ["signed_on"]),
    ("ngày là số của bảng tính", {"signed_on": 46001}, ["signed_on", "46001"]),
    ("ngày rỗng", {"received_on": ""}, ["received_on"]),
    ("xếp loại là danh sách", {"ratings": ["HTXSNV"]}, ["ratings"]),
    ("xếp loại là chuỗi", {"ratings": "HTXSNV"}, ["ratings"]),
    ("xếp loại lạ", {"ratings": {"2025": "Xuất sắc"}}, ["ratings", "2025", "Xuất sắc", "HTXSNV"]),
    ("xếp loại theo điểm", {"ratings": {"2025": 95}}, ["ratings", "2025", "95"]),
    ("xếp loại của năm lạ", {"ratings": {"nay": "HTXSNV"}}, ["ratings", "nay"]),
    ("xếp loại viết thường", {"ratings": {"2025": "htxsnv"}}, ["ratings", "htxsnv"]),
    ("danh hiệu là chuỗi", {"titles": "CSTDCS 2025"}, ["titles", "danh sách"]),
    ("danh hiệu là đối tượng", {"titles": TITLE}, ["titles", "danh sách"]),
    ("danh sách danh hiệu có dòng không phải đối tượng", {"titles": [None]}, ["titles"]),
    ("danh hiệu lạ", {"titles": [TITLE | {"title": "CSTĐ vũ trụ"}]}, ["titles[0].title", "CSTĐ vũ trụ", "CSTDCS"]),
    ("danh hiệu không có mã", {"titles": [{"year": 2025}]}, ["titles[0].title"]),
    ("hình thức khen nằm trong danh hiệu", {"titles": [TITLE | {"title": "BK_TTG"}]}, ["titles[0].title", "BK_TTG"]),
    ("dòng thứ hai sai năm", {"titles": [TITLE, TITLE | {"year": "năm ngoái"}]}, ["titles[1].year", "năm ngoái"]),
    ("số quyết định là số", {"titles": [TITLE | {"decision": 12}]}, ["titles[0].decision", "12"]),
    ("bị hủy ghi bằng chữ", {"titles": [TITLE | {"revoked": "không"}]}, ["titles[0].revoked", "không"]),
    ("ngày quyết định sai", {"titles": [TITLE | {"decided_on": "hôm qua"}]}, ["titles[0].decided_on", "hôm qua"]),
    ("trường lạ trong danh hiệu", {"titles": [TITLE | {"nam": 2025}]}, ["titles[0].nam"]),
    ("danh hiệu nằm trong hình thức khen", {"commendations": [{"form": "CSTDCS"}]}, ["commendations[0].form"]),
    ("hình thức khen bỏ trống", {"commendations": [{"form": " "}]}, ["commendations[0].form"]),
    ("hình thức khen không có mã", {"commendations": [{"year": 2024}]}, ["commendations[0].form"]),
    ("năm khen sai", {"commendations": [{"form": "GK", "year": 0}]}, ["commendations[0].year"]),
    ("khen bị hủy ghi bằng chữ", {"commendations": [{"form": "GK", "revoked": "có"}]}, ["commendations[0].revoked"]),
    ("ngày khen sai", {"commendations": [{"form": "GK", "decided_on": "x"}]}, ["commendations[0].decided_on"]),
    ("loại sáng kiến lạ", {"initiatives": [INITIATIVE | {"kind": "skkn"}]}, ["initiatives[0].kind", "sang_kien"]),
    ("phạm vi lạ", {"initiatives": [INITIATIVE | {"scope": "huyen"}]}, ["initiatives[0].scope", "huyen", "bo_tinh"]),
    ("sáng kiến là chuỗi", {"initiatives": ["Sổ theo dõi"]}, ["initiatives"]),
    ("kỷ luật sai ngày", {"discipline": [{"form": "cảnh cáo", "from": "05/2024"}]}, ["discipline[0].from"]),
    ("kỷ luật kết thúc trước khi bắt đầu",
     {"discipline": [{"form": "cảnh cáo", "from": "2025-06-01", "to": "2025-01-01"}]}, ["discipline[0]"]),
    ("kỷ luật là chữ không", {"discipline": "không"}, ["discipline", "danh sách"]),
    ("đang xem xét ghi bằng số", {"under_review": 0}, ["under_review", "true"]),
    ("tham gia ghi bằng chữ", {"participates": "có"}, ["participates", "có"]),
    ("mười ba tháng", {"months_worked": 13}, ["months_worked", "13", "12"]),
    ("số tháng âm", {"months_worked": -1}, ["months_worked"]),
    ("số tháng bằng chữ", {"months_worked": "12"}, ["months_worked"]),
    ("số tháng không phải số", {"months_worked": float("nan")}, ["months_worked"]),
    ("phiếu là chuỗi", {"votes": "8/10"}, ["votes"]),
    ("phiếu nhiều hơn thành viên", {"votes": {"yes": 11, "total": 10}}, ["votes.yes", "11", "10"]),
    ("nửa lá phiếu", {"votes": {"yes": 7.5, "total": 10}}, ["votes.yes", "số nguyên"]),
    ("phiếu âm", {"votes": {"yes": -1, "total": 10}}, ["votes.yes"]),
    ("trường lạ trong phiếu", {"votes": {"yes": 8, "present": 9}}, ["votes.present"]),
    ("tập thể là danh sách", {"collective": [20]}, ["collective"]),
    ("quá một trăm phần trăm", {"collective": {"completed_percent": 100.5}}, ["collective.completed_percent", "100"]),
    ("số người có phần lẻ", {"collective": {"members": 9.5}}, ["collective.members"]),
    ("số người vô cùng", {"collective": {"members": float("inf")}}, ["collective.members"]),
    ("xếp loại tập thể lạ", {"collective": {"rating": "Tốt"}}, ["collective.rating", "Tốt"]),
    ("dẫn đầu ghi bằng chữ", {"collective": {"leads_cluster": "x"}}, ["collective.leads_cluster"]),
    ("trường lạ của tập thể", {"collective": {"tong_so": 5}}, ["collective.tong_so"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "named"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_fault_is_named_in_vietnamese(given: Any, named: list[str]) -> None:
    """A value that cannot be taken is refused with the field, what was given and what is expected."""
    with pytest.raises(FactsError) as raised:
        read_facts(given)
    told = str(raised.value)
    assert not [word for word in named if word not in told], told
    assert any(word in told for word in ("cần", "phải")), told


def test_several_faults_are_told_at_once() -> None:
    """One reading names every fault of a file, so that a person mends it once."""
    bad = {"subject": "x", "achievement_year": "y", "ratings": {"2025": "z"}, "titles": [{"title": "t", "year": "u"}]}
    with pytest.raises(FactsError) as raised:
        read_facts(bad)
    for field in ("subject", "achievement_year", "ratings.2025", "titles[0].title", "titles[0].year"):
        assert field in str(raised.value)


def test_many_faults_are_counted() -> None:
    """A file full of faults shows the first of them and says how many more there are."""
    bad = {"titles": [{"title": "CSTDCS", "year": f"năm thứ {n}"} for n in range(30)]}
    with pytest.raises(FactsError) as raised:
        read_facts(bad)
    told = str(raised.value)
    assert "titles[0].year" in told
    assert "22 lỗi khác" in told
    assert len(told) < 2000


def test_absent_and_null_are_unknown() -> None:
    """A field that is absent, null or blank is unknown; ratings without a year are unknown too."""
    nothing = read_facts({})
    assert nothing == Facts()
    assert read_facts(dict.fromkeys(WHOLE)) == nothing
    assert read_facts({"name": "  ", "leave": "", "ratings": {}, "organisation": "\t"}) == nothing
    assert read_facts({"ratings": {"2025": None}}).ratings == {}


@pytest.mark.parametrize("name", ["titles", "commendations", "initiatives", "discipline"])
def test_an_empty_list_is_known_to_be_none(name: str) -> None:
    """An empty list says that there is none, which null does not say."""
    assert getattr(read_facts({name: []}), name) == ()
    assert getattr(read_facts({name: None}), name) is None
    assert getattr(read_facts({}), name) is None


def test_no_and_zero_are_known() -> None:
    """False and nought are values, not gaps."""
    facts = read_facts(
        {"under_review": False, "participates": False, "months_worked": 0, "votes": {"yes": 0, "total": 9}}
    )
    assert (facts.under_review, facts.participates, facts.months_worked) == (False, False, 0)
    assert facts.votes == Votes(0, 9)


def test_a_part_that_is_half_known_keeps_its_gaps() -> None:
    """Nothing in a row is filled in: no year from a decision, no kind from a name, no scope from a kind."""
    facts = read_facts(
        {
            "titles": [{"title": "CSTDCS", "decision": "15/QĐ-2024"}],
            "initiatives": [{"name": "Đề tài cấp tỉnh năm 2024"}],
            "votes": {"yes": 9},
            "collective": {"members": 10},
            "discipline": [{"form": "khiển trách"}],
        }
    )
    assert facts.titles == (HeldTitle("CSTDCS", None, "15/QĐ-2024"),)
    assert facts.initiatives is not None
    row = facts.initiatives[0]
    assert (row.kind, row.scope, row.year, row.decision, row.used_for) == (None, None, None, None, None)
    assert facts.votes == Votes(9, None)
    assert facts.collective is not None
    assert (facts.collective.ldtt, facts.collective.rating, facts.collective.leads_cluster) == (None, None, None)
    assert facts.discipline is not None
    assert (facts.discipline[0].since, facts.discipline[0].until) == (None, None)


def test_nothing_is_guessed_from_other_fields() -> None:
    """No year comes from a day, no subject from a collective, no province from an agency, no rating from a title."""
    facts = read_facts(
        {
            "received_on": "2025-12-10", "collective": {"members": 10, "rating": "HTXSNV"},
            "organisation": "Sở Y tế tỉnh Bắc Ninh", "titles": [TITLE],
        }
    )  # fmt: skip
    assert (facts.achievement_year, facts.subject, facts.province, facts.signed_on) == (None, None, None, None)
    assert facts.ratings == {}


def test_every_field_arrives() -> None:
    """Each field of a full file stands in the facts with its type."""
    facts = read_facts(WHOLE)
    assert facts.subject is Subject.INDIVIDUAL
    assert facts.received_on == date(2025, 12, 10)
    assert facts.ratings == {2024: Rating.EXCELLENT, 2025: Rating.GOOD}
    assert facts.initiatives is not None
    assert (facts.initiatives[0].kind, facts.initiatives[0].scope) == (InitiativeKind.INITIATIVE, Scope.BASE)
    assert not [f.name for f in fields(Facts) if getattr(facts, f.name) in (None, (), {})]


def given_again(facts: Facts) -> dict[str, Any]:
    """Return the facts as FACTS.json writes them."""

    def rows(held: Any, *names: tuple[str, str]) -> list[dict[str, Any]] | None:
        return None if held is None else [{key: plain(getattr(row, name)) for key, name in names} for row in held]

    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    same = [(n, n) for n in ("year", "decision")]
    simple = ("subject", "name", "organisation", "province", "achievement_year", "received_on", "signed_on",
              "under_review", "participates", "months_worked", "leave")  # fmt: skip
    counts = ("members", "completed_percent", "ldtt", "cstdcs", "rating", "leads_cluster")
    votes, unit = facts.votes, facts.collective
    return {name: plain(getattr(facts, name)) for name in simple} | {
        "ratings": {str(year): rating.value for year, rating in facts.ratings.items()},
        "titles": rows(facts.titles, ("title", "title"), *same, ("decided_on", "decided_on"), ("issuer", "issuer"),
                       ("revoked", "revoked")),
        "commendations": rows(facts.commendations, ("form", "form"), *same),
        "initiatives": rows(facts.initiatives, ("name", "name"), ("kind", "kind"), ("scope", "scope"), *same,
                            ("used_for", "used_for")),
        "discipline": rows(facts.discipline, ("form", "form"), ("from", "since"), ("to", "until")),
        "votes": votes and {"yes": votes.agreed, "total": votes.members},
        "collective": unit and {n: getattr(unit, n) for n in counts} | {"disciplined_canh_cao": unit.disciplined},
    }  # fmt: skip


@pytest.mark.parametrize("given", [{}, WHOLE, {"titles": [], "votes": {"yes": 3}}], ids=["nothing", "whole", "part"])
def test_what_was_read_can_be_written_and_read_again(given: dict[str, Any]) -> None:
    """Facts written as JSON and read again are the same facts."""
    facts = read_facts(given)
    assert read_facts(json.loads(json.dumps(given_again(facts)))) == facts


@pytest.mark.parametrize(
    ("written", "code"),
    [("CSTĐ cơ sở", "CSTDCS"), ("chien si thi dua co so", "CSTDCS"), ("CSTĐ cấp tỉnh", "CSTD_BO_TINH"),
     ("Lao động tiên tiến", "LDTT"), ("cstdtq", "CSTDTQ")],
)  # fmt: skip
def test_titles_are_known_by_their_usual_names(written: str, code: str) -> None:
    """A title written in full, in short or without diacritics is the title with its code."""
    facts = read_facts({"titles": [{"title": written, "year": 2025}]})
    assert facts.titles == (HeldTitle(code, 2025),)


def test_a_form_without_a_code_is_kept_as_written() -> None:
    """There are more forms of commendation than those with a code; a row of such a form is no fault."""
    facts = read_facts({"commendations": [{"form": "Huy hiệu Vì sự nghiệp giáo dục", "year": 2020}]})
    assert facts.commendations is not None
    assert facts.commendations[0].form == "Huy hiệu Vì sự nghiệp giáo dục"


def test_years_may_be_written_as_text() -> None:
    """A year in quotation marks, as Excel and JSON keys write it, is the same year."""
    facts = read_facts({"achievement_year": "2025", "titles": [TITLE | {"year": "2024"}], "ratings": {"2025": "HTTNV"}})
    assert facts.achievement_year == 2025
    assert facts.titles is not None
    assert facts.titles[0].year == 2024
    assert list(facts.ratings) == [2025]


def test_a_year_written_with_a_point_is_the_same_year() -> None:
    """JSON makes no difference between 2025 and 2025.0, so neither does the reader."""
    facts = read_facts({"achievement_year": 2025.0, "initiatives": [INITIATIVE | {"year": 2024.0}]})
    assert facts.achievement_year == 2025
    assert facts.initiatives is not None
    assert facts.initiatives[0].year == 2024


@pytest.mark.parametrize("written", ["Không", "chưa", "Chưa dùng", "chưa sử dụng."])
def test_a_no_in_what_it_was_used_for_is_not_the_name_of_an_award(written: str) -> None:
    """People fill the column "đã dùng cho" with "không": such an initiative was not used yet."""
    facts = read_facts({"initiatives": [INITIATIVE | {"used_for": written}]})
    assert facts.initiatives is not None
    assert facts.initiatives[0].used_for is None


def test_a_fault_reads_as_a_sentence() -> None:
    """A field that is not known is no value in quotation marks, and a bound is written out as people write it."""
    with pytest.raises(FactsError) as unknown:
        read_facts({"xep_loai": "HTXSNV"})
    assert "xep_loai: trường không có trong mẫu" in str(unknown.value)
    with pytest.raises(FactsError) as bound:
        read_facts({"votes": {"yes": "8", "total": 10}})
    assert "từ 0 đến 1.000.000" in str(bound.value)


def test_the_schema_names_what_the_reader_takes() -> None:
    """The published schema has the fields of the facts, of each row and each part, and no others, and is JSON."""
    schema = facts_schema()
    assert set(schema["properties"]) == {f.name for f in fields(Facts)} == set(WHOLE)
    assert schema["additionalProperties"] is False
    for name in ("titles", "initiatives", "discipline"):
        assert set(schema["properties"][name]["items"]["properties"]) == set(WHOLE[name][0]), name
    for name in ("votes", "collective"):
        assert set(schema["properties"][name]["properties"]) == set(WHOLE[name]), name
    assert set(WHOLE["commendations"][0]) <= set(schema["properties"]["commendations"]["items"]["properties"])
    json.dumps(schema)
    assert "required" not in schema
