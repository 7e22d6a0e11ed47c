"""Who buys, for the first time and again."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

CUSTOMERS: Final = (
    Metric(
        slug="customers",
        title="Customers",
        definition="Different customers with an invoice that stands; sales to no named customer are left out.",
        unit="count",
        grain="customer",
        measures=(
            ("invoices", "COUNT(DISTINCT t.customer_id) FILTER (WHERE t.counted = 1 AND t.status = 'issued' AND NOT customers.is_walk_in)"),
            ("sales", "COUNT(DISTINCT t.customer_id) FILTER (WHERE t.entry = 'sale' AND bills.status = 'issued' AND NOT t.is_walk_in)"),
        ),
        additive=False,
        counted_by="customer",
        synonyms=("buyers", "customer count", "number of customers", "unique customers", "grahak", "graahak", "ग्राहक"),
    ),
    Metric(
        slug="new_customers",
        title="New customers",
        definition="Customers whose first invoice that stands is of the period; sales to no named customer are left out.",
        unit="count",
        grain="customer",
        measures=(("first_invoices", "COUNT(*)"),),
        counted_by="customer",
        synonyms=("first time customers", "first time buyers", "new buyers", "customers acquired", "naye grahak", "नए ग्राहक",),
    ),
    Metric(
        slug="returning_customers",
        title="Returning customers",
        definition="Customers who bought and had bought before: customers less new customers.",
        unit="count",
        grain="customer",
        formula="customers - new_customers",
        additive=False,
        counted_by="customer",
        synonyms=("old customers", "existing customers", "returning buyers", "purane grahak", "पुराने ग्राहक",),
    ),
    Metric(
        slug="repeat_customers",
        title="Repeat customers",
        definition="Customers with two or more invoices that stand in the period.",
        unit="count",
        grain="customer",
        measures=(("buyers", "COUNT(*) FILTER (WHERE t.invoices >= 2)"),),
        counted_by="customer",
        synonyms=("repeat buyers", "customers who bought again", "dobara aane wale grahak",),
    ),
    Metric(
        slug="repeat_rate",
        title="Repeat rate",
        definition="Repeat customers as a share of customers.",
        unit="percent",
        grain="customer",
        formula="repeat_customers / customers",
        additive=False,
        synonyms=("repeat purchase rate", "repeat customer rate", "repurchase rate",),
    ),
    Metric(
        slug="average_spend",
        title="Average spend",
        definition="Net sales to named customers, divided by customers.",
        unit="money",
        grain="customer",
        formula="named_sales / customers",
        additive=False,
        synonyms=("average spending", "average customer spend", "average spend of a customer"),
    ),
    Metric(
        slug="named_sales",
        title="Sales to named customers",
        definition="Net sales to customers by name; sales to nobody in particular are left out.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.net_minor) FILTER (WHERE NOT t.is_walk_in)"),),
        synonyms=("sales to known customers",),
    ),
)  # fmt: skip
