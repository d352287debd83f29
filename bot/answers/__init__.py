"""Who answers: this process where it owns the indexes of the home, else the process that owns them."""

from bot.answers.base import Answers
from bot.answers.client import OwnerAnswers, OwnerGone
from bot.answers.local import LocalAnswers
from bot.answers.ownership import Ownership
from bot.answers.server import Loopback
from bot.answers.whoever import WhoeverAnswers

__all__ = ["Answers", "LocalAnswers", "Loopback", "OwnerAnswers", "OwnerGone", "Ownership", "WhoeverAnswers"]
