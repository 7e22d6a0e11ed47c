-- Quotations, and those of which a bill was made that stands.

-- [figures] quotations, quoted, quotations_converted, conversion_rate, quoted_converted
SELECT count(*), sum(total_minor), count(*) FILTER (WHERE converted),
       round(100.0 * count(*) FILTER (WHERE converted) / nullif(count(*), 0), 1), sum(total_minor) FILTER (WHERE converted)
FROM (
    SELECT q.*, c.name AS customer, u.name AS staff,
           EXISTS (SELECT FROM bills b WHERE b.business_id = q.business_id AND b.quotation_id = q.id AND b.kind = 'invoice' AND b.status = 'issued') AS converted
    FROM bills q
    JOIN customers c ON c.business_id = q.business_id AND c.id = q.customer_id
    LEFT JOIN users u ON u.id = q.staff_id
    WHERE q.business_id = %(business_id)s AND q.kind = 'quotation' AND q.status = 'issued' AND q.business_date >= %(start)s AND q.business_date < %(end)s
) AS quotations

-- [months] month, quotations, quoted, quotations_converted, conversion_rate
SELECT date_trunc('month', business_date)::date, count(*), sum(total_minor), count(*) FILTER (WHERE converted),
       round(100.0 * count(*) FILTER (WHERE converted) / nullif(count(*), 0), 1)
FROM (
    SELECT q.*, c.name AS customer, u.name AS staff,
           EXISTS (SELECT FROM bills b WHERE b.business_id = q.business_id AND b.quotation_id = q.id AND b.kind = 'invoice' AND b.status = 'issued') AS converted
    FROM bills q
    JOIN customers c ON c.business_id = q.business_id AND c.id = q.customer_id
    LEFT JOIN users u ON u.id = q.staff_id
    WHERE q.business_id = %(business_id)s AND q.kind = 'quotation' AND q.status = 'issued' AND q.business_date >= %(start)s AND q.business_date < %(end)s
) AS quotations
GROUP BY 1

-- [customers] customer, quotations, quoted, quotations_converted, conversion_rate
SELECT customer, count(*), sum(total_minor), count(*) FILTER (WHERE converted),
       round(100.0 * count(*) FILTER (WHERE converted) / nullif(count(*), 0), 1)
FROM (
    SELECT q.*, c.name AS customer, u.name AS staff,
           EXISTS (SELECT FROM bills b WHERE b.business_id = q.business_id AND b.quotation_id = q.id AND b.kind = 'invoice' AND b.status = 'issued') AS converted
    FROM bills q
    JOIN customers c ON c.business_id = q.business_id AND c.id = q.customer_id
    LEFT JOIN users u ON u.id = q.staff_id
    WHERE q.business_id = %(business_id)s AND q.kind = 'quotation' AND q.status = 'issued' AND q.business_date >= %(start)s AND q.business_date < %(end)s
) AS quotations
GROUP BY 1

-- [staff] staff, quotations, quoted, quotations_converted, conversion_rate
SELECT staff, count(*), sum(total_minor), count(*) FILTER (WHERE converted),
       round(100.0 * count(*) FILTER (WHERE converted) / nullif(count(*), 0), 1)
FROM (
    SELECT q.*, c.name AS customer, u.name AS staff,
           EXISTS (SELECT FROM bills b WHERE b.business_id = q.business_id AND b.quotation_id = q.id AND b.kind = 'invoice' AND b.status = 'issued') AS converted
    FROM bills q
    JOIN customers c ON c.business_id = q.business_id AND c.id = q.customer_id
    LEFT JOIN users u ON u.id = q.staff_id
    WHERE q.business_id = %(business_id)s AND q.kind = 'quotation' AND q.status = 'issued' AND q.business_date >= %(start)s AND q.business_date < %(end)s
) AS quotations
GROUP BY 1
