-- The tables of one business's mirror: what figures and questions may see.
-- Amounts are BIGINT minor units (…_minor), dates are the shop's own business dates, hours its local hours.
-- Signed tables (sales, payments) sum to the truth without a CASE: what was taken back is negative.

CREATE TABLE business (
    business_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    exponent UTINYINT NOT NULL,
    country VARCHAR NOT NULL,
    timezone VARCHAR NOT NULL,
    day_start_minutes SMALLINT NOT NULL,
    week_start UTINYINT NOT NULL,
    year_start_month UTINYINT NOT NULL,
    language VARCHAR NOT NULL,
    city VARCHAR,
    state_code VARCHAR,
    credit_days SMALLINT NOT NULL
);
COMMENT ON TABLE business IS 'One row: the business this file mirrors';
COMMENT ON COLUMN business.business_id IS 'Number of the business';
COMMENT ON COLUMN business.name IS 'Name the shop trades under';
COMMENT ON COLUMN business.currency IS 'ISO 4217 code of every amount in this file';
COMMENT ON COLUMN business.exponent IS 'Decimals of the currency: an amount in minor units divided by 10^exponent is in currency units';
COMMENT ON COLUMN business.country IS 'ISO 3166 code';
COMMENT ON COLUMN business.timezone IS 'IANA name of the shop''s time zone';
COMMENT ON COLUMN business.day_start_minutes IS 'Minutes after local midnight at which the business day begins';
COMMENT ON COLUMN business.week_start IS 'ISO weekday the week begins on, 1 = Monday';
COMMENT ON COLUMN business.year_start_month IS 'Month the financial year begins with, 4 = April';
COMMENT ON COLUMN business.language IS 'Language of the shop';
COMMENT ON COLUMN business.city IS 'City of the shop';
COMMENT ON COLUMN business.state_code IS 'GST state code of the shop';
COMMENT ON COLUMN business.credit_days IS 'Days a bill may be paid within, unless the customer has other terms';

CREATE TABLE staff (
    staff_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    active BOOLEAN NOT NULL
);
COMMENT ON TABLE staff IS 'One row per person who works or has worked here';
COMMENT ON COLUMN staff.staff_id IS 'The person';
COMMENT ON COLUMN staff.name IS 'Their name';
COMMENT ON COLUMN staff.role IS 'owner, manager, cashier, accountant, marketer or viewer';
COMMENT ON COLUMN staff.active IS 'Whether they still work here';

CREATE TABLE accounts (
    account VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    active BOOLEAN NOT NULL
);
COMMENT ON TABLE accounts IS 'One row per account of the ledger';
COMMENT ON COLUMN accounts.account IS 'Code of the account: receivable, cash, sales, …';
COMMENT ON COLUMN accounts.name IS 'Its name';
COMMENT ON COLUMN accounts.kind IS 'asset, liability, equity, income or expense';
COMMENT ON COLUMN accounts.purpose IS 'The payment method whose money it holds; expense: a category of expense; books: neither';
COMMENT ON COLUMN accounts.active IS 'Whether it may still be chosen';

CREATE TABLE expenses (
    expense_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    category VARCHAR NOT NULL,
    category_name VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    payee VARCHAR,
    amount_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    cancelled BOOLEAN NOT NULL,
    staff_id UUID,
    staff_name VARCHAR
);
COMMENT ON TABLE expenses IS 'One row per expense voucher: money spent at once, not on a supplier''s credit';
COMMENT ON COLUMN expenses.expense_id IS 'The expense';
COMMENT ON COLUMN expenses.number IS 'Its number';
COMMENT ON COLUMN expenses.business_date IS 'Business date it was paid';
COMMENT ON COLUMN expenses.category IS 'Code of the account it was spent on';
COMMENT ON COLUMN expenses.category_name IS 'Present name of that account: rent, salaries, …';
COMMENT ON COLUMN expenses.method IS 'cash, upi, bank, card or cheque';
COMMENT ON COLUMN expenses.account IS 'Code of the account it was paid from';
COMMENT ON COLUMN expenses.payee IS 'Whom it was paid to';
COMMENT ON COLUMN expenses.amount_minor IS 'All that was paid, in minor units; 0 when cancelled';
COMMENT ON COLUMN expenses.net_minor IS 'What it cost: the amount less the input tax claimed; 0 when cancelled';
COMMENT ON COLUMN expenses.tax_minor IS 'Input tax claimed of it; 0 when cancelled';
COMMENT ON COLUMN expenses.cancelled IS 'Whether it was taken back';
COMMENT ON COLUMN expenses.staff_id IS 'Who recorded it';
COMMENT ON COLUMN expenses.staff_name IS 'Their present name';

