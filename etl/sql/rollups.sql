-- Rollups: what the tables of mirror.sql come to, kept so that a figure of years is read from few rows.
-- Each is proved equal to what it sums whenever it is written, and recomputed only where that changed.
-- Amounts are signed as in sales; columns of one name mean the same in each of them.

CREATE TABLE sales_documents (
    bill_id UUID NOT NULL,
    entry VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    bill_number VARCHAR NOT NULL,
    series VARCHAR,
    business_date DATE NOT NULL,
    hour UTINYINT NOT NULL,
    stands BOOLEAN NOT NULL,
    customer_id UUID NOT NULL,
    customer_name VARCHAR NOT NULL,
    customer_city VARCHAR,
    country VARCHAR,
    is_walk_in BOOLEAN NOT NULL,
    staff_id UUID,
    staff_name VARCHAR,
    lines BIGINT NOT NULL,
    orders BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    sold_quantity DECIMAL(18,3) NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    sold_gross_minor BIGINT NOT NULL,
    sold_discount_minor BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    costed_net_minor BIGINT NOT NULL
);
COMMENT ON TABLE sales_documents IS 'One row per issued invoice, credit note or debit note, and a second for its cancellation, dated on the day it was cancelled: what its lines in sales come to, signed as they are';
COMMENT ON COLUMN sales_documents.bill_id IS 'The bill; with entry the key of this table';
COMMENT ON COLUMN sales_documents.entry IS 'sale, return, debit or cancellation, as in sales';
COMMENT ON COLUMN sales_documents.kind IS 'invoice, credit_note or debit_note';
COMMENT ON COLUMN sales_documents.bill_number IS 'Number of the bill';
COMMENT ON COLUMN sales_documents.series IS 'Series it is numbered in; document_series tells its counter';
COMMENT ON COLUMN sales_documents.business_date IS 'Business date of the sale, return or cancellation';
COMMENT ON COLUMN sales_documents.hour IS 'Local hour, 0 to 23';
COMMENT ON COLUMN sales_documents.stands IS 'Whether the bill still stands; false for one that was cancelled, and for its cancellation';
COMMENT ON COLUMN sales_documents.customer_id IS 'The customer billed';
COMMENT ON COLUMN sales_documents.customer_name IS 'Their present name';
COMMENT ON COLUMN sales_documents.customer_city IS 'Their city';
COMMENT ON COLUMN sales_documents.country IS 'ISO 3166 code of the buyer''s country as it was billed';
COMMENT ON COLUMN sales_documents.is_walk_in IS 'True for sales to nobody in particular';
COMMENT ON COLUMN sales_documents.staff_id IS 'Who issued it';
COMMENT ON COLUMN sales_documents.staff_name IS 'Their present name';
COMMENT ON COLUMN sales_documents.lines IS 'Lines on it';
COMMENT ON COLUMN sales_documents.orders IS 'Invoices issued, less invoices cancelled';
COMMENT ON COLUMN sales_documents.returns IS 'Credit notes issued, less credit notes cancelled';
COMMENT ON COLUMN sales_documents.quantity IS 'Quantity sold less quantity taken back';
COMMENT ON COLUMN sales_documents.sold_quantity IS 'Quantity on invoices, less cancelled invoices';
COMMENT ON COLUMN sales_documents.gross_minor IS 'Value before discount and tax, in minor units';
COMMENT ON COLUMN sales_documents.discount_minor IS 'Discount before tax, in minor units';
COMMENT ON COLUMN sales_documents.sold_gross_minor IS 'Value on invoices before discount and tax, less cancelled invoices, in minor units';
COMMENT ON COLUMN sales_documents.sold_discount_minor IS 'Discount before tax on invoices, less cancelled invoices, in minor units';
COMMENT ON COLUMN sales_documents.returned_minor IS 'Value taken back before tax, in minor units, positive; cancelled credit notes are taken off';
COMMENT ON COLUMN sales_documents.net_minor IS 'Net sales: gross_minor - discount_minor, returns taken off, in minor units';
COMMENT ON COLUMN sales_documents.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN sales_documents.total_minor IS 'net_minor + tax_minor, in minor units';
COMMENT ON COLUMN sales_documents.cost_minor IS 'Cost of the goods where it is known, in minor units';
COMMENT ON COLUMN sales_documents.costed_net_minor IS 'Net sales of the lines whose cost is known, in minor units';

