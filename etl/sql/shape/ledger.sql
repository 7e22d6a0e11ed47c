-- One row per debit or credit, with the present name of its account.
SELECT e.* EXCLUDE (business_id), a.name AS account_name, a.kind AS account_kind
FROM staged_ledger e
JOIN accounts a ON a.account = e.account
