"""Every route of an app, so that a test which walks them forgets none that is added later."""

from collections.abc import Iterable, Iterator

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount


def routes_of(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Yield path and methods of every route of an app, also of those that it includes and mounts."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            prefix = getattr(getattr(route, "include_context", None), "prefix", "")
            yield from routes_of(included.routes, before + prefix)
        elif isinstance(route, Mount):
            if hasattr(route.app, "routes"):
                yield from routes_of(route.app.routes, before + route.path)
        elif isinstance(route, APIRoute):
            yield before + route.path, frozenset(route.methods)