CREATE TABLE daily_sales (
    business_date DATE NOT NULL,
    hour UTINYINT NOT NULL,
    orders BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    sold_quantity DECIMAL(18,3) NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    sold_gross_minor BIGINT NOT NULL,
    sold_discount_minor BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    costed_net_minor BIGINT NOT NULL
);
COMMENT ON TABLE daily_sales IS 'One row per business date and hour with sales, returns or cancellations; amounts are signed sums over sales';
COMMENT ON COLUMN daily_sales.business_date IS 'Business date';
COMMENT ON COLUMN daily_sales.hour IS 'Local hour, 0 to 23';
COMMENT ON COLUMN daily_sales.orders IS 'Invoices issued, less invoices cancelled';
COMMENT ON COLUMN daily_sales.returns IS 'Credit notes issued, less credit notes cancelled';
COMMENT ON COLUMN daily_sales.quantity IS 'Quantity sold less quantity taken back';
COMMENT ON COLUMN daily_sales.sold_quantity IS 'Quantity on invoices, less cancelled invoices';
COMMENT ON COLUMN daily_sales.gross_minor IS 'Value before discount and tax, in minor units';
COMMENT ON COLUMN daily_sales.discount_minor IS 'Discount before tax, in minor units';
COMMENT ON COLUMN daily_sales.sold_gross_minor IS 'Value on invoices before discount and tax, less cancelled invoices, in minor units';
COMMENT ON COLUMN daily_sales.sold_discount_minor IS 'Discount before tax on invoices, less cancelled invoices, in minor units';
COMMENT ON COLUMN daily_sales.returned_minor IS 'Value taken back before tax, in minor units, positive; cancelled credit notes are taken off';
COMMENT ON COLUMN daily_sales.net_minor IS 'Net sales: gross_minor - discount_minor, returns taken off, in minor units';
COMMENT ON COLUMN daily_sales.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN daily_sales.total_minor IS 'net_minor + tax_minor, in minor units';
COMMENT ON COLUMN daily_sales.cost_minor IS 'Cost of the goods where it is known, in minor units';
COMMENT ON COLUMN daily_sales.costed_net_minor IS 'Net sales of the lines whose cost is known, in minor units';

CREATE TABLE daily_staff_sales (
    business_date DATE NOT NULL,
    staff_id UUID,
    series VARCHAR,
    orders BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    sold_quantity DECIMAL(18,3) NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    sold_gross_minor BIGINT NOT NULL,
    sold_discount_minor BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    costed_net_minor BIGINT NOT NULL
);
COMMENT ON TABLE daily_staff_sales IS 'One row per business date, member of staff and series of numbers with sales, returns or cancellations; amounts are signed sums over sales';
COMMENT ON COLUMN daily_staff_sales.business_date IS 'Business date';
COMMENT ON COLUMN daily_staff_sales.staff_id IS 'Who issued the bills; NULL: not known';
COMMENT ON COLUMN daily_staff_sales.series IS 'Series they are numbered in; document_series tells its counter';
COMMENT ON COLUMN daily_staff_sales.orders IS 'Invoices issued, less invoices cancelled';
COMMENT ON COLUMN daily_staff_sales.returns IS 'Credit notes issued, less credit notes cancelled';
COMMENT ON COLUMN daily_staff_sales.quantity IS 'Quantity sold less quantity taken back';
COMMENT ON COLUMN daily_staff_sales.sold_quantity IS 'Quantity on invoices, less cancelled invoices';
COMMENT ON COLUMN daily_staff_sales.gross_minor IS 'Value before discount and tax, in minor units';
COMMENT ON COLUMN daily_staff_sales.discount_minor IS 'Discount before tax, in minor units';
COMMENT ON COLUMN daily_staff_sales.sold_gross_minor IS 'Value on invoices before discount and tax, less cancelled invoices, in minor units';
COMMENT ON COLUMN daily_staff_sales.sold_discount_minor IS 'Discount before tax on invoices, less cancelled invoices, in minor units';
COMMENT ON COLUMN daily_staff_sales.returned_minor IS 'Value taken back before tax, in minor units, positive; cancelled credit notes are taken off';
COMMENT ON COLUMN daily_staff_sales.net_minor IS 'Net sales: gross_minor - discount_minor, returns taken off, in minor units';
COMMENT ON COLUMN daily_staff_sales.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN daily_staff_sales.total_minor IS 'net_minor + tax_minor, in minor units';
COMMENT ON COLUMN daily_staff_sales.cost_minor IS 'Cost of the goods where it is known, in minor units';
COMMENT ON COLUMN daily_staff_sales.costed_net_minor IS 'Net sales of the lines whose cost is known, in minor units';

