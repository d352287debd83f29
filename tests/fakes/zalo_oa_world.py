"""The people around a Zalo Official Account, what it may send them, and the signed webhooks that tell of them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.courier import Courier, Delivery, Parcel, post
from tests.fakes.waiting import wait_for
from tests.fakes.zalo_oa_rules import OaNames, Refused, ZaloOaFlags, mac, written

WINDOW = timedelta(days=7)  # D B.4
FREE_TIME = timedelta(hours=48)  # D B.4
FREE_MESSAGES = 8  # D B.4
_BOUGHT = ("sub_quota", "purchase_quota", "reward_quota")  # D B.1; which is used up first is unknown (R)


@dataclass(frozen=True, slots=True)
class OaReply:
    """One message of the OA that reached a person."""

    message_id: str
    user_id: str
    text: str
    attachment: Mapping[str, Any] | None
    at: datetime
    quota_type: str


class OaUser:
    """A person who may follow the OA; each verb that says something returns the id of the message.

    Attributes:
        following: They follow the OA.
        interacted_at: Their last interaction, from which the 7 days run.
        wrote_at: Their last message, from which the 48 hours run.
        answered: Free messages that they got since.
    """

    def __init__(self, world: "ZaloOaWorld", user_id: str, name: str) -> None:
        self._world = world
        self.id = user_id
        self.name = name
        self.following = False
        self.left = False
        self.interacted_at: datetime | None = None
        self.wrote_at: datetime | None = None
        self.answered = 0

    @property
    def replies(self) -> list[OaReply]:
        """What reached them, in order."""
        return [sent for sent in self._world.sent if sent.user_id == self.id]

    @property
    def texts(self) -> list[str]:
        """The texts that reached them, in order."""
        return [reply.text for reply in self.replies]

    def follow(self) -> None:
        """Follow the OA."""
        self.following, self.left = True, False
        if self._world.flags.follow_opens_window:  # ? B.4 says only "interacted"
            self.interacted_at = self._world.now()
        self._world.event("follow", follower={"id": self.id}, oa_id=self._world.names.oa_id)  # D B.3

    def unfollow(self) -> None:
        """Stop following: nothing can be sent any more."""
        self.following, self.left = False, True
        self._world.event("unfollow", follower={"id": self.id}, oa_id=self._world.names.oa_id)

    def say(self, text: str) -> str:
        """Say a text."""
        return self.tell("user_send_text", text=text)

    def photo(self, url: str = "https://photo.example.vn/anh.jpg") -> str:
        """Send a picture."""
        return self.tell("user_send_image", attachments=[{"type": "image", "payload": {"url": url, "thumbnail": url}}])

    def file(self, name: str = "ho-so.pdf", url: str = "https://file.example.vn/ho-so.pdf", size: int = 2048) -> str:
        """Send a file: an OA, unlike a bot, can fetch it (D B.5; the payload's fields are R)."""
        payload = {"url": url, "name": name, "size": str(size), "type": name.rpartition(".")[2]}
        return self.tell("user_send_file", attachments=[{"type": "file", "payload": payload}])

    def sticker(self) -> str:
        """Send a sticker."""
        payload = {"id": "46991", "url": "https://stickers.example.vn/46991.png"}
        return self.tell("user_send_sticker", attachments=[{"type": "sticker", "payload": payload}])

    def press(self, payload: str) -> str:
        """Press a query button, whose payload comes back as a text (D B.1)."""
        return self.say(payload)

    def tell(self, event_name: str, **message: Any) -> str:
        """Send an event with any message."""
        self.interacted_at = self.wrote_at = self._world.now()
        self.answered, self.left = 0, False
        message_id = self._world.new_id()
        self._world.event(
            event_name,
            sender={"id": self.id},
            recipient={"id": self._world.names.oa_id},
            message={"msg_id": message_id, **message},
        )
        return message_id


class ZaloOaWorld:
    """The state around one Official Account, safe to use from several threads.

    Attributes:
        names: Its ids and secrets.
        quota: Messages left beyond the free ones, by the kind of quota that ``message/cs`` names.
        sent: Every message that reached somebody.
        deliveries: Every attempt to post to the webhook, without the probe.
        webhook: Where events are posted; None before :meth:`set_webhook` and after it was switched off.
        time_scale: Real seconds that one second of the platform's waiting takes.
    """

    def __init__(self, names: OaNames, clock: Callable[[], datetime], flags: ZaloOaFlags) -> None:
        self.names = names
        self.now = clock
        self.flags = flags
        self.quota = {"sub_quota": 0, "purchase_quota": 0, "reward_quota": 0}
        self.sent: list[OaReply] = []
        self.deliveries: list[Delivery] = []
        self.webhook: str | None = None
        self.time_scale = 0.001
        self._changed = threading.Condition(threading.RLock())
        self._courier = Courier(self._delivered)
        self._users: dict[str, OaUser] = {}
        self._numbers = 0

    def user(self, user_id: str, name: str = "Nguyễn Thị Hòa") -> OaUser:
        """Return the person with this id, which belongs to this OA only (D B.1)."""
        with self._changed:
            return self._users.setdefault(user_id, OaUser(self, user_id, name))

    def set_webhook(self, url: str) -> bool:
        """Save the address of the webhook; it must answer 200 to an unsigned ``{}`` (M B.3), else it is not saved."""
        probe = post(Parcel(url, b"{}", {"Content-Type": "application/json"}))
        self.webhook = url if probe.status == 200 else None
        return self.webhook is not None

    def event(self, event_name: str, **fields: Any) -> None:
        """Post an event to the webhook, signed as the flags say; without a webhook it is lost."""
        moment = milliseconds(self.now())
        body = {"app_id": self.names.app_id, "event_name": event_name, **fields, "timestamp": moment}  # D B.3
        self.post_raw(written(body), moment)

    def post_raw(self, raw: bytes, timestamp: str) -> None:
        """Sign any body and post it."""
        headers = {"Content-Type": "application/json"}
        if self.flags.timestamp_place == "header":  # ? B.3: several clients read this header first
            timestamp = str(int(timestamp) + 7)  # not that of the body, so that only the right place verifies
            headers["X-ZEvent-Timestamp"] = timestamp
        if self.flags.signature != "none":
            headers["X-ZEvent-Signature"] = f"mac={mac(raw, timestamp, self.names, self.flags.signature)}"
        pauses = tuple(pause * self.time_scale for pause in self.flags.webhook_pauses)
        with self._changed:
            if self.webhook is None:
                return
            for _ in range(2 if self.flags.duplicate_delivery else 1):
                self._courier.take(Parcel(self.webhook, raw, headers, pauses))

    def quiet(self) -> bool:
        """Whether no delivery is under way and none waits."""
        return self._courier.idle()

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 2.0) -> Any:
        """Return what the predicate returns as soon as it is true.

        Raises:
            AssertionError: it was not in time.
        """
        return wait_for(self._changed, predicate, timeout)

    def new_id(self) -> str:
        """Return an id that was not used before."""
        with self._changed:
            self._numbers += 1
            return f"{self._numbers:04x}d2f0a81c"

    def close(self) -> None:
        """Stop posting to the webhook; the ``with`` block does it, a fake that is only mounted needs it said."""
        self._courier.close()

    def send(self, user_id: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send a consultation message; return what ``message/cs`` tells of it.

        Raises:
            Refused: −201 stranger, −213 not following, −230 or −232 outside the window, −211 out of quota.
        """
        with self._changed:
            user = self._users.get(user_id)
            if user is None:
                raise Refused(-201, "user_id is not known")
            # D B.4: -213; ? whether somebody who writes must follow as well
            if user.left or (self.flags.followers_only and not user.following):
                raise Refused(-213)
            if user.interacted_at is None or self.now() - user.interacted_at > WINDOW:
                raise Refused(self.flags.window_error)
            quota = self._pay(user)
            text, attachment = str(message.get("text", "")), message.get("attachment")
            reply = OaReply(self.new_id(), user_id, text, attachment, self.now(), quota["quota_type"])
            self.sent.append(reply)
            self._changed.notify_all()
        if self.flags.echoes:  # R B.3
            self._echo(reply)
        return {"message_id": reply.message_id, "user_id": user_id, "quota": quota}

    def _pay(self, user: OaUser) -> dict[str, Any]:
        """Take a message from the free frame of 48 hours and 8 messages, else from what was bought (D B.4)."""
        now = self.now()
        if user.wrote_at is not None and now - user.wrote_at <= FREE_TIME and user.answered < FREE_MESSAGES:
            user.answered += 1
            ends = user.wrote_at + FREE_TIME
            return self._told("reply", FREE_MESSAGES - user.answered, FREE_MESSAGES, ends)
        for kind in _BOUGHT:
            if self.quota[kind] > 0:
                self.quota[kind] -= 1
                total = self.quota[kind] + 1 + sum(sent.quota_type == kind for sent in self.sent)
                return self._told(kind, self.quota[kind], total, now + timedelta(days=30))
        raise Refused(-211)

    def _told(self, kind: str, remain: int, total: int, ends: datetime) -> dict[str, Any]:
        numbers: tuple[Any, Any] = (str(remain), str(total)) if self.flags.quota_as_text else (remain, total)  # ? B.1
        return {
            "quota_type": kind,
            "remain": numbers[0],
            "total": numbers[1],
            "expired_date": ends.strftime("%d/%m/%Y"),  # R: the format is recorded nowhere
        }

    def _echo(self, reply: OaReply) -> None:
        ends = {"sender": {"id": self.names.oa_id}, "recipient": {"id": reply.user_id}}
        self.event("oa_send_text", **ends, message={"msg_id": reply.message_id, "text": reply.text})
        self.event("user_received_message", **ends, message={"msg_id": reply.message_id})

    def _delivered(self, delivery: Delivery, last: bool) -> None:
        with self._changed:
            self.deliveries.append(delivery)
            # ? B.3: after the last of the retries the webhook is disabled
            if last and not delivery.accepted and self.flags.webhook_pauses and self.flags.disables_webhook:
                self.webhook = None
            self._changed.notify_all()


def milliseconds(moment: datetime) -> str:
    """Return a moment as a webhook writes it: milliseconds, as a string (D B.3)."""
    return str(int(moment.timestamp() * 1000))
