"""GSTR-1 of a month of 100,000 bills: the file for the portal, its defects looked for and the ledger agreed with.

``python -m benchmarks.gstr1 [--bills 100000]``: a temporary embedded server and a shop in Maharashtra whose October is
made by set-based SQL: five bills in ten to consumers at the counter, three to registered buyers, the rest large ones to
other states, exports, exempt goods and credit notes; two or three lines each at three rates, with ledger entries for
every paisa of tax. To reach: 5 seconds, the same bytes twice. Memory is what the process holds more at its highest.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import BusinessSettings
from billing.permissions import MUNIM
from billing.registration import register_business
from billing.returns.gstr1 import export_gstr1, read_gstr1
from billing.returns.periods import parse_period
from munim.database import Database, business_of
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import prepare

SECRET: Final = "a secret that only the benchmark is signed with"
AIM_SECONDS: Final = 5.0
RUNS: Final = 5
PERIOD: Final = parse_period("2026-10")

# Twenty registered buyers with true check digits, by state.
_GSTINS: Final = ("24AANFA2641L1ZF", "29AABCR1718E1ZL", "05AAACG2115R1ZN", "24AAUPV7468F1ZW", "27AAPFU0939F1ZV")
_PLANNED: Final = """
CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
SELECT n, gen_random_uuid() AS id, n % 100 AS sort, date '2026-10-01' + (n * 31 / :bills)::int AS day,
       CASE WHEN n % 100 < 30 THEN 'b2b' WHEN n % 100 < 33 THEN 'export_with_payment' ELSE 'b2c' END AS recipient,
       CASE WHEN n % 100 < 30 THEN (CAST(:gstins AS text[]))[1 + n % 5] END AS gstin,
       CASE WHEN n % 100 < 30 THEN left((CAST(:gstins AS text[]))[1 + n % 5], 2) WHEN n % 100 < 33 THEN '96'
            WHEN n % 100 < 45 THEN '29' ELSE '27' END AS place,
       n % 100 >= 97 AS credit
FROM generate_series(0, :bills - 1) AS n
"""
_LINES: Final = """
CREATE TEMPORARY TABLE planned_line ON COMMIT DROP AS
SELECT p.*, CASE p.place WHEN '27' THEN 'intra' ELSE 'inter' END AS supply, k AS position,
       (ARRAY[5, 18, 40])[1 + (p.n + k) % 3] * (p.sort < 90)::int AS rate,
       (CASE WHEN p.sort BETWEEN 33 AND 36 THEN 9000000 ELSE 10000 END + (p.n * 7919 + k * 104729) % 90000)::bigint AS taxable
FROM planned p, generate_series(1, 2 + p.n % 2) AS k
"""
_TAXED: Final = """
CREATE TEMPORARY TABLE taxed ON COMMIT DROP AS
SELECT *, CASE supply WHEN 'inter' THEN round(taxable * rate / 100.0)::bigint ELSE 0 END AS igst,
       CASE supply WHEN 'intra' THEN round(taxable * rate / 200.0)::bigint ELSE 0 END AS half
FROM planned_line
"""
_BILLS: Final = """
INSERT INTO bills (business_id, id, kind, document, status, series, financial_year, number, customer_id, business_date,
    due_date, issued_at, created_at, place_of_supply, supply, recipient, gross_minor, discount_minor, taxable_minor,
    tax_minor, total_minor, bill_to)
SELECT :business_id, id, CASE WHEN credit THEN 'credit_note' ELSE 'invoice' END, CASE WHEN credit THEN 'credit_note' ELSE 'invoice' END,
    'issued', CASE WHEN credit THEN 'INVC' ELSE 'INV' END, '2026-27',
    CASE WHEN credit THEN 'INVC26-' ELSE 'INV26-' END || to_char(row_number() OVER (PARTITION BY credit ORDER BY n), 'FM000000'),
    :customer_id, day, day, :at, :at, place, supply, recipient, sum(taxable), 0, sum(taxable), sum(igst + 2 * half),
    sum(taxable + igst + 2 * half), jsonb_build_object('name', 'Buyer ' || sort, 'gstin', gstin)
FROM taxed GROUP BY n, id, credit, sort, day, place, supply, recipient, gstin
"""
_BILL_LINES: Final = """
INSERT INTO bill_lines (business_id, bill_id, position, description, hsn, quantity, unit, unit_price, tax_rate, tax_treatment,
    gross_minor, taxable_minor, tax_minor, cgst_minor, sgst_minor, igst_minor, total_minor)
