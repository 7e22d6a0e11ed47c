-- Money of customers by day, method, customer and who took it.

-- [figures] collections, refunds, net_collections, payment_count
SELECT coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money

-- [days] day, collections, refunds, net_collections, payment_count
SELECT day, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1

-- [payment_methods] payment_method, collections, refunds, net_collections, payment_count
SELECT method, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1

-- [customers] customer, collections, refunds, net_collections, payment_count
SELECT customer, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1

-- [staff] staff, collections, refunds, net_collections, payment_count
SELECT staff, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1
