"""The application: its parts put together."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from ai.model import open_model
from ai.sandbox.pool import WAITING, open_sandbox
from analytics.engine import report_mirrors
from analytics.results import SHARED_CACHE
from api.account_pages import ACCOUNT_PAGES
from api.callers import Callers
from api.cursors import Cursors
from api.desk import BookRequest, Desk
from api.documentation import document, front, look, openapi_config, problems, viewer
from api.edge import Edge, Proxies
from api.forms import read_form
from api.gate import Gate
from api.letters import Letters
from api.limits import Limiter
from api.metrics import Metrics
from api.parts import Parts
from api.problems import answer_problem
from api.routes.accounts import AccountController
from api.routes.activity import ActivityController
from api.routes.assistant import AssistantController
from api.routes.bills import BillController
from api.routes.businesses import BusinessController
from api.routes.cash_counts import CashCountController
from api.routes.customers import CustomerController
from api.routes.deliveries import DeliveryController, RouteController, StandingOrderController
from api.routes.expenses import ExpenseController, GoalController
from api.routes.exports import ExportController
from api.routes.files import FileController
from api.routes.financial_statements import FinancialStatementController
from api.routes.gateways import GatewayController, webhook
from api.routes.health import health, metrics
from api.routes.imports import IMPORT_ROUTES
from api.routes.integrity import IntegrityController
from api.routes.kept_questions import KeptQuestionController
from api.routes.metrics_catalogue import metrics_catalogue
from api.routes.model import ModelController
from api.routes.numbers import NumberController
from api.routes.payments import ChequeController, PaymentController
from api.routes.products import ProductController
from api.routes.purchases import (
    PurchaseOrderController,
    PurchaseReceiptController,
    PurchaseReturnController,
    SupplierBillController,
    SupplierPaymentController,
)
from api.routes.purchases import ageing as payable_ageing
from api.routes.questions import QuestionController
from api.routes.rentals import BookingController, ChallanController, DepositController, RentalController
from api.routes.reports import ReportController, dashboard_today
from api.routes.returns import EDocumentController, ReturnController, challan_e_way_bill
from api.routes.rows import RowsController
from api.routes.saved_reports import SavedReportController
from api.routes.schedules import ScheduleController
from api.routes.sealed_numbers import SealedNumberController
from api.routes.series import SeriesController
from api.routes.shared import download, shared_bill, shared_receipt, shared_statement, unsubscribe
from api.routes.shop_words import ShopWordController
from api.routes.sign_in import SignInController
from api.routes.sql import SqlController
from api.routes.statements import StatementController
from api.routes.stock import StockController, StockTakeController
from api.routes.subscriptions import SUBSCRIPTION_ROUTES
from api.routes.suppliers import SupplierController
from api.shapes import ShapedSchemas
from api.tokens import Tokens
from billing.passwords import Passwords
from billing.rate_limits import Quota, forget_old_counters
from etl.place import mirror_reader
from gateways.exchange import Exchange
from munim.database import Database
from munim.errors import Misconfigured
from munim.files import open_file_store
from munim.roles import refuse_bypass
from munim.sealing import sealing_keys
from munim.settings import Settings
from notifications.channels.chosen import chosen_channels


def create_app(
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    serving: bool = False,
) -> Litestar:
    """The API on ``database``, which the caller opened as the application's login and closes afterwards.

    ``clock`` gives the time of each request, read once. ``serving``: begin at once what otherwise begins with its first
    use, the sandbox's processes. Raises ``Misconfigured``.
    """
    threads = ThreadPoolExecutor(settings.pool_size, thread_name_prefix="operation")
    secret = settings.secret()
    mirrors = mirror_reader(settings, warm=SHARED_CACHE.lately.ask_again)
    parts = Parts(
        settings=settings,
        database=database,
        threads=threads,
        passwords=Passwords(),
        tokens=Tokens(secret, issuer=settings.origin),
        callers=Callers(database),
        cursors=Cursors(secret),
        letters=Letters(chosen_channels(settings)["email"], origin=settings.origin),
        exchange=Exchange(database, settings),
        metrics=Metrics(database, mirrors, clock=clock),
        files=open_file_store(settings),
        fingerprint_key=hmac.digest(secret.encode(), b"munim request fingerprint 1", "sha256"),
        sealing=sealing_keys(settings),
        mirrors=mirrors,
        reports=report_mirrors(settings, mirrors),
        readers=ThreadPoolExecutor(max(2, os.cpu_count() or 1), thread_name_prefix="figures"),
        makers=ThreadPoolExecutor(4, thread_name_prefix="maker"),
        sandbox=open_sandbox(settings),
        statements=ThreadPoolExecutor(settings.sandbox_workers + WAITING + 1, thread_name_prefix="statement"),
        model=open_model(settings),
        clock=clock,
    )

    def in_thread(work: Callable[[], int]) -> asyncio.Future[int]:
        return asyncio.get_running_loop().run_in_executor(threads, work)

    gate = DefineMiddleware(
        Gate,
        tokens=parts.tokens,
        callers=parts.callers,
        by_address=Limiter(Quota("address", settings.rate_per_address, 60), database, in_thread),
        by_user=Limiter(Quota("user", settings.rate_per_user, 60), database, in_thread),
        threads=threads,
        clock=clock,
    )

    def desk(request: Request[Any, Any, Any]) -> Desk:
        return Desk(request, parts)

    app = Litestar(
        route_handlers=[
            SignInController,
            BusinessController,
            CustomerController,
            StockController,
            StockTakeController,
            SupplierController,
            StatementController,
            FinancialStatementController,
            AccountController,
            ExpenseController,
            GoalController,
            SealedNumberController,
            ProductController,
            PurchaseOrderController,
            PurchaseReceiptController,
            SupplierBillController,
            PurchaseReturnController,
            SupplierPaymentController,
            payable_ageing,
            BillController,
            EDocumentController,
            challan_e_way_bill,
            ReturnController,
            PaymentController,
            RentalController,
            BookingController,
            ChallanController,
            DepositController,
            ChequeController,
            CashCountController,
            GatewayController,
            webhook,
            SeriesController,
            NumberController,
            DeliveryController,
            RouteController,
            StandingOrderController,
            ActivityController,
            IntegrityController,
            *IMPORT_ROUTES,
            ExportController,
            FileController,
            ReportController,
            metrics_catalogue,
            RowsController,
            SavedReportController,
            dashboard_today,
            QuestionController,
            KeptQuestionController,
            ShopWordController,
            ModelController,
            AssistantController,
            SqlController,
            shared_bill,
            shared_statement,
            shared_receipt,
            download,
            unsubscribe,
            ScheduleController,
            *SUBSCRIPTION_ROUTES,
            *ACCOUNT_PAGES,
            health,
            metrics,
            document,
            viewer,
            look,
            front,
            problems,
        ],
        dependencies={"desk": Provide(desk, sync_to_thread=False)},
        middleware=[gate],
        before_request=read_form,
        exception_handlers={Exception: answer_problem},
        request_class=BookRequest,
        request_max_body_size=settings.body_limit_bytes,
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1000, gzip_compress_level=5, exclude_opt_key="packed_already"
        ),
        cors_config=_cors(settings),
        openapi_config=openapi_config(),
        plugins=[ShapedSchemas()],
        lifespan=[partial(_running, parts=parts, serving=serving)],
        logging_config=None,
    )
    # around Litestar's own router and CORS, so that every answer, a 404 too, has its id, its headers and its log line
    app.asgi_handler = Edge(
        app.asgi_handler,
        proxies=_proxies(settings),
        metrics=parts.metrics,
        secure=settings.origin.startswith("https://"),
    )
    return app


@asynccontextmanager
async def _running(_app: Litestar, parts: Parts, serving: bool) -> AsyncIterator[None]:
    def begin() -> None:
        if serving:
            parts.sandbox.open()
        refuse_bypass(parts.database.engine)
        with parts.database.entry() as session:
            forget_old_counters(session, at=parts.clock())

    await asyncio.get_running_loop().run_in_executor(parts.threads, begin)
    try:
        yield
    finally:
        parts.close()


def _cors(settings: Settings) -> CORSConfig | None:
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-request-id"],
        expose_headers=[
            "etag",
            "location",
            "idempotency-replayed",
            "munim-as-of",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "x-request-id",
        ],
        max_age=600,
    )


def _proxies(settings: Settings) -> Proxies:
    try:
        return Proxies(settings.trusted_proxies)
    except ValueError as error:
        raise Misconfigured(
            f"MUNIM_TRUSTED_PROXIES: {error}; expected addresses or networks", field="trusted_proxies"
        ) from None
