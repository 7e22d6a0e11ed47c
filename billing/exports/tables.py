"""The tables of a business as an export has them: which, in what order, which columns, and what is left out and why.

They are read from the database's own catalogue, so that a table somebody adds is exported, whether or not anybody
thought of it; what is left out is left out by name.
"""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------

# Tables that stay behind, and why.
LEFT_OUT: Final = {
    "idempotency_keys": "answers kept for clients that ask the same thing again; a copy is asked by others",
    "gateway_accounts": "keys to the shop's account with a gateway: two books must not take one account's money; enter them anew",
    "gateway_events": "which webhooks were heeded is of no use where none arrive",
    "model_use": "what was spent on a language model here is no budget's business elsewhere",
    "question_turns": "what somebody asked is theirs; who asks in a copy is somebody else",
    "memberships": "who may sign in is given anew: whoever imports owns the business, and invites the others",
}
# Columns that stay behind: made anew where the rows come to.
LEFT_OUT_COLUMNS: Final = {
    "row_version": "the mirror's own mark, of one server alone",
    "business_id": "the business's number here; it gets another where it comes to",
    "files.key": "where the file store keeps the bytes; the archive has them by the file's id",
}
# What was under way in the books a copy was made from stays with them: nobody is written to, or asked for money, twice.
UNDER_WAY: Final = {
    "messages": """UPDATE messages SET state = CASE WHEN state IN ('queued', 'sending', 'unknown') THEN 'suppressed' ELSE state END,
        error = CASE WHEN state IN ('queued', 'sending', 'unknown') THEN 'left to the books this copy was made from' ELSE error END,
        owner = NULL, lease_until = NULL, check_at = NULL
        WHERE business_id = :business_id AND (state IN ('queued', 'sending', 'unknown') OR check_at IS NOT NULL)""",
    "gateway_requests": "UPDATE gateway_requests SET next_poll_at = NULL WHERE business_id = :business_id AND next_poll_at IS NOT NULL",
    "gateway_refunds": "UPDATE gateway_refunds SET next_poll_at = NULL WHERE business_id = :business_id AND next_poll_at IS NOT NULL",
    "event_readers": """UPDATE event_readers r SET sequence = h.event_sequence FROM business_heads h
        WHERE r.business_id = :business_id AND h.business_id = r.business_id AND r.sequence <> h.event_sequence""",
}


class ExportedTable(msgspec.Struct, frozen=True):
    """A table as it is exported: its columns, by which of them it is ordered, and the one whose values are counted up."""

    name: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    texts: frozenset[str]
    identity: str | None

    def copied(self, business_id: int) -> sql.Composed:
        """The query of its rows in an order that no server's collation changes."""
        order = [
            sql.Identifier(name) + sql.SQL(' COLLATE "C"') if name in self.texts else sql.Identifier(name)
            for name in self.order
        ]
        return sql.SQL("SELECT {columns} FROM {table} WHERE business_id = {business}{order}").format(
            columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            table=sql.Identifier(self.name),
            business=sql.Literal(business_id),
            order=sql.SQL(" ORDER BY ") + sql.SQL(", ").join(order) if order else sql.SQL(""),
        )


# -- reads -------------------------------------------------------------------------------------------

_TABLES: Final = sa.text("""
SELECT c.relname AS name,
       array_agg(a.attname::text ORDER BY a.attnum) AS columns,
       coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attcollation <> 0), '{}') AS texts,
       min(a.attname::text) FILTER (WHERE a.attidentity <> '') AS identity,
       (SELECT coalesce(array_agg(k.attname::text ORDER BY p.n), '{}')
        FROM pg_index i, unnest(i.indkey::smallint[]) WITH ORDINALITY AS p(attnum, n)
        JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = p.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
GROUP BY c.oid, c.relname
""")
_PARENTS: Final = sa.text("""
SELECT DISTINCT child.relname AS child, parent.relname AS parent
FROM pg_constraint f JOIN pg_class child ON child.oid = f.conrelid JOIN pg_class parent ON parent.oid = f.confrelid
WHERE f.contype = 'f' AND child.relnamespace = 'public'::regnamespace AND f.conrelid <> f.confrelid
""")


def exported_tables(session: Session) -> list[ExportedTable]:
    """The tables of a business that are exported, what others refer to first, else by name."""
    found = {row.name: row for row in session.execute(_TABLES)}
    parents: dict[str, set[str]] = {name: set() for name in found}
    for row in session.execute(_PARENTS):
        if row.child in found and row.parent in found:
            parents[row.child].add(row.parent)
    ordered: list[str] = []
    while len(ordered) < len(found):
        ready = sorted(name for name in found if name not in ordered and parents[name] <= set(ordered))
        if not ready:
            raise LookupError("tables that refer to each other in a circle cannot be filled one after the other")
        ordered += ready
    return [_table(found[name]) for name in ordered if name not in LEFT_OUT]


def _table(row: sa.Row[tuple[str, list[str], list[str], str | None, list[str]]]) -> ExportedTable:
    columns = tuple(
        name for name in row.columns if name not in LEFT_OUT_COLUMNS and f"{row.name}.{name}" not in LEFT_OUT_COLUMNS
    )
    order = tuple(name for name in row.key if name != "business_id")
    identity = row.identity if row.identity in columns else None
    return ExportedTable(row.name, columns, order, frozenset(row.texts), identity)


class Totals(msgspec.Struct, frozen=True):
    """What the books of a business come to: what an export and the business made from it must agree on, in minor units."""

    debits_minor: int
    trial_balance: dict[str, int]
    stock_value_minor: int
    customers_owe_minor: int
    owed_to_suppliers_minor: int
    numbers: dict[str, int]  # the last one given, by kind, series and year
    events: int
    event_hash: str


_TOTALS: Final = {
    "debits_minor": "SELECT coalesce(sum(amount_minor), 0)::bigint FROM ledger_entries WHERE business_id = :here AND amount_minor > 0",
    "stock_value_minor": "SELECT coalesce(sum(value_minor), 0)::bigint FROM stock_levels WHERE business_id = :here",
    "customers_owe_minor": "SELECT coalesce(sum(balance_minor), 0)::bigint FROM customer_balances WHERE business_id = :here",
    "owed_to_suppliers_minor": "SELECT coalesce(sum(balance_minor), 0)::bigint FROM supplier_balances WHERE business_id = :here",
    "events": "SELECT event_sequence FROM business_heads WHERE business_id = :here",
    "event_hash": "SELECT encode(event_hash, 'hex') FROM business_heads WHERE business_id = :here",
}
_BY_NAME: Final = {
    "trial_balance": "SELECT account, sum(amount_minor)::bigint FROM ledger_entries WHERE business_id = :here GROUP BY 1",
    "numbers": "SELECT concat_ws('/', kind, series, financial_year), last_number FROM number_series WHERE business_id = :here",
}


def read_totals(session: Session) -> Totals:
    """What the books of the business come to."""
    here = {"here": business_of(session)}
    single = {name: session.execute(sa.text(query), here).scalar_one() for name, query in _TOTALS.items()}
    named = {
        name: dict(sorted((key, value) for key, value in session.execute(sa.text(query), here)))
        for name, query in _BY_NAME.items()
    }
    return msgspec.convert({**single, **named}, Totals)
