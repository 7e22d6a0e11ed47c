"""The tour that ``munim demo`` gives: a sequence of steps, each said with its time; what is done already is not done again.

What the tour made is noted in ``var/demo/tour.json``: its sign-in, its businesses and its files.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final, Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy.orm import Session

from ai.answers import ask
from ai.banners import BannerRequest, draw_banner
from ai.terminal import answer_lines
from analytics.reports import Figures, weekly_report
from analytics.results import shop_of
from analytics.terminal import report_lines
from billing.bills.reads import list_bills
from billing.business import Business, BusinessSettings, read_business
from billing.customers import list_customers
from billing.documents import bill_pdf, read_bill_document
from billing.financial_documents import accounts_document, accounts_pdf, accounts_table
from billing.financial_statements import BalanceSheet, ProfitAndLoss, balance_sheet, profit_and_loss
from billing.imports.maps import read_map
from billing.imports.sales import ImportSales, import_sales
from billing.imports.summary import write_rejects
from billing.integrity import CHECKS, find_breaches
from billing.listing import Listing
from billing.memberships import register_owned_business, workplaces_of
from billing.passwords import Passwords
from billing.permissions import Actor, actor_for
from billing.reminders import longest_overdue
from billing.rentals.papers import challan_pdf, read_challan_document
from billing.rentals.reads import list_challans
from billing.returns.einvoice import export_e_invoice
from billing.returns.gstr1 import SectionTotal, export_gstr1, prepare_return
from billing.returns.gstr3b import FORM_COLUMNS, form_rows, read_gstr3b
from billing.returns.periods import ReturnPeriod, parse_period
from billing.schedules import list_schedules
from billing.users import add_user, credentials_of
from demo.indian_shop import CATERERS, SHOP
from demo.indian_trade import LONGEST_TRADE, open_shop, opened_at
from etl.mirror import run_mirror
from etl.place import mirror_bucket
from etl.reader import open_mirror
from munim.database import Database
from munim.days import add_months, show_day
from munim.errors import Misconfigured, Unavailable
from munim.money import show
from munim.ports import is_free
from munim.roles import Addresses
from munim.settings import Settings
from munim.statistics import refresh_statistics
from munim.terminal import print_lines, print_table, progress_bar, talk
from notifications.channels.outbox import Outbox
from notifications.delivery import Post, preview
from notifications.reminders import SendReminder, bill_link, send_reminder
from notifications.report_runs import find_run
from scheduler.firings import Firing
from scheduler.reports import prepare_report

DATA: Final = Path(__file__).parent
EMAIL: Final = "owner@munim.example"
RETAIL: Final = "Online Retail Ltd"  # as its map names it
# of the wholesaler, then of the kirana
QUESTIONS: Final = (
    (RETAIL, "net sales last week compared with the week before"),
    (RETAIL, "top 5 products by revenue last month"),
    (RETAIL, "who owes more than 5000"),
    (RETAIL, "orders by month this financial year"),
    (SHOP.name, "how much did Hotel Annapurna buy last month"),
)


class Memory(msgspec.Struct):
    """What the books cannot tell of an earlier tour, as ``tour.json`` has it."""

    email: str
    password: str
    user_id: UUID
    files: dict[str, str] = {}  # by what they are

    def keep(self, folder: Path) -> None:
        """Note it, readable by this user alone: a password is in it."""
        path = folder / "tour.json"
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(self)))
        unfinished.replace(path)


@dataclass
class Tour:
    """The tour on its way."""

    settings: Settings
    addresses: Addresses
    database: Database
    folder: Path
    at: datetime
    memory: Memory
    businesses: dict[str, int]  # by name
    said: list[str] = field(default_factory=list)  # what the step in hand has to say of itself

    @property
    def owner(self) -> Actor:
        return actor_for(self.memory.user_id, "owner")

    def file(self, what: str, name: str, make: Callable[[], bytes]) -> None:
        """Make a file of the tour unless it is there."""
        path = self.folder / name
        if what not in self.memory.files or not path.exists():
            path.write_bytes(make())
            self.memory.files[what] = name
            self.memory.keep(self.folder)
        self.said.append(f"{what}: {path}")


def run_demo(settings: Settings, addresses: Addresses, *, once: bool) -> Settings | None:
    """Give the tour; returns the settings to serve with, on a port that is free, or None when that was all."""
    begun = perf_counter()
    folder = settings.var / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(addresses.app)
    try:
        memory = _remembered(folder, database) or _begin(folder, database)
        tour = Tour(settings, addresses, database, folder, datetime.now(UTC), memory, _businesses(database, memory))
        for n, (title, step) in enumerate(STEPS, 1):
            with _said(tour, f"{n}/{len(STEPS)} {title}"):
                step(tour)
    finally:
        database.close()
    talk().print(f"[bold green]the tour took {perf_counter() - begun:.1f} s[/]")
    served = settings if once else replace(settings, port=_free_port(settings))
    _farewell(tour, served, once=once)
    return None if once else served


@contextmanager
def _said(tour: Tour, title: str) -> Iterator[None]:
    begun = perf_counter()
    talk().print(f"[bold]── {title}[/]")
    tour.said.clear()
    yield
    for line in tour.said:
        talk().print(f"   {line}", soft_wrap=True)
    talk().print(f"   [dim]{perf_counter() - begun:.1f} s[/]")


# -- beginning ---------------------------------------------------------------------------------------


def _remembered(folder: Path, database: Database) -> Memory | None:
    """What an earlier tour noted, if its user is in these books."""
    path = folder / "tour.json"
    if not path.exists():
        return None
    try:
        memory = msgspec.json.decode(path.read_bytes(), type=Memory)
    except msgspec.DecodeError as error:
        raise Misconfigured(f"{path} cannot be read: {error}; remove it to begin anew", field=str(path)) from None
    with database.entry() as session:
        person = credentials_of(session, memory.email)
    return memory if person is not None and person.user_id == memory.user_id else None


def _begin(folder: Path, database: Database) -> Memory:
    """A user of the tour's own, with a password nobody else has."""
    password = secrets.token_urlsafe(9)
    with database.entry() as session:
        taken = credentials_of(session, EMAIL) is not None  # by a tour that kept its notes elsewhere
        email = f"{secrets.token_hex(3)}.{EMAIL}" if taken else EMAIL
        password_hash = Passwords().hash(password).result()
        user_id = add_user(session, email=email, name="Asha Sharma", password_hash=password_hash, at=datetime.now(UTC))
    memory = Memory(email=email, password=password, user_id=user_id)
    memory.keep(folder)
    return memory


