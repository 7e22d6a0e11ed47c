"""Tax on sales, whole and by component."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

TAX: Final = (
    Metric(
        slug="tax",
        title="Tax",
        definition="Tax charged on sales less tax given back on returns.",
        unit="money",
        grain="bill line",
        measures=(("daily_sales", "SUM(t.tax_minor)"), ("sales_documents", "SUM(t.tax_minor)"), ("monthly_product_sales", "SUM(t.tax_minor)"), ("product_sales", "SUM(t.tax_minor)"), ("sales", "SUM(t.tax_minor)"), ("sales_taxes", "SUM(t.tax_minor)")),
        good="",
        synonyms=("tax on sales", "tax on our sales", "gst on our sales", "gst on my sales", "gst on total sales", "sales gst", "vat on sales", "bikri par gst", "bikri ka gst", "sale par gst", "sale ka gst", "sales par gst", "बिक्री पर जीएसटी", "बिक्री का जीएसटी", "सेल पर जीएसटी", "बिक्री पर टैक्स", "bikri par tax", "gst we collected", "gst kitna bana", "gst kitna hua", "gst on bills", "output gst", "output tax", "gst on sales", "gst charged", "sales tax", "gst amount", "total gst", "gst billed", "जीएसटी", "टैक्स", "आउटपुट जीएसटी", "gst liya", "gst on outward supplies", "outward tax", "taxes", "tax amount", "output vat", "vat collected", "sales vat", "tax collected", "gst", "gst collected", "vat", "kar", "कर", ),
    ),
    Metric(
        slug="cgst",
        title="CGST",
        definition="CGST charged on sales less CGST given back on returns: part of the tax.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.cgst_minor)"), ("sales_taxes", "SUM(t.tax_minor) FILTER (WHERE t.component = 'CGST')"),),
        good="",
        synonyms=("central gst", "central tax", "cgst collected",),
    ),
    Metric(
        slug="sgst",
        title="SGST",
        definition="SGST charged on sales less SGST given back on returns: part of the tax.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.sgst_minor)"), ("sales_taxes", "SUM(t.tax_minor) FILTER (WHERE t.component = 'SGST')"),),
        good="",
        synonyms=("state gst", "state tax", "sgst collected", "utgst",),
    ),
    Metric(
        slug="igst",
        title="IGST",
        definition="IGST charged on sales less IGST given back on returns: part of the tax.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.igst_minor)"), ("sales_taxes", "SUM(t.tax_minor) FILTER (WHERE t.component = 'IGST')"),),
        good="",
        synonyms=("integrated gst", "integrated tax", "igst collected",),
    ),
    Metric(
        slug="cess",
        title="Cess",
        definition="Cess charged on sales less Cess given back on returns: part of the tax.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.cess_minor)"), ("sales_taxes", "SUM(t.tax_minor) FILTER (WHERE t.component = 'CESS')"),),
        good="",
        synonyms=("gst cess", "compensation cess", "cess collected", "उपकर",),
    ),
    Metric(
        slug="taxable_sales",
        title="Taxable sales",
        definition="Net sales of what bears tax.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.net_minor) FILTER (WHERE t.tax_treatment = 'taxable')"),),
        good="",
        synonyms=("taxable sale", "taxable supplies", "sales liable to tax", "टैक्सेबल बिक्री", "कर योग्य बिक्री", "taxable amount of sales", "टैक्सेबल सेल", "taxable value", "taxable turnover", "taxable amount",),
    ),
    Metric(
        slug="untaxed_sales",
        title="Untaxed sales",
        definition="Net sales of what is nil rated, exempt or outside GST.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.net_minor) FILTER (WHERE NOT t.tax_treatment = 'taxable')"),),
        good="",
        synonyms=("exempt sale", "nil rated sale", "non taxable sales", "untaxed sale", "zero rated sales", "tax exempt sales", "exempted sales", "बिना टैक्स की बिक्री", "एग्जेम्प्ट सेल", "टैक्स फ्री बिक्री", "tax free sale", "bina tax ki bikri", "बिना जीएसटी की बिक्री", "बिना टैक्स वाली बिक्री", "gst free sales", "sales without gst", "sales not taxed", "exempt sales", "nil rated sales", "non gst sales", "tax free sales",),
    ),
)  # fmt: skip
