"""What is brought to customers day by day."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

DELIVERIES: Final = (
    Metric(
        slug="delivered_items",
        title="Quantity delivered",
        definition="Units brought by daily delivery, as corrected since.",
        unit="quantity",
        grain="unit",
        measures=(("deliveries", "SUM(t.quantity)"),),
        permission="deliveries.read",
        synonyms=("quantity brought", "units delivered", "daily delivery", "daily deliveries",),
    ),
    Metric(
        slug="delivered_value",
        title="Amount delivered",
        definition="Quantity delivered at the price of the day, before or with tax as the product's price is.",
        unit="money",
        grain="delivery",
        measures=(("deliveries", "SUM(t.amount_minor)"),),
        permission="deliveries.read",
        synonyms=("value delivered", "delivery value", "delivery amount",),
    ),
    Metric(
        slug="deliveries",
        title="Deliveries made",
        definition="Deliveries of a product to a customer in a slot of a day at which something was brought.",
        unit="count",
        grain="delivery",
        measures=(("deliveries", "COUNT(*) FILTER (WHERE t.entry = 'delivery' AND t.quantity > 0)"),),
        permission="deliveries.read",
        synonyms=("number of deliveries", "delivery count",),
    ),
    Metric(
        slug="skipped_deliveries",
        title="Skipped deliveries",
        definition="Deliveries at which nothing was brought.",
        unit="count",
        grain="delivery",
        measures=(("deliveries", "COUNT(*) FILTER (WHERE t.entry = 'delivery' AND t.quantity = 0)"),),
        good="down",
        permission="deliveries.read",
        synonyms=("deliveries skipped", "skips", "missed deliveries",),
    ),
    Metric(
        slug="expected_quantity",
        title="Quantity expected",
        definition="Units that standing orders asked for.",
        unit="quantity",
        grain="unit",
        measures=(("deliveries", "SUM(t.expected)"),),
        good="",
        permission="deliveries.read",
        synonyms=("quantity ordered daily", "standing order quantity",),
    ),
    Metric(
        slug="unbilled_deliveries",
        title="Unbilled deliveries",
        definition="The amount delivered in the period that no bill charges yet.",
        unit="money",
        grain="delivery",
        measures=(("deliveries", "SUM(t.amount_minor) FILTER (WHERE t.bill_id IS NULL)"),),
        good="down",
        permission="deliveries.read",
        synonyms=("deliveries to bill", "delivered not billed",),
    ),
)  # fmt: skip