def _businesses(database: Database, memory: Memory) -> dict[str, int]:
    """The businesses that are there already, by name: each was made whole, in one transaction."""
    with database.entry(user_id=memory.user_id) as session:
        return {place.name: place.business_id for place in workplaces_of(session, memory.user_id)}


# -- the steps ---------------------------------------------------------------------------------------


def _retail(tour: Tour) -> None:
    """The real data, moved by whole weeks so that it ends within the last seven days, in one transaction with its business."""
    sales_map = read_map(DATA / "online_retail.toml")
    assert sales_map.business is not None
    if RETAIL in tour.businesses:
        tour.said.append("there already")
        return
    shop = BusinessSettings(
        **msgspec.structs.asdict(sales_map.business), city="London", email="orders@munim.example", is_demo=True
    )
    command = ImportSales(DATA / "online_retail.parquet", sales_map)
    with progress_bar("import") as progress, tour.database.entry(user_id=tour.memory.user_id) as session:
        business = register_owned_business(session, shop, tour.memory.user_id, at=tour.at)
        result = import_sales(session, command, by=tour.owner, at=tour.at, progress=progress)
    refresh_statistics(tour.addresses.owner)
    tour.businesses[RETAIL] = business.business_id
    done, made = result.summary, result.summary.made
    tour.said.append(
        f"{done.input.lines:,} lines → {made.invoices:,} invoices, {made.credit_notes:,} credit notes, {made.bad_debts} bad debts, "
        f"{done.parts['adjustment'].lines:,} stock adjustments, {made.receipts:,} supposed receipts; {done.parts['rejected'].lines} lines rejected; "
        f"{len(done.rounded)} lines rounded by {done.rounding.normalize():f}"
    )
    rejects = tour.folder / "rejects.csv"
    write_rejects(rejects, result.rejects)
    tour.said.append(f"each rejected line with its reason: {rejects}")


