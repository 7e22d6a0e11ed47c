"""Readings that several sources share: of the customer, the product, the supplier, who did it and when."""

from __future__ import annotations

from typing import Final

from analytics.sources.source import Reading

HOUR: Final = Reading(("t.hour",))
STAFF: Final = Reading(("t.staff_id",), label="t.staff_name")
COUNTER: Final = Reading(("COALESCE(counters.counter, t.series)",), joins=("counters",))
# of the person, joined
STAFF_BY_ID: Final = Reading(("t.staff_id",), label="staff.name", joins=("staff",))

CUSTOMER_DETAILS: Final = {
    "city": Reading(("customers.city",), joins=("customers",)),
    "country": Reading(("customers.country",), joins=("customers",)),
    "customer_state": Reading(("customers.state_code",), joins=("customers",)),
    "cohort": Reading(("cohorts.first_month",), joins=("cohorts",)),
}
# where the source carries the name
CUSTOMER: Final = {"customer": Reading(("t.customer_id",), label="t.customer_name"), **CUSTOMER_DETAILS}
# where it carries the id alone
CUSTOMER_BY_ID: Final = {
    "customer": Reading(("t.customer_id",), label="customers.name", joins=("customers",)),
    **CUSTOMER_DETAILS,
}
PRODUCT: Final = {
    "product": Reading(("t.product_id", "CAST(NULL AS VARCHAR)"), label="products.name", joins=("products",)),
    "category": Reading(("products.category_name",), joins=("products",)),
    "product_kind": Reading(("products.kind",), joins=("products",)),
}
SUPPLIER: Final = {"supplier": Reading(("t.supplier_id",), label="suppliers.name", joins=("suppliers",))}
ACCOUNT: Final = Reading(("t.account",), label="accounts.name", joins=("accounts",))

AGEING: Final = Reading(
    (
        """
        CASE
            WHEN t.due_date IS NULL THEN 'unallocated'
            WHEN t.due_date >= $asof THEN 'not due'
            WHEN DATE_DIFF('day', t.due_date, $asof) <= 30 THEN '1-30'
            WHEN DATE_DIFF('day', t.due_date, $asof) <= 60 THEN '31-60'
            WHEN DATE_DIFF('day', t.due_date, $asof) <= 90 THEN '61-90'
            ELSE 'over 90'
        END
        """,
    )
)


def document(id_column: str, number: str, kind: str) -> dict[str, Reading]:
    """The document a row stands on, by SQL over ``t``: its id, its number, what it is."""
    return {
        "document": Reading((f"CAST({id_column} AS VARCHAR)",), label=number),
        "document_kind": Reading((kind,)),
    }
