"""The operations joined, and their description (OpenAPI 3.1)."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from bot.web.api import check_lists, checks, criteria, deadlines, documents, health, questions
from bot.web.api.limits import Rate, RateLimit
from bot.web.api.models import Given, Json, Shown
from bot.web.api.problems import KINDS, Problem, told
from bot.web.site import Site

PREFIX = "/api"
_ROUTERS = (
    questions.router, documents.router, deadlines.router, checks.router, check_lists.router, criteria.router,
    health.router,
)  # fmt: skip
_ABOUT = (
    "Cùng những việc của lệnh tdkt, cho chương trình khác: hỏi đáp có trích dẫn, văn bản, hạn, tiêu chuẩn, xét hồ sơ. "
    "Mỗi lời gọi (trừ /health) cần một khóa: Authorization: Bearer KHÓA. Khóa có phạm vi, và chỉ thấy văn bản mà người "
    "đứng tên khóa được xem. Kết quả để tham khảo; Hội đồng và người có thẩm quyền quyết định."
)


def make_api(site: Site, rate: Rate | None = None) -> FastAPI:
    """Return the API of a home, to be mounted under ``PREFIX``.

    Args:
        site: of which home.
        rate: how often one key may be used.
    """
    api = FastAPI(
        version="1", docs_url=None, redoc_url=None, openapi_url=None, root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    api.state.site = site
    api.state.rate_limit = RateLimit(rate or Rate())
    for router in _ROUTERS:
        api.include_router(router, prefix="/v1")
    for status in KINDS:
        api.add_exception_handler(status, told)

    @api.get("/openapi.json", include_in_schema=False)
    def openapi_json() -> Response:
        return Json(description_of(api))

    return api


def description_of(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of the API; made once."""
    if api.openapi_schema is None:
        made = get_openapi(
            title="tdkt – trợ lý thi đua, khen thưởng", version=api.version, openapi_version="3.1.0",
            description=_ABOUT, routes=api.routes, servers=[{"url": PREFIX}],
        )  # fmt: skip
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):  # ours are problems
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update({**problem.pop("$defs", {}), "Problem": problem})
        for name, examples in [*_examples(Given), *_examples(Shown)]:  # the framework leaves out what is null in them
            if name in schemas:
                schemas[name]["examples"] = examples
        for operation in (each for methods in made["paths"].values() for each in methods.values()):
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _never_null(parameter["schema"])
        for schema in schemas.values():
            if "enum" in schema:  # says what it means to programmers; the field that holds it says it to everybody
                schema.pop("description", None)
        api.openapi_schema = made
    return api.openapi_schema


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be left out: an address cannot hold null."""
    ways = [way for way in schema.get("anyOf", ()) if way.get("type") != "null"]
    beside = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**beside, **ways[0]} if len(ways) == 1 else schema


def _examples(kind: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Yield the names of the models of a kind with their examples."""
    for model in kind.__subclasses__():
        beside = model.__dict__["model_config"].get("json_schema_extra")
        if isinstance(beside, dict) and "examples" in beside:
            yield model.__name__, beside["examples"]
        yield from _examples(model)
