"""Telegram: python-telegram-bot as client and types; imported only where an operator switched Telegram on."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
