"""The API keeps to its description whatever is sent: nothing is a fault of ours, nothing comes back undescribed."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator

from bot.web.api.application import PREFIX, description_of, make_api
from bot.web.api.limits import Rate
from bot.web.api.problems import MEDIA_TYPE, told
from ingest.pipeline import ingest_files
from knowledge.people import Role
from tests.fakes.browser import Office, office
from tests.fakes.program import Program, program

BUSY = Rate(per_minute=1e9, burst=1e9)
KEYS = ("question", "k", "as_of", "id", "title", "facts", "cases", "reason", "subject", "ratings", "titles", "votes")
NAMES = st.sampled_from(KEYS) | st.text(max_size=5)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("2026-02-30")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, paper: Callable[..., str]) -> Iterator[Office]:
    """Give a home with one paper."""
    folder = tmp_path_factory.mktemp("api")
    opened = office(folder)
    file = folder / "ke-hoach.txt"
    file.write_text(paper(), encoding="utf-8")
    list(ingest_files(opened.home.library, [file]))
    opened.answers.apply()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(place: Office) -> FastAPI:
    """Give the API where it stands in a whole app, for a program in a hurry."""
    whole = FastAPI()
    whole.add_exception_handler(404, told)  # as the app of a home does for addresses that no mount knows
    whole.mount(PREFIX, make_api(place.site, BUSY))
    return whole


@pytest.fixture(scope="module")
def mine(place: Office, app: FastAPI) -> Program:
    """Give the program of an administrator."""
    made = program(place, place.person("Lò Thị Mai", Role.ADMINISTRATOR))
    made.app = app
    return made


@pytest.fixture(scope="module")
def described(place: Office) -> dict[str, Any]:
    """Give the description."""
    return json.loads(json.dumps(description_of(make_api(place.site))))


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (method, path behind /v1, what is said) of every operation."""
    return [
        (method.upper(), path.removeprefix("/v1"), said)
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    ]


def validator(described: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """Return what checks a value against a schema of the description."""
    return Draft202012Validator({**schema, "components": described["components"]})


def example_of(described: dict[str, Any], content: dict[str, Any]) -> Any:
    """Return the example of a body."""
    if "example" in content:
        return content["example"]
    schema = content["schema"]
    return described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]["examples"][0]


# -- the description itself -----------------------------------------------------------------------------


def test_every_operation_is_described_in_vietnamese_with_an_example(described: dict[str, Any]) -> None:
    """Each has a name, a description, its key, examples of what goes in and out that fit, and its problems."""
    assert described["openapi"].startswith("3.1")
    for method, path, said in operations(described):
        assert said["summary"], path
        assert any(ord(c) > 0x7F for c in said["description"]), path
        assert {"500", "503"} <= set(said["responses"]), path
        if path != "/health":
            assert {"401", "403", "422", "429"} <= set(said["responses"]), path
            assert said["security"], path
        for media, content in (said.get("requestBody") or {"content": {}})["content"].items():
            given_ = example_of(described, content)
            if media == "application/json":
                assert not list(validator(described, content["schema"]).iter_errors(given_)), path
        for media, content in said["responses"]["200"]["content"].items():
            shown = example_of(described, content)
            if media == "application/json":
                assert not list(validator(described, content["schema"]).iter_errors(shown)), (method, path)


def test_no_word_of_the_description_is_for_programmers_only(described: dict[str, Any]) -> None:
    """What people read in the description is Vietnamese: no text of the framework or of a docstring of ours."""
    text = json.dumps(described, ensure_ascii=False)
    for word in ("Successful Response", "HTTPValidationError", "ValidationError", "the person", "Return "):
        assert word not in text
    schemas = described["components"]["schemas"]
    said = [(name, s["description"]) for name, s in schemas.items() if s.get("description")]
    assert [name for name, words in said if words.isascii()] == []


def test_every_example_can_be_sent(described: dict[str, Any], mine: Program) -> None:
    """What the description shows to send comes through: it is answered, or what it names is not there."""
    for method, path, said in operations(described):
        content = (said.get("requestBody") or {"content": {}})["content"].get("application/json")
        if content is not None:
            address = path.replace("{number}", "1")
            response = mine.send(method, address, json=example_of(described, content))
            assert response.status_code in (200, 404), (path, response.text)


# -- anything at all ------------------------------------------------------------------------------------


@seed(7)
@settings(max_examples=150, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_sent_is_answered_as_described(described: dict[str, Any], mine: Program, data: st.DataObject) -> None:
    """Any JSON to any operation: never a 5xx, only described statuses, and bodies that fit the description."""
    method, path, said = data.draw(st.sampled_from(operations(described)))
    address = path.replace("{number}", str(data.draw(st.integers(0, 3) | st.integers())))
    address = address.replace("{code}", data.draw(st.sampled_from(("CSTT", "CHUNG", "%00", "a%2Fb", "khong"))))
    names = [one["name"] for one in said.get("parameters", ()) if one["in"] == "query"]
    values = st.sampled_from(("2026-11-20", "true", "0", "", "\x00", "é", "9" * 40))
    query = data.draw(st.dictionaries(st.sampled_from([*names, "la"]), values, max_size=2))
    sent: dict[str, Any] = {"params": query}
    media = next(iter((said.get("requestBody") or {"content": {}})["content"]), "")
    if media == "application/json":
        body = data.draw(_like(example_of(described, said["requestBody"]["content"][media])) | JSON)
        sent |= {"content": json.dumps(body), "headers": {"Content-Type": media}}
    elif media:
        name = data.draw(st.sampled_from(("a.txt", "a.docx", "a.pdf", "a.xlsx", "../\x00.txt", "", "a")))
        sent |= {"files": {data.draw(st.sampled_from(("file", "tep"))): (name, data.draw(st.binary(max_size=40)))}}
        beside = st.dictionaries(st.sampled_from(("unit", "year", "title", "x")), values, max_size=2)
        sent |= {"data": data.draw(beside)}
    as_described(described, said, mine.send(method, address, **sent))


def _like(example: Any) -> st.SearchStrategy[Any]:
    """Return JSON like an example, with anything in place of some of it."""
    if isinstance(example, dict):
        return st.fixed_dictionaries({key: _like(value) for key, value in example.items()})
    if isinstance(example, list):
        return st.lists(st.one_of([*map(_like, example), JSON]), max_size=3)
    return st.just(example) | st.just(example) | JSON


def as_described(described: dict[str, Any], said: dict[str, Any], response: httpx.Response) -> None:
    """Check what came back."""
    assert response.status_code < 500, response.text
    assert str(response.status_code) in said["responses"], response.text
    media = response.headers["content-type"]
    content = said["responses"][str(response.status_code)]["content"]
    assert media in content
    if media in ("application/json", MEDIA_TYPE):
        faults = list(validator(described, content[media]["schema"]).iter_errors(response.json()))
        assert not faults, faults[0]


def test_schemathesis_finds_no_fault(app: FastAPI, mine: Program, tmp_path: Path) -> None:
    """What an independent reader of the description makes of it is answered without a 5xx, and as described."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed (extra “browser”)")
    from schemathesis import checks

    wanted = [
        checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
        checks.response_schema_conformance, checks.response_headers_conformance,
    ]  # fmt: skip
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app)
    key = {"Authorization": f"Bearer {mine.secret}"}
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:

            @seed(7)
            @settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
            @given(case=operation.as_strategy(generation_mode=mode))
            def kept(case: Any) -> None:
                case.call_and_validate(headers=key, checks=wanted)

            with suppress(Unsatisfiable):  # nothing about it can be wrong, as of an address without parameters
                kept()
