-- The business itself. Grain: one row per business.

-- [changed]
SELECT business_id, business_id AS key FROM businesses WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, name, currency, country, timezone, day_start_minutes, week_start, year_start_month, language, city, state_code,
       credit_days
FROM businesses
WHERE business_id = ANY(:businesses)

-- [totals]
SELECT business_id, count(*) AS rows, sum(day_start_minutes) AS day_start_minutes, sum(credit_days) AS credit_days
FROM businesses
WHERE business_id = ANY(:businesses)
GROUP BY business_id
