"""The ways people write the headings of a list: folded words, a pattern for each way; the first that fits holds.

Each tuple holds regular expressions that must match the whole of a heading without accents, case and marks.
"""

import re

_STAFF = r"(?: (?:can bo|cbcc|cbccvc|ccvc|cong chuc|vien chuc|nhan vien|nhan su|nguoi lao dong|giao vien|cb|gv|nv))*"
_AWARD = r"(?:danh hieu|hinh thuc|thi dua|khen thuong|khen|thuong|va|hoac)"
_WANTED = r"(?:de nghi|dang ky|duoc|xet|tang|cong nhan|xet tang|xet khen|nam xet|cap tren)"
_EARLIER = r"(?: (?:da|duoc|dat|tang|truoc|nam truoc|cac nam(?: truoc)?|qua cac nam|nam lien ke))+"
_INITIATIVE = (
    r"(?:sang kien(?: kinh nghiem)?|skkn|sk|de tai|dtkh|nckh|de an|cong trinh|nghien cuu|khoa hoc|giai phap|va|hoac)"
)
_NUMBER = r"(?:so (?:va ngay )?)?(?:qd|quyet dinh)(?: so)?"
_RATED = r"(?:(?:ket qua|muc|muc do|kq) )?(?:(?:tu )?(?:xep loai|xl|phan loai|danh gia|hoan thanh)|muc do|ket qua)"
_RATED_WHAT = (
    r"(?: (?:xep loai|phan loai|danh gia|hoan thanh|muc do|muc|chat luong|can bo|cong chuc|vien chuc|cbccvc|cbcc"
    r"|nhiem vu|nv|cong tac|cong viec|tap the|ca nhan|trong|nam|nam xet|cac nam(?: truoc| qua| gan day)?|hang nam))*"
)
_PEOPLE = r"(?:nguoi|ca nhan|can bo|cbccvc|thanh vien|lao dong)"
_COUNTED = r"so (?:luong |nguoi |ca nhan )?(?:dat )?(?:danh hieu )?"
_PLACE = r"(?:don vi|co quan|phong ban|phong|bo phan|to chuyen mon|to|khoa|khoa phong|noi cong tac)"