SELECT :business_id, id, position, 'Goods of ' || rate, (ARRAY['1006', '6109', '3304', '8517'])[1 + (n * position) % 4],
    1 + n % 5, (ARRAY['pcs', 'kg', 'box'])[1 + n % 3], 1, rate, CASE WHEN rate = 0 THEN 'exempt' ELSE 'taxable' END,
    taxable, taxable, igst + 2 * half, half, half, igst, taxable + igst + 2 * half
FROM taxed ORDER BY n, position
"""
_LEDGER: Final = """
WITH owed AS (
    SELECT id, day, CASE WHEN credit THEN -1 ELSE 1 END AS sign, sum(taxable)::bigint AS taxable, sum(igst)::bigint AS igst, sum(half)::bigint AS half
    FROM taxed GROUP BY id, day, credit
), posting AS (
    INSERT INTO postings (business_id, kind, subject_id, business_date, at)
    SELECT :business_id, 'bill', id, day, :at FROM owed RETURNING id, subject_id
)
INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, business_date)
SELECT :business_id, posting.id, leg.account, sign * leg.amount, CASE leg.account WHEN 'receivable' THEN :customer_id::uuid END, day
FROM owed JOIN posting ON posting.subject_id = owed.id, LATERAL (VALUES
    ('receivable', taxable + igst + 2 * half), ('sales', -taxable), ('output_igst', -igst), ('output_cgst', -half), ('output_sgst', -half)
) AS leg(account, amount)
WHERE leg.amount <> 0
"""
_SERIES: Final = """
INSERT INTO number_series (business_id, kind, series, financial_year, last_number, last_date)
SELECT :business_id, document, series, financial_year, count(*), max(business_date) FROM bills
WHERE business_id = :business_id GROUP BY document, series, financial_year
"""


def make_shop(database: Database) -> int:
    settings = BusinessSettings(
        name="Sharma Traders", country="IN", state_code="27", gstin="27AAPFU0939F1ZV", tax_registration="regular"
    )
    with database.entry() as session:
        return register_business(session, settings, by=MUNIM, at=datetime.now(UTC)).business_id


def fill(session: Session, bills: int) -> None:
    """October's documents, lines, entries and number series."""
    customer = session.execute(
        sa.text("SELECT id FROM customers WHERE business_id = :business_id AND is_walk_in"),
        {"business_id": business_of(session)},
    ).scalar_one()
    values = {
        "business_id": business_of(session),
        "customer_id": customer,
        "bills": bills,
        "gstins": list(_GSTINS),
        "at": datetime(2026, 10, 31, 12, tzinfo=UTC),
    }
    for statement in (_PLANNED, _LINES, _TAXED, _BILLS, _BILL_LINES, _LEDGER, _SERIES):
        session.execute(sa.text(statement.replace(":customer_id::uuid", "CAST(:customer_id AS uuid)")), values)


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bills", type=int, default=100_000)
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        books = prepare(url, SECRET, database="bench")
        migrate(books.owner)
        database = Database(books.app)
        business_id = make_shop(database)
        with database.business(business_id) as session:
            fill(session, chosen.bills)
        with psycopg.connect(url, dbname="bench", autocommit=True) as administrator:
            administrator.execute("VACUUM ANALYZE")
        before = peak_megabytes()
        seconds, own, files = [], [], set()
        for _ in range(RUNS):
            begun, busy = time.perf_counter(), time.process_time()
            with database.business(business_id) as session:
                files.add(export_gstr1(session, PERIOD, by=MUNIM))
            seconds.append(time.perf_counter() - begun)
            own.append(time.process_time() - busy)
        after = peak_megabytes()
        begun = time.perf_counter()
        with database.business(business_id) as session:
            answer = read_gstr1(session, PERIOD, by=MUNIM)
        listed = time.perf_counter() - begun
        database.close()
    lines = sum(2 + n % 2 for n in range(chosen.bills))
    print(f"{chosen.bills:,} bills, {lines:,} lines")
    for one in answer.sections:
        print(f"  {one.section:10} {one.documents:8,} documents")
    print(
        f"GSTR-1 file      {statistics.median(seconds):6.2f} s  (to reach: {AIM_SECONDS:.0f} s; first {seconds[0]:.2f} s,"
        f" {statistics.median(own):.2f} s of this process, the rest the server's),"
        f" {len(next(iter(files))) / 1e6:.1f} MB, {after - before:+.0f} MB of memory"
    )
    print(f"every document with its reason {listed:6.2f} s")
    print(f"the same bytes each time: {'yes' if len(files) == 1 else 'NO'}")
    print(f"equal to the ledger: {'yes' if not any(one.difference_minor for one in answer.reconciliation) else 'NO'}")


if __name__ == "__main__":
    main()