def _kirana(tour: Tour) -> None:
    """The Indian shop, through the operations its counter would use."""
    if SHOP.name in tour.businesses:
        tour.said.append("there already")
        return
    with progress_bar(SHOP.name) as progress, tour.database.entry(user_id=tour.memory.user_id) as session:
        business = register_owned_business(session, SHOP, tour.memory.user_id, at=tour.at - LONGEST_TRADE)
        open_shop(session, business, by=tour.owner, now=tour.at, progress=progress)
        since = opened_at(business, tour.at)
    tour.businesses[business.name] = business.business_id
    tour.said.append(
        f"{business.name}: GSTIN {business.gstin}; since {show_day(since.date())} sales and purchases, a milk round, a hire, "
        "a bounced cheque, expenses, the cash counted"
    )


def _mirror(tour: Tour) -> None:
    runs = run_mirror(
        tour.addresses.mirror,
        tour.settings.mirror_folder,
        businesses=[tour.businesses[RETAIL], tour.businesses[SHOP.name]],
        bucket=mirror_bucket(tour.settings),
    )
    tour.said += [
        f"business {run.business_id}: {run.outcome}, {sum(run.rows.values()):,} rows, version {run.version}"
        for run in runs
    ]


@contextmanager
def _kirana_books(tour: Tour) -> Iterator[Session]:
    with tour.database.business(tour.businesses[SHOP.name]) as session:
        yield session


@contextmanager
def _figures(tour: Tour, shop: str) -> Iterator[Figures]:
    with open_mirror(tour.settings.mirror_folder, tour.businesses[shop]) as mirror:
        yield Figures(mirror, tour.owner.permissions, shop_of(mirror).calendar.business_date(tour.at), at=tour.at)


def _report(tour: Tour) -> None:
    with _figures(tour, RETAIL) as figures:
        print_lines(report_lines(weekly_report(figures, figures.today - timedelta(days=7))))


def _questions(tour: Tour) -> None:
    for shop, question in QUESTIONS:
        with _figures(tour, shop) as figures:
            answer = ask(
                question,
                mirror=figures.mirror,
                calendar=figures.shop.calendar,
                today=figures.today,
                permissions=figures.permissions,
            )
            print_lines([*answer_lines(answer, figures.shop), ""])


def _bill(tour: Tour) -> None:
    """The kirana's newest bill that waits for money, with its UPI code."""

    def make() -> bytes:
        with tour.database.business(tour.businesses[SHOP.name]) as session:
            open_bills = Listing(filters={"kind": "invoice", "open": "true"}, sort="-total", limit=1)
            largest = list_bills(session, open_bills, by=tour.owner).items[0]
            return bill_pdf(read_bill_document(session, largest.id, by=tour.owner))

    tour.file("a bill with its UPI code", "bill.pdf", make)


def _returns(tour: Tour) -> None:
    """The kirana's GST of last month, from the rows that the ledger is made from."""
    period = _last_month(tour)
    with _kirana_books(tour) as session:
        prepared = prepare_return(session, period, by=tour.owner)
        print_lines([f"GSTR-1 of {period.label}, {SHOP.gstin}"])
        rows = [(one.section, str(one.documents), *map(_bare, _amounts(one))) for one in prepared.totals.values()]
        print_table("", ("Section", "Documents", "Value", "IGST", "CGST", "SGST"), rows)
        print_lines([f"  {'!' if one.blocking else '·'} {one.message}; {one.remedy}" for one in prepared.defects])
        print_lines([f"GSTR-3B of {period.label}"])
        print_table("", FORM_COLUMNS, form_rows(read_gstr3b(session, period, by=tour.owner)))
        apart = sum(abs(one.difference_minor) for one in prepared.reconciliation)
        tour.said.append(f"{len(prepared.defects) or 'no'} defects; returns and ledger are {show(apart, 'INR')} apart")
        tour.file("GSTR-1 for the portal", "gstr1.json", lambda: export_gstr1(session, period, by=tour.owner))
        tour.file("an e-invoice", "e-invoice.json", lambda: _e_invoice(tour, session))


