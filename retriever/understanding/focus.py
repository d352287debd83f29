"""What kind of answer a question wants, read from its opened, folded line."""

import re
from enum import StrEnum

from knowledge.text import Span


class Focus(StrEnum):
    """The kind of answer wanted (câu hỏi nhằm vào điều gì)."""

    SIGNER = "signer"
    NUMBER_AND_DATE = "number_and_date"
    ISSUER = "issuer"
    RECIPIENTS = "recipients"
    LEGAL_BASES = "legal_bases"
    MENTIONED_IN = "mentioned_in"
    IN_TIME = "in_time"
    ODDITY = "oddity"
    TIME_OF_DAY = "time_of_day"
    DEADLINE = "deadline"
    PERIOD = "period"
    WHEN_DAY = "when_day"
    WHEN = "when"
    MONEY = "money"
    PERCENT = "percent"
    CONTACT = "contact"
    FORM = "form"
    PERSON = "person"
    WHICH_NUMBER = "which_number"
    STRUCTURE = "structure"
    COUNT = "count"
    DURATION = "duration"
    DOCUMENT = "document"
    THEME = "theme"
    PLACE = "place"
    ADDRESSEE = "addressee"
    AGENT = "agent"
    PURPOSE = "purpose"
    YES_NO = "yes_no"
    LIST = "list"
    TASK = "task"
    WHAT = "what"


