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
        synonyms=("customers came", "number of buyers", "ग्राहक आए", "कितने ग्राहक", "distinct customers", "customers served", "active customers", "buying customers", "total customers", "buyers", "customer count", "number of customers", "unique customers", "grahak", "graahak", "ग्राहक"),
    ),
    Metric(
        slug="new_customers",
        title="New customers",
        definition="Customers whose first invoice that stands is of the period; sales to no named customer are left out.",
        unit="count",
        grain="customer",
        measures=(("first_invoices", "COUNT(*)"),),
        counted_by="customer",
        synonyms=("new customers joined", "naye customer jude", "नए ग्राहक जुड़े", "new customer", "first timers", "newly added customers", "नए ग्राहक", "naye customer", "new shoppers", "नए कस्टमर", "new customers added", "customers added", "first time customer", "new parties", "नयी पार्टी", "naye log", "first time customers", "first time buyers", "new buyers", "customers acquired", "naye grahak", "नए ग्राहक",),
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
        synonyms=("purane customer wapas", "पुराने ग्राहक वापस", "purane grahak wapas", "returning customer", "regular customers", "old customer", "customers who came back", "customers came back", "पुराने ग्राहक", "purane customer", "existing customer", "पुराने कस्टमर", "loyal repeat customers", "old customers", "existing customers", "returning buyers", "purane grahak", "पुराने ग्राहक",),
    ),
    Metric(
        slug="repeat_customers",
        title="Repeat customers",
        definition="Customers with two or more invoices that stand in the period.",
        unit="count",
        grain="customer",
        measures=(("buyers", "COUNT(*) FILTER (WHERE t.invoices >= 2)"),),
        counted_by="customer",
        synonyms=("customers bought twice", "bought twice or more", "bought more than once", "दोबारा खरीदा", "दोबारा आए", "dobara aaye", "dobara kharida", "दोबारा आने वाले", "ग्राहक दोबारा आए", "grahak dobara aaye", "came again", "came back again", "bought again", "repeat customer", "customers who came again", "customers who bought more than once", "customers who bought twice", "दोबारा आने वाले ग्राहक", "dobara kharidne wale", "दोबारा खरीदने वाले", "बार बार आने वाले ग्राहक", "customers bought more than once", "बार बार आने वाले", "repeat purchasers", "repeat buyers", "customers who bought again", "dobara aane wale grahak",),
    ),
    Metric(
        slug="repeat_rate",
        title="Repeat rate",
        definition="Repeat customers as a share of customers.",
        unit="percent",
        grain="customer",
        formula="repeat_customers / customers",
        additive=False,
        synonyms=("repeat percentage", "repeat buying rate", "repeat purchase percentage", "percent of repeat customers", "percentage of repeat customers", "share of repeat customers", "repeat customers percentage", "रिपीट रेट", "repeat rate of customers", "share of customers who come back", "share of customers who came back", "what percent of customers come back", "percentage of customers who came back", "share of returning customers", "percentage of customers who return", "percent of customers who return", "दोबारा आने की दर", "repeat purchase rate", "repeat customer rate", "repurchase rate",),
    ),
    Metric(
        slug="average_spend",
        title="Average spend",
        definition="Net sales to named customers, divided by customers.",
        unit="money",
        grain="customer",
        formula="named_sales / customers",
        additive=False,
        synonyms=("average spend per customer", "spend per customer", "average sales per customer", "average purchase per customer", "average revenue per customer", "revenue per customer", "per customer average", "per customer spend", "average spending per customer", "average spend of customers", "प्रति ग्राहक औसत", "प्रति ग्राहक औसत खर्च", "प्रति ग्राहक औसत बिक्री", "ek customer ka average", "एक ग्राहक औसत", "average value per customer", "customer average spend", "per customer average spend", "average customer value", "average bill per customer", "per customer average sale", "average spending", "average customer spend", "average spend of a customer"),
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
