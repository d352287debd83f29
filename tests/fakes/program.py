"""A program that uses the API: shows its key, sends JSON or files."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from bot.web.api.keys import new_key
from bot.web.visits import hashed
from knowledge.people import Person
from knowledge.store.api_keys import ApiKey, KeyScope
from tests.fakes.browser import ADDRESS, Office

EVERYTHING = tuple(KeyScope)


@dataclass(slots=True)
class Program:
    """One program with its key; without one where it is empty."""

    app: FastAPI
    secret: str = ""
    key: ApiKey | None = None

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Ask for something."""
        return self.send("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        """Send something."""
        return self.send("POST", path, **given)

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send one request; ``path`` begins behind /api/v1."""
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        headers |= given.pop("headers", {})
        return asyncio.run(self._sent(method, f"/api/v1{path}", headers, given))

    async def _sent(self, method: str, path: str, headers: dict[str, str], given: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.request(method, path, headers=headers, **given)


def program(place: Office, person: Person, *scopes: KeyScope) -> Program:
    """Return a program with a key of a person; for everything where no scope is named."""
    assert person.id is not None
    secret = new_key()
    now = place.site.now().timestamp()
    key = place.home.api_keys.make(hashed(secret), "thử", scopes or EVERYTHING, person.id, "test", now)
    return Program(place.app, secret, key)
