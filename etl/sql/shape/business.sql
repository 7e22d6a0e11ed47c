-- One row: the business, with the decimals of its currency.
SELECT b.* EXCLUDE (business_id), b.business_id, coalesce(e.exponent, 2) AS exponent
FROM books.business b
LEFT JOIN books.exponents e ON e.currency = b.currency
