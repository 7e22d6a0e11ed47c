-- Messages without their addresses and words. Grain: one row per message. What one is about is written as words with an id
-- between them; of those that name a bill, payment or booking the id is taken, and nothing of the rest, which names people too.

-- [changed]
SELECT business_id, id AS key FROM messages WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT m.business_id, m.id AS message_id, m.channel, m.category, m.template, a.subject_kind,
       CASE WHEN a.subject_kind IS NOT NULL THEN split_part(m.about, '/', 2)::uuid END AS subject_id,
       m.customer_id, m.language, m.state AS status, m.provider_status,
       (m.created_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS queued_date,
       (m.sent_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS sent_date,
       extract(hour FROM m.sent_at AT TIME ZONE s.timezone)::smallint AS sent_hour,
       (m.settled_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS settled_date,
       m.repeated, m.segments, m.price, m.price_currency
FROM messages m
JOIN businesses s ON s.business_id = m.business_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN split_part(m.about, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
               CASE split_part(m.about, '/', 1) WHEN 'reminder' THEN 'bill' WHEN 'bill' THEN 'bill'
                    WHEN 'receipt' THEN 'payment' WHEN 'booking' THEN 'booking' END
           END AS subject_kind
) AS a
WHERE m.business_id = ANY(:businesses)
--+ AND (m.business_id, m.id) IN (:changed(messages))

-- [totals]
SELECT business_id, count(*) AS rows, sum(segments) AS segments, sum(price) AS price
FROM messages
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(messages))
GROUP BY business_id
