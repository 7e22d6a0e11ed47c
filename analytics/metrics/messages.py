"""What was sent to customers and what it cost."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

MESSAGES: Final = (
    Metric(
        slug="messages_sent",
        title="Messages sent",
        definition="Messages that were handed to a provider and not known to have failed, on the day they were sent.",
        unit="count",
        grain="message",
        measures=(("messages", "COUNT(*) FILTER (WHERE t.status IN ('sent', 'delivered', 'unknown'))"),),
        good="",
        synonyms=("messages", "message", "sms sent", "whatsapp sent", "emails sent", "sandesh", "संदेश",),
    ),
    Metric(
        slug="messages_delivered",
        title="Messages delivered",
        definition="Messages known to have arrived.",
        unit="count",
        grain="message",
        measures=(("messages", "COUNT(*) FILTER (WHERE t.status = 'delivered')"),),
        synonyms=("delivered messages", "sms delivered",),
    ),
    Metric(
        slug="messages_failed",
        title="Messages failed",
        definition="Messages that a provider could not deliver.",
        unit="count",
        grain="message",
        measures=(("messages", "COUNT(*) FILTER (WHERE t.status = 'failed')"),),
        good="down",
        synonyms=("failed messages", "undelivered messages", "sms failed",),
    ),
    Metric(
        slug="messages_held_back",
        title="Messages held back",
        definition="Messages that were not to be sent: the recipient had opted out, or had enough.",
        unit="count",
        grain="message",
        measures=(("messages", "COUNT(*) FILTER (WHERE t.status = 'suppressed')"),),
        good="",
        synonyms=("suppressed messages",),
    ),
    Metric(
        slug="message_delivery_rate",
        title="Message delivery rate",
        definition="Messages delivered as a share of messages sent.",
        unit="percent",
        grain="message",
        formula="messages_delivered / messages_sent",
        additive=False,
        synonyms=("delivery rate of messages", "sms delivery rate",),
    ),
    Metric(
        slug="message_cost",
        title="Cost of messages",
        definition="What providers took for messages, of prices in the shop's own currency.",
        unit="money",
        grain="message",
        measures=(("messages", "ROUND(SUM(t.price) FILTER (WHERE t.price_currency = t.currency) * $scale)"),),
        additive=False,
        good="down",
        synonyms=("messaging cost", "sms cost", "whatsapp cost", "cost of sms",),
    ),
)  # fmt: skip
