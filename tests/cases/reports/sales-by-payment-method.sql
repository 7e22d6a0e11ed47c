-- Money of customers by how it came.

-- [figures] collections, refunds, net_collections, payment_count
SELECT coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money

-- [payment_methods] payment_method, collections, refunds, net_collections, payment_count
SELECT method, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1

-- [accounts] account, collections, refunds, net_collections, payment_count
SELECT account, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0), coalesce(sum(minor) FILTER (WHERE direction = 'out'), 0),
       sum(CASE direction WHEN 'in' THEN minor ELSE -minor END), sum(counted) FILTER (WHERE direction = 'in')
FROM money
GROUP BY 1
