-- The tables of one business's mirror: what figures and questions may see.
-- Amounts are BIGINT minor units (…_minor), dates are the shop's own business dates, hours its local hours.
-- Signed tables (sales, payments) sum to the truth without a CASE: what was taken back is negative.

CREATE TABLE business (
    business_id BIGINT NOT NULL, name VARCHAR NOT NULL, currency VARCHAR NOT NULL, exponent UTINYINT NOT NULL,
    country VARCHAR NOT NULL, timezone VARCHAR NOT NULL, day_start_minutes SMALLINT NOT NULL,
    week_start UTINYINT NOT NULL, year_start_month UTINYINT NOT NULL, language VARCHAR NOT NULL, city VARCHAR
);
COMMENT ON TABLE business IS 'One row: the business this file mirrors';

CREATE TABLE sales (
    line_id BIGINT NOT NULL, entry VARCHAR NOT NULL, bill_id UUID NOT NULL, bill_number VARCHAR NOT NULL,
    business_date DATE NOT NULL, hour UTINYINT NOT NULL,
    customer_id UUID NOT NULL, customer_name VARCHAR NOT NULL, customer_city VARCHAR, is_walk_in BOOLEAN NOT NULL,
    product_id UUID, product_name VARCHAR NOT NULL, sku VARCHAR, category_name VARCHAR, product_kind VARCHAR NOT NULL,
    staff_id UUID, staff_name VARCHAR,
    quantity DECIMAL(14,3) NOT NULL,
    gross_minor BIGINT NOT NULL, discount_minor BIGINT NOT NULL, net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL, total_minor BIGINT NOT NULL, cost_minor BIGINT
);
COMMENT ON TABLE sales IS 'One row per line of an issued invoice (sale), an issued credit note (return) or a cancellation (cancellation, dated on the day it was cancelled); returns and cancellations are negative. net_minor = gross_minor - discount_minor, before tax; gross_minor excludes tax';
COMMENT ON COLUMN sales.entry IS 'sale, return or cancellation';

CREATE TABLE bills (
    bill_id UUID NOT NULL, kind VARCHAR NOT NULL, status VARCHAR NOT NULL, number VARCHAR NOT NULL, reference VARCHAR,
    business_date DATE NOT NULL, hour UTINYINT NOT NULL, due_date DATE NOT NULL, cancelled_date DATE,
    customer_id UUID NOT NULL, customer_name VARCHAR NOT NULL, staff_id UUID, staff_name VARCHAR, original_id UUID,
    gross_minor BIGINT NOT NULL, discount_minor BIGINT NOT NULL, taxable_minor BIGINT NOT NULL, tax_minor BIGINT NOT NULL,
    round_off_minor BIGINT NOT NULL, total_minor BIGINT NOT NULL, allocated_minor BIGINT NOT NULL, credited_minor BIGINT NOT NULL,
    due_minor BIGINT NOT NULL
);
COMMENT ON TABLE bills IS 'One row per issued or cancelled invoice, credit note or quotation, positive amounts; due_minor is what an issued invoice still waits for, else 0';

CREATE TABLE payments (
    payment_id UUID NOT NULL, direction VARCHAR NOT NULL, number VARCHAR NOT NULL, business_date DATE NOT NULL, hour UTINYINT NOT NULL,
    customer_id UUID NOT NULL, customer_name VARCHAR NOT NULL, method VARCHAR NOT NULL, amount_minor BIGINT NOT NULL,
    unallocated_minor BIGINT NOT NULL, made_up BOOLEAN NOT NULL, staff_id UUID, staff_name VARCHAR
);
COMMENT ON TABLE payments IS 'One row per receipt (positive) or refund (negative)';

CREATE TABLE allocations (
    allocation_id BIGINT NOT NULL, bill_id UUID NOT NULL, payment_id UUID, credit_note_id UUID, business_date DATE NOT NULL, amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE allocations IS 'One row per part of a payment or credit note set against an invoice; negative when taken back';

CREATE TABLE customers (
    customer_id UUID NOT NULL, name VARCHAR NOT NULL, reference VARCHAR, city VARCHAR, state_code VARCHAR, country VARCHAR,
    is_walk_in BOOLEAN NOT NULL, active BOOLEAN NOT NULL, credit_limit_minor BIGINT, balance_minor BIGINT NOT NULL, created_date DATE NOT NULL
);
COMMENT ON TABLE customers IS 'One row per customer; balance_minor is what they owe (negative: their advance)';

CREATE TABLE suppliers (supplier_id UUID NOT NULL, name VARCHAR NOT NULL, city VARCHAR, active BOOLEAN NOT NULL);
COMMENT ON TABLE suppliers IS 'One row per supplier';

CREATE TABLE products (
    product_id UUID NOT NULL, sku VARCHAR NOT NULL, name VARCHAR NOT NULL, barcode VARCHAR, kind VARCHAR NOT NULL, category_id UUID, category_name VARCHAR,
    unit VARCHAR, hsn VARCHAR, price DECIMAL(14,4) NOT NULL, cost DECIMAL(14,4), tax_rate DECIMAL(7,4) NOT NULL, tracks_stock BOOLEAN NOT NULL,
    on_hand DECIMAL(14,3), reorder_level DECIMAL(14,3), daily_rental_rate DECIMAL(14,4), active BOOLEAN NOT NULL
);
COMMENT ON TABLE products IS 'One row per product, service or rental item, with its stock on hand';

CREATE TABLE stock_moves (
    move_id BIGINT NOT NULL, product_id UUID NOT NULL, business_date DATE NOT NULL, quantity DECIMAL(14,3) NOT NULL, reason VARCHAR NOT NULL, bill_id UUID, unit_cost DECIMAL(14,4)
);
COMMENT ON TABLE stock_moves IS 'One row per movement of stock: positive in, negative out';

CREATE TABLE ledger (
    entry_id BIGINT NOT NULL, posting_id BIGINT NOT NULL, posting_kind VARCHAR NOT NULL, subject_id UUID, account VARCHAR NOT NULL, account_name VARCHAR NOT NULL, account_kind VARCHAR NOT NULL,
    customer_id UUID, business_date DATE NOT NULL, amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE ledger IS 'One row per debit (positive) or credit (negative)';

-- Rollups, recomputed only for the days that changed.
CREATE TABLE daily_sales (
    business_date DATE NOT NULL, hour UTINYINT NOT NULL, orders BIGINT NOT NULL, returns BIGINT NOT NULL, quantity DECIMAL(18,3) NOT NULL, sold_quantity DECIMAL(18,3) NOT NULL,
    gross_minor BIGINT NOT NULL, discount_minor BIGINT NOT NULL, returned_minor BIGINT NOT NULL, net_minor BIGINT NOT NULL, tax_minor BIGINT NOT NULL, total_minor BIGINT NOT NULL, cost_minor BIGINT NOT NULL
);
COMMENT ON TABLE daily_sales IS 'One row per business date and hour with sales; orders counts issued invoices less those cancelled that day';

CREATE TABLE mirror_state (
    version BIGINT NOT NULL, watermark UBIGINT NOT NULL, cluster VARCHAR NOT NULL, schema_revision VARCHAR NOT NULL, epoch VARCHAR NOT NULL, as_of TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE mirror_state IS 'One row: which version this is, how far it has read, and the moment it is a copy of';
