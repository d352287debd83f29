"""Criteria on the web: readable pages with versions and approvals, and a form whose verdict grows with the facts."""

from knowledge.criteria import award_codes
from tests.fakes.browser import Office


def test_the_list_names_every_title_and_what_is_not_held(place: Office) -> None:
    """Each title stands there with its basis and approval, or with what is not held of it."""
    words = place.visitor().get("/tieu-chuan").words
    assert all(award.name in words for award in award_codes().values())
    assert "Nhóm tdkt" in words
    assert "Chưa giữ tiêu chuẩn Huân chương Lao động hạng Nhì" in words


def test_a_title_shows_its_versions_provisions_votes_and_papers(place: Office) -> None:
    """Old and new versions with their dates, each condition with its provision, votes, who decides, the dossier."""
    words = place.visitor().get("/tieu-chuan/CSTDCS").words
    for expected in ("Từ 01/01/2024", "đến 31/12/2023", "06/2022/QH15 Điều 23 khoản 2", "15%", "80%", "Mẫu số 05"):
        assert expected in words, expected


def test_a_page_of_every_title_opens(place: Office) -> None:
    """No title breaks its page or its form, held or not."""
    browser = place.visitor()
    for code in award_codes():
        assert browser.get(f"/tieu-chuan/{code}").status == 200
        assert browser.get(f"/tieu-chuan/{code}/xet").status == 200
    assert browser.get("/tieu-chuan/KHONG_CO").status == 404


def test_the_verdict_grows_as_facts_come(place: Office) -> None:
    """Nothing filled in asks for everything; the facts lead to a verdict, and what was typed stays in the form."""
    browser = place.visitor()
    empty = browser.get("/tieu-chuan/CSTDCS/xet")
    assert "Chưa kết luận" in empty.words  # today's law is not held
    known = {
        "nam": "2025", "tiep_nhan": "2025-12-10", "xep_loai_2025": "HTTNV", "phong_trao": "co",
        "dang_xem_xet": "khong", "ky_luat": "khong",
    }  # fmt: skip
    part = empty.submit("Xét", **known)
    assert "Cần bổ sung" in part.words
    whole = part.submit("Xét", sang_kien="sáng kiến cấp cơ sở QĐ 45/QĐ-SNV năm 2025")
    assert "Đủ" in whole.words
    assert "Đã hiểu" in whole.words
    assert whole.form("Xét").find("input", {"name": "tiep_nhan"})["value"] == "2025-12-10"


def test_a_part_of_the_page_is_enough_for_htmx(place: Office) -> None:
    """Where htmx asks, only the verdict comes back."""
    browser = place.visitor()
    page = browser.get("/tieu-chuan/LDTT/xet")
    token = page.form("Xét").find("input", {"name": "csrf"})["value"]
    part = browser.send("POST", "/tieu-chuan/LDTT/xet", data={"csrf": token}, headers={"hx-request": "true"})
    assert "<html" not in part.response.text


def test_a_wrong_value_is_told_and_nothing_typed_is_lost(place: Office) -> None:
    """An impossible day is named in Vietnamese; a text with tags comes back as text."""
    page = place.visitor().get("/tieu-chuan/LDTT/xet")
    refused = page.submit("Xét", tiep_nhan="31/12/2025", don_vi="<script>alert(1)</script>", da_dat='" onmouseover=x')
    assert "received_on" in refused.words or "ngày" in refused.words
    assert "<script>alert" not in refused.response.text
    assert refused.form("Xét").find("input", {"name": "don_vi"})["value"] == "<script>alert(1)</script>"


def test_the_law_that_is_held_is_readable(place: Office) -> None:
    """Legal facts stand there with provision, days and source; rewards are computed; what is not held is named."""
    page = place.visitor().get("/quy-dinh")
    for expected in ("NĐ-CP", "đã thấy nguyên văn", "nguồn thứ cấp", "06/2026/QH16", "chưa giữ", "làm tròn lên"):
        assert expected in page.words, expected
    assert len(page.soup.find_all("h1")) == 1


def test_what_is_wrong_is_named_as_the_form_names_it(place: Office) -> None:
    """A year that is none is called by the label of its field, and the verdict is told in one short line."""
    form = place.visitor().get("/tieu-chuan/CSTDCS/xet")
    assert "Năm xét: 12, cần một năm" in form.submit("Xét", nam="12").words
    data = {"csrf": form.form("Xét").find("input", {"name": "csrf"})["value"], "nam": "12"}
    part = form.browser.send("POST", "/tieu-chuan/CSTDCS/xet", data=data, headers={"hx-request": "true"})
    told = part.soup.find(attrs={"hx-swap-oob": "innerHTML:#ket-luan"})
    assert told is not None
    assert told.get_text().startswith("Năm xét: 12")
    assert "ket-luan" in {tag.get("id") for tag in form.soup.find_all(role="status")}
