-- One row per invoice of the customer $customer in the period that stands.
SELECT business_date, kind, bill_number, bill_id
FROM sales_documents
WHERE kind = 'invoice' AND stands AND customer_id = $customer AND business_date >= $start AND business_date < $end
ORDER BY business_date, bill_number, bill_id
