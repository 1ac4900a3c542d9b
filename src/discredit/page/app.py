"""What `discredit serve` answers: the page, what it asks, and runs as they are worked."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from discredit.errors import DiscreditError, UnknownNameError
from discredit.page import systems
from discredit.page.asked import (
    Systems,
    Wanted,
    WantedEffects,
    WantedLife,
    WantedLived,
    command_of,
    plan_of,
    read,
)
from discredit.page.frames import Frame
from discredit.page.guard import Entrance, Guard
from discredit.page.results import Shelf, files_of
from discredit.page.runs import Turns, both_worlds, stream, told
from discredit.words.tongue import ENGLISH, language, speaking

RESULTS: Final = Path("results")
"""Where studies are looked for, unless another folder is named."""
STATIC: Final = Path(str(files("discredit.page"))) / "static"
Answer = Callable[[Request], Awaitable[Response]]


def page(door: Entrance, own: Systems | None = None, results: Path = RESULTS) -> ASGIApp:
    """The page as an application.

    Args:
        door: Where it is served, and who is let in.
        own: Policy files of the user's, by the name under which the page shows them.
        results: The folder whose studies it shows; there may be none.
    """
    asks = _Answers(own or {}, results)
    routes = [
        Route("/", _index),
        Route("/api/systems", _plainly(asks.systems)),
        Route("/api/source", _plainly(asks.source)),
        Route("/api/safeguards", _plainly(asks.safeguards)),
        Route("/api/system", _plainly(asks.system), methods=["POST"]),
        Route("/api/run", _plainly(asks.run), methods=["POST"]),
        Route("/api/effects", _plainly(asks.effects), methods=["POST"]),
        Route("/result/{key}/{name}", asks.file),
        Route("/api/findings", _plainly(asks.findings)),
        Route("/finding/{key}/{name}", asks.finding),
        Route("/charts.css", _charts),
        Route("/api/life", _plainly(asks.life), methods=["POST"]),
        Route("/api/live", _plainly(asks.live), methods=["POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Guard(_spoken(Starlette(routes=routes, lifespan=_engine_behind)), door)


def _spoken(app: ASGIApp) -> ASGIApp:
    """Whatever is answered, and whatever is worked for it, in the language of the address."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        with speaking(asked.get("lang", [ENGLISH])[-1]):
            await app(scope, receive, send)

    return answer


async def _index(request: Request) -> Response:
    del request
    return Response((STATIC / "index.html").read_bytes(), media_type="text/html")


async def _charts(request: Request) -> Response:
    from discredit.report import palette

    del request
    return Response(palette.style_of_charts(), media_type="text/css")


@asynccontextmanager
async def _engine_behind(app: Starlette) -> AsyncIterator[None]:
    """The engine is loaded behind the page, which is there before."""
    del app
    threading.Thread(target=_load_engine, name="engine", daemon=True).start()
    yield


def _load_engine() -> None:
    import discredit.page.effects
    import discredit.page.live
    import discredit.page.lives  # noqa: F401


def _plainly(answer: Answer) -> Answer:
    """An answer that tells what is wrong with a request in a sentence."""

    async def plain(request: Request) -> Response:
        try:
            return await answer(request)
        except UnknownNameError as error:
            return JSONResponse(told(error), 404)
        except DiscreditError as error:
            return JSONResponse(told(error), 422)
        except ClientDisconnect:
            return Response(status_code=413)

    return plain


class _Answers:
    """What is asked, answered in threads, so that a run holds nobody up."""

    def __init__(self, own: Systems, results: Path) -> None:
        self._own, self._results = own, results
        self._turns = Turns()
        self._shelf = Shelf()
        self._lives: dict[str, dict[str, Any]] = {}

    async def systems(self, request: Request) -> Response:
        del request
        return JSONResponse(await to_thread.run_sync(systems.index, self._own))

    async def system(self, request: Request) -> Response:
        asked = read(await request.body(), Wanted)
        found = await to_thread.run_sync(systems.told, asked, self._own)
        return JSONResponse({**found, "command": command_of(asked, self._own)})

    async def safeguards(self, request: Request) -> Response:
        name = request.query_params.get("system", "")
        return JSONResponse(await to_thread.run_sync(systems.safeguards, name, self._own))

    async def source(self, request: Request) -> Response:
        asked = request.query_params.get("key", ""), request.query_params.get("system", "")
        found = await to_thread.run_sync(systems.source, *asked, self._own)
        return JSONResponse(found, 200 if found else 404)

    async def run(self, request: Request) -> Response:
        asked = read(await request.body(), Wanted)
        return self._streamed(lambda: both_worlds(asked, self._own))

    async def effects(self, request: Request) -> Response:
        asked = read(await request.body(), WantedEffects)
        return self._streamed(lambda: self._worked_out(asked))

    def _streamed(self, begin: Callable[[], Iterator[Frame]]) -> Response:
        frames = stream(begin, self._turns)
        return StreamingResponse(frames, media_type="application/octet-stream")

    def _worked_out(self, asked: WantedEffects) -> Iterator[Frame]:
        from discredit.page.effects import simulated

        command = command_of(asked, self._own)
        return simulated(plan_of(asked, self._own), self._shelf, command, asked.uncertain or 0)

    async def file(self, request: Request) -> Response:
        folder = self._shelf.find(request.path_params["key"])
        name = request.path_params["name"]
        if folder is None or name not in files_of(folder):
            return Response(status_code=404)
        return _taken_away(name, await to_thread.run_sync(files_of(folder)[name]))

    async def findings(self, request: Request) -> Response:
        del request
        from discredit.page.findings import studies

        told = await to_thread.run_sync(studies, self._results)
        return JSONResponse({"folder": str(self._results), "studies": told})

    async def finding(self, request: Request) -> Response:
        from discredit.page.findings import file_of

        key, name = request.path_params["key"], request.path_params["name"]
        file = await to_thread.run_sync(file_of, self._results, key, name)
        if file is None:
            return Response(status_code=404)
        return _taken_away(name, await to_thread.run_sync(file.read_bytes))

    async def life(self, request: Request) -> Response:
        asked = read(await request.body(), WantedLife)
        key = _key_of(asked)
        if key not in self._lives:
            async with self._turns.turn():
                for row, one in (await to_thread.run_sync(self._told, asked)).items():
                    beside = asked.model_copy(update={"person": row})
                    self._lives[_key_of(beside)] = one
            while len(self._lives) > MOST_LIVES:
                del self._lives[next(iter(self._lives))]
        return JSONResponse(self._lives[key])

    async def live(self, request: Request) -> Response:
        asked = read(await request.body(), WantedLived)
        return self._streamed(lambda: self._lived(asked))

    def _lived(self, asked: WantedLived) -> Iterator[Frame]:
        from discredit.page.live import live

        return live(plan_of(asked, self._own), asked.person, asked.chosen)

    def _told(self, asked: WantedLife) -> dict[int, dict[str, Any]]:
        from discredit.page.lives import lives

        return lives(plan_of(asked, self._own), asked.person)


def _key_of(asked: WantedLife) -> str:
    return f"{language()} {asked.model_dump_json()}"


def _taken_away(name: str, content: bytes) -> Response:
    """A file as one that is saved, never shown: what is in it is not the page's."""
    worn = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=worn)


MOST_LIVES: Final = 200
"""Lives that are kept, a few kilobytes each."""
