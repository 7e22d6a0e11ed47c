-- One row: the business, with the decimals of its currency.
SELECT b.*, coalesce(e.exponent, 2) AS exponent
FROM staged_business b
LEFT JOIN exponents e ON e.currency = b.currency
