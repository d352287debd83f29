"""What each platform may do with a message that is sent, and what our channel then says: one table for each."""

from dataclasses import dataclass

from bot.messages import Reason, Refused, Retry, SendResult, Sent, Unknown
from tests.fakes.faults import Fault, answer, hang_up, html, late
from tests.fakes.mail import Place, Trouble

Verdict = type[Sent] | type[Retry] | type[Unknown] | Reason
_TOO_LATE = 5.0  # seconds; the channels of these tables wait less


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that happens to a message.

    Attributes:
        what: in a few words.
        trouble: what the platform does; None where nothing is wrong.
        verdict: what the channel must say: a kind of result, or the reason of a refusal.
        arrived: how often the message reached the person.
    """

    what: str
    trouble: object
    verdict: Verdict
    arrived: int = 0


def verdict(result: SendResult) -> Verdict:
    """Return a result as the tables name it."""
    return result.reason if isinstance(result, Refused) else type(result)


def zalo(code: int, words: str = "Bad Request: the text is empty") -> Fault:
    """Return a refusal of the Zalo Bot Platform."""
    return answer(200, {"ok": False, "error_code": code, "description": words})


def official(error: int, words: str = "refused") -> Fault:
    """Return a refusal of Zalo OA."""
    return answer(200, {"error": error, "message": words})


def telegram(status: int, words: str, **parameters: int) -> Fault:
    """Return a refusal of Telegram."""
    told = {"ok": False, "error_code": status, "description": words, "parameters": parameters}
    return answer(status, told)


# Whatever stands between us and a platform, nobody can tell what it passed on.
_SENT_BETWEEN = (
    Case("nothing is wrong", None, Sent, 1),
    Case("a page with 200", html(200), Unknown),
    Case("a page with 200, taken", html(200, after_effect=True), Unknown, 1),
    Case("a page with 502", html(502), Unknown),
    Case("a page with 502, taken", html(502, after_effect=True), Unknown, 1),
    Case("a page with 504", html(504), Unknown),
    Case("broken JSON, taken", answer(200, '{"ok": tru', after_effect=True), Unknown, 1),
    Case("a success of nothing, taken", answer(200, "[]", after_effect=True), Unknown, 1),
    Case("hung up", hang_up(), Unknown),
    Case("hung up, taken", hang_up(after_effect=True), Unknown, 1),
    Case("late, not taken", late(_TOO_LATE, after_effect=False), Unknown),
    Case("late, taken", late(_TOO_LATE), Unknown, 1),
)
BETWEEN = (html(502), html(429), html(200), hang_up(), answer(200, '{"ok": tr'), late(0.8, after_effect=False))
ZALO = (
    *_SENT_BETWEEN,
    Case("a page with 429", html(429), Retry),
    Case("no such chat", zalo(400, "Bad Request: chat not found"), Reason.UNKNOWN_CHAT),
    Case("wrong text", zalo(400), Reason.INVALID),
    Case("wrote too long ago", zalo(400, "Bad Request: the user has not interacted recently"), Reason.WINDOW),
    Case("token taken back", zalo(401, "Unauthorized"), Reason.UNAUTHORISED),
    Case("internal error", zalo(403, "Internal server error"), Retry),
    Case("time-out there", zalo(408, "Request timeout"), Unknown),
    Case("month used up", zalo(429, "Quota exceeded"), Reason.QUOTA),
    Case("error there", zalo(500, "Internal"), Unknown),
)
ZALO_OA = (
    *_SENT_BETWEEN,
    Case("a page with 429", html(429), Retry),
    Case("left the OA", official(-213), Reason.BLOCKED),
    Case("wrote over 7 days ago", official(-230), Reason.WINDOW),
    Case("wrote too long ago", official(-232), Reason.WINDOW),
    Case("out of messages", official(-211), Reason.QUOTA),
    Case("wrong field", official(-201), Reason.INVALID),
    Case("app switched off", official(-219), Reason.UNAUTHORISED),
    Case("too many calls", official(-32), Retry),
    Case("night", official(-234), Retry),
    Case("token ended: changed, sent once", official(-216), Sent, 1),
)
TELEGRAM = (
    *_SENT_BETWEEN,
    Case("a page with 429", html(429), Unknown),
    Case("no such chat", telegram(400, "Bad Request: chat not found"), Reason.UNKNOWN_CHAT),
    Case("wrong text", telegram(400, "Bad Request: message text is empty"), Reason.INVALID),
    Case("token taken back", telegram(401, "Unauthorized"), Reason.UNAUTHORISED),
    Case("blocked", telegram(403, "Forbidden: bot was blocked by the user"), Reason.BLOCKED),
    Case("too fast", telegram(429, "Too Many Requests: retry after 7", retry_after=7), Retry),
    Case("error there", telegram(500, "Internal Server Error"), Retry),
    Case("another id", telegram(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), Retry),
    Case("tags not understood: once more without", telegram(400, "Bad Request: can't parse entities: x"), Sent, 1),
)


def at(place: Place, answered: str = "", **more: object) -> tuple[Place, Trouble]:
    """Return a trouble of a mail server, at its place in the conversation."""
    return place, Trouble(answered, **more)  # type: ignore[arg-type]


MAIL_HICCUPS = (
    at("GREETING", hang_up=True),
    at("GREETING", "421 too busy"),
    at("EHLO", hang_up=True),
    at("GREETING", seconds=0.8),
)
EMAIL = (
    Case("nothing is wrong", None, Sent, 1),
    Case("no such mailbox", at("RCPT", "550 no such user"), Reason.UNKNOWN_CHAT),
    Case("mailbox busy", at("RCPT", "450 try later"), Retry),
    Case("login wanted", at("MAIL", "530 log in first"), Reason.UNAUTHORISED),
    Case("letter refused", at("END", "554 no"), Reason.INVALID),
    Case("letter put off", at("END", "451 later"), Retry),
    Case("gibberish for an answer, taken", at("END", "gibberish", after_effect=True), Unknown, 1),
    Case("hung up before the letter", at("DATA", hang_up=True), Retry),
    Case("hung up at its end", at("END", hang_up=True), Unknown),
    Case("hung up at its end, taken", at("END", hang_up=True, after_effect=True), Unknown, 1),
    Case("late, taken", at("END", seconds=_TOO_LATE, after_effect=True), Unknown, 1),
    Case("late before the letter", at("RCPT", seconds=_TOO_LATE), Retry),
)
RECORDING = (
    Case("nothing is wrong", None, Sent, 1),
    Case("blocked", Refused(Reason.BLOCKED), Reason.BLOCKED),
    Case("later", Retry(3.0), Retry),
    Case("nobody knows", Unknown("time-out"), Unknown),
)
