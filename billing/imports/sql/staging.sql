-- What an import works on: temporary tables, because COPY FROM is refused under row-level security.
DROP TABLE IF EXISTS pg_temp.import_lines, pg_temp.import_rejects, pg_temp.import_documents, pg_temp.import_customers,
    pg_temp.import_products, pg_temp.import_entries, pg_temp.import_stock, pg_temp.import_dates,
    pg_temp.import_bills, pg_temp.import_payments, pg_temp.import_offsets;
-- One row per readable line of the file; "at" is the shop's local time.
CREATE TEMP TABLE import_lines (
    line bigint NOT NULL, reference text NOT NULL, code text NOT NULL, description text, quantity numeric(14,3) NOT NULL,
    at timestamp NOT NULL, price numeric(14,4) NOT NULL, customer text, country text
) ON COMMIT DROP;
-- One row per line that is not imported, with what the file says.
CREATE TEMP TABLE import_rejects (
    line bigint NOT NULL, reason text NOT NULL, reference text, code text, description text, quantity text, at text, price text,
    customer text, country text
) ON COMMIT DROP;
-- One row per new document: its business date and instant in the shop's zone.
CREATE TEMP TABLE import_dates (document integer NOT NULL, business_date date NOT NULL, at timestamptz NOT NULL) ON COMMIT DROP;
-- One row per bill to be made, with the number it was given and how far it is settled.
CREATE TEMP TABLE import_bills (
    document integer NOT NULL, id uuid NOT NULL, kind text NOT NULL, series text NOT NULL, financial_year text NOT NULL, number text NOT NULL,
    customer_id uuid NOT NULL, country text, business_date date NOT NULL, due_date date NOT NULL, at timestamptz NOT NULL,
    taxable_minor bigint NOT NULL, tax_minor bigint NOT NULL, allocated_minor bigint NOT NULL, credited_minor bigint NOT NULL
) ON COMMIT DROP;
-- One row per supposed receipt, or refund of a credit note.
CREATE TEMP TABLE import_payments (
    id uuid NOT NULL, direction text NOT NULL, number text NOT NULL, financial_year text NOT NULL, customer_id uuid NOT NULL, method text NOT NULL,
    amount_minor bigint NOT NULL, bill_id uuid NOT NULL, business_date date NOT NULL, at timestamptz NOT NULL
) ON COMMIT DROP;
-- One row per part of a credit note set against an invoice.
CREATE TEMP TABLE import_offsets (
    bill_id uuid NOT NULL, credit_note_id uuid NOT NULL, amount_minor bigint NOT NULL, business_date date NOT NULL, at timestamptz NOT NULL
) ON COMMIT DROP;