def _amounts(total: SectionTotal) -> tuple[int, ...]:
    return (total.taxable_minor + total.untaxed_minor, total.igst_minor, total.cgst_minor, total.sgst_minor)


def _bare(minor: int) -> str:
    return show(minor, "INR", symbol=False)


def _last_month(tour: Tour) -> ReturnPeriod:
    with _kirana_books(tour) as session:
        today = read_business(session).today(tour.at)
    return parse_period(f"{add_months(today.replace(day=1), -1):%Y-%m}")


def _e_invoice(tour: Tour, session: Session) -> bytes:
    """Of the largest bill to the caterers. Up to five crore of turnover the law asks for none; the file is the same."""
    [buyer] = list_customers(session, Listing(filters={"q": CATERERS.name}), by=tour.owner).items
    largest = Listing(filters={"kind": "invoice", "customer_id": str(buyer.id)}, sort="-total", limit=1)
    bill = list_bills(session, largest, by=tour.owner).items[0]
    return export_e_invoice(session, bill.id, by=tour.owner, today=bill.business_date)


def _papers(tour: Tour) -> None:
    """The kirana's statements and the challan of its hire."""

    def statement(make: Callable[[Session, Business], ProfitAndLoss | BalanceSheet]) -> Callable[[], bytes]:
        def paper() -> bytes:
            with _kirana_books(tour) as session:
                business = read_business(session)
                return accounts_pdf(accounts_document(accounts_table(make(session, business)), business))

        return paper

    def challan() -> bytes:
        with _kirana_books(tour) as session:
            [hirer] = list_customers(session, Listing(filters={"q": CATERERS.name}), by=tour.owner).items
            [hire] = list_challans(session, Listing(filters={"customer_id": str(hirer.id)}), by=tour.owner).items
            return challan_pdf(read_challan_document(session, hire.id, by=tour.owner))

    month = _last_month(tour).days
    tour.file(
        "profit and loss of last month",
        "profit-and-loss.pdf",
        statement(lambda session, _: profit_and_loss(session, month, by=tour.owner)),
    )
    tour.file(
        "the balance sheet",
        "balance-sheet.pdf",
        statement(lambda session, business: balance_sheet(session, business.today(tour.at), by=tour.owner)),
    )
    tour.file("a challan in triplicate", "challan.pdf", challan)


def _letter(tour: Tour) -> None:
    """The wholesaler's letter of the last whole week, as its schedule would send it."""

    def make() -> bytes:
        with tour.database.business(tour.businesses[RETAIL]) as session:
            schedule = next(one for one in list_schedules(session) if one.order is not None and one.weekdays)
        firing = Firing(tour.businesses[RETAIL], schedule, tour.at, uuid4(), tour.at)
        queue = prepare_report(firing, database=tour.database, settings=tour.settings, mirror_url=tour.addresses.mirror)
        with tour.database.business(tour.businesses[RETAIL]) as session:
            queue(session)
            run = find_run(session, schedule.id, tour.at)
            if run is None:
                raise LookupError("a report that was queued has a run")
            return _as_sent(tour, session, run.letters[0].message_id)

    tour.file("the weekly report by e-mail", "weekly-report.eml", make)