_DOC = r"(?:ke hoach|van ban|quyet dinh|nghi dinh|cong van|thong tu|chi thi|huong dan|thong bao|quy che|to trinh|bao cao|nghi quyet|luat)"
_WHICH = r"(?:nao|gi|may|bao nhieu|dau|ai)"
_PATTERNS: tuple[tuple[Focus, str], ...] = (
    (Focus.SIGNER, r"\b(?:ai|nguoi nao|do ai|ong nao|ba nao|lanh dao nao|vi nao) (?:la nguoi |da |duoc )?(?:ky|dat but ky)(?: ten| ban hanh)?\b|\bdo ai ky\b|\bnguoi ky(?: ten)?(?: la ai)?\b|\bky (?:boi )?(?:ai|la ai)\b|\bai (?:la nguoi )?ky\b|\b(?:duoc|do) (?:ong|ba)?\s?\w* ?ky\b.*\b(?:ai|chuc)\b|\b(?:giu )?chuc (?:vu|danh) (?:gi|nao|la gi|cua nguoi ky)\b|\btu cach (?:gi|nao)\b|\bchu ky cua ai\b"),
    (Focus.MENTIONED_IN, rf"\b(?:co|nam|xuat hien|duoc nhac(?: den| toi)?|duoc neu|duoc dan|duoc vien dan|nhac den|nhac toi|duoc de cap|de cap)(?: o| trong| tai)*(?: nhung| cac| may)? ?(?:{_DOC}|vb)? ?(?:cua )?(?:nhung |cac |may )?(?:co quan|don vi|{_DOC}|noi|tinh|so) nao\b|\b(?:o|tai|cua|trong) (?:ke hoach cua )?(?:nhung|cac|may) (?:co quan|don vi|{_DOC}|tinh|noi) nao\b|\b(?:nhung|cac|may) (?:co quan|don vi|{_DOC}|tinh) nao (?:co|nhac|neu|de cap|dan|vien dan|trien khai|yeu cau|cung|deu|noi)\b|\b(?:{_DOC}|co quan|don vi|tinh) nao (?:co )?(?:nhac|neu|de cap|vien dan|noi) (?:den|toi|ve)?"),
    (Focus.RECIPIENTS, r"\bnoi nhan\b(?! ho so| bao cao| de nghi)|\b(?:duoc )?gui (?:cho |den |toi )?(?:nhung )?(?:noi|co quan|don vi|ai|cho ai) nao\b.{0,5}$|\bgui (?:cho|den|toi) nhung (?:noi|ai|co quan|don vi)\b"),
    (Focus.LEGAL_BASES, rf"\b^can cu (?:cua )?(?:ke hoach|quyet dinh|huong dan|cong van|van ban|quy che)\b|\bcan cu (?:phap ly|ban hanh|vao|theo|tren)?\s?(?:vao )?(?:nhung |cac )?(?:{_DOC}|dau|gi)? ?(?:nao|gi|dau)?\b(?=.*\b(?:nao|gi|dau)\b|$)|\bduoc ban hanh (?:de thuc hien|theo|tren co so|dua tren) (?:nhung |cac )?{_DOC} nao\b|\b(?:de )?thuc hien (?:nhung |cac |theo )?{_DOC} nao\b|\bdua (?:tren|vao) (?:nhung |cac )?(?:{_DOC}|co so|can cu) nao\b|\bco so phap ly\b|\b(?:nhung |cac )?can cu (?:cua|de|ban hanh)\b"),
    (Focus.IN_TIME, r"\b(?:con |co )?(?:kip|tre|muon|qua han|dung han)(?: han| gio)? (?:khong|chua|ko)\b|\bcon kip\b|\bco bi (?:tre|muon|qua han)\b|\bda qua han chua\b|\bcon han khong\b|\bcon (?:nop|gui) duoc\b|\bdung han khong\b"),
    (Focus.ODDITY, r"\bbat thuong\b|\bco (?:gi )?(?:sai|nham|loi|dung)(?: sot)? (?:khong|gi)\b|\bco dung khong\b|\bsai (?:gi|o dau|cho nao)\b|\bloi (?:gi|nao)\b|\bnham (?:gi|o dau|cho nao)\b|\bmau thuan\b|\b(?:lieu )?co (?:bi )?(?:loi|sai|nham)(?: gi)?(?: khong)?\b|\bco khop\b|\bkhop (?:khong|nhau)\b|\bghi (?:the nao|sai)\b"),
    (Focus.NUMBER_AND_DATE, rf"\b(?:mang |co |la )?(?<!mau )so (?:hieu|ky hieu|van ban|ke hoach|bao nhieu|may|nao)\b|\bky hieu (?:gi|nao|la gi)\b|\b(?:duoc )?(?:ban hanh|(?<!dinh )ky|ra doi|ky ban hanh) (?:vao |tu )?(?:ngay|khi|luc|thoi gian|hom|bao gio)\s?(?:nao|may|bao nhieu|thang nao)?\b|\bngay (?:thang )?(?:ban hanh|ky)\b|\b{_DOC} so (?:may|bao nhieu)\b"),
    (Focus.ISSUER, rf"\b{_DOC}[^?]{{0,40}} (?:la )?cua (?:(?:co quan|don vi|tinh|so|noi) nao|ai)\b|\b(?:co quan|don vi|ai|noi) (?:nao )?(?:da )?ban hanh\b|\bdo (?:co quan|don vi|ai) ?(?:nao)? ban hanh\b|\bcua ai\b"),
    (Focus.CONTACT, r"\b(?:so dien thoai|dien thoai|hotline|duong day nong|email|e mail|thu dien tu|dia chi|website|trang web|zalo|so fax|fax)\b"),
    (Focus.MONEY, r"\b(?:bao nhieu tien|tien thuong|muc thuong|so tien|bao nhieu dong|may tien|kinh phi\b.{0,60} (?:la |het )?bao nhieu|het bao nhieu|tong kinh phi|muc (?:chi|kinh phi|tien)|gia bao nhieu|gia (?:la )?bao nhieu|gia in|re nhat|luong thang)\b"),
    (Focus.PERCENT, r"\bbao nhieu (?:phan tram|%)|\b(?:may|bao nhieu) phan tram\b|\bty le (?:bao nhieu|la bao nhieu|may|nao|toi thieu|toi da)\b|\bbao nhieu %"),
    (Focus.FORM, r"\bmau (?:so )?(?:may|bao nhieu|nao)\b|\bbieu mau nao\b|\btheo mau nao\b"),
    (Focus.DURATION, r"\b(?:may|bao nhieu) (?:nam|thang|tuan|ngay)\b|\b(?:trong |mat |bao )(?:bao )?lau\b"),
    (Focus.TIME_OF_DAY, r"\b(?:may|bao nhieu) gio\b|\bmay h\b|\bluc may\b|\bgio nao\b"),
    (Focus.PERIOD, r"\btu (?:ngay|thang|khi|bao gio|bao nhieu|luc)\s?(?:nao|may|bao nhieu)? (?:den|toi) (?:ngay|thang|khi|bao gio|bao nhieu|luc)?\s?(?:nao|may|bao nhieu)?\b|\bkeo dai\b|\bthoi gian (?:thuc hien|to chuc|trien khai|dien ra)\b|\bgiai doan nao\b|\btrong bao lau\b|\b(?:den|toi) (?:ngay nao|khi nao|bao gio|luc nao)(?: thi)?(?: het| ket thuc| xong)?\b|\bkhoang thoi gian\b|\b(?:bat dau|mo ra|khoi dong|mo dau)\b.*\b(?:ket thuc|khep lai|dong lai|be mac)\b|\bhet thoi gian thuc hien\b|\bdien ra (?:trong|tu)\b|\bhet hieu luc\b|\bket thuc (?:vao )?(?:ngay|khi|bao gio|luc|thang|muon)\b"),
    (Focus.DEADLINE, r"\b(?<!gioi )(?<!quyen )(?<!ky )(?:thoi )?han(?! che)(?: chot| cuoi(?: cung)?| la)?\b(?! muc)|\bcham nhat\b|\bmuon nhat\b|\btruoc (?:ngay|khi|thang|bao) (?:nao|may|bao nhieu|gio)\b|\bdeadline\b|\bmoc (?:thoi gian|nop|gui|phai)\b|\bcac moc\b|\bden han\b|\bhan chot\b|\btruoc ngay\b"),
    (Focus.WHEN_DAY, r"\bngay (?:nao|may|bao nhieu|gi)\b|\bvao ngay\b|\bngay thang nao\b"),
    (Focus.WHEN, r"\b(?:khi|luc|dip|bao|thoi diem|thang|quy|nam|hoi) (?:nao|gio|may)\b|\bbao gio\b|\bvao thoi gian\b|\bnhan dip\b|\bthoi gian nao\b"),
    (Focus.STRUCTURE, r"\b(?:may|bao nhieu) (?:chuong|dieu|phan|muc|phu luc)\b(?! kien)"),
    (Focus.WHICH_NUMBER, r"\b(?:tang|lau|phong so|cua so|ban so|nha so|toa|so nha) (?:may|bao nhieu|nao)\b"),
    (Focus.COUNT, r"\b(?:bao nhieu|may)\b(?! phan tram| tien| dong| gio)"),
    (Focus.DOCUMENT, rf"\b(?:theo |tai |trong |bang )?(?:nhung |cac |loai )?{_DOC} (?:nao|gi|so may)\b|\bdieu (?:nao|may)\b|\btheo {_DOC}\b.*\bnao\b|\bquy dinh (?:o dau|tai dau)\b"),
    (Focus.THEME, r"\b(?:voi )?(?:chu de|khau hieu|ten goi)\b"),
    (Focus.ADDRESSEE, r"\b(?:gui|nop|bao cao|phan anh|bao|chuyen|trinh|lien he)(?: ho so| bao cao)? (?:ve|den|toi|cho|voi|len)? ?(?:dau|ai|phong nao|co quan nao|don vi nao|noi nao|cho nao|bo phan nao)\b|\b(?:ve|den|cho|voi) (?:dau|ai|phong nao|co quan nao|don vi nao|noi nao)\b|\bnop o dau\b|\bgui o dau\b|\bqua (?:dau|ai|don vi nao|phong nao)\b|\bnoi (?:nop|tiep nhan|nhan ho so)\b"),
    (Focus.PERSON, r"\b(?:(?:pho )?(?:chu tich|giam doc|truong phong|bi thu|hieu truong|chanh van phong|bo truong|chu nhiem|cuc truong|vu truong|truong ban)|chanh thanh tra|thu ky)\b(?! \w* ?(?:phai|co trach|chiu|quyet|giao|can|lam)).* (?:la|ten) (?:ai|gi|ong|ba)\b|\bten (?:la )?(?:gi|ai)\b|\bla (?:ong|ba) nao\b|\bho ten\b"),
    (Focus.AGENT, r"\bai\b|\b(?:don vi|phong|co quan|ban|bo phan|so|to chuc|phong ban|trung tam|nhung ai|nguoi|doi tuong|ca nhan|tap the|cap) nao\b|\bnhung ai\b"),
    (Focus.PLACE, r"\bo dau\b|\bdia diem nao\b|\btai dau\b|\bnoi nao\b|\bcho nao\b"),
    (Focus.PURPOSE, r"\b(?:de lam gi|nham (?:muc dich|dieu)? ?(?:gi|lam gi)|vi sao|tai sao|muc tieu (?:la )?gi|nham vao dau)\b"),
    (Focus.LIST, rf"\b(?:nhung|cac|gom|bao gom|gom co)\b[^?]*\b{_WHICH}\b|\bliet ke\b|\bke (?:ra|ten)\b|\bgom (?:nhung )?(?:gi|nhung|co)\b|\bnhung gi\b|\b(?:nao|gi) (?:va|,)"),
    (Focus.YES_NO, r"\b(?:dung|phai|duoc|co|can|chua) (?:khong|chua|ha|a)\b\s*$|\bkhong\s*$|\bco phai\b|\bphai khong\b|\bdung khong\b|\bdung ha\b|\bhay (?:khong|la)\b|\bcon hieu luc\b|\bchua\s*$"),
    (Focus.TASK, r"\b(?:phai|can|se|duoc giao|co|duoc)(?: nhung)? (?:lam|thuc hien|trien khai|nhiem vu|viec|trach nhiem|cong viec)(?: nhung)?(?: nhiem vu| viec| cong viec)? (?:gi|nao|the nao)\b|\blam (?:nhung )?(?:viec )?gi\b|\b(?:nhiem vu|trach nhiem|cong viec|phan viec)(?: cua)? (?:gi|nao|la gi|ra sao)\b|\b(?:chiu trach nhiem|phu trach|lo) (?:nhung )?(?:viec |ve )?(?:gi|nao)\b|\bviec gi\b"),
    (Focus.WHAT, r"\b(?:la |lam |nhu )?(?:gi|the nao|nhu the nao|ra sao)\b|\bviec gi\b|\bla gi\b"),
)  # fmt: skip
_COMPILED = tuple((focus, re.compile(pattern)) for focus, pattern in _PATTERNS)
# The words of these frames ask; in the others they also say what is asked about (hạn, kinh phí, chủ đề).
_ASKING_ONLY = re.compile(
    r"\b(?:may|bao nhieu) (?:lan|cuoc|noi|cho|thu)\b|"
    r"\b(?:ngay|khi|luc|dip|bao|thang|quy|nam|phong|don vi|co quan|bo phan|noi|so|nguoi|van ban|ke hoach|quyet dinh|dieu|su kien|moc|diem|viec|cong viec|truong hop|cach|muc|y|thu|hom|ngay le|tinh huong) (?:nao|may|gio|bao nhieu|gi)\b"
    r"|\b(?:bao nhieu|may|ai|gi|nao|dau|the nao|nhu the nao|ra sao|la gi|lam gi|viec gi|nhung gi|khong|chua|co phai|phai khong|dung khong|gom|bao gom|liet ke|ke ra|ke ten|cho biet|neu|tat ca|toan bo|day du|co thuc su|cu the)\b"
)


def find_foci(line: str) -> tuple[Focus, ...]:
    """Return what a folded, opened question line asks for, the most telling first; ``WHAT`` if nothing shows."""
    found = [focus for focus, pattern in _COMPILED if pattern.search(line)]
    return tuple(found) or (Focus.WHAT,)


def focus_spans(line: str, focus: Focus) -> list[Span]:
    """Return the words of a question line that ask for ``focus`` and that an answer need not repeat."""
    return [Span(*m.span()) for f, pattern in _COMPILED if f is focus for m in pattern.finditer(line) if m.group(0)]


def asking_spans(line: str) -> list[Span]:
    """Return the parts of a question line that only ask and name nothing."""
    return [Span(*m.span()) for m in _ASKING_ONLY.finditer(line)]