_WAYS: dict[str, tuple[str, ...]] = {
    "number": (r"stt|tt|so (?:tt|thu tu)|thu tu",),
    "output": (r"ket qua|tieu chi chua dat|thong tin thieu|can cu|phien ban luat|viec can lam",),
    "citizen": (
        r"(?:so )?(?:the )?(?:cccd|cmnd|can cuoc(?: cong dan)?|chung minh nhan dan|dinh danh(?: ca nhan)?)"
        r"(?: (?:cccd|cmnd|cong dan|so dinh danh))*",
        r"ma dinh danh(?: ca nhan)?",
    ),
    "code": (rf"ma(?: so)?(?: td| the)?{_STAFF}", rf"maccvc|ma ccvc|so hieu{_STAFF}|so the{_STAFF}"),
    "surname": (r"ho|ho (?:va )?(?:ten )?(?:dem|lot)|ho va dem",),
    "name": (
        rf"(?:ho )?(?:va )?(?:chu )?ten(?: day du| khai sinh)?{_STAFF}(?: (?:hoac |va )?(?:ten )?(?:tap the|don vi))?",
        r"(?:ho (?:va )?ten )?ten (?:cua )?(?:tap the|ca nhan|doi tuong|ho gia dinh|nguoi|don vi)"
        r"(?: (?:tap the|ca nhan|ho gia dinh|va|hoac|ten|duoc de nghi|de nghi|duoc khen|khen thuong|don vi))*",
        r"ho (?:va )?ten ca nhan(?: (?:ten )?tap the)?",
        r"(?:tap the|ca nhan)(?: (?:tap the|ca nhan|va|hoac))+",
    ),
    "salutation": (r"ten goi(?: .*)?|danh xung|ong ba",),
    "born": (r"(?:ngay(?: thang)?(?: nam)? sinh|nam sinh|sinh (?:ngay|nam)|ngay sinh .*)",),
    "position": (r"chuc (?:vu|danh)(?: .*)?|cap bac(?: .*)?",),
    "unit": (
        rf"(?:ten )?{_PLACE}(?: (?:don vi|phong|ban|phong ban|cong tac|truc thuoc|bo phan|quan ly|co quan|to chuc))*",
    ),
    "province": (r"tinh(?: thanh pho)?|tinh tp|dia phuong|thuoc tinh",),
    "kind": (
        r"(?:loai )?doi tuong(?: khen thuong| de nghi)?|phan loai khen thuong|loai doi tuong|ca nhan hay tap the",
    ),
    "year": (r"nam(?: hoc)?(?: (?:xet|de nghi|thanh tich|khen thuong|cong tac))*|ky xet|nam duoc (?:tang|khen)",),
    "held": (
        rf"(?:cac |nhung )?{_AWARD}(?: {_AWARD})*{_EARLIER}",
        r"thanh tich (?:cac nam|nam truoc|da dat)(?: truoc)?|qua trinh khen thuong|lich su danh hieu",
        r"da duoc khen thuong|(?:thanh tich )?khen thuong (?:da dat|cac nam)",
    ),
    "title": (
        rf"(?:cap )?(?:{_WANTED} )*(?:danh hieu|hinh thuc|loai hinh danh hieu)(?: (?:{_AWARD}|{_WANTED}))*",
        rf"(?:de nghi|dang ky)(?: (?:{_AWARD}|{_WANTED}))+",
    ),
    "initiative_decision": (
        rf"{_NUMBER}(?: cong nhan)?(?: {_INITIATIVE})+(?: .*)?",
        rf"(?:{_INITIATIVE} )+{_NUMBER}(?: cong nhan)?",
        rf"{_NUMBER} cong nhan",
    ),
    "initiative_year": (
        rf"nam (?:cong nhan|ap dung)(?: {_INITIATIVE})*",
        rf"(?:nam|thoi gian)(?: cong nhan)?(?: {_INITIATIVE})+",
        rf"(?:{_INITIATIVE} )+nam(?: cong nhan)?",
        r"thoi gian cong nhan|ngay chap nhan",
    ),
    "initiative_issuer": (
        rf"(?:co quan|don vi|cap) cong nhan(?: {_INITIATIVE})*",
        rf"(?:{_INITIATIVE} )+co quan(?: cong nhan)?",
    ),
    "initiative_scope": (
        rf"(?:pham vi|cap|cap do)(?: (?:anh huong|ap dung|cong nhan|hang))*(?: cua)?(?: {_INITIATIVE})*",
        rf"(?:{_INITIATIVE} )+(?:pham vi|cap)(?: .*)?",
    ),
    "initiative_used": (rf"(?:{_INITIATIVE} )*da (?:dung|su dung)(?: (?:cho|de))?(?: .*)?",),
    "initiative_kind": (rf"loai(?: {_INITIATIVE})+", rf"(?:{_INITIATIVE} )+loai"),
    "initiative_role": (r"vai tro(?: .*)?",),
    "initiative": (
        rf"(?:(?:co|ten|noi dung) )?(?:cac )?{_INITIATIVE}(?: {_INITIATIVE})*(?: (?:da )?(?:duoc )?cong nhan)?",
    ),
    "decision": (rf"{_NUMBER}(?: (?:khen thuong|khen|danh hieu|tang thuong|cong nhan danh hieu|ngay))*",),
    "decided_on": (
        r"ngay(?: thang)?(?: nam)?(?: ban hanh)?(?: qd| quyet dinh)(?: khen thuong| danh hieu)?",
        r"ngay thang(?: nam)?|quyet dinh ngay thang(?: nam)?",
    ),
    "issuer": (r"(?:co quan|cap|noi)(?: (?:ban hanh|ra|ky|quyet dinh))+(?: qd| quyet dinh)?|cap quyet dinh",),
    "revoked": (r"(?:da |bi |co )*(?:thu hoi|huy(?: bo)?)(?: .*)?|tinh trang(?: .*)?|hieu luc(?: .*)?",),
    "received_on": (
        r"ngay(?: co quan(?: tham dinh)?)? (?:tiep )?nhan(?: ho so)?|ngay (?:nop|nhan) ho so|ngay tiep nhan",
    ),
    "signed_on": (r"ngay ky(?: (?:ban hanh|qd|quyet dinh|khen thuong))*",),
    "discipline_from": (r"ngay(?: ra)?(?: qd| quyet dinh)? ky luat|ky luat tu(?: ngay)?|ngay bat dau ky luat",),
    "discipline_to": (
        r"ngay het(?: han| hieu luc)?(?: ky luat)?|ky luat den(?: ngay)?",
        r"ngay cham dut ky luat|ngay hoan thanh ky luat",
    ),
    "discipline": (r"(?:hinh thuc |bi )?ky luat|vi pham(?: ky luat)?|hinh thuc xu ly",),
    "under_review": (
        r"dang (?:bi )?(?:xem xet|xac minh|thanh tra|dieu tra|bi xem xet)(?: .*)?|don thu(?: .*)?|xac minh",
        r"(?:dang )?(?:thanh tra|khieu nai|to cao)(?: .*)?|co don thu(?: .*)?",
    ),
    "participates": (r"(?:tich cuc )?tham gia (?:cac )?(?:phong trao|thi dua)(?: .*)?",),
    "months": (
        r"(?:so |thoi gian )?(?:thang )?cong tac(?: trong nam| thuc te)?|so thang(?: .*)?",
        r"thoi gian cong tac(?: .*)?|thang cong tac(?: .*)?",
    ),
    "leave": (r"ly do nghi|nghi (?:thai san|phep|om|viec)(?: .*)?|thoi gian nghi",),
    "votes": (
        r"(?:so |ket qua )?phieu(?: bau)?(?: (?:dong y|tan thanh|tin nhiem|bau))*",
        r"(?:so )?phieu dong y tong so(?: .*)?|ket qua (?:bo phieu|kiem phieu)",
    ),
    "votes_total": (r"tong (?:so )?thanh vien(?: (?:hd|hoi dong))*|so thanh vien (?:hd|hoi dong)|tong thanh vien hd",),
    "votes_share": (r"t[iy] le (?:phieu|dong y|bo phieu|tan thanh)(?: .*)?",),
    "summary": (
        r"tom tat(?: thanh tich)?(?: .*)?|thanh tich(?: dat duoc| noi bat| chu yeu)?",
        r"noi dung (?:khen thuong|thanh tich)|ly do(?: khen thuong| de nghi)?",
    ),
    "members": (
        rf"tong so {_PEOPLE}|(?:so|si so|quan so|bien che)(?: {_PEOPLE})?|tong so(?: cbccvc| can bo| bien che)?",
    ),
    "completed": (rf"so {_PEOPLE} ?hoan thanh(?: .*)?|so hoan thanh(?: .*)?",),
    "completed_percent": (r"t[iy] le (?:nguoi )?hoan thanh(?: .*)?|phan tram hoan thanh(?: .*)?",),
    "ldtt": (rf"{_COUNTED}(?:ldtt|lao dong tien tien)",),
    "ldtt_percent": (r"t[iy] le (?:dat )?(?:danh hieu )?(?:ldtt|lao dong tien tien)(?: .*)?",),
    "cstdcs": (rf"{_COUNTED}(?:cstdcs|cstd co so|chien s[iy] thi dua co so)",),
    "disciplined": (r"so (?:nguoi |ca nhan )?(?:bi )?ky luat(?: .*)?",),
    "leads_cluster": (r"dan dau(?: .*)?",),
    "rating": (_RATED + _RATED_WHAT,),
    "other": (
        r"gioi tinh|nam nu|ghi chu|nhom can bo|phan loai (?:can bo|doi tuong)|loai hinh(?: khen thuong)?",
        r"(?:xep loai|xl) (?:dang vien|doan vien|thi dua)(?: .*)?|e ?mail|so dien thoai|dien thoai|trinh do(?: .*)?",
        r"que quan|dan toc|dang vien|doan vien|hoc ham|hoc vi|linh vuc(?: .*)?|tuoi|luong|he so(?: .*)?",
        r"ma (?:phan loai|danh hieu|linh vuc)(?: .*)?|trang thai|noi o|dia chi|tru quan",
    ),
}
FIELDS: dict[str, re.Pattern[str]] = {field: re.compile("|".join(ways)) for field, ways in _WAYS.items()}
"""What a column holds, by the pattern of its headings, in the order in which they are tried."""
