"""Tax returns and e-documents under India's GST: GSTR-1, GSTR-3B, e-invoice and e-way bill, all from the books' own rows."""