CREATE TABLE monthly_product_sales (
    month DATE NOT NULL,
    product_id UUID,
    product_name VARCHAR NOT NULL,
    category_name VARCHAR,
    product_kind VARCHAR NOT NULL,
    lines BIGINT NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    sold_quantity DECIMAL(18,3) NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    sold_gross_minor BIGINT NOT NULL,
    sold_discount_minor BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    costed_net_minor BIGINT NOT NULL
);
COMMENT ON TABLE monthly_product_sales IS 'One row per month and product with sales, returns or cancellations, and one per month and wording of lines written by hand; amounts are signed sums over sales';
COMMENT ON COLUMN monthly_product_sales.month IS 'First day of the calendar month';
COMMENT ON COLUMN monthly_product_sales.product_id IS 'The product; NULL for lines written by hand';
COMMENT ON COLUMN monthly_product_sales.product_name IS 'Present name of the product, or the words of lines written by hand';
COMMENT ON COLUMN monthly_product_sales.category_name IS 'Name of its category';
COMMENT ON COLUMN monthly_product_sales.product_kind IS 'goods, service or rental';
COMMENT ON COLUMN monthly_product_sales.lines IS 'Lines summed up';
COMMENT ON COLUMN monthly_product_sales.quantity IS 'Quantity sold less quantity taken back';
COMMENT ON COLUMN monthly_product_sales.sold_quantity IS 'Quantity on invoices, less cancelled invoices';
COMMENT ON COLUMN monthly_product_sales.gross_minor IS 'Value before discount and tax, in minor units';
COMMENT ON COLUMN monthly_product_sales.discount_minor IS 'Discount before tax, in minor units';
COMMENT ON COLUMN monthly_product_sales.sold_gross_minor IS 'Value on invoices before discount and tax, less cancelled invoices, in minor units';
COMMENT ON COLUMN monthly_product_sales.sold_discount_minor IS 'Discount before tax on invoices, less cancelled invoices, in minor units';
COMMENT ON COLUMN monthly_product_sales.returned_minor IS 'Value taken back before tax, in minor units, positive; cancelled credit notes are taken off';
COMMENT ON COLUMN monthly_product_sales.net_minor IS 'Net sales: gross_minor - discount_minor, returns taken off, in minor units';
COMMENT ON COLUMN monthly_product_sales.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN monthly_product_sales.total_minor IS 'net_minor + tax_minor, in minor units';
COMMENT ON COLUMN monthly_product_sales.cost_minor IS 'Cost of the goods where it is known, in minor units';
COMMENT ON COLUMN monthly_product_sales.costed_net_minor IS 'Net sales of the lines whose cost is known, in minor units';

CREATE TABLE monthly_customer_sales (
    month DATE NOT NULL,
    customer_id UUID NOT NULL,
    orders BIGINT NOT NULL,
    standing_orders BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    costed_net_minor BIGINT NOT NULL
);
COMMENT ON TABLE monthly_customer_sales IS 'One row per month and customer with sales, returns or cancellations; amounts are signed sums over sales';
COMMENT ON COLUMN monthly_customer_sales.month IS 'First day of the calendar month';
COMMENT ON COLUMN monthly_customer_sales.customer_id IS 'The customer billed';
COMMENT ON COLUMN monthly_customer_sales.orders IS 'Invoices issued, less invoices cancelled';
COMMENT ON COLUMN monthly_customer_sales.standing_orders IS 'Invoices of that month that stand: one that was cancelled since is not counted';
COMMENT ON COLUMN monthly_customer_sales.returns IS 'Credit notes issued, less credit notes cancelled';
COMMENT ON COLUMN monthly_customer_sales.net_minor IS 'Net sales: returns and cancellations taken off, in minor units';
COMMENT ON COLUMN monthly_customer_sales.total_minor IS 'Net sales and tax, in minor units';
COMMENT ON COLUMN monthly_customer_sales.cost_minor IS 'Cost of the goods where it is known, in minor units';
COMMENT ON COLUMN monthly_customer_sales.costed_net_minor IS 'Net sales of the lines whose cost is known, in minor units';

