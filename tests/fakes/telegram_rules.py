"""What the fake of Telegram may be told about itself: each disputed rule is a flag with both of its branches."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Rules:
    """Settings of the fake; they may be changed while it serves.

    Attributes:
        strict_parameters: Refuse parameters that the method does not have (catches typing errors; the live service
            passes them over [R]).
        html_strict: Refuse a bare ``&`` or ``>`` and wrong nesting, as the documents forbid them; the live service is
            milder [?].
        rate_limits: Keep the limits of C.5 [D]; off, nothing is ever too fast.
        chat_burst: Messages that a chat takes at once before one a second holds [?].
        chat_per_second: Messages a second to one chat [D].
        group_per_minute: Messages a minute to one group [D].
        overall_per_second: Messages a second to all chats [D].
        duplicate_callback_answer: What a second answer to the same press meets [?].
        callback_answer_seconds: How long a press may be answered [?].
        conflict_loser: Which of two pollers gets the 409: the one that waits already (live service [R]) or the later.
        privacy_mode: In groups, pass only what is meant for the bot [D].
        group_mentions_delivered: Whether a mention counts as meant for the bot, under privacy mode [?].
        group_bare_commands: Whether ``/lenh`` without ``@bot`` counts: always, or only if the bot wrote last [?].
        webhook_loopback: Take any http(s) address as a webhook, so that tests can receive; off, https and the four
            ports [D].
        webhook_attempts: How often a delivery is tried in a row before it rests until the next event [?].
        webhook_retry_pause: Seconds between two tries [?] (minutes on the live service).
        webhook_timeout: Seconds that a delivery waits for its answer [?].
        webhook_duplicates: How many further times each accepted event is delivered [?].
        keyboard_limits: Refuse more than 100 buttons or 8 in a row [?].
        update_hours: Hours that an unread event is kept [D].
        file_link_seconds: How long a path of getFile serves [R].
    """

    strict_parameters: bool = True
    html_strict: bool = True
    rate_limits: bool = False
    chat_burst: int = 3
    chat_per_second: float = 1.0
    group_per_minute: int = 20
    overall_per_second: int = 30
    duplicate_callback_answer: Literal["refuse", "accept"] = "refuse"
    callback_answer_seconds: float = 60.0
    conflict_loser: Literal["older", "newer"] = "older"
    privacy_mode: bool = True
    group_mentions_delivered: bool = True
    group_bare_commands: Literal["always", "if_last"] = "always"
    webhook_loopback: bool = True
    webhook_attempts: int = 3
    webhook_retry_pause: float = 0.02
    webhook_timeout: float = 2.0
    webhook_duplicates: int = 0
    keyboard_limits: bool = True
    update_hours: float = 24.0
    file_link_seconds: float = 3600.0