CREATE TABLE goals (
    goal_id UUID NOT NULL,
    month DATE NOT NULL,
    measure VARCHAR NOT NULL,
    category VARCHAR,
    amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE goals IS 'One row per goal set for a month';
COMMENT ON COLUMN goals.goal_id IS 'The goal';
COMMENT ON COLUMN goals.month IS 'First day of the month it is for';
COMMENT ON COLUMN goals.measure IS 'sales (net of tax, less returns) or expense';
COMMENT ON COLUMN goals.category IS 'Code of the account of expense it is for; empty: all';
COMMENT ON COLUMN goals.amount_minor IS 'The goal in minor units; 0 when given up';

CREATE TABLE customers (
    customer_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    reference VARCHAR,
    city VARCHAR,
    state_code VARCHAR,
    country VARCHAR,
    is_registered BOOLEAN NOT NULL,
    gst_treatment VARCHAR,
    is_walk_in BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    language VARCHAR,
    has_phone BOOLEAN NOT NULL,
    has_email BOOLEAN NOT NULL,
    opted_out BOOLEAN NOT NULL,
    credit_days SMALLINT,
    credit_limit_minor BIGINT,
    balance_minor BIGINT NOT NULL,
    created_date DATE NOT NULL
);
COMMENT ON TABLE customers IS 'One row per customer; balance_minor is what they owe (negative: their advance)';
COMMENT ON COLUMN customers.customer_id IS 'The customer';
COMMENT ON COLUMN customers.name IS 'Name';
COMMENT ON COLUMN customers.reference IS 'The number another system knows this customer by';
COMMENT ON COLUMN customers.city IS 'City';
COMMENT ON COLUMN customers.state_code IS 'GST state code';
COMMENT ON COLUMN customers.country IS 'ISO 3166 code';
COMMENT ON COLUMN customers.is_registered IS 'True for customers registered under GST, who have a GSTIN';
COMMENT ON COLUMN customers.gst_treatment IS 'sez_with_payment, sez_without_payment, deemed_export or export_without_payment; NULL: GSTIN and country tell';
COMMENT ON COLUMN customers.is_walk_in IS 'True for the one customer that stands for sales to nobody in particular';
COMMENT ON COLUMN customers.active IS 'Whether they are still a customer';
COMMENT ON COLUMN customers.language IS 'Language of messages to them; NULL: the shop''s';
COMMENT ON COLUMN customers.has_phone IS 'Whether the shop knows a phone number of theirs';
COMMENT ON COLUMN customers.has_email IS 'Whether the shop knows an e-mail address of theirs';
COMMENT ON COLUMN customers.opted_out IS 'True for customers who want no messages';
COMMENT ON COLUMN customers.credit_days IS 'Days they may pay within; NULL: the shop''s own terms';
COMMENT ON COLUMN customers.credit_limit_minor IS 'Most they may owe, in minor units; NULL: no limit';
COMMENT ON COLUMN customers.balance_minor IS 'What they owe now, in minor units; negative: their advance';
COMMENT ON COLUMN customers.created_date IS 'Business date they were added';

CREATE TABLE suppliers (
    supplier_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    city VARCHAR,
    state_code VARCHAR,
    active BOOLEAN NOT NULL,
    balance_minor BIGINT NOT NULL
);
COMMENT ON TABLE suppliers IS 'One row per supplier; balance_minor is what the shop owes them (negative: paid ahead)';
COMMENT ON COLUMN suppliers.supplier_id IS 'The supplier';
COMMENT ON COLUMN suppliers.name IS 'Name';
COMMENT ON COLUMN suppliers.city IS 'City';
COMMENT ON COLUMN suppliers.state_code IS 'GST state code';
COMMENT ON COLUMN suppliers.active IS 'Whether the shop still buys there';
COMMENT ON COLUMN suppliers.balance_minor IS 'What the shop owes them now, in minor units; negative: paid ahead';

CREATE TABLE products (
    product_id UUID NOT NULL,
    sku VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    barcode VARCHAR,
    kind VARCHAR NOT NULL,
    category_id UUID,
    category_name VARCHAR,
    unit VARCHAR,
    hsn VARCHAR,
    price DECIMAL(14,4) NOT NULL,
    price_includes_tax BOOLEAN NOT NULL,
    cost DECIMAL(14,4),
    tax_rate DECIMAL(7,4) NOT NULL,
    tax_treatment VARCHAR NOT NULL,
    cess_rate DECIMAL(7,4) NOT NULL,
    tracks_stock BOOLEAN NOT NULL,
    on_hand DECIMAL(14,3),
    stock_value_minor BIGINT,
    reorder_level DECIMAL(14,3),
    daily_rental_rate DECIMAL(14,4),
    active BOOLEAN NOT NULL
);
COMMENT ON TABLE products IS 'One row per product, service or rental item, with its stock on hand';
COMMENT ON COLUMN products.product_id IS 'The product';
COMMENT ON COLUMN products.sku IS 'Stock code, unique ignoring case';
COMMENT ON COLUMN products.name IS 'Name';
COMMENT ON COLUMN products.barcode IS 'Barcode';
COMMENT ON COLUMN products.kind IS 'goods, service or rental';
COMMENT ON COLUMN products.category_id IS 'Its category';
COMMENT ON COLUMN products.category_name IS 'Name of its category';
COMMENT ON COLUMN products.unit IS 'Unit it is sold in, as printed: pcs, kg, l';
COMMENT ON COLUMN products.hsn IS 'HSN or SAC code';
COMMENT ON COLUMN products.price IS 'Selling price of one unit, in currency units';
COMMENT ON COLUMN products.price_includes_tax IS 'Whether the price includes tax';
COMMENT ON COLUMN products.cost IS 'Last or average cost of one unit before tax, in currency units';
COMMENT ON COLUMN products.tax_rate IS 'Tax in per cent: 18 is eighteen per cent';
COMMENT ON COLUMN products.tax_treatment IS 'taxable, nil, exempt or non_gst';
COMMENT ON COLUMN products.cess_rate IS 'GST cess in per cent of the taxable value';
COMMENT ON COLUMN products.tracks_stock IS 'Whether its stock is counted';
COMMENT ON COLUMN products.on_hand IS 'Stock on hand now, of a rental item the units owned, out or in; NULL where stock is not counted; for an earlier day see daily_stock';
COMMENT ON COLUMN products.stock_value_minor IS 'What the stock on hand is worth at moving average cost, in minor units; negative where goods were sold before they came';
COMMENT ON COLUMN products.reorder_level IS 'Stock at which it should be ordered again';
COMMENT ON COLUMN products.daily_rental_rate IS 'Rent of one unit for a day, in currency units';
COMMENT ON COLUMN products.active IS 'Whether it is still sold';

CREATE TABLE earlier_prices (
    product_id UUID NOT NULL,
    until_date DATE NOT NULL,
    price DECIMAL(14,4) NOT NULL,
    price_includes_tax BOOLEAN NOT NULL
);
COMMENT ON TABLE earlier_prices IS 'One row per price a product had before it was changed; the present one is the product''s';
COMMENT ON COLUMN earlier_prices.product_id IS 'The product';
COMMENT ON COLUMN earlier_prices.until_date IS 'First business date on which it had another price';
COMMENT ON COLUMN earlier_prices.price IS 'Selling price of one unit until then, in currency units';
COMMENT ON COLUMN earlier_prices.price_includes_tax IS 'Whether that price included tax';

CREATE TABLE document_series (
    series VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    counter VARCHAR NOT NULL,
    status VARCHAR NOT NULL
);
COMMENT ON TABLE document_series IS 'One row per series of numbers that was opened for a counter; documents of other series are the shop''s own';
COMMENT ON COLUMN document_series.series IS 'Its code, as the numbers print it: the series of bills';
COMMENT ON COLUMN document_series.kind IS 'Kind of document it numbers: invoice, credit_note, …';
COMMENT ON COLUMN document_series.counter IS 'Name of the counter it is kept at';
COMMENT ON COLUMN document_series.status IS 'open or closed';

CREATE TABLE bills (
    bill_id UUID NOT NULL,
    kind VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    series VARCHAR,
    number VARCHAR NOT NULL,
    reference VARCHAR,
    imported BOOLEAN NOT NULL,
    business_date DATE NOT NULL,
    hour UTINYINT NOT NULL,
    due_date DATE NOT NULL,
    cancelled_date DATE,
    cancelled_hour UTINYINT,
    cancel_reason VARCHAR,
    customer_id UUID NOT NULL,
    customer_name VARCHAR NOT NULL,
    country VARCHAR,
    staff_id UUID,
    staff_name VARCHAR,
    original_id UUID,
    quotation_id UUID,
    place_of_supply VARCHAR,
    supply VARCHAR,
    recipient VARCHAR,
    reverse_charge BOOLEAN NOT NULL,
    supply_date DATE,
    valid_until DATE,
    tax_effect BOOLEAN NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    charges_minor BIGINT NOT NULL,
    round_off_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    allocated_minor BIGINT NOT NULL,
    credited_minor BIGINT NOT NULL,
    written_off_minor BIGINT NOT NULL,
    due_minor BIGINT NOT NULL
);
COMMENT ON TABLE bills IS 'One row per issued or cancelled invoice, credit note, debit note or quotation, positive amounts; due_minor is what an issued invoice or debit note still waits for, else 0';
COMMENT ON COLUMN bills.bill_id IS 'The bill';
COMMENT ON COLUMN bills.kind IS 'invoice, credit_note, debit_note or quotation';
COMMENT ON COLUMN bills.document IS 'What it is titled and numbered as: its kind, or bill_of_supply for an invoice without tax';
COMMENT ON COLUMN bills.status IS 'issued or cancelled';
COMMENT ON COLUMN bills.series IS 'Series it is numbered in; document_series tells its counter';
COMMENT ON COLUMN bills.number IS 'Its number, as printed';
COMMENT ON COLUMN bills.reference IS 'The source''s own number, for imported bills';
COMMENT ON COLUMN bills.imported IS 'True for a bill brought along from another system';
COMMENT ON COLUMN bills.business_date IS 'Business date it was issued on';
COMMENT ON COLUMN bills.hour IS 'Local hour it was issued in, 0 to 23';
COMMENT ON COLUMN bills.due_date IS 'Date it is to be paid by';
COMMENT ON COLUMN bills.cancelled_date IS 'Business date it was cancelled on; NULL while it stands';
COMMENT ON COLUMN bills.cancelled_hour IS 'Local hour it was cancelled in';
COMMENT ON COLUMN bills.cancel_reason IS 'Why it was cancelled';
COMMENT ON COLUMN bills.customer_id IS 'The customer billed';
COMMENT ON COLUMN bills.customer_name IS 'Their present name';
COMMENT ON COLUMN bills.country IS 'ISO 3166 code of the buyer''s country as it was billed';
COMMENT ON COLUMN bills.staff_id IS 'Who issued it';
COMMENT ON COLUMN bills.staff_name IS 'Their present name';
COMMENT ON COLUMN bills.original_id IS 'The invoice a credit or debit note corrects';
COMMENT ON COLUMN bills.quotation_id IS 'The quotation an invoice was made from; a quotation is converted once an issued invoice names it';
COMMENT ON COLUMN bills.place_of_supply IS 'GST code of the state it is supplied to, 96 for abroad; NULL where GST does not apply';
COMMENT ON COLUMN bills.supply IS 'Under GST intra (CGST and SGST) or inter (IGST); NULL where GST does not apply';
COMMENT ON COLUMN bills.recipient IS 'Under GST b2b, b2c, sez_with_payment, sez_without_payment, deemed_export, export_with_payment or export_without_payment';
COMMENT ON COLUMN bills.reverse_charge IS 'True where the buyer pays the tax to the government and none is charged';
COMMENT ON COLUMN bills.supply_date IS 'Date of supply, where that is another day than the bill''s';
COMMENT ON COLUMN bills.valid_until IS 'Of a quotation: the last day it becomes a bill; NULL: it stays open';
COMMENT ON COLUMN bills.tax_effect IS 'False for a credit note that takes no tax back';
COMMENT ON COLUMN bills.gross_minor IS 'Value before discount and tax, in minor units';
COMMENT ON COLUMN bills.discount_minor IS 'Discount before tax, in minor units';
COMMENT ON COLUMN bills.taxable_minor IS 'gross_minor - discount_minor, in minor units';
COMMENT ON COLUMN bills.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN bills.charges_minor IS 'Charges besides the lines, in minor units';
COMMENT ON COLUMN bills.round_off_minor IS 'What rounding the total added, in minor units';
COMMENT ON COLUMN bills.total_minor IS 'taxable + tax + charges + round-off, in minor units';
COMMENT ON COLUMN bills.allocated_minor IS 'Of an invoice: settled by payments; of a credit note: used; in minor units';
COMMENT ON COLUMN bills.credited_minor IS 'Of an invoice: settled by credit notes, in minor units';
COMMENT ON COLUMN bills.written_off_minor IS 'The remainder that was given up as a bad debt, in minor units';
COMMENT ON COLUMN bills.due_minor IS 'What an issued invoice or debit note still waits for, in minor units; 0 for everything else';

CREATE TABLE sales (
    line_id BIGINT NOT NULL,
    entry VARCHAR NOT NULL,
    bill_id UUID NOT NULL,
    bill_number VARCHAR NOT NULL,
    series VARCHAR,
    business_date DATE NOT NULL,
    hour UTINYINT NOT NULL,
    customer_id UUID NOT NULL,
    customer_name VARCHAR NOT NULL,
    customer_city VARCHAR,
    country VARCHAR,
    place_of_supply VARCHAR,
    is_walk_in BOOLEAN NOT NULL,
    product_id UUID,
    product_name VARCHAR NOT NULL,
    sku VARCHAR,
    category_name VARCHAR,
    product_kind VARCHAR NOT NULL,
    staff_id UUID,
    staff_name VARCHAR,
    hsn VARCHAR,
    tax_rate DECIMAL(7,4) NOT NULL,
    tax_treatment VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    cgst_minor BIGINT NOT NULL,
    sgst_minor BIGINT NOT NULL,
    igst_minor BIGINT NOT NULL,
    cess_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cost_minor BIGINT
);
COMMENT ON TABLE sales IS 'One row per line of an issued invoice (sale), an issued credit note (return), an issued debit note (debit: a price raised, of no quantity) or a cancellation (cancellation, dated on the day it was cancelled); returns and cancelled sales are negative, a cancelled return is positive. net_minor = gross_minor - discount_minor, before tax; gross_minor excludes tax';
COMMENT ON COLUMN sales.line_id IS 'The line; with entry the key of this table';
COMMENT ON COLUMN sales.entry IS 'sale, return, debit or cancellation';
COMMENT ON COLUMN sales.bill_id IS 'The bill the line is on';
COMMENT ON COLUMN sales.bill_number IS 'Number of the bill';
COMMENT ON COLUMN sales.series IS 'Series the bill is numbered in';
COMMENT ON COLUMN sales.business_date IS 'Business date of the sale, return or cancellation';
COMMENT ON COLUMN sales.hour IS 'Local hour, 0 to 23';
COMMENT ON COLUMN sales.customer_id IS 'The customer billed';
COMMENT ON COLUMN sales.customer_name IS 'Their present name';
COMMENT ON COLUMN sales.customer_city IS 'Their city';
COMMENT ON COLUMN sales.country IS 'ISO 3166 code of the buyer''s country as it was billed';
COMMENT ON COLUMN sales.place_of_supply IS 'GST code of the state it is supplied to, 96 for abroad; NULL where GST does not apply';
COMMENT ON COLUMN sales.is_walk_in IS 'True for sales to nobody in particular';
COMMENT ON COLUMN sales.product_id IS 'The product; NULL for a line written by hand';
COMMENT ON COLUMN sales.product_name IS 'Present name of the product, or the words of a line written by hand';
COMMENT ON COLUMN sales.sku IS 'Stock code';
COMMENT ON COLUMN sales.category_name IS 'Name of its category';
COMMENT ON COLUMN sales.product_kind IS 'goods, service or rental';
COMMENT ON COLUMN sales.staff_id IS 'Who issued the bill';
COMMENT ON COLUMN sales.staff_name IS 'Their present name';
COMMENT ON COLUMN sales.hsn IS 'HSN or SAC code as billed';
COMMENT ON COLUMN sales.tax_rate IS 'Tax in per cent as billed: 18 is eighteen per cent, CGST and SGST together';
COMMENT ON COLUMN sales.tax_treatment IS 'taxable, nil, exempt or non_gst';
COMMENT ON COLUMN sales.quantity IS 'Quantity in the product''s own unit, signed';
COMMENT ON COLUMN sales.gross_minor IS 'Value before discount and tax, in minor units, signed';
COMMENT ON COLUMN sales.discount_minor IS 'Discount before tax, in minor units, signed';
COMMENT ON COLUMN sales.net_minor IS 'gross_minor - discount_minor: net sales, in minor units, signed';
COMMENT ON COLUMN sales.tax_minor IS 'Tax, in minor units, signed';
COMMENT ON COLUMN sales.cgst_minor IS 'CGST, part of tax_minor, in minor units, signed';
COMMENT ON COLUMN sales.sgst_minor IS 'SGST, part of tax_minor, in minor units, signed';
COMMENT ON COLUMN sales.igst_minor IS 'IGST, part of tax_minor, in minor units, signed';
COMMENT ON COLUMN sales.cess_minor IS 'GST cess, part of tax_minor, in minor units, signed';
COMMENT ON COLUMN sales.total_minor IS 'net_minor + tax_minor, in minor units, signed';
COMMENT ON COLUMN sales.cost_minor IS 'Cost of the goods, in minor units, signed; NULL where it is not known';

CREATE TABLE bill_taxes (
    bill_id UUID NOT NULL,
    component VARCHAR NOT NULL,
    rate DECIMAL(7,4) NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL
);
COMMENT ON TABLE bill_taxes IS 'One row per bill, tax component and rate: the tax summary of an issued or cancelled bill, positive amounts';
COMMENT ON COLUMN bill_taxes.bill_id IS 'The bill';
COMMENT ON COLUMN bill_taxes.component IS 'TAX; under GST: CGST, SGST, IGST or CESS';
COMMENT ON COLUMN bill_taxes.rate IS 'Rate in per cent';
COMMENT ON COLUMN bill_taxes.taxable_minor IS 'Value taxed at this rate, in minor units';
COMMENT ON COLUMN bill_taxes.tax_minor IS 'Tax on it, in minor units';

CREATE TABLE payments (
    payment_id UUID NOT NULL,
    entry VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    hour UTINYINT NOT NULL,
    customer_id UUID NOT NULL,
    customer_name VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    voucher BOOLEAN NOT NULL,
    gateway VARCHAR,
    amount_minor BIGINT NOT NULL,
    unallocated_minor BIGINT NOT NULL,
    made_up BOOLEAN NOT NULL,
    staff_id UUID,
    staff_name VARCHAR
);
COMMENT ON TABLE payments IS 'One row per receipt (positive) or refund (negative), and a second of the opposite sign where it was reversed or bounced';
COMMENT ON COLUMN payments.payment_id IS 'The payment';
COMMENT ON COLUMN payments.entry IS 'receipt, refund, or the reversal that undoes one';
COMMENT ON COLUMN payments.direction IS 'in: a receipt or its reversal; out: a refund or its reversal';
COMMENT ON COLUMN payments.number IS 'Its number, as printed';
COMMENT ON COLUMN payments.business_date IS 'Business date it was received, given back or undone on';
COMMENT ON COLUMN payments.hour IS 'Local hour it was received, 0 to 23';
COMMENT ON COLUMN payments.customer_id IS 'Who paid, or was paid back';
COMMENT ON COLUMN payments.customer_name IS 'Their present name';
COMMENT ON COLUMN payments.method IS 'cash, upi, bank, card, cheque, gateway, or deposit: a hirer''s own deposit set against a bill';
COMMENT ON COLUMN payments.account IS 'Account the money went into or came out of';
COMMENT ON COLUMN payments.status IS 'received: it stands; reversed or bounced: it was undone';
COMMENT ON COLUMN payments.voucher IS 'True for a receipt voucher or refund voucher, of an advance for services';
COMMENT ON COLUMN payments.gateway IS 'razorpay or stripe, where the money came through one';
COMMENT ON COLUMN payments.amount_minor IS 'Amount in minor units; a refund is negative, a reversal has the other sign';
COMMENT ON COLUMN payments.unallocated_minor IS 'The part of a receipt that has settled no bill and was not given back, in minor units';
COMMENT ON COLUMN payments.made_up IS 'True where an import assumed the payment; its source did not show it';
COMMENT ON COLUMN payments.staff_id IS 'Who took it';
COMMENT ON COLUMN payments.staff_name IS 'Their present name';

CREATE TABLE gateway_payments (
    gateway_payment_id VARCHAR NOT NULL,
    gateway VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    paid_by VARCHAR,
    payment_id UUID,
    business_date DATE NOT NULL,
    currency VARCHAR NOT NULL,
    amount_minor BIGINT NOT NULL,
    fee_minor BIGINT,
    refunded_minor BIGINT NOT NULL
);
COMMENT ON TABLE gateway_payments IS 'One row per payment at a gateway: what it took for itself, and the receipt made of it; amounts are in the row''s own currency';
COMMENT ON COLUMN gateway_payments.gateway_payment_id IS 'The gateway''s own id of it';
COMMENT ON COLUMN gateway_payments.gateway IS 'razorpay or stripe';
COMMENT ON COLUMN gateway_payments.status IS 'created, failed, authorized, captured or refunded';
COMMENT ON COLUMN gateway_payments.paid_by IS 'card, upi, netbanking, …, as the gateway says';
COMMENT ON COLUMN gateway_payments.payment_id IS 'The receipt; NULL: none was made';
COMMENT ON COLUMN gateway_payments.business_date IS 'Business date the gateway first told of it';
COMMENT ON COLUMN gateway_payments.currency IS 'ISO 4217 code of its amounts';
COMMENT ON COLUMN gateway_payments.amount_minor IS 'Amount paid, in minor units';
COMMENT ON COLUMN gateway_payments.fee_minor IS 'What the gateway kept, in minor units; NULL: not known';
COMMENT ON COLUMN gateway_payments.refunded_minor IS 'What was given back through it, in minor units';

CREATE TABLE transfers (
    transfer_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    from_account VARCHAR NOT NULL,
    to_account VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    cancelled_date DATE,
    amount_minor BIGINT NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE transfers IS 'One row per transfer voucher: money moved between the shop''s own accounts, put in or taken out by its owner; one with a cancelled_date never was';
COMMENT ON COLUMN transfers.transfer_id IS 'The transfer';
COMMENT ON COLUMN transfers.number IS 'Number of its voucher';
COMMENT ON COLUMN transfers.kind IS 'transfer: between two accounts of money; capital and drawings: from and to the owner; opening: there when the books began';
COMMENT ON COLUMN transfers.from_account IS 'Code of the account it came from';
COMMENT ON COLUMN transfers.to_account IS 'Code of the account it went to';
COMMENT ON COLUMN transfers.business_date IS 'Business date it was moved on';
COMMENT ON COLUMN transfers.cancelled_date IS 'Business date it was taken back on; NULL while it stands';
COMMENT ON COLUMN transfers.amount_minor IS 'Amount in minor units';
COMMENT ON COLUMN transfers.staff_id IS 'Who recorded it';

CREATE TABLE cheques (
    payment_id UUID NOT NULL,
    payment_number VARCHAR NOT NULL,
    customer_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    number VARCHAR,
    bank VARCHAR,
    dated DATE NOT NULL,
    business_date DATE NOT NULL,
    account VARCHAR,
    deposited_date DATE,
    cleared_date DATE,
    reversed_date DATE,
    amount_minor BIGINT NOT NULL,
    bounce_charge_minor BIGINT NOT NULL
);
COMMENT ON TABLE cheques IS 'One row per cheque that a customer gave';
COMMENT ON COLUMN cheques.payment_id IS 'The payment it was given for';
COMMENT ON COLUMN cheques.payment_number IS 'Number of the receipt';
COMMENT ON COLUMN cheques.customer_id IS 'Who gave it';
COMMENT ON COLUMN cheques.status IS 'received, deposited, cleared, bounced or reversed';
COMMENT ON COLUMN cheques.number IS 'Number printed on the cheque';
COMMENT ON COLUMN cheques.bank IS 'Bank it is drawn on';
COMMENT ON COLUMN cheques.dated IS 'Date written on it; later than business_date, it is post-dated';
COMMENT ON COLUMN cheques.business_date IS 'Business date it was received on';
COMMENT ON COLUMN cheques.account IS 'Bank account it was deposited into';
COMMENT ON COLUMN cheques.deposited_date IS 'Business date it was deposited on';
COMMENT ON COLUMN cheques.cleared_date IS 'Business date the bank credited it on';
COMMENT ON COLUMN cheques.reversed_date IS 'Business date it bounced or was reversed on';
COMMENT ON COLUMN cheques.amount_minor IS 'Amount in minor units';
COMMENT ON COLUMN cheques.bounce_charge_minor IS 'What the customer was charged when it bounced, in minor units';

CREATE TABLE advance_taxes (
    advance_tax_id BIGINT NOT NULL,
    payment_id UUID NOT NULL,
    kind VARCHAR NOT NULL,
    place_of_supply VARCHAR,
    supply VARCHAR NOT NULL,
    tax_rate DECIMAL(7,4) NOT NULL,
    received_date DATE NOT NULL,
    business_date DATE NOT NULL,
    taxable_minor BIGINT NOT NULL,
    cgst_minor BIGINT NOT NULL,
    sgst_minor BIGINT NOT NULL,
    igst_minor BIGINT NOT NULL
);
COMMENT ON TABLE advance_taxes IS 'One row per change of the tax on an advance for services; less of it is negative';
COMMENT ON COLUMN advance_taxes.advance_tax_id IS 'The change';
COMMENT ON COLUMN advance_taxes.payment_id IS 'The receipt voucher';
COMMENT ON COLUMN advance_taxes.kind IS 'received, adjusted (set against a bill), released (from one), refunded or reversed';
COMMENT ON COLUMN advance_taxes.place_of_supply IS 'GST state code; NULL: not known, so inter-state';
COMMENT ON COLUMN advance_taxes.supply IS 'intra: CGST and SGST; inter: IGST';
COMMENT ON COLUMN advance_taxes.tax_rate IS 'Rate in per cent';
COMMENT ON COLUMN advance_taxes.received_date IS 'Business date of the receipt voucher';
COMMENT ON COLUMN advance_taxes.business_date IS 'Business date of the change';
COMMENT ON COLUMN advance_taxes.taxable_minor IS 'Advance less the tax in it, in minor units';
COMMENT ON COLUMN advance_taxes.cgst_minor IS 'Central tax, in minor units';
COMMENT ON COLUMN advance_taxes.sgst_minor IS 'State tax, in minor units';
COMMENT ON COLUMN advance_taxes.igst_minor IS 'Integrated tax, in minor units';

CREATE TABLE cash_counts (
    count_id UUID NOT NULL,
    account VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    reversed_date DATE,
    expected_minor BIGINT NOT NULL,
    counted_minor BIGINT NOT NULL,
    difference_minor BIGINT NOT NULL,
    reason VARCHAR,
    staff_id UUID
);
COMMENT ON TABLE cash_counts IS 'One row per count of an account of cash at the end of a day; one with a reversed_date does not stand';
COMMENT ON COLUMN cash_counts.count_id IS 'The count';
COMMENT ON COLUMN cash_counts.account IS 'Account of cash that was counted';
COMMENT ON COLUMN cash_counts.business_date IS 'Business date whose closing it is';
COMMENT ON COLUMN cash_counts.reversed_date IS 'Business date it was taken back; NULL while it stands';
COMMENT ON COLUMN cash_counts.expected_minor IS 'What the books expected, in minor units';
COMMENT ON COLUMN cash_counts.counted_minor IS 'What was found, in minor units';
COMMENT ON COLUMN cash_counts.difference_minor IS 'Counted less expected, in minor units; short is negative';
COMMENT ON COLUMN cash_counts.reason IS 'Why it differs';
COMMENT ON COLUMN cash_counts.staff_id IS 'Who counted';

CREATE TABLE allocations (
    allocation_id BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    payment_id UUID,
    credit_note_id UUID,
    business_date DATE NOT NULL,
    amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE allocations IS 'One row per part of a payment or credit note set against an invoice; negative when taken back';
COMMENT ON COLUMN allocations.allocation_id IS 'The allocation';
COMMENT ON COLUMN allocations.bill_id IS 'The invoice settled';
COMMENT ON COLUMN allocations.payment_id IS 'The payment it was settled by';
COMMENT ON COLUMN allocations.credit_note_id IS 'Or the credit note it was settled by';
COMMENT ON COLUMN allocations.business_date IS 'Business date it was set or taken back on';
COMMENT ON COLUMN allocations.amount_minor IS 'Amount in minor units; negative when taken back';

CREATE TABLE bookings (
    booking_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    customer_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE bookings IS 'One row per booking of rental items over dates';
COMMENT ON COLUMN bookings.booking_id IS 'The booking';
COMMENT ON COLUMN bookings.number IS 'Its number';
COMMENT ON COLUMN bookings.customer_id IS 'Who asks for it';
COMMENT ON COLUMN bookings.status IS 'requested, accepted, declined, cancelled, handed_out or closed';
COMMENT ON COLUMN bookings.business_date IS 'Business date it was asked for on';
COMMENT ON COLUMN bookings.starts_on IS 'First day it is booked for';
COMMENT ON COLUMN bookings.ends_on IS 'Last day it is booked for, included';
COMMENT ON COLUMN bookings.staff_id IS 'Who took it down';

CREATE TABLE booking_lines (
    booking_id UUID NOT NULL,
    position INTEGER NOT NULL,
    product_id UUID NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    daily_rate DECIMAL(14,4) NOT NULL,
    discount_percent DECIMAL(7,4) NOT NULL
);
COMMENT ON TABLE booking_lines IS 'One row per rental item of a booking';
COMMENT ON COLUMN booking_lines.booking_id IS 'The booking';
COMMENT ON COLUMN booking_lines.position IS '1, 2, 3 … within the booking';
COMMENT ON COLUMN booking_lines.product_id IS 'The rental item';
COMMENT ON COLUMN booking_lines.quantity IS 'Units booked';
COMMENT ON COLUMN booking_lines.daily_rate IS 'Hire of one unit for a day as agreed, in currency units';
COMMENT ON COLUMN booking_lines.discount_percent IS 'Discount in per cent';

CREATE TABLE challans (
    challan_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    booking_id UUID,
    customer_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    starts_on DATE NOT NULL,
    due_on DATE NOT NULL,
    out_date DATE,
    delivered_date DATE,
    returned_date DATE,
    cancelled_date DATE,
    tax_exempt BOOLEAN NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE challans IS 'One row per delivery challan of goods on hire; pending ones await their delivery';
COMMENT ON COLUMN challans.challan_id IS 'The challan';
COMMENT ON COLUMN challans.number IS 'Its number, as printed';
COMMENT ON COLUMN challans.booking_id IS 'The booking it fulfils';
COMMENT ON COLUMN challans.customer_id IS 'The hirer';
COMMENT ON COLUMN challans.status IS 'pending, out, delivered, returned or cancelled';
COMMENT ON COLUMN challans.business_date IS 'Business date of the challan';
COMMENT ON COLUMN challans.starts_on IS 'Day the hire begins, as planned or as handed out';
COMMENT ON COLUMN challans.due_on IS 'Last day of the hire as agreed';
COMMENT ON COLUMN challans.out_date IS 'Business date the goods left';
COMMENT ON COLUMN challans.delivered_date IS 'Business date the customer had them';
COMMENT ON COLUMN challans.returned_date IS 'Business date the last of them came back';
COMMENT ON COLUMN challans.cancelled_date IS 'Business date it was cancelled on';
COMMENT ON COLUMN challans.tax_exempt IS 'Whether this hire bears no tax';
COMMENT ON COLUMN challans.staff_id IS 'Who made it out';

CREATE TABLE challan_lines (
    challan_line_id BIGINT NOT NULL,
    challan_id UUID NOT NULL,
    position INTEGER NOT NULL,
    product_id UUID NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    returned_quantity DECIMAL(14,3) NOT NULL,
    lost_quantity DECIMAL(14,3) NOT NULL,
    daily_rate DECIMAL(14,4) NOT NULL,
    discount_percent DECIMAL(7,4) NOT NULL,
    unit_value DECIMAL(14,4) NOT NULL,
    booked_days INTEGER NOT NULL,
    unbilled_minor BIGINT NOT NULL
);
COMMENT ON TABLE challan_lines IS 'One row per rental item of a challan; what is out is quantity - returned_quantity - lost_quantity';
COMMENT ON COLUMN challan_lines.challan_line_id IS 'The item of the challan';
COMMENT ON COLUMN challan_lines.challan_id IS 'The challan';
COMMENT ON COLUMN challan_lines.position IS '1, 2, 3 … as printed';
COMMENT ON COLUMN challan_lines.product_id IS 'The rental item';
COMMENT ON COLUMN challan_lines.quantity IS 'Units handed out';
COMMENT ON COLUMN challan_lines.returned_quantity IS 'Units that came back, damaged or whole';
COMMENT ON COLUMN challan_lines.lost_quantity IS 'Units that do not come back';
COMMENT ON COLUMN challan_lines.daily_rate IS 'Hire of one unit for a day as agreed, in currency units';
COMMENT ON COLUMN challan_lines.discount_percent IS 'Discount in per cent';
COMMENT ON COLUMN challan_lines.unit_value IS 'Declared value of one unit, in currency units';
COMMENT ON COLUMN challan_lines.booked_days IS 'Days of hire agreed';
COMMENT ON COLUMN challan_lines.unbilled_minor IS 'Hire and charges that await a bill, before tax, in minor units';

CREATE TABLE challan_returns (
    return_id BIGINT NOT NULL,
    challan_line_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    days INTEGER NOT NULL,
    charge_minor BIGINT NOT NULL,
    business_date DATE NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE challan_returns IS 'One row per number of units of a challan that came back, or are lost, at one time';
COMMENT ON COLUMN challan_returns.return_id IS 'The return';
COMMENT ON COLUMN challan_returns.challan_line_id IS 'The item of the challan';
COMMENT ON COLUMN challan_returns.kind IS 'returned, damaged or lost';
COMMENT ON COLUMN challan_returns.quantity IS 'Units';
COMMENT ON COLUMN challan_returns.days IS 'Days of hire they are charged for';
COMMENT ON COLUMN challan_returns.charge_minor IS 'Charge for loss or damage before tax, in minor units';
COMMENT ON COLUMN challan_returns.business_date IS 'Business date it was recorded on';
COMMENT ON COLUMN challan_returns.staff_id IS 'Who took them back';

CREATE TABLE hire_charges (
    hire_charge_id BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    bill_position INTEGER NOT NULL,
    challan_line_id BIGINT NOT NULL,
    from_day INTEGER,
    to_day INTEGER,
    unit_days DECIMAL(14,3),
    return_id BIGINT
);
COMMENT ON TABLE hire_charges IS 'One row per line of a bill that charges hire, loss or damage; of cancelled bills too';
COMMENT ON COLUMN hire_charges.hire_charge_id IS 'The charge';
COMMENT ON COLUMN hire_charges.bill_id IS 'The bill';
COMMENT ON COLUMN hire_charges.bill_position IS 'The line of the bill';
COMMENT ON COLUMN hire_charges.challan_line_id IS 'The item of the challan';
COMMENT ON COLUMN hire_charges.from_day IS 'First day of hire billed, the day of hand-out being 0';
COMMENT ON COLUMN hire_charges.to_day IS 'First day it does not bill any more';
COMMENT ON COLUMN hire_charges.unit_days IS 'Units times days billed';
COMMENT ON COLUMN hire_charges.return_id IS 'Or the loss or damage billed';

CREATE TABLE deposits (
    deposit_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    customer_id UUID NOT NULL,
    booking_id UUID,
    challan_id UUID,
    method VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    applied_minor BIGINT NOT NULL,
    forfeited_minor BIGINT NOT NULL,
    held_minor BIGINT NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE deposits IS 'One row per security deposit of a hirer; held_minor is what the shop still owes back';
COMMENT ON COLUMN deposits.deposit_id IS 'The deposit';
COMMENT ON COLUMN deposits.number IS 'Its number, as printed';
COMMENT ON COLUMN deposits.customer_id IS 'Who gave it';
COMMENT ON COLUMN deposits.booking_id IS 'The booking it is for';
COMMENT ON COLUMN deposits.challan_id IS 'The challan it is for';
COMMENT ON COLUMN deposits.method IS 'cash, upi, bank or card';
COMMENT ON COLUMN deposits.business_date IS 'Business date it was taken on';
COMMENT ON COLUMN deposits.amount_minor IS 'Amount taken, in minor units';
COMMENT ON COLUMN deposits.refunded_minor IS 'Given back, in minor units';
COMMENT ON COLUMN deposits.applied_minor IS 'Set against bills, in minor units';
COMMENT ON COLUMN deposits.forfeited_minor IS 'Kept by the shop, in minor units';
COMMENT ON COLUMN deposits.held_minor IS 'Still held, in minor units';
COMMENT ON COLUMN deposits.staff_id IS 'Who took it';

CREATE TABLE deposit_moves (
    deposit_move_id BIGINT NOT NULL,
    deposit_id UUID NOT NULL,
    kind VARCHAR NOT NULL,
    number VARCHAR,
    amount_minor BIGINT NOT NULL,
    account VARCHAR,
    bill_id UUID,
    payment_id UUID,
    business_date DATE NOT NULL,
    staff_id UUID
);
COMMENT ON TABLE deposit_moves IS 'One row per thing that was done with a deposit';
COMMENT ON COLUMN deposit_moves.deposit_move_id IS 'The act';
COMMENT ON COLUMN deposit_moves.deposit_id IS 'The deposit';
COMMENT ON COLUMN deposit_moves.kind IS 'held, refunded, applied, forfeited or restored';
COMMENT ON COLUMN deposit_moves.number IS 'Number of a refund''s voucher';
COMMENT ON COLUMN deposit_moves.amount_minor IS 'Amount in minor units';
COMMENT ON COLUMN deposit_moves.account IS 'Where money went into or came out of';
COMMENT ON COLUMN deposit_moves.bill_id IS 'The bill it settled';
COMMENT ON COLUMN deposit_moves.payment_id IS 'By this receipt';
COMMENT ON COLUMN deposit_moves.business_date IS 'Business date';
COMMENT ON COLUMN deposit_moves.staff_id IS 'Who did it';

CREATE TABLE stock_moves (
    move_id BIGINT NOT NULL,
    product_id UUID NOT NULL,
    business_date DATE NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    reason VARCHAR NOT NULL,
    bill_id UUID,
    unit_cost DECIMAL(14,4),
    value_minor BIGINT NOT NULL
);
COMMENT ON TABLE stock_moves IS 'One row per movement of stock: positive in, negative out';
COMMENT ON COLUMN stock_moves.move_id IS 'The movement';
COMMENT ON COLUMN stock_moves.product_id IS 'The product moved';
COMMENT ON COLUMN stock_moves.business_date IS 'Business date of the movement';
COMMENT ON COLUMN stock_moves.quantity IS 'Quantity: positive in, negative out';
COMMENT ON COLUMN stock_moves.reason IS 'opening, sale, return, cancellation, purchase, purchase_return, delivery, delivery_return, lost_on_hire, stock_take, revaluation, adjustment; corrected by hand: damaged, expired, theft, found, own_use, correction, sample';
COMMENT ON COLUMN stock_moves.bill_id IS 'The bill that moved it';
COMMENT ON COLUMN stock_moves.unit_cost IS 'Cost of one unit at the time, in currency units';
COMMENT ON COLUMN stock_moves.value_minor IS 'What it added to the value of the stock, in minor units; negative out';

CREATE TABLE product_units (
    product_id UUID NOT NULL,
    unit VARCHAR NOT NULL,
    factor DECIMAL(14,6) NOT NULL,
    price DECIMAL(14,4),
    active BOOLEAN NOT NULL
);
COMMENT ON TABLE product_units IS 'One row per unit a product is sold in besides its own';
COMMENT ON COLUMN product_units.product_id IS 'The product';
COMMENT ON COLUMN product_units.unit IS 'The unit, as printed: box';
COMMENT ON COLUMN product_units.factor IS 'How many of the product''s own unit one of it is';
COMMENT ON COLUMN product_units.price IS 'Price of one of it, in currency units; NULL: the factor times the product''s price';
COMMENT ON COLUMN product_units.active IS 'Whether it is still sold so';

CREATE TABLE stock_takes (
    stock_take_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    business_date DATE NOT NULL
);
COMMENT ON TABLE stock_takes IS 'One row per counting of the stock';
COMMENT ON COLUMN stock_takes.stock_take_id IS 'The stock take';
COMMENT ON COLUMN stock_takes.status IS 'open, posted or abandoned';
COMMENT ON COLUMN stock_takes.business_date IS 'Business date it was closed on; of an open one: opened on';

CREATE TABLE stock_take_lines (
    stock_take_id UUID NOT NULL,
    product_id UUID NOT NULL,
    counted DECIMAL(14,3) NOT NULL,
    expected DECIMAL(14,3) NOT NULL,
    value_minor BIGINT
);
COMMENT ON TABLE stock_take_lines IS 'One row per product counted in a stock take';
COMMENT ON COLUMN stock_take_lines.stock_take_id IS 'The stock take';
COMMENT ON COLUMN stock_take_lines.product_id IS 'The product';
COMMENT ON COLUMN stock_take_lines.counted IS 'Quantity found on the shelf';
COMMENT ON COLUMN stock_take_lines.expected IS 'Quantity on hand in the books at that moment';
COMMENT ON COLUMN stock_take_lines.value_minor IS 'What the difference was worth when it was posted, in minor units; NULL before';

CREATE TABLE ledger (
    entry_id BIGINT NOT NULL,
    posting_id BIGINT NOT NULL,
    posting_kind VARCHAR NOT NULL,
    subject_id UUID,
    account VARCHAR NOT NULL,
    account_name VARCHAR NOT NULL,
    account_kind VARCHAR NOT NULL,
    customer_id UUID,
    supplier_id UUID,
    business_date DATE NOT NULL,
    amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE ledger IS 'One row per debit (positive) or credit (negative)';
COMMENT ON COLUMN ledger.entry_id IS 'The entry';
COMMENT ON COLUMN ledger.posting_id IS 'The posting it belongs to; its entries sum to zero';
COMMENT ON COLUMN ledger.posting_kind IS 'What was posted: bill, credit_note, cancellation, payment, refund, opening, adjustment, bad_debt, supplier_bill, supplier_payment, purchase_return …';
COMMENT ON COLUMN ledger.subject_id IS 'The bill, payment, customer or supplier that was posted';
COMMENT ON COLUMN ledger.account IS 'Code of the account';
COMMENT ON COLUMN ledger.account_name IS 'Present name of the account';
COMMENT ON COLUMN ledger.account_kind IS 'asset, liability, equity, income or expense';
COMMENT ON COLUMN ledger.customer_id IS 'Whose receivable or advance';
COMMENT ON COLUMN ledger.supplier_id IS 'Whose payable';
COMMENT ON COLUMN ledger.business_date IS 'Business date of the posting';
COMMENT ON COLUMN ledger.amount_minor IS 'Amount in minor units: a debit is positive, a credit negative';

CREATE TABLE purchase_orders (
    order_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    supplier_id UUID NOT NULL,
    business_date DATE NOT NULL,
    expected_date DATE,
    ended_date DATE,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL
);
COMMENT ON TABLE purchase_orders IS 'One row per order to a supplier that was issued';
COMMENT ON COLUMN purchase_orders.order_id IS 'The order';
COMMENT ON COLUMN purchase_orders.number IS 'Its number, as printed';
COMMENT ON COLUMN purchase_orders.status IS 'open, partly_received, received, closed or cancelled';
COMMENT ON COLUMN purchase_orders.supplier_id IS 'The supplier';
COMMENT ON COLUMN purchase_orders.business_date IS 'Business date it was made on';
COMMENT ON COLUMN purchase_orders.expected_date IS 'Date the goods should come';
COMMENT ON COLUMN purchase_orders.ended_date IS 'Business date it was closed or cancelled on; NULL while it stands';
COMMENT ON COLUMN purchase_orders.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN purchase_orders.tax_minor IS 'Tax as expected, in minor units';
COMMENT ON COLUMN purchase_orders.total_minor IS 'taxable_minor + tax_minor, in minor units';

CREATE TABLE purchase_order_lines (
    line_id BIGINT NOT NULL,
    order_id UUID NOT NULL,
    product_id UUID,
    description VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    unit VARCHAR,
    unit_price DECIMAL(14,4) NOT NULL,
    tax_rate DECIMAL(7,4) NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    received_quantity DECIMAL(14,3) NOT NULL
);
COMMENT ON TABLE purchase_order_lines IS 'One row per line of an issued order';
COMMENT ON COLUMN purchase_order_lines.line_id IS 'The line';
COMMENT ON COLUMN purchase_order_lines.order_id IS 'The order it is on';
COMMENT ON COLUMN purchase_order_lines.product_id IS 'The product; NULL for words alone';
COMMENT ON COLUMN purchase_order_lines.description IS 'What was ordered, as printed';
COMMENT ON COLUMN purchase_order_lines.quantity IS 'Quantity ordered';
COMMENT ON COLUMN purchase_order_lines.unit IS 'Unit it is counted in';
COMMENT ON COLUMN purchase_order_lines.unit_price IS 'Price of one unit before tax, in currency units';
COMMENT ON COLUMN purchase_order_lines.tax_rate IS 'Tax in per cent, as expected';
COMMENT ON COLUMN purchase_order_lines.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN purchase_order_lines.tax_minor IS 'Tax as expected, in minor units';
COMMENT ON COLUMN purchase_order_lines.received_quantity IS 'Quantity received so far';

CREATE TABLE purchase_receipts (
    receipt_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    supplier_id UUID NOT NULL,
    order_id UUID,
    reference VARCHAR,
    business_date DATE NOT NULL,
    value_minor BIGINT NOT NULL
);
COMMENT ON TABLE purchase_receipts IS 'One row per delivery of goods taken in from a supplier (goods received note)';
COMMENT ON COLUMN purchase_receipts.receipt_id IS 'The receipt';
COMMENT ON COLUMN purchase_receipts.number IS 'Its number, as printed';
COMMENT ON COLUMN purchase_receipts.supplier_id IS 'The supplier';
COMMENT ON COLUMN purchase_receipts.order_id IS 'The order it came on; NULL: without one';
COMMENT ON COLUMN purchase_receipts.reference IS 'The supplier''s delivery note';
COMMENT ON COLUMN purchase_receipts.business_date IS 'Business date it was taken in';
COMMENT ON COLUMN purchase_receipts.value_minor IS 'Value before tax, in minor units';

CREATE TABLE purchase_receipt_lines (
    line_id BIGINT NOT NULL,
    receipt_id UUID NOT NULL,
    order_line_id BIGINT,
    product_id UUID,
    description VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    unit VARCHAR,
    unit_factor DECIMAL(14,6) NOT NULL,
    unit_cost DECIMAL(14,4) NOT NULL,
    value_minor BIGINT NOT NULL,
    stocked BOOLEAN NOT NULL,
    billed_quantity DECIMAL(14,3) NOT NULL,
    returned_quantity DECIMAL(14,3) NOT NULL,
    cleared_minor BIGINT NOT NULL
);
COMMENT ON TABLE purchase_receipt_lines IS 'One row per line of a receipt of goods; quantity - billed_quantity - returned_quantity awaits a bill';
COMMENT ON COLUMN purchase_receipt_lines.line_id IS 'The line';
COMMENT ON COLUMN purchase_receipt_lines.receipt_id IS 'The receipt it is on';
COMMENT ON COLUMN purchase_receipt_lines.order_line_id IS 'The line of the order it is of';
COMMENT ON COLUMN purchase_receipt_lines.product_id IS 'The product; NULL for words alone';
COMMENT ON COLUMN purchase_receipt_lines.description IS 'What came';
COMMENT ON COLUMN purchase_receipt_lines.quantity IS 'Quantity received';
COMMENT ON COLUMN purchase_receipt_lines.unit_factor IS 'How many of the product''s own unit one of quantity is: 12 for a box of twelve';
COMMENT ON COLUMN purchase_receipt_lines.unit IS 'Unit it is counted in';
COMMENT ON COLUMN purchase_receipt_lines.unit_cost IS 'Cost of one unit before tax, in currency units';
COMMENT ON COLUMN purchase_receipt_lines.value_minor IS 'quantity x unit_cost, in minor units';
COMMENT ON COLUMN purchase_receipt_lines.stocked IS 'Whether it went into stock';
COMMENT ON COLUMN purchase_receipt_lines.billed_quantity IS 'Quantity billed so far';
COMMENT ON COLUMN purchase_receipt_lines.returned_quantity IS 'Quantity sent back before it was billed';
COMMENT ON COLUMN purchase_receipt_lines.cleared_minor IS 'Of the value of stocked goods: billed or sent back so far, in minor units';

CREATE TABLE supplier_bills (
    supplier_bill_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    supplier_id UUID NOT NULL,
    reference VARCHAR NOT NULL,
    bill_date DATE NOT NULL,
    business_date DATE NOT NULL,
    due_date DATE NOT NULL,
    cancelled_date DATE,
    place_of_supply VARCHAR,
    supply VARCHAR,
    reverse_charge BOOLEAN NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    round_off_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    due_minor BIGINT NOT NULL
);
COMMENT ON TABLE supplier_bills IS 'One row per bill that a supplier sent; due_minor is what is still to be paid, 0 once it is cancelled';
COMMENT ON COLUMN supplier_bills.supplier_bill_id IS 'The supplier''s bill';
COMMENT ON COLUMN supplier_bills.status IS 'recorded or cancelled';
COMMENT ON COLUMN supplier_bills.supplier_id IS 'The supplier';
COMMENT ON COLUMN supplier_bills.reference IS 'The supplier''s own number of it';
COMMENT ON COLUMN supplier_bills.bill_date IS 'Date the supplier gave it';
COMMENT ON COLUMN supplier_bills.business_date IS 'Business date it was entered on';
COMMENT ON COLUMN supplier_bills.due_date IS 'Date it is to be paid by';
COMMENT ON COLUMN supplier_bills.cancelled_date IS 'Business date it was cancelled on; NULL while it stands';
COMMENT ON COLUMN supplier_bills.place_of_supply IS 'GST state code';
COMMENT ON COLUMN supplier_bills.supply IS 'Under GST: intra (CGST and SGST) or inter (IGST)';
COMMENT ON COLUMN supplier_bills.reverse_charge IS 'Whether the tax is owed to the government and not to the supplier';
COMMENT ON COLUMN supplier_bills.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN supplier_bills.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN supplier_bills.round_off_minor IS 'What the supplier''s rounding added, in minor units';
COMMENT ON COLUMN supplier_bills.total_minor IS 'What the supplier is owed by it, in minor units';
COMMENT ON COLUMN supplier_bills.paid_minor IS 'Settled by payments, in minor units';
COMMENT ON COLUMN supplier_bills.returned_minor IS 'Settled by debit notes for returns, in minor units';
COMMENT ON COLUMN supplier_bills.due_minor IS 'What is still to be paid, in minor units';

CREATE TABLE supplier_bill_lines (
    line_id BIGINT NOT NULL,
    supplier_bill_id UUID NOT NULL,
    receipt_line_id BIGINT,
    product_id UUID,
    account VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    unit VARCHAR,
    unit_factor DECIMAL(14,6) NOT NULL,
    unit_price DECIMAL(14,4) NOT NULL,
    tax_rate DECIMAL(7,4) NOT NULL,
    tax_claimed BOOLEAN NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    cgst_minor BIGINT NOT NULL,
    sgst_minor BIGINT NOT NULL,
    igst_minor BIGINT NOT NULL,
    cess_minor BIGINT NOT NULL,
    cleared_minor BIGINT NOT NULL,
    revalued_minor BIGINT NOT NULL,
    expensed_minor BIGINT NOT NULL,
    returned_quantity DECIMAL(14,3) NOT NULL
);
COMMENT ON TABLE supplier_bill_lines IS 'One row per line of a supplier''s bill; cleared_minor + revalued_minor + expensed_minor is what it cost';
COMMENT ON COLUMN supplier_bill_lines.line_id IS 'The line';
COMMENT ON COLUMN supplier_bill_lines.supplier_bill_id IS 'The supplier''s bill it is on';
COMMENT ON COLUMN supplier_bill_lines.receipt_line_id IS 'The goods it bills; NULL: an expense or service';
COMMENT ON COLUMN supplier_bill_lines.product_id IS 'The product';
COMMENT ON COLUMN supplier_bill_lines.account IS 'Account of what is neither cleared nor added to stock';
COMMENT ON COLUMN supplier_bill_lines.description IS 'What was billed';
COMMENT ON COLUMN supplier_bill_lines.quantity IS 'Quantity billed';
COMMENT ON COLUMN supplier_bill_lines.unit_factor IS 'How many of the product''s own unit one of quantity is: 12 for a box of twelve';
COMMENT ON COLUMN supplier_bill_lines.unit IS 'Unit it is counted in';
COMMENT ON COLUMN supplier_bill_lines.unit_price IS 'Price of one unit before tax, in currency units';
COMMENT ON COLUMN supplier_bill_lines.tax_rate IS 'Tax in per cent';
COMMENT ON COLUMN supplier_bill_lines.tax_claimed IS 'Whether its tax is input tax; else it is part of the cost';
COMMENT ON COLUMN supplier_bill_lines.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN supplier_bill_lines.tax_minor IS 'Tax, in minor units';
COMMENT ON COLUMN supplier_bill_lines.cgst_minor IS 'Of the tax: CGST, in minor units';
COMMENT ON COLUMN supplier_bill_lines.sgst_minor IS 'Of the tax: SGST, in minor units';
COMMENT ON COLUMN supplier_bill_lines.igst_minor IS 'Of the tax: IGST, in minor units';
COMMENT ON COLUMN supplier_bill_lines.cess_minor IS 'Of the tax: cess, in minor units';
COMMENT ON COLUMN supplier_bill_lines.cleared_minor IS 'What the goods came in at, in minor units';
COMMENT ON COLUMN supplier_bill_lines.revalued_minor IS 'What it added to the value of stock still on hand, in minor units';
COMMENT ON COLUMN supplier_bill_lines.expensed_minor IS 'The rest of the cost, on account, in minor units';
COMMENT ON COLUMN supplier_bill_lines.returned_quantity IS 'Quantity sent back';

CREATE TABLE purchase_returns (
    return_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    supplier_id UUID NOT NULL,
    supplier_bill_id UUID,
    receipt_id UUID,
    business_date DATE NOT NULL,
    reason VARCHAR NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    round_off_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    allocated_minor BIGINT NOT NULL
);
COMMENT ON TABLE purchase_returns IS 'One row per debit note to a supplier: goods sent back, billed or not; amounts are positive';
COMMENT ON COLUMN purchase_returns.return_id IS 'The debit note';
COMMENT ON COLUMN purchase_returns.number IS 'Its number, as printed';
COMMENT ON COLUMN purchase_returns.supplier_id IS 'The supplier';
COMMENT ON COLUMN purchase_returns.supplier_bill_id IS 'The supplier''s bill it takes back from';
COMMENT ON COLUMN purchase_returns.receipt_id IS 'Or the receipt, of goods not billed yet';
COMMENT ON COLUMN purchase_returns.business_date IS 'Business date the goods went back';
COMMENT ON COLUMN purchase_returns.reason IS 'Why they went back';
COMMENT ON COLUMN purchase_returns.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN purchase_returns.tax_minor IS 'Tax given back, in minor units';
COMMENT ON COLUMN purchase_returns.round_off_minor IS 'Round-off that goes with it, in minor units';
COMMENT ON COLUMN purchase_returns.total_minor IS 'What the supplier is owed less, in minor units';
COMMENT ON COLUMN purchase_returns.allocated_minor IS 'Of the total: set against bills, in minor units';

CREATE TABLE purchase_return_lines (
    line_id BIGINT NOT NULL,
    return_id UUID NOT NULL,
    product_id UUID,
    description VARCHAR NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    unit_factor DECIMAL(14,6) NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    stock_minor BIGINT NOT NULL
);
COMMENT ON TABLE purchase_return_lines IS 'One row per line of a debit note to a supplier';
COMMENT ON COLUMN purchase_return_lines.line_id IS 'The line';
COMMENT ON COLUMN purchase_return_lines.return_id IS 'The debit note it is on';
COMMENT ON COLUMN purchase_return_lines.product_id IS 'The product';
COMMENT ON COLUMN purchase_return_lines.description IS 'What went back';
COMMENT ON COLUMN purchase_return_lines.quantity IS 'Quantity that went back';
COMMENT ON COLUMN purchase_return_lines.unit_factor IS 'How many of the product''s own unit one of quantity is: 12 for a box of twelve';
COMMENT ON COLUMN purchase_return_lines.taxable_minor IS 'Value before tax, in minor units';
COMMENT ON COLUMN purchase_return_lines.tax_minor IS 'Tax given back, in minor units';
COMMENT ON COLUMN purchase_return_lines.stock_minor IS 'Value that left stock with it, in minor units';

CREATE TABLE supplier_payments (
    supplier_payment_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    supplier_id UUID NOT NULL,
    method VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    business_date DATE NOT NULL,
    reversed_date DATE,
    amount_minor BIGINT NOT NULL,
    unallocated_minor BIGINT NOT NULL
);
COMMENT ON TABLE supplier_payments IS 'One row per payment to a supplier, positive; one with a reversed_date never was';
COMMENT ON COLUMN supplier_payments.supplier_payment_id IS 'The payment';
COMMENT ON COLUMN supplier_payments.number IS 'Number of its voucher';
COMMENT ON COLUMN supplier_payments.supplier_id IS 'The supplier paid';
COMMENT ON COLUMN supplier_payments.method IS 'cash, upi, bank, card or cheque';
COMMENT ON COLUMN supplier_payments.account IS 'Account it was paid from';
COMMENT ON COLUMN supplier_payments.business_date IS 'Business date of the payment';
COMMENT ON COLUMN supplier_payments.reversed_date IS 'Business date it was taken back; NULL while it stands';
COMMENT ON COLUMN supplier_payments.amount_minor IS 'Amount paid, in minor units';
COMMENT ON COLUMN supplier_payments.unallocated_minor IS 'Of the amount: paid ahead, set against no bill, in minor units';

CREATE TABLE supplier_allocations (
    allocation_id BIGINT NOT NULL,
    supplier_bill_id UUID NOT NULL,
    supplier_payment_id UUID,
    return_id UUID,
    business_date DATE NOT NULL,
    amount_minor BIGINT NOT NULL
);
COMMENT ON TABLE supplier_allocations IS 'One row per part of a payment or debit note set against a supplier''s bill; negative when taken back';
COMMENT ON COLUMN supplier_allocations.allocation_id IS 'The allocation';
COMMENT ON COLUMN supplier_allocations.supplier_bill_id IS 'The supplier''s bill settled';
COMMENT ON COLUMN supplier_allocations.supplier_payment_id IS 'By this payment';
COMMENT ON COLUMN supplier_allocations.return_id IS 'Or by this debit note';
COMMENT ON COLUMN supplier_allocations.business_date IS 'Business date of the allocation';
COMMENT ON COLUMN supplier_allocations.amount_minor IS 'Amount settled, in minor units';

CREATE TABLE delivery_routes (
    route_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    staff_id UUID,
    customers BIGINT NOT NULL,
    active BOOLEAN NOT NULL
);
COMMENT ON TABLE delivery_routes IS 'One row per route that goods are delivered on';
COMMENT ON COLUMN delivery_routes.route_id IS 'The route';
COMMENT ON COLUMN delivery_routes.name IS 'Its name';
COMMENT ON COLUMN delivery_routes.staff_id IS 'Who goes it';
COMMENT ON COLUMN delivery_routes.customers IS 'How many customers are visited on it';
COMMENT ON COLUMN delivery_routes.active IS 'Whether it is still gone';

CREATE TABLE standing_orders (
    order_id UUID NOT NULL,
    route_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    product_id UUID NOT NULL,
    slot VARCHAR NOT NULL,
    weekdays VARCHAR NOT NULL,
    starts DATE NOT NULL,
    ends DATE,
    from_date DATE NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    price DECIMAL(14,4)
);
COMMENT ON TABLE standing_orders IS 'One row per product that a customer is brought on certain days, with the last terms agreed';
COMMENT ON COLUMN standing_orders.order_id IS 'The standing order';
COMMENT ON COLUMN standing_orders.route_id IS 'The route it is brought on';
COMMENT ON COLUMN standing_orders.customer_id IS 'Who is brought it';
COMMENT ON COLUMN standing_orders.product_id IS 'What is brought';
COMMENT ON COLUMN standing_orders.slot IS 'morning or evening';
COMMENT ON COLUMN standing_orders.weekdays IS 'ISO weekdays it is brought on, 1 = Monday, as in 1,2,3';
COMMENT ON COLUMN standing_orders.starts IS 'First day';
COMMENT ON COLUMN standing_orders.ends IS 'Last day; NULL: until further notice';
COMMENT ON COLUMN standing_orders.from_date IS 'Day from which quantity and price hold';
COMMENT ON COLUMN standing_orders.quantity IS 'Quantity brought each time';
COMMENT ON COLUMN standing_orders.price IS 'Price of one unit agreed with this customer, in currency units; NULL: the product''s own';

CREATE TABLE deliveries (
    delivery_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    product_id UUID NOT NULL,
    business_date DATE NOT NULL,
    slot VARCHAR NOT NULL,
    route_id UUID,
    order_id UUID,
    expected DECIMAL(14,3),
    quantity DECIMAL(14,3) NOT NULL,
    skip_reason VARCHAR,
    unit_price DECIMAL(14,4) NOT NULL,
    amount_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    bill_id UUID,
    staff_id UUID
);
COMMENT ON TABLE deliveries IS 'One row per customer, product, day and slot of daily delivery; sales count it when its bill is issued';
COMMENT ON COLUMN deliveries.delivery_id IS 'The delivery';
COMMENT ON COLUMN deliveries.customer_id IS 'Who was brought it';
COMMENT ON COLUMN deliveries.product_id IS 'What was brought';
COMMENT ON COLUMN deliveries.business_date IS 'Business date of the delivery';
COMMENT ON COLUMN deliveries.slot IS 'morning or evening';
COMMENT ON COLUMN deliveries.route_id IS 'The route it was brought on';
COMMENT ON COLUMN deliveries.order_id IS 'The standing order it fulfils; NULL: an extra';
COMMENT ON COLUMN deliveries.expected IS 'Quantity the standing order asked for that day';
COMMENT ON COLUMN deliveries.quantity IS 'Quantity delivered; 0: skipped';
COMMENT ON COLUMN deliveries.skip_reason IS 'Why it was skipped';
COMMENT ON COLUMN deliveries.unit_price IS 'Price of one unit on that day, in currency units';
COMMENT ON COLUMN deliveries.amount_minor IS 'quantity x unit_price, in minor units, before or with tax as the product''s price is';
COMMENT ON COLUMN deliveries.cost_minor IS 'Cost of the goods, in minor units';
COMMENT ON COLUMN deliveries.bill_id IS 'The bill that charges it; NULL: not billed yet';
COMMENT ON COLUMN deliveries.staff_id IS 'Who wrote it down';

CREATE TABLE delivery_adjustments (
    adjustment_id UUID NOT NULL,
    delivery_id UUID NOT NULL,
    business_date DATE NOT NULL,
    quantity DECIMAL(14,3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    bill_id UUID,
    credit_note_id UUID,
    staff_id UUID
);
COMMENT ON TABLE delivery_adjustments IS 'One row per correction of a delivery that was billed already: more is charged by the next bill, less is on a credit note';
COMMENT ON COLUMN delivery_adjustments.adjustment_id IS 'The correction';
COMMENT ON COLUMN delivery_adjustments.delivery_id IS 'The delivery it corrects';
COMMENT ON COLUMN delivery_adjustments.business_date IS 'Business date it was put right on';
COMMENT ON COLUMN delivery_adjustments.quantity IS 'More (positive) or less (negative) than was billed';
COMMENT ON COLUMN delivery_adjustments.amount_minor IS 'quantity x the price of the delivery, in minor units';
COMMENT ON COLUMN delivery_adjustments.cost_minor IS 'Cost of what is more, in minor units; of what is less it is on the credit note';
COMMENT ON COLUMN delivery_adjustments.reason IS 'Why it was written down otherwise';
COMMENT ON COLUMN delivery_adjustments.bill_id IS 'The bill that charges what is more; NULL: not billed yet';
COMMENT ON COLUMN delivery_adjustments.credit_note_id IS 'The credit note that took back what is less';
COMMENT ON COLUMN delivery_adjustments.staff_id IS 'Who put it right';

CREATE TABLE messages (
    message_id UUID NOT NULL,
    channel VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    template VARCHAR NOT NULL,
    subject_kind VARCHAR,
    subject_id UUID,
    customer_id UUID,
    language VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    provider_status VARCHAR,
    queued_date DATE NOT NULL,
    sent_date DATE,
    sent_hour UTINYINT,
    settled_date DATE,
    repeated BOOLEAN NOT NULL,
    segments SMALLINT,
    price DECIMAL(14,5),
    price_currency VARCHAR
);
COMMENT ON TABLE messages IS 'One row per message to one recipient on one channel; its address and its words stay in the books';
COMMENT ON COLUMN messages.message_id IS 'The message';
COMMENT ON COLUMN messages.channel IS 'email, sms or whatsapp';
COMMENT ON COLUMN messages.category IS 'transactional, reminder, report or promotional';
COMMENT ON COLUMN messages.template IS 'What it says, by the name of its template: payment_receipt, overdue_reminder, …';
COMMENT ON COLUMN messages.subject_kind IS 'What it is about: bill, payment or booking; NULL: none of them';
COMMENT ON COLUMN messages.subject_id IS 'The bill, payment or booking it is about';
COMMENT ON COLUMN messages.customer_id IS 'The customer it is to; NULL: somebody else';
COMMENT ON COLUMN messages.language IS 'Language it is written in';
COMMENT ON COLUMN messages.status IS 'queued, sending, sent, delivered, failed, suppressed (not to be sent) or unknown';
COMMENT ON COLUMN messages.provider_status IS 'What the provider last said: accepted, sent, delivered, read, failed, …';
COMMENT ON COLUMN messages.queued_date IS 'Business date it was queued on';
COMMENT ON COLUMN messages.sent_date IS 'Business date it was sent on';
COMMENT ON COLUMN messages.sent_hour IS 'Local hour it was sent in, 0 to 23';
COMMENT ON COLUMN messages.settled_date IS 'Business date on which it was known to have arrived, failed or been suppressed';
COMMENT ON COLUMN messages.repeated IS 'True for one that was sent again, because nobody knew whether it had been sent';
COMMENT ON COLUMN messages.segments IS 'Parts an SMS is paid for';
COMMENT ON COLUMN messages.price IS 'What the provider took, in units of price_currency';
COMMENT ON COLUMN messages.price_currency IS 'ISO 4217 code of the price';

CREATE TABLE mirror_state (
    version BIGINT NOT NULL,
    watermark UBIGINT NOT NULL,
    snapshot VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    as_of TIMESTAMPTZ NOT NULL,
    reconciled_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE mirror_state IS 'One row: which version this is, how far it has read, and the moment it is a copy of';
COMMENT ON COLUMN mirror_state.version IS 'Number of the version, growing';
COMMENT ON COLUMN mirror_state.watermark IS 'Oldest transaction still open at that moment: rows of older ones are all here';
COMMENT ON COLUMN mirror_state.snapshot IS 'The books'' snapshot: which newer transactions are here too';
COMMENT ON COLUMN mirror_state.source IS 'The cluster, database, schema and history of the books, and the shape of this mirror: what versions must share to follow one another';
COMMENT ON COLUMN mirror_state.as_of IS 'The moment of the books this is a copy of';
COMMENT ON COLUMN mirror_state.reconciled_at IS 'The last moment all of it was compared with the books';
