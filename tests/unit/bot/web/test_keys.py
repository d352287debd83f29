"""Keys of programs: what opens the API and what does not, how often, and what is kept of a key."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.web.api.application import make_api
from bot.web.api.keys import new_key
from bot.web.api.limits import Rate
from bot.web.visits import COOKIE, hashed
from knowledge.people import Person, Role
from knowledge.store.api_keys import KeyScope
from tests.fakes.browser import Office
from tests.fakes.program import Program, program

OPERATIONS = [
    ("POST", "/questions", KeyScope.ASK, {"json": {"question": "Hạn?"}}),
    ("POST", "/search", KeyScope.ASK, {"json": {"question": "Hạn?"}}),
    ("GET", "/documents", KeyScope.READ_DOCUMENTS, {}),
    ("GET", "/documents/1", KeyScope.READ_DOCUMENTS, {}),
    ("POST", "/documents", KeyScope.WRITE_DOCUMENTS, {"files": {"file": ("a.txt", b"x")}}),
    ("GET", "/deadlines", KeyScope.READ_DEADLINES, {}),
    ("POST", "/deadlines/1/confirm", KeyScope.WRITE_DEADLINES, {}),
    ("POST", "/deadlines/1/cancel", KeyScope.WRITE_DEADLINES, {"json": {"reason": "x"}}),
    ("POST", "/checks", KeyScope.CRITERIA, {"json": {"title": "CSTT", "facts": {}}}),
    ("POST", "/checks/batch", KeyScope.CRITERIA, {"json": {"cases": [{"title": "CSTT", "facts": {}}]}}),
    ("POST", "/check-lists", KeyScope.CRITERIA, {"files": {"file": ("a.xlsx", b"x")}}),
    ("GET", "/criteria", KeyScope.CRITERIA, {}),
    ("GET", "/criteria/CSTT", KeyScope.CRITERIA, {}),
    ("GET", "/legal-facts", KeyScope.CRITERIA, {}),
]


@pytest.fixture
def mai(place: Office) -> Person:
    """Give an administrator."""
    return place.person("Lò Thị Mai", Role.ADMINISTRATOR)


def test_nothing_but_a_good_key_opens_an_operation(place: Office, mai: Person) -> None:
    """Without a key, with a wrong one or another kind of login, every operation answers the same 401."""
    cookie = place.visitor(mai).cookies[COOKIE]
    wrong = (
        {}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {new_key()}"}, {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer \xff"}, {"Cookie": f"{COOKIE}={cookie}"}, {"Authorization": f"Bearer {cookie}"},
    )  # fmt: skip
    said = set()
    for method, path, _, given in OPERATIONS:
        for headers in wrong if path == "/questions" else wrong[:1]:
            raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
            response = Program(place.app).send(method, path, headers=raw, **given)
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
            said.add(response.text)
    assert len(said) == 1


def test_every_operation_wants_its_scope(place: Office, mai: Person) -> None:
    """A key with every other scope is refused by name; one with the scope alone comes through to the operation."""
    for scope in KeyScope:
        others, alone = program(place, mai, *(s for s in KeyScope if s is not scope)), program(place, mai, scope)
        for method, path, wanted, given in OPERATIONS:
            if wanted is scope:
                refused = others.send(method, path, **given)
                assert refused.status_code == 403
                assert scope.value in refused.json()["detail"]
                assert alone.send(method, path, **given).status_code in (200, 201, 404, 422)


def test_a_key_ends_when_it_is_revoked(place: Office, mai: Person) -> None:
    """Revoking works at once and once; the key stays in the list with the moment."""
    mine = program(place, mai)
    assert mine.get("/documents").status_code == 200
    assert mine.key is not None
    assert place.home.api_keys.revoke(mine.key.id, "test", 5.0)
    assert not place.home.api_keys.revoke(mine.key.id, "test", 6.0)
    assert mine.get("/documents").status_code == 401
    assert place.home.api_keys.all()[0].revoked_at == 5.0


@pytest.mark.parametrize(
    "leave",
    [
        lambda home, mai: home.people.save([replace(mai, active=False)], "test", 0.0),
        lambda home, mai: home.people.remove(mai.id, "test"),
    ],
)
def test_a_key_ends_with_its_person(place: Office, mai: Person, leave: Callable[..., object]) -> None:
    """Who has left, or is forgotten, opens nothing through a program either."""
    mine = program(place, mai)
    leave(place.home, mai)
    assert mine.get("/documents").status_code == 401


def test_a_key_loses_what_its_person_loses(place: Office, mai: Person) -> None:
    """The rights are those of the person at this moment, not of when the key was made."""
    mine = program(place, mai)
    file = {"file": ("a.zip", b"x")}
    assert mine.post("/documents", files=file).status_code == 422
    place.home.people.save([replace(mai, role=Role.OFFICER)], "test", 0.0)
    assert mine.post("/documents", files=file).status_code == 403


def test_the_secret_is_kept_nowhere(place: Office, mai: Person) -> None:
    """The database holds a hash; the moment of the last use is written, and not at every use."""
    mine = program(place, mai)
    mine.get("/documents")
    first = place.home.api_keys.all()[0].used_at
    mine.get("/documents")
    assert first is not None
    assert place.home.api_keys.all()[0].used_at == first
    assert not [file for file in place.home.path.rglob("*.sqlite*") if mine.secret.encode() in file.read_bytes()]
    assert hashed(mine.secret) != mine.secret


def test_making_and_revoking_stand_in_the_audit(place: Office, mai: Person) -> None:
    """Who gave a key to whom for what, and who took it back, can be read later."""
    mine = program(place, mai, KeyScope.ASK)
    assert mine.key is not None
    place.home.api_keys.revoke(mine.key.id, "Vì Văn Khoa", 5.0)
    with place.home.engine.connect() as connection:
        lines = [tuple(row) for row in connection.execute(text("select actor, action, detail from audit"))]
    assert ("test", "api key made", f"số {mine.key.id} “thử” cho người số {mai.id}: hoi") in lines
    assert ("Vì Văn Khoa", "api key revoked", f"số {mine.key.id}") in lines


def test_a_key_that_is_used_too_often_waits(place: Office, mai: Person) -> None:
    """After so many requests at once a key is told how long to wait, and no other key waits with it."""
    api = make_api(place.site, Rate(per_minute=6, burst=3))
    mine, other = program(place, mai), program(place, mai)
    mine.app = other.app = api
    codes = [_health_of(mine) for _ in range(5)]
    assert [status for status, _ in codes] == [200, 200, 200, 429, 429]
    assert codes[-1][1] == "10"
    assert _health_of(other)[0] == 200


def _health_of(mine: Program) -> tuple[int, str]:
    import asyncio

    import httpx

    async def ask() -> httpx.Response:
        headers = {"Authorization": f"Bearer {mine.secret}"}
        transport = httpx.ASGITransport(mine.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://tdkt.test") as client:
            return await client.get("/v1/documents", headers=headers)

    response = asyncio.run(ask())
    return response.status_code, response.headers.get("retry-after", "")
