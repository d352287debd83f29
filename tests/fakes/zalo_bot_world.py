"""What the Zalo Bot Platform knows: who spoke, what was sent, what waits; and how people and webhooks meet it."""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.courier import Courier, Delivery, Parcel
from tests.fakes.waiting import wait_for
from tests.fakes.zalo_bot_people import Reply, ZaloGroup, ZaloUser
from tests.fakes.zalo_bot_rules import Refused, ZaloBotFlags


class ZaloBotWorld:
    """The state of the platform with one bot, and the people's side of it; safe to use from several threads.

    Args:
        clock: The platform's clock.
        flags: How it decides what its sources leave open.

    Attributes:
        time_scale: Real seconds that one second of the platform's waiting takes.
        sent: Every message that the platform took, delivered or not.
        actions: Every chat action taken, as ``(chat_id, action)``.
        deliveries: Every attempt to post to the webhook.
    """

    name = "Bot tdkt"  # D A.1: the name of a bot begins with "Bot"

    def __init__(self, clock: Callable[[], datetime], flags: ZaloBotFlags) -> None:
        self.flags = flags
        self.time_scale = 0.01
        self.sent: list[Reply] = []
        self.actions: list[tuple[str, str]] = []
        self.deliveries: list[Delivery] = []
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        self._courier = Courier(self._delivered)
        self._users: dict[str, ZaloUser] = {}
        self._groups: dict[str, ZaloGroup] = {}
        self._heard: dict[str, datetime] = {}  # the last message of each chat, in the order of first contact
        self._updates: deque[dict[str, Any]] = deque()
        self._pollers = 0
        self._webhook: tuple[str, str] | None = None
        self._spent: dict[str, int] = {}
        self._numbers = 0

    def user(self, user_id: str, name: str = "Nguyễn Thị Hòa", is_bot: bool = False) -> ZaloUser:
        """Return the person with this id; unless they spoke, the bot cannot write to them."""
        with self._changed:
            return self._users.setdefault(user_id, ZaloUser(self, user_id, name, is_bot))

    def group(self, group_id: str, name: str = "Phòng Thi đua") -> ZaloGroup:
        """Return the group with this id, which the bot joins if it is not yet in it (at most three: D 0.1(2))."""
        with self._changed:
            if group_id not in self._groups and len(self._groups) >= self.flags.group_cap:
                raise ValueError(f"the bot is in {self.flags.group_cap} groups already")
            group = self._groups.setdefault(group_id, ZaloGroup(self, group_id, name))
            self._heard.setdefault(group_id, self._clock())
            return group

    def hear(
        self,
        event_name: str,
        user: ZaloUser,
        chat: ZaloUser | ZaloGroup,
        content: Mapping[str, Any],
        bare: bool = False,
    ) -> str:
        """Take what a person said in a chat and bring it to the bot; return the id of the message."""
        with self._changed:
            now = self._clock()
            self._heard[chat.id] = now
            message_id = self._new_id()
            if self._above_cap(chat.id) and self.flags.above_user_cap == "drop":  # ? G.3
                return message_id
            message = {
                "message_id": message_id,
                "date": milliseconds(now),  # D A.5: milliseconds
                "from": {"id": user.id, self.flags.name_field: user.name, "is_bot": user.is_bot},
                "chat": {"id": chat.id, "chat_type": chat.chat_type},
                **content,
            }
            if self.flags.message_type:  # ? A.3: seen in some payloads
                message["message_type"] = "CHAT_MESSAGE"
        self.event(event_name, None if bare else message)
        return message_id

    def event(self, event_name: str, message: Mapping[str, Any] | None = None) -> None:
        """Bring any event to the bot as it stands; without a message where the platform leaves it out (D A.5)."""
        update: dict[str, Any] = {"event_name": event_name} | ({} if message is None else {"message": dict(message)})
        with self._changed:
            if self._webhook is not None:
                self._post(update, *self._webhook)
            elif self.flags.keeps_unread or self._pollers:  # ? A.6: lost while nobody polls, say several operators
                self._updates.append(update)
            self._changed.notify_all()

    def spend(self, messages: int) -> None:
        """Let the month's quota be used up by this many messages more."""
        with self._changed:
            self._spent[self._month()] = self.spent + messages

    @property
    def spent(self) -> int:
        """How many messages of this month's quota are used."""
        return self._spent.get(self._month(), 0)

    @property
    def unread(self) -> int:
        """How many updates wait to be polled."""
        return len(self._updates)

    @property
    def polling(self) -> int:
        """How many polls wait at this moment."""
        return self._pollers

    @property
    def webhook(self) -> str | None:
        """The address of the webhook, if one is set."""
        return self._webhook[0] if self._webhook else None

    def quiet(self) -> bool:
        """Whether no update waits and no delivery is under way."""
        return not self._updates and self._courier.idle()

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 2.0) -> Any:
        """Return what the predicate returns as soon as it is true.

        Raises:
            AssertionError: it was not in time.
        """
        return wait_for(self._changed, predicate, timeout)

    def close(self) -> None:
        """Stop posting to the webhook; the ``with`` block does it, a fake that is only mounted needs it said."""
        self._courier.close()

    def _admit(self, chat_id: str, counts: bool = True) -> bool:
        """Refuse a send that the chat or the quota does not allow; return whether it will arrive."""
        if chat_id not in self._heard:
            raise Refused(400, "Bad Request: chat not found")  # M A.7: the user must have written first
        window = self.flags.proactive_days
        if window is not None and self._clock() - self._heard[chat_id] > timedelta(days=window):  # ? A.9
            raise Refused(400, "Bad Request: the user has not interacted recently")
        blocked = chat_id in self._users and self._users[chat_id].blocked
        if blocked and self.flags.blocked != "ok":  # ? A.2: no code is known
            raise Refused(self.flags.blocked, "Bad Request: the message cannot be delivered")
        above = self._above_cap(chat_id)
        # D 0.1(2), A.2: the plan's quota, without retry_after
        if (above and self.flags.above_user_cap == "refuse") or (counts and self.spent >= self.flags.monthly_limit):
            raise Refused(429, "Quota exceeded")
        if counts:
            self._spent[self._month()] = self.spent + 1
        return not blocked and not above

    def _post(self, update: Mapping[str, Any], url: str, secret: str) -> None:
        """Post an event to the webhook: wrapped (D) or flat (? A.9), once (or as the flags say: ? A.6)."""
        body = update if self.flags.flat_webhook else {"ok": True, "result": update}
        headers = {
            "Content-Type": "application/json",
            "X-Bot-Api-Secret-Token": secret,  # D A.6
            "User-Agent": "Java/1.8.0_192",  # M A.6
        }
        for public, here in self.flags.reaches.items():
            if url.startswith(public):
                url = here + url.removeprefix(public)
        pauses = tuple(pause * self.time_scale for pause in self.flags.webhook_pauses)
        parcel = Parcel(url, json.dumps(body, ensure_ascii=False).encode(), headers, pauses)
        for _ in range(2 if self.flags.duplicate_delivery else 1):
            self._courier.take(parcel)

    def _delivered(self, delivery: Delivery, _last: bool) -> None:
        with self._changed:
            self.deliveries.append(delivery)
            self._changed.notify_all()

    def _above_cap(self, chat_id: str) -> bool:
        """Whether a person came after the last that the plan admits (D 0.1(2))."""
        people = [known for known in self._heard if known in self._users]
        return chat_id in people and people.index(chat_id) >= self.flags.user_cap

    def _month(self) -> str:
        return (self._clock().astimezone(UTC) + timedelta(hours=self.flags.month_offset_hours)).strftime("%Y-%m")

    def _new_id(self) -> str:
        self._numbers += 1
        return f"{self._numbers:05x}bd1c{self._numbers * 7919 % 65536:04x}"  # D A.1: ids are strings, hex-like


def milliseconds(moment: datetime) -> int:
    """Return a moment as the platform writes it (D A.5)."""
    return int(moment.timestamp() * 1000)
