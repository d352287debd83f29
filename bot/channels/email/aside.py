"""Work that cannot be interrupted, in a thread that nobody has to wait for."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")


async def aside(work: Callable[[], Result]) -> Result:
    """Return what some work returns, done in a thread of its own; who stops waiting leaves it to end by itself.

    A thread of the loop's pool would hold up the end of the program for as long as a mail server keeps silent.

    Args:
        work: what is to be done; what it raises is raised here.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def tell(outcome: Result | Exception) -> None:
        if done.done():
            return
        if isinstance(outcome, Exception):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)

    def run() -> None:
        outcome: Result | Exception
        try:
            outcome = work()
        except Exception as error:
            outcome = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, outcome)

    threading.Thread(target=run, name="tdkt-mail", daemon=True).start()
    return await done
