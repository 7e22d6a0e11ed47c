"""Bills: invoices, credit notes and quotations, from draft to issue, cancellation and credit."""
