"""The web's routes joined to the app of a home: pages, static files, and how errors look."""

import logging
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from bot.channels.redaction import trace_of
from bot.web import (
    chat,
    criteria,
    deadline_acts,
    deadlines,
    document_acts,
    documents,
    lists,
    login,
    mine,
    ratings,
    reports,
    rules,
    sources,
    undelivered,
    unit,
    uploads,
)
from bot.web.api import reading
from bot.web.api.application import PREFIX, make_api
from bot.web.api.problems import problem_of
from bot.web.errors import WebError
from bot.web.rendering import STATIC, page
from bot.web.security import HEADERS, guard
from bot.web.site import Site
from knowledge.errors import TdktError

_log = logging.getLogger(__name__)
_ROUTERS = (
    login.router,
    criteria.router,
    lists.router,
    documents.router,
    document_acts.router,
    uploads.router,
    deadlines.router,
    deadline_acts.router,
    mine.router,
    undelivered.router,
    reading.router,
    sources.router,
    chat.router,
    ratings.router,
    unit.router,
    reports.router,
    rules.router,
)


class _Kept(StaticFiles):
    """Files whose address changes with their content: browsers may keep them."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def add_web(app: FastAPI, site: Site) -> None:
    """Add the pages and the API of a home to an app."""
    app.state.site = site
    guard(app)
    app.mount("/static", _Kept(directory=STATIC), name="static")
    app.state.api = make_api(site)
    app.mount(PREFIX, app.state.api)
    for router in _ROUTERS:
        app.include_router(router)
    app.add_exception_handler(TdktError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)


def _refused(request: Request, error: Exception) -> Response:
    """Return the page of an error that we raise on purpose, or that the framework does; to programs, the problem."""
    if request.url.path.startswith(f"{PREFIX}/"):  # a mount does not know addresses with a line break in them
        return problem_of(error)
    if isinstance(error, HTTPException):
        status, message, advice = HTTPStatus(error.status_code), _HTTP_WORDS.get(error.status_code, ""), ""
    elif isinstance(error, RequestValidationError):
        status, message, advice = (
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Điều gửi lên thiếu hoặc sai dạng.",
            "Xem lại biểu mẫu.",
        )
    else:
        told = cast(TdktError, error)
        status = error.status if isinstance(error, WebError) else HTTPStatus.BAD_REQUEST
        message, advice = told.message, told.advice
    words = {"message": message or "Không làm được việc này.", "advice": advice}
    return page(request, "message.html", words, status)


_HTTP_WORDS = {404: "Không có trang này, hoặc bạn không được xem.", 405: "Trang này không nhận yêu cầu kiểu đó."}


def _gone(_request: Request, _error: Exception) -> Response:
    """Return what nobody reads any more: whoever sent something left before it had all come."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def _failed(request: Request, error: Exception) -> Response:
    """Return the page of a fault of ours; what happened goes to the log, without what people wrote."""
    _log.error("a page failed: %s", trace_of(error))
    words = {
        "message": "Máy gặp lỗi, việc này chưa làm được.",
        "advice": "Thử lại sau; quản trị xem nhật ký của máy chủ.",
    }
    response = page(request, "message.html", words, HTTPStatus.INTERNAL_SERVER_ERROR)
    response.headers.update({**HEADERS, "Cache-Control": "no-store"})  # this answer passes by the guard
    return response
