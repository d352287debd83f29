"""What somebody sent with a form, as text (điều gửi lên), and how what people type is made harmless."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.datastructures import FormData

from bot.clock import VIETNAM
from bot.web.visits import read_form
from knowledge.text import normalised, squeezed

LARGEST_NUMBER = 2**31 - 1
"""No home holds a number above this; a database may stumble over it."""
_DIGITS = len(str(LARGEST_NUMBER))
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class SentForm:
    """The text fields of a form, in order; files are left out."""

    fields: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Return a field on one line; empty where it is absent."""
        return cleaned(self.lines(name))

    def lines(self, name: str) -> str:
        """Return a field with its line ends."""
        return next((value for field, value in self.fields if field == name), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return what was sent under a name, each on one line."""
        return tuple(cleaned(value) for field, value in self.fields if field == name)

    def number(self, name: str) -> int | None:
        """Return a field as a number; None where it is none."""
        return number_in(self.text(name))


class Errors(dict[str, str]):
    """What is wrong with the fields of a form, by name; nothing with those that are not in it."""

    def __missing__(self, name: str) -> str:
        """Return that nothing is wrong."""
        return ""


async def _sent(request: Request) -> SentForm:
    form = await request.form()
    return SentForm(tuple((name, value) for name, value in form.multi_items() if isinstance(value, str)))


Sent = Annotated[SentForm, Depends(_sent)]


async def opened_form(request: Request) -> AsyncIterator[FormData]:
    """Give a form with its files, and close them at the end.

    A route that takes files names this behind what refuses too long a body. It declares no ``File`` or ``Form`` of the
    framework: that reads the whole body before any dependency is asked.
    """
    await read_form(request)
    async with request.form() as form:
        yield form


Files = Annotated[FormData, Depends(opened_form)]


def cleaned(written: str) -> str:
    """Return what somebody typed on one line, without what no one can see."""
    return squeezed("".join(c if c.isprintable() else " " for c in normalised(written)))


def day_written(written: str) -> date | None:
    """Return the day that is written, 2026-11-20 or 20/11/2026; None where it is none that plans speak of."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(written.strip(), form).replace(tzinfo=VIETNAM).date()
        except ValueError:
            continue
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
    return None


def number_in(written: str) -> int | None:
    """Return the number that is written; None where it is none that a home could hold."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) <= _DIGITS else None
    return number if number is not None and number <= LARGEST_NUMBER else None