def _reminders(tour: Tour) -> None:
    """The kirana's two bills that are longest overdue: of one a reminder by SMS, of the other by WhatsApp."""

    def reminder(place: int, channel: Literal["sms", "whatsapp"]) -> bytes:
        with tour.database.business(tour.businesses[SHOP.name]) as session:
            business = read_business(session)
            due = longest_overdue(session, day=business.today(tour.at), most=2)[place]
            link = bill_link(business.business_id, due.bill_id, settings=tour.settings, at=tour.at)
            queued = send_reminder(
                session, due.bill_id, SendReminder(channel=channel), by=tour.owner, at=tour.at, link=lambda _: link
            )
            return _as_sent(tour, session, queued.id)

    tour.file("an overdue reminder by SMS", "reminder.sms.txt", lambda: reminder(0, "sms"))
    tour.file("an overdue reminder by WhatsApp", "reminder.whatsapp.txt", lambda: reminder(1, "whatsapp"))


def _banner(tour: Tour) -> None:
    words = BannerRequest(
        words="Kaju katli and dry fruit boxes",
        price="₹499",
        shop=SHOP.name,
        contact=f"{SHOP.address}, {SHOP.city}",
        color=SHOP.brand_color,
    )
    tour.file("a Diwali banner", "diwali.png", lambda: draw_banner(words).png)


def _proof(tour: Tour) -> None:
    """Every figure that is kept, derived again from what it is made of."""
    breaches: dict[str, int] = {}
    for name in (RETAIL, SHOP.name):
        with tour.database.business(tour.businesses[name]) as session:
            breaches[name] = len(find_breaches(session))
    told = ", ".join(f"{name}: {number or 'no'} breaches" for name, number in breaches.items())
    tour.said.append(f"{len(CHECKS)} checks of each shop and its chain of events; {told}")


# Said as they begin; each leaves alone what an earlier tour made.
STEPS: Final[tuple[tuple[str, Callable[[Tour], None]], ...]] = (
    ("a British wholesaler: a year of real sales imported", _retail),
    ("a kirana and dairy in Pune, under GST: weeks at its counter", _kirana),
    ("both mirrored for reading", _mirror),
    ("last week's report", _report),
    ("five questions", _questions),
    ("a bill as PDF", _bill),
    ("last month's GST", _returns),
    ("statements and a challan", _papers),
    ("the weekly letter", _letter),
    ("two reminders", _reminders),
    ("a banner for Diwali", _banner),
    ("the books proved", _proof),
)


def _as_sent(tour: Tour, session: Session, message_id: UUID) -> bytes:
    """A queued message as the outbox writes it: the tour itself sends nothing."""
    outbox = Outbox(tour.settings.outbox_folder, sender=tour.settings.mail_from)
    return outbox.content(preview(session, message_id, post=Post(tour.database, {}, settings=tour.settings)))


# -- the end -----------------------------------------------------------------------------------------


def _free_port(settings: Settings) -> int:
    """The port of the settings, or the next one that nobody listens on."""
    for port in range(settings.port, settings.port + 20):
        if not is_free(settings.host, port):
            continue
        if port != settings.port:
            talk().print(f"[yellow]port {settings.port} is taken; serving on {port}[/]")
        return port
    raise Unavailable(f"no free port from {settings.port} on; choose another with MUNIM_PORT", field="port")


def _farewell(tour: Tour, settings: Settings, *, once: bool) -> None:
    """Where it is served, how to sign in, and a line that works while it is."""
    memory = tour.memory
    body = msgspec.json.encode(
        {"email": memory.email, "password": memory.password, "business_id": tour.businesses[RETAIL]}
    ).decode()
    token = f"curl -s {settings.origin}/api/auth/login -H 'content-type: application/json' -d '{body}'"
    reading = "python3 -c 'import json, sys; print(json.load(sys.stdin)[\"access_token\"])'"
    line = f'curl -s {settings.origin}/api/reports/weekly-sales -H "authorization: Bearer $({token} | {reading})"'
    speak = talk()
    speak.print(
        f"\n[bold]Munim{' will be' if once else ''} on {settings.origin}[/] · documentation {settings.origin}/api-docs"
        + (" (munim serve)" if once else "")
    )
    speak.print(f"sign in as {memory.email} with the password {memory.password}")
    speak.print(line, soft_wrap=True, markup=False)
    if not once:
        speak.print("[dim]stop with Ctrl-C; everything is under " + str(settings.var) + "[/]\n")
