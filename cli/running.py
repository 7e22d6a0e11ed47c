"""Running it: the demo, the API, the worker, the schema, the check of every part."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import rich_click as click

from cli.books import open_books, open_database, settings_here
from cli.options import as_json
from munim.errors import Misconfigured
from munim.terminal import print_json, print_table, talk

if TYPE_CHECKING:
    from litestar import Litestar

    from munim.roles import Addresses
    from munim.settings import Settings


@click.command()
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
def demo(once: bool) -> None:
    """Two shops with data, their reports, answers, bill, letters and banner; then serve them."""
    from demo.tour import run_demo

    settings = settings_here()
    with open_books(settings) as addresses:
        served = run_demo(settings, addresses, once=once)
        if served is not None:
            serve_until_told(served, addresses, with_worker=True)


@click.command()
@click.option("--reload", is_flag=True, help="Start anew when the code changes.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the worker and scheduler beside it.")
def serve(reload: bool, with_worker: bool) -> None:
    """Serve the API with its documentation, the worker and scheduler beside it."""
    from munim.ports import is_free

    settings = settings_here()
    if not is_free(settings.host, settings.port):
        raise Misconfigured(
            f"port {settings.port} of {settings.host} is taken: another Munim may be serving; choose another port",
            field="MUNIM_PORT",
        )
    with open_books(settings) as addresses:
        talk().print(f"Munim on {settings.origin} · documentation {settings.origin}/api-docs · stop with Ctrl-C")
        serve_until_told(settings, addresses, with_worker=with_worker, reload=reload)


@click.command()
def worker() -> None:
    """Deliver messages, keep mirrors fresh and run schedules until told to stop."""
    from scheduler.worker import Worker, open_house

    settings = settings_here()
    with open_books(settings) as addresses, open_database(settings, addresses) as database:
        Worker(open_house(settings, database, mirror_url=addresses.mirror)).run()


@click.command()
def migrate() -> None:
    """Bring the books to the newest schema."""
    from munim.migrate import migrate as run_migrations
    from munim.postgres import open_cluster
    from munim.roles import prepare

    settings = settings_here()
    with open_cluster(settings) as administrator:
        revision = run_migrations(prepare(administrator, settings.secret()).owner)
    talk().print(f"the books are at revision {revision}")


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Check every part, and say how to mend what is not well. Exits with 1 when something is wrong."""
    from dataclasses import asdict

    from ai.sandbox.examination import examine_sandbox
    from munim.doctor import examine

    findings = [*examine(settings_here()), *examine_sandbox()]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        marks = {"well": "[green]●[/]", "warning": "[yellow]●[/]", "wrong": "[red]●[/]"}
        print_table(
            "",
            ("", "Part", "Finding"),
            [(marks[one.state], one.part, one.said + (f"\n{one.remedy}" if one.remedy else "")) for one in findings],
        )
    sys.exit(1 if any(finding.state == "wrong" for finding in findings) else 0)


@click.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from api.app import create_app
    from api.documentation import openapi_document
    from munim.database import Database

    print_json(openapi_document(create_app(settings_here(), Database("postgresql://localhost/munim"))))


def serve_until_told(settings: Settings, addresses: Addresses, *, with_worker: bool, reload: bool = False) -> None:
    """Serve until told to stop, the worker in a process of its own beside."""
    import subprocess

    import uvicorn

    from api.app import create_app

    # uvicorn raises the signal that stopped it once more when it is done: as an exit, so that what follows still happens
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    environment = {**os.environ, "MUNIM_PORT": str(settings.port)}
    beside = subprocess.Popen([sys.executable, "-m", "cli", "worker"], env=environment) if with_worker else None
    # X-Forwarded-For is read by api/edge.py, from the proxies the settings name and no others
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
    }
    try:
        if reload:
            uvicorn.run("cli.running:reloaded", factory=True, reload=True, **options)
        else:
            with open_database(settings, addresses) as database:
                uvicorn.run(create_app(settings, database, serving=True), **options)
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait()


def reloaded() -> Litestar:
    """The application, made anew by ``munim serve --reload`` in each process it starts, which holds server and pool to its end."""
    import atexit

    from api.app import create_app

    settings, held = settings_here(), contextlib.ExitStack()
    addresses = held.enter_context(open_books(settings))
    app = create_app(settings, held.enter_context(open_database(settings, addresses)))
    atexit.register(held.close)
    return app
