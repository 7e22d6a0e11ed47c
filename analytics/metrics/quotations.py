"""What was offered, and what came of it."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

QUOTATIONS: Final = (
    Metric(
        slug="quotations",
        title="Quotations",
        definition="Quotations issued.",
        unit="count",
        grain="quotation",
        measures=(("quotations", "COUNT(*)"),),
        permission="bills.read",
        synonyms=("quotation", "quotes", "quote", "estimates", "estimate", "proforma", "bhav patra",),
    ),
    Metric(
        slug="quoted",
        title="Quoted",
        definition="The totals of quotations issued, tax included.",
        unit="money",
        grain="quotation",
        measures=(("quotations", "SUM(t.total_minor)"),),
        permission="bills.read",
        synonyms=("quotation value", "value of quotations", "quoted amount", "amount quoted",),
    ),
    Metric(
        slug="quotations_converted",
        title="Quotations converted",
        definition="Quotations of the period that an invoice which stands was made of, whenever it was.",
        unit="count",
        grain="quotation",
        measures=(("quotations", "COUNT(*) FILTER (WHERE t.converted)"),),
        permission="bills.read",
        synonyms=("converted quotations", "quotes converted", "quotes won",),
    ),
    Metric(
        slug="quoted_converted",
        title="Quoted and converted",
        definition="The totals of quotations of the period that became an invoice which stands.",
        unit="money",
        grain="quotation",
        measures=(("quotations", "SUM(t.total_minor) FILTER (WHERE t.converted)"),),
        permission="bills.read",
        synonyms=("value of converted quotations",),
    ),
    Metric(
        slug="conversion_rate",
        title="Conversion rate",
        definition="Quotations converted as a share of quotations.",
        unit="percent",
        grain="quotation",
        formula="quotations_converted / quotations",
        additive=False,
        permission="bills.read",
        synonyms=("quotation conversion", "quote conversion", "conversion", "quotation to bill conversion",),
    ),
)  # fmt: skip