CREATE TABLE customer_sales (
    customer_id UUID NOT NULL,
    first_order_date DATE,
    last_order_date DATE,
    orders BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL
);
COMMENT ON TABLE customer_sales IS 'One row per customer who was ever billed: their first and last order and all they came to';
COMMENT ON COLUMN customer_sales.customer_id IS 'The customer';
COMMENT ON COLUMN customer_sales.first_order_date IS 'Business date of their first invoice that stands; NULL: none does';
COMMENT ON COLUMN customer_sales.last_order_date IS 'Business date of their last invoice that stands';
COMMENT ON COLUMN customer_sales.orders IS 'Invoices that stand';
COMMENT ON COLUMN customer_sales.net_minor IS 'Net sales to them, in minor units';
COMMENT ON COLUMN customer_sales.total_minor IS 'Net sales and tax, in minor units';

CREATE TABLE daily_payments (
    business_date DATE NOT NULL,
    method VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    receipts BIGINT NOT NULL,
    refunds BIGINT NOT NULL,
    received_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE daily_payments IS 'One row per business date, method and account with receipts, refunds or reversals; amounts are signed sums over payments';
COMMENT ON COLUMN daily_payments.business_date IS 'Business date of the receipt, refund or reversal';
COMMENT ON COLUMN daily_payments.method IS 'cash, upi, bank, card, cheque, gateway, or deposit: a hirer''s own deposit set against a bill';
COMMENT ON COLUMN daily_payments.account IS 'Account the money went into or came out of';
COMMENT ON COLUMN daily_payments.receipts IS 'Receipts, less receipts reversed or bounced';
COMMENT ON COLUMN daily_payments.refunds IS 'Refunds, less refunds reversed';
COMMENT ON COLUMN daily_payments.received_minor IS 'Received, less what was reversed or bounced, in minor units';
COMMENT ON COLUMN daily_payments.refunded_minor IS 'Given back, less what was reversed, in minor units, positive';
COMMENT ON COLUMN daily_payments.amount_minor IS 'received_minor - refunded_minor, in minor units';

CREATE TABLE daily_stock (
    product_id UUID NOT NULL,
    business_date DATE NOT NULL,
    until_date DATE,
    in_quantity DECIMAL(18,3) NOT NULL,
    out_quantity DECIMAL(18,3) NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    value_minor BIGINT NOT NULL,
    closing_quantity DECIMAL(18,3) NOT NULL,
    closing_value_minor BIGINT NOT NULL
);
COMMENT ON TABLE daily_stock IS 'One row per product and business date on which its stock moved, with the stock at the end of that day, which holds until until_date: the stock of any day is the row with business_date <= day and (until_date IS NULL OR day < until_date); a product without such a row had none';
COMMENT ON COLUMN daily_stock.product_id IS 'The product';
COMMENT ON COLUMN daily_stock.business_date IS 'Business date its stock moved on';
COMMENT ON COLUMN daily_stock.until_date IS 'Next business date on which it moved; NULL: this is its stock now';
COMMENT ON COLUMN daily_stock.in_quantity IS 'Quantity that came in on that day';
COMMENT ON COLUMN daily_stock.out_quantity IS 'Quantity that went out on that day, positive';
COMMENT ON COLUMN daily_stock.quantity IS 'in_quantity - out_quantity';
COMMENT ON COLUMN daily_stock.value_minor IS 'What the day added to the value of the stock, in minor units';
COMMENT ON COLUMN daily_stock.closing_quantity IS 'Stock at the end of the day; 0 or less: out of stock from then until until_date';
COMMENT ON COLUMN daily_stock.closing_value_minor IS 'What that stock is worth at moving average cost, in minor units';
