INSERT INTO businesses (business_id, name, legal_name, country, currency, timezone, day_start_minutes, week_start, year_start_month, language, address, city, state_code, postcode, phone, email, gstin, upi_id, upi_name, logo_file_id, brand_color, tax_name, prices_include_tax, invoice_prefix, credit_days, rounds_total, bill_footer, reminders, is_demo, version, created_at) VALUES
('1', 'Sharma Kirana Store', NULL, 'IN', 'INR', 'Asia/Kolkata', '0', '1', '4', 'en', NULL, 'Pune', '27', NULL, NULL, 'shop@example.com', NULL, NULL, NULL, NULL, '#7a1f3d', 'GST', 'false', 'INV', '0', 'false', NULL, 'true', 'false', '1', '2026-11-20 17:14:23.647879+00'),
('2', 'Corner Shop Ltd', NULL, 'GB', 'GBP', 'Europe/London', '0', '1', '4', 'en', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '#7a1f3d', 'VAT', 'false', 'INV', '0', 'false', NULL, 'true', 'false', '1', '2026-11-20 17:14:23.689759+00');
SELECT setval(pg_get_serial_sequence('businesses', 'business_id'), (SELECT max(business_id) FROM businesses));
INSERT INTO users (id, email, name, password_hash, password_version, sign_in_version, disabled_at, created_at) VALUES
('01a1f9f3-c020-776f-8e6e-399feb17f8b1', '01a1f9f3c020764cb03bba0002d04f68@example.com', 'Asha Sharma', 'none', '1', '1', NULL, '2026-11-20 17:14:23.647879+00'),
('01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '01a1f9f3c0497d5b8cda98eecdc9bbdc@example.com', 'Asha Sharma', 'none', '1', '1', NULL, '2026-11-20 17:14:23.689759+00');
INSERT INTO accounts (business_id, code, name, kind) VALUES
('1', 'receivable', 'Debtors', 'asset'),
('1', 'cash', 'Cash in hand', 'asset'),
('1', 'upi', 'UPI', 'asset'),
('1', 'bank', 'Bank', 'asset'),
('1', 'card', 'Card settlements', 'asset'),
('1', 'cheque', 'Cheques in hand', 'asset'),
('1', 'gateway', 'Payment gateway', 'asset'),
('1', 'inventory', 'Stock in trade', 'asset'),
('1', 'payable', 'Creditors', 'liability'),
('1', 'tax_payable', 'Tax payable', 'liability'),
('1', 'opening', 'Opening balances', 'equity'),
('1', 'sales', 'Sales', 'income'),
('1', 'sales_returns', 'Sales returns', 'income'),
('1', 'charges', 'Charges collected', 'income'),
('1', 'cost_of_goods', 'Cost of goods sold', 'expense'),
('1', 'stock_adjustments', 'Stock adjustments', 'expense'),
('1', 'bad_debts', 'Bad debts', 'expense'),
('1', 'round_off', 'Round-off', 'expense'),
('2', 'receivable', 'Debtors', 'asset'),
('2', 'cash', 'Cash in hand', 'asset'),
('2', 'upi', 'UPI', 'asset'),
('2', 'bank', 'Bank', 'asset'),
('2', 'card', 'Card settlements', 'asset'),
('2', 'cheque', 'Cheques in hand', 'asset'),
('2', 'gateway', 'Payment gateway', 'asset'),
('2', 'inventory', 'Stock in trade', 'asset'),
('2', 'payable', 'Creditors', 'liability'),
('2', 'tax_payable', 'Tax payable', 'liability'),
('2', 'opening', 'Opening balances', 'equity'),
('2', 'sales', 'Sales', 'income'),
('2', 'sales_returns', 'Sales returns', 'income'),
('2', 'charges', 'Charges collected', 'income'),
('2', 'cost_of_goods', 'Cost of goods sold', 'expense'),
('2', 'stock_adjustments', 'Stock adjustments', 'expense'),
('2', 'bad_debts', 'Bad debts', 'expense'),
('2', 'round_off', 'Round-off', 'expense');
INSERT INTO business_heads (business_id, event_sequence, event_hash) VALUES
('1', '12', E'\\x87eb8a4fe95ba1cf65c6cca526e3a669dc9a8370cce6fc217f8ff24b50e3e69b'),
('2', '12', E'\\xc58f65dc0bccb6268698a36a84c8ceedd2789b270239ad5f0940b970250064c0');
INSERT INTO customers (business_id, id, name, reference, phone, email, address, city, state_code, country, gstin, language, credit_limit_minor, credit_days, discount_percent, tax_exempt, is_walk_in, opted_out, notes, active, version, created_at) VALUES
('1', '01a1f9f3-c036-7f28-9e77-0974a667a169', 'Walk-in customer', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0.0000', 'false', 'true', 'false', NULL, 'true', '1', '2026-11-20 17:14:23.647879+00'),
('2', '01a1f9f3-c050-7e7a-853d-60392d142138', 'Walk-in customer', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0.0000', 'false', 'true', 'false', NULL, 'true', '1', '2026-11-20 17:14:23.689759+00'),
('1', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', 'Ramesh Traders', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0.0000', 'false', 'false', 'false', NULL, 'true', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', 'Ramesh Traders', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0.0000', 'false', 'false', 'false', NULL, 'true', '1', '2026-11-01 06:00:00+00');
INSERT INTO events (business_id, sequence, kind, subject_kind, subject_id, actor_id, at, business_date, data, previous_hash, hash) VALUES
('1', '1', 'business.registered', 'business', '1', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-20 17:14:23.647879+00', '2026-11-20', '{"name": "Sharma Kirana Store"}', E'\\x', E'\\xa5da91b64b5a5bc76aef5ac626fe3d3611547291eb0e059aa4f99764b964a709'),
('2', '1', 'business.registered', 'business', '2', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-20 17:14:23.689759+00', '2026-11-20', '{"name": "Corner Shop Ltd"}', E'\\x', E'\\xa543f635d99e4829c57b1159ab4899491e6febfca9016f7816c534efb2df8012'),
('1', '2', 'product.added', 'product', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"sku": "dc1fca2be4", "name": "Toor dal"}', E'\\xa5da91b64b5a5bc76aef5ac626fe3d3611547291eb0e059aa4f99764b964a709', E'\\x263416577350e09fd12d4c66fe021ea8449c3198a67464dfbf37c3e2fc31039c'),
('1', '3', 'product.added', 'product', '01a1f9f3-c066-737b-96b3-51d66a55d641', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"sku": "29bb35e3c8", "name": "Tea"}', E'\\x263416577350e09fd12d4c66fe021ea8449c3198a67464dfbf37c3e2fc31039c', E'\\x90df2a68a65d18c7b6d3c44f2032ebe27f924ad3bd6ccdadc676d671482d00b7'),
('1', '4', 'customer.added', 'customer', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{}', E'\\x90df2a68a65d18c7b6d3c44f2032ebe27f924ad3bd6ccdadc676d671482d00b7', E'\\x652fb2d8eaf78f8a7aadaa5d4962691a6dab29e8c5c4cf33f5c9dedf0aaf9ef7'),
('1', '5', 'bill.issued', 'bill', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00001", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "total_minor": 96800}', E'\\x652fb2d8eaf78f8a7aadaa5d4962691a6dab29e8c5c4cf33f5c9dedf0aaf9ef7', E'\\xf86e62bdac7e122d3c0f5ca904059d417e6165fce279d7cd7720e259302cc6c4'),
('1', '6', 'bill.issued', 'bill', '01a1f9f3-c080-743e-a495-4580f6c4dc7f', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00002", "customer_id": "01a1f9f3-c036-7f28-9e77-0974a667a169", "total_minor": 29500}', E'\\xf86e62bdac7e122d3c0f5ca904059d417e6165fce279d7cd7720e259302cc6c4', E'\\xcf3185e2a8703d80b4f07ebd215c27934a23dca16bcc4117496c5d8223d0ec93'),
('1', '7', 'bill.issued', 'bill', '01a1f9f3-c085-7ed9-9799-15126dc867f6', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00003", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "total_minor": 12600}', E'\\xcf3185e2a8703d80b4f07ebd215c27934a23dca16bcc4117496c5d8223d0ec93', E'\\xca9c233dab3590df3e40fddba3510b0d56d0302e0827e4193cac3efaaa5af762'),
('1', '8', 'payment.recorded', 'payment', '01a1f9f3-c08a-7ada-ae18-b9f15c3f5ec4', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"bills": [{"bill_id": "01a1f9f3-c076-7889-b1cd-5dfe04c40cbb", "amount_minor": 60000}], "method": "cash", "number": "INVR26-00001", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "amount_minor": 60000}', E'\\xca9c233dab3590df3e40fddba3510b0d56d0302e0827e4193cac3efaaa5af762', E'\\xf57c6951dd9f67aece7bb96696e7ebe7fc4fe57a76b68871d358fabde75da7b5'),
('1', '9', 'bill.credited', 'bill', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"of": "INV26-00001", "number": "INVC26-00001", "reason": "damaged", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "total_minor": 96800}', E'\\xf57c6951dd9f67aece7bb96696e7ebe7fc4fe57a76b68871d358fabde75da7b5', E'\\xd97aca0fec1724a61761329cf48979ee881f39d1b10fc46ce75dd5c575322a4c'),
('1', '10', 'bill.cancelled', 'bill', '01a1f9f3-c085-7ed9-9799-15126dc867f6', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"number": "INV26-00003", "reason": "billed twice", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "total_minor": 12600}', E'\\xd97aca0fec1724a61761329cf48979ee881f39d1b10fc46ce75dd5c575322a4c', E'\\xae3fde360243a903d834c65c968b59f903cc1208f2d54d998831003356fb2438'),
('1', '11', 'bill.drafted', 'bill', '01a1f9f3-c0b6-7fb7-b58d-bf0c1e6f634a', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "customer_id": "01a1f9f3-c06c-72d8-9b30-25f0ba2426fd", "total_minor": 25200}', E'\\xae3fde360243a903d834c65c968b59f903cc1208f2d54d998831003356fb2438', E'\\xaa40be3693b2bcf37abef6ec5f9341d3300029823527dbe4468485dd89badf6b'),
('1', '12', 'supplier.added', 'supplier', '01a1f9f3-c0bc-7ae6-a5c0-abb98e4549ed', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2026-11-01 06:00:00+00', '2026-11-01', '{"name": "Agarwal Wholesale"}', E'\\xaa40be3693b2bcf37abef6ec5f9341d3300029823527dbe4468485dd89badf6b', E'\\x87eb8a4fe95ba1cf65c6cca526e3a669dc9a8370cce6fc217f8ff24b50e3e69b'),
('2', '2', 'product.added', 'product', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"sku": "58c693e45c", "name": "Toor dal"}', E'\\xa543f635d99e4829c57b1159ab4899491e6febfca9016f7816c534efb2df8012', E'\\x1d4d2ac5fb36354248ead25cfec10a7ee4c136630dabedf062b98360e824aba2'),
('2', '3', 'product.added', 'product', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"sku": "13418ee700", "name": "Tea"}', E'\\x1d4d2ac5fb36354248ead25cfec10a7ee4c136630dabedf062b98360e824aba2', E'\\xcd940f061939ba714c00e609ef3663cc2f72aec289e280a7868346c2f0fdc3b8'),
('2', '4', 'customer.added', 'customer', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{}', E'\\xcd940f061939ba714c00e609ef3663cc2f72aec289e280a7868346c2f0fdc3b8', E'\\x465aeb6857a2ad79f4750f834be5956018abdcbc679bc1d1e94f094f5bc8c490'),
('2', '5', 'bill.issued', 'bill', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00001", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "total_minor": 96800}', E'\\x465aeb6857a2ad79f4750f834be5956018abdcbc679bc1d1e94f094f5bc8c490', E'\\xf7da59041835913ed1c36cab19c0515e57a7551c8ec7cb0bfb3f762df44137ea'),
('2', '6', 'bill.issued', 'bill', '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00002", "customer_id": "01a1f9f3-c050-7e7a-853d-60392d142138", "total_minor": 29500}', E'\\xf7da59041835913ed1c36cab19c0515e57a7551c8ec7cb0bfb3f762df44137ea', E'\\xb4b1a8f73bfb2388e9e53373550c5438e38e3105dd09a06761b428dad146ffa8'),
('2', '7', 'bill.issued', 'bill', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "number": "INV26-00003", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "total_minor": 12600}', E'\\xb4b1a8f73bfb2388e9e53373550c5438e38e3105dd09a06761b428dad146ffa8', E'\\x8b263238853b8e4514a865c769a8ecc3e894bf3a4aff51a904a201efda27236c'),
('2', '8', 'payment.recorded', 'payment', '01a1f9f3-c0e1-7819-ac4c-4eaa9a0a1774', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"bills": [{"bill_id": "01a1f9f3-c0d5-7b83-9723-c813b5394a9f", "amount_minor": 60000}], "method": "cash", "number": "INVR26-00001", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "amount_minor": 60000}', E'\\x8b263238853b8e4514a865c769a8ecc3e894bf3a4aff51a904a201efda27236c', E'\\x5de974618351ba07dc7a055e720a49f073833e8dce7814ebc8f7a6b10f7ff559'),
('2', '9', 'bill.credited', 'bill', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"of": "INV26-00001", "number": "INVC26-00001", "reason": "damaged", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "total_minor": 96800}', E'\\x5de974618351ba07dc7a055e720a49f073833e8dce7814ebc8f7a6b10f7ff559', E'\\x52dc0bc9f05fce62dfbad0209e08c5c99159faaba4e9d91d3a5c4b122f84f6f3'),
('2', '10', 'bill.cancelled', 'bill', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"number": "INV26-00003", "reason": "billed twice", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "total_minor": 12600}', E'\\x52dc0bc9f05fce62dfbad0209e08c5c99159faaba4e9d91d3a5c4b122f84f6f3', E'\\x196ab8d1fdb56b2ba160f148e57f3e1f851efed96fa5f87ceb1532be55371578'),
('2', '11', 'bill.drafted', 'bill', '01a1f9f3-c0f9-7f93-a4ea-112746beeb1d', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"kind": "invoice", "customer_id": "01a1f9f3-c0d0-7863-9de2-febbba0757a8", "total_minor": 25200}', E'\\x196ab8d1fdb56b2ba160f148e57f3e1f851efed96fa5f87ceb1532be55371578', E'\\x6a9c5665b299edd2ca5277543ed68a8b7fe215f4b25237703747ea8037f3549d'),
('2', '12', 'supplier.added', 'supplier', '01a1f9f3-c0fd-7354-8c84-9b8025152b47', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2026-11-01 06:00:00+00', '2026-11-01', '{"name": "Agarwal Wholesale"}', E'\\x6a9c5665b299edd2ca5277543ed68a8b7fe215f4b25237703747ea8037f3549d', E'\\xc58f65dc0bccb6268698a36a84c8ceedd2789b270239ad5f0940b970250064c0');
INSERT INTO memberships (business_id, user_id, role, permissions, active, version, created_at) VALUES
('1', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', 'owner', '{}', 'true', '1', '2026-11-20 17:14:23.647879+00'),
('2', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', 'owner', '{}', 'true', '1', '2026-11-20 17:14:23.689759+00');
INSERT INTO number_series (business_id, kind, series, financial_year, last_number, last_date) VALUES
('1', 'invoice', 'INV', '2026-27', '3', '2026-11-01'),
('1', 'receipt', 'INVR', '2026-27', '1', '2026-11-01'),
('1', 'credit_note', 'INVC', '2026-27', '1', '2026-11-01'),
('2', 'invoice', 'INV', '2026-27', '3', '2026-11-01'),
('2', 'receipt', 'INVR', '2026-27', '1', '2026-11-01'),
('2', 'credit_note', 'INVC', '2026-27', '1', '2026-11-01');
INSERT INTO postings (business_id, id, kind, subject_id, narration, business_date, at) VALUES
('1', '1', 'opening', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', 'Opening balance', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '2', 'bill', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', 'INV26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '3', 'bill', '01a1f9f3-c080-743e-a495-4580f6c4dc7f', 'INV26-00002', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '4', 'bill', '01a1f9f3-c085-7ed9-9799-15126dc867f6', 'INV26-00003', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '5', 'payment', '01a1f9f3-c08a-7ada-ae18-b9f15c3f5ec4', 'INVR26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '6', 'credit_note', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', 'INVC26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '7', 'cancellation', '01a1f9f3-c085-7ed9-9799-15126dc867f6', 'Cancelled INV26-00003', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '8', 'opening', '01a1f9f3-c0bc-7ae6-a5c0-abb98e4549ed', 'Opening balance', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '9', 'opening', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', 'Opening balance', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '10', 'bill', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', 'INV26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '11', 'bill', '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', 'INV26-00002', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '12', 'bill', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', 'INV26-00003', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '13', 'payment', '01a1f9f3-c0e1-7819-ac4c-4eaa9a0a1774', 'INVR26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '14', 'credit_note', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', 'INVC26-00001', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '15', 'cancellation', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', 'Cancelled INV26-00003', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '16', 'opening', '01a1f9f3-c0fd-7354-8c84-9b8025152b47', 'Opening balance', '2026-11-01', '2026-11-01 06:00:00+00');
SELECT setval(pg_get_serial_sequence('postings', 'id'), (SELECT max(id) FROM postings));
INSERT INTO reminder_policies (business_id, days_before, days_after, channels, smallest_minor, receipts, opens, closes) VALUES
('1', '{2}', '{1,7,15,30}', '{whatsapp,sms,email}', '0', 'false', '09:00:00', '21:00:00'),
('2', '{2}', '{1,7,15,30}', '{whatsapp,sms,email}', '0', 'false', '09:00:00', '21:00:00');
INSERT INTO schedules (business_id, id, job, weekday, month_day, local_time, recipients, language, catch_up, enabled, version, created_at) VALUES
('1', '01a1f9f3-c03d-7eea-ace8-0edb6ad78a82', 'weekly_report', '1', NULL, '08:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.647879+00'),
('1', '01a1f9f3-c041-77ca-8015-e5557bdc3e39', 'monthly_report', NULL, '1', '08:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.647879+00'),
('1', '01a1f9f3-c043-74d7-87d8-cbb2cfcfcc37', 'reminders', NULL, NULL, '10:00:00', '{}', NULL, 'skip', 'true', '1', '2026-11-20 17:14:23.647879+00'),
('1', '01a1f9f3-c044-7632-9cea-9a2af9ddcbd9', 'low_stock', NULL, NULL, '09:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.647879+00'),
('2', '01a1f9f3-c052-7002-b1ec-90acf36e549a', 'weekly_report', '1', NULL, '08:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.689759+00'),
('2', '01a1f9f3-c053-728d-af94-c8754764496d', 'monthly_report', NULL, '1', '08:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.689759+00'),
('2', '01a1f9f3-c055-7c5b-b38e-b0361f43509b', 'reminders', NULL, NULL, '10:00:00', '{}', NULL, 'skip', 'true', '1', '2026-11-20 17:14:23.689759+00'),
('2', '01a1f9f3-c056-7909-a662-68603e614c8e', 'low_stock', NULL, NULL, '09:00:00', '{}', NULL, 'once', 'true', '1', '2026-11-20 17:14:23.689759+00');
INSERT INTO suppliers (business_id, id, name, phone, email, address, city, state_code, gstin, credit_days, opening_balance_minor, notes, active, version, created_at) VALUES
('1', '01a1f9f3-c0bc-7ae6-a5c0-abb98e4549ed', 'Agarwal Wholesale', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '75000', NULL, 'true', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0fd-7354-8c84-9b8025152b47', 'Agarwal Wholesale', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '75000', NULL, 'true', '1', '2026-11-01 06:00:00+00');
INSERT INTO units (business_id, id, code, name, decimals) VALUES
('1', '1', 'pcs', 'pieces', '0'),
('1', '2', 'kg', 'kilograms', '3'),
('1', '3', 'g', 'grams', '0'),
('1', '4', 'l', 'litres', '3'),
('1', '5', 'm', 'metres', '3'),
('1', '6', 'box', 'boxes', '0'),
('1', '7', 'hr', 'hours', '2'),
('1', '8', 'day', 'days', '0'),
('2', '9', 'pcs', 'pieces', '0'),
('2', '10', 'kg', 'kilograms', '3'),
('2', '11', 'g', 'grams', '0'),
('2', '12', 'l', 'litres', '3'),
('2', '13', 'm', 'metres', '3'),
('2', '14', 'box', 'boxes', '0'),
('2', '15', 'hr', 'hours', '2'),
('2', '16', 'day', 'days', '0');
SELECT setval(pg_get_serial_sequence('units', 'id'), (SELECT max(id) FROM units));
INSERT INTO bills (business_id, id, kind, status, series, financial_year, number, customer_id, original_id, reference, import_id, business_date, due_date, issued_at, cancelled_date, cancel_reason, staff_id, place_of_supply, gross_minor, discount_minor, taxable_minor, tax_minor, charges_minor, round_off_minor, total_minor, allocated_minor, credited_minor, note, bill_to, version, created_at) VALUES
('1', '01a1f9f3-c080-743e-a495-4580f6c4dc7f', 'invoice', 'issued', 'INV', '2026-27', 'INV26-00002', '01a1f9f3-c036-7f28-9e77-0974a667a169', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c020-776f-8e6e-399feb17f8b1', NULL, '25000', '0', '25000', '4500', '0', '0', '29500', '0', '0', NULL, '{"city": null, "name": "Walk-in customer", "gstin": null, "phone": null, "address": null, "country": "IN", "state_code": null}', '1', '2026-11-01 06:00:00+00'),
('1', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', 'invoice', 'issued', 'INV', '2026-27', 'INV26-00001', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c020-776f-8e6e-399feb17f8b1', NULL, '86000', '0', '86000', '10800', '0', '0', '96800', '60000', '36800', NULL, '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "IN", "state_code": null}', '3', '2026-11-01 06:00:00+00'),
('1', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', 'credit_note', 'issued', 'INVC', '2026-27', 'INVC26-00001', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c020-776f-8e6e-399feb17f8b1', NULL, '86000', '0', '86000', '10800', '0', '0', '96800', '36800', '0', 'damaged', '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "IN", "state_code": null}', '1', '2026-11-01 06:00:00+00'),
('1', '01a1f9f3-c085-7ed9-9799-15126dc867f6', 'invoice', 'cancelled', 'INV', '2026-27', 'INV26-00003', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', '2026-11-01', 'billed twice', '01a1f9f3-c020-776f-8e6e-399feb17f8b1', NULL, '12000', '0', '12000', '600', '0', '0', '12600', '0', '0', NULL, '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "IN", "state_code": null}', '2', '2026-11-01 06:00:00+00'),
('1', '01a1f9f3-c0b6-7fb7-b58d-bf0c1e6f634a', 'invoice', 'draft', NULL, NULL, NULL, '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, NULL, NULL, '2026-11-01', '2026-11-01', NULL, NULL, NULL, NULL, NULL, '24000', '0', '24000', '1200', '0', '0', '25200', '0', '0', NULL, NULL, '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', 'invoice', 'issued', 'INV', '2026-27', 'INV26-00002', '01a1f9f3-c050-7e7a-853d-60392d142138', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', NULL, '25000', '0', '25000', '4500', '0', '0', '29500', '0', '0', NULL, '{"city": null, "name": "Walk-in customer", "gstin": null, "phone": null, "address": null, "country": "GB", "state_code": null}', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', 'invoice', 'issued', 'INV', '2026-27', 'INV26-00001', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', NULL, '86000', '0', '86000', '10800', '0', '0', '96800', '60000', '36800', NULL, '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "GB", "state_code": null}', '3', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', 'credit_note', 'issued', 'INVC', '2026-27', 'INVC26-00001', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', NULL, '86000', '0', '86000', '10800', '0', '0', '96800', '36800', '0', 'damaged', '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "GB", "state_code": null}', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', 'invoice', 'cancelled', 'INV', '2026-27', 'INV26-00003', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, NULL, NULL, '2026-11-01', '2026-11-01', '2026-11-01 06:00:00+00', '2026-11-01', 'billed twice', '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', NULL, '12000', '0', '12000', '600', '0', '0', '12600', '0', '0', NULL, '{"city": null, "name": "Ramesh Traders", "gstin": null, "phone": null, "address": null, "country": "GB", "state_code": null}', '2', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0f9-7f93-a4ea-112746beeb1d', 'invoice', 'draft', NULL, NULL, NULL, '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, NULL, NULL, '2026-11-01', '2026-11-01', NULL, NULL, NULL, NULL, NULL, '24000', '0', '24000', '1200', '0', '0', '25200', '0', '0', NULL, NULL, '1', '2026-11-01 06:00:00+00');
INSERT INTO customer_balances (business_id, customer_id, balance_minor) VALUES
('1', '01a1f9f3-c036-7f28-9e77-0974a667a169', '29500'),
('1', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', '-10000'),
('2', '01a1f9f3-c050-7e7a-853d-60392d142138', '29500'),
('2', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', '-10000');
INSERT INTO jobs.firings (business_id, schedule_id, fire_at, owner, lease_until, attempts, finished_at, outcome) VALUES
('1', '01a1f9f3-c03d-7eea-ace8-0edb6ad78a82', '2026-11-23 02:30:00+00', NULL, NULL, '0', NULL, NULL),
('1', '01a1f9f3-c041-77ca-8015-e5557bdc3e39', '2026-12-01 02:30:00+00', NULL, NULL, '0', NULL, NULL),
('1', '01a1f9f3-c043-74d7-87d8-cbb2cfcfcc37', '2026-11-21 04:30:00+00', NULL, NULL, '0', NULL, NULL),
('1', '01a1f9f3-c044-7632-9cea-9a2af9ddcbd9', '2026-11-21 03:30:00+00', NULL, NULL, '0', NULL, NULL),
('2', '01a1f9f3-c052-7002-b1ec-90acf36e549a', '2026-11-23 08:00:00+00', NULL, NULL, '0', NULL, NULL),
('2', '01a1f9f3-c053-728d-af94-c8754764496d', '2026-12-01 08:00:00+00', NULL, NULL, '0', NULL, NULL),
('2', '01a1f9f3-c055-7c5b-b38e-b0361f43509b', '2026-11-21 10:00:00+00', NULL, NULL, '0', NULL, NULL),
('2', '01a1f9f3-c056-7909-a662-68603e614c8e', '2026-11-21 09:00:00+00', NULL, NULL, '0', NULL, NULL);
INSERT INTO ledger_entries (business_id, id, posting_id, account, amount_minor, customer_id, supplier_id, business_date) VALUES
('1', '1', '1', 'receivable', '50000', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '2', '1', 'opening', '-50000', NULL, NULL, '2026-11-01'),
('1', '3', '2', 'receivable', '96800', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '4', '2', 'sales', '-86000', NULL, NULL, '2026-11-01'),
('1', '5', '2', 'tax_payable', '-10800', NULL, NULL, '2026-11-01'),
('1', '6', '3', 'receivable', '29500', '01a1f9f3-c036-7f28-9e77-0974a667a169', NULL, '2026-11-01'),
('1', '7', '3', 'sales', '-25000', NULL, NULL, '2026-11-01'),
('1', '8', '3', 'tax_payable', '-4500', NULL, NULL, '2026-11-01'),
('1', '9', '4', 'receivable', '12600', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '10', '4', 'sales', '-12000', NULL, NULL, '2026-11-01'),
('1', '11', '4', 'tax_payable', '-600', NULL, NULL, '2026-11-01'),
('1', '12', '5', 'cash', '60000', NULL, NULL, '2026-11-01'),
('1', '13', '5', 'receivable', '-60000', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '14', '6', 'sales_returns', '86000', NULL, NULL, '2026-11-01'),
('1', '15', '6', 'tax_payable', '10800', NULL, NULL, '2026-11-01'),
('1', '16', '6', 'receivable', '-96800', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '17', '7', 'receivable', '-12600', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', NULL, '2026-11-01'),
('1', '18', '7', 'sales', '12000', NULL, NULL, '2026-11-01'),
('1', '19', '7', 'tax_payable', '600', NULL, NULL, '2026-11-01'),
('1', '20', '8', 'opening', '75000', NULL, NULL, '2026-11-01'),
('1', '21', '8', 'payable', '-75000', NULL, '01a1f9f3-c0bc-7ae6-a5c0-abb98e4549ed', '2026-11-01'),
('2', '22', '9', 'receivable', '50000', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '23', '9', 'opening', '-50000', NULL, NULL, '2026-11-01'),
('2', '24', '10', 'receivable', '96800', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '25', '10', 'sales', '-86000', NULL, NULL, '2026-11-01'),
('2', '26', '10', 'tax_payable', '-10800', NULL, NULL, '2026-11-01'),
('2', '27', '11', 'receivable', '29500', '01a1f9f3-c050-7e7a-853d-60392d142138', NULL, '2026-11-01'),
('2', '28', '11', 'sales', '-25000', NULL, NULL, '2026-11-01'),
('2', '29', '11', 'tax_payable', '-4500', NULL, NULL, '2026-11-01'),
('2', '30', '12', 'receivable', '12600', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '31', '12', 'sales', '-12000', NULL, NULL, '2026-11-01'),
('2', '32', '12', 'tax_payable', '-600', NULL, NULL, '2026-11-01'),
('2', '33', '13', 'cash', '60000', NULL, NULL, '2026-11-01'),
('2', '34', '13', 'receivable', '-60000', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '35', '14', 'sales_returns', '86000', NULL, NULL, '2026-11-01'),
('2', '36', '14', 'tax_payable', '10800', NULL, NULL, '2026-11-01'),
('2', '37', '14', 'receivable', '-96800', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '38', '15', 'receivable', '-12600', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', NULL, '2026-11-01'),
('2', '39', '15', 'sales', '12000', NULL, NULL, '2026-11-01'),
('2', '40', '15', 'tax_payable', '600', NULL, NULL, '2026-11-01'),
('2', '41', '16', 'opening', '75000', NULL, NULL, '2026-11-01'),
('2', '42', '16', 'payable', '-75000', NULL, '01a1f9f3-c0fd-7354-8c84-9b8025152b47', '2026-11-01');
SELECT setval(pg_get_serial_sequence('ledger_entries', 'id'), (SELECT max(id) FROM ledger_entries));
INSERT INTO products (business_id, id, sku, name, barcode, kind, category_id, unit_id, hsn, price, price_includes_tax, cost, tax_rate, tracks_stock, allows_negative_stock, reorder_level, daily_rental_rate, active, version, created_at) VALUES
('1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', 'dc1fca2be4', 'Toor dal', NULL, 'goods', NULL, '1', NULL, '120.0000', 'false', '90.0000', '5.0000', 'true', 'false', '10.000', NULL, 'true', '1', '2026-11-01 06:00:00+00'),
('1', '01a1f9f3-c066-737b-96b3-51d66a55d641', '29bb35e3c8', 'Tea', NULL, 'goods', NULL, '1', NULL, '250.0000', 'false', NULL, '18.0000', 'true', 'false', NULL, NULL, 'true', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '58c693e45c', 'Toor dal', NULL, 'goods', NULL, '9', NULL, '120.0000', 'false', '90.0000', '5.0000', 'true', 'false', '10.000', NULL, 'true', '1', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '13418ee700', 'Tea', NULL, 'goods', NULL, '9', NULL, '250.0000', 'false', NULL, '18.0000', 'true', 'false', NULL, NULL, 'true', '1', '2026-11-01 06:00:00+00');
INSERT INTO bill_lines (business_id, id, bill_id, position, product_id, description, hsn, quantity, unit, unit_price, price_includes_tax, tax_rate, gross_minor, discount_minor, taxable_minor, tax_minor, total_minor, cost_minor, original_line_id) VALUES
('1', '1', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', 'Toor dal', NULL, '3.000', 'pcs', '120.0000', 'false', '5.0000', '36000', '0', '36000', '1800', '37800', '27000', NULL),
('1', '2', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '2', '01a1f9f3-c066-737b-96b3-51d66a55d641', 'Tea', NULL, '2.000', 'pcs', '250.0000', 'false', '18.0000', '50000', '0', '50000', '9000', '59000', NULL, NULL),
('1', '3', '01a1f9f3-c080-743e-a495-4580f6c4dc7f', '1', '01a1f9f3-c066-737b-96b3-51d66a55d641', 'Tea', NULL, '1.000', 'pcs', '250.0000', 'false', '18.0000', '25000', '0', '25000', '4500', '29500', NULL, NULL),
('1', '4', '01a1f9f3-c085-7ed9-9799-15126dc867f6', '1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', 'Toor dal', NULL, '1.000', 'pcs', '120.0000', 'false', '5.0000', '12000', '0', '12000', '600', '12600', '9000', NULL),
('1', '5', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', 'Toor dal', NULL, '3.000', 'pcs', '120.0000', 'false', '5.0000', '36000', '0', '36000', '1800', '37800', '27000', '1'),
('1', '6', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '2', '01a1f9f3-c066-737b-96b3-51d66a55d641', 'Tea', NULL, '2.000', 'pcs', '250.0000', 'false', '18.0000', '50000', '0', '50000', '9000', '59000', NULL, '2'),
('1', '7', '01a1f9f3-c0b6-7fb7-b58d-bf0c1e6f634a', '1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', 'Toor dal', NULL, '2.000', 'pcs', '120.0000', 'false', '5.0000', '24000', '0', '24000', '1200', '25200', '18000', NULL),
('2', '8', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '1', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', 'Toor dal', NULL, '3.000', 'pcs', '120.0000', 'false', '5.0000', '36000', '0', '36000', '1800', '37800', '27000', NULL),
('2', '9', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '2', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', 'Tea', NULL, '2.000', 'pcs', '250.0000', 'false', '18.0000', '50000', '0', '50000', '9000', '59000', NULL, NULL),
('2', '10', '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', '1', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', 'Tea', NULL, '1.000', 'pcs', '250.0000', 'false', '18.0000', '25000', '0', '25000', '4500', '29500', NULL, NULL),
('2', '11', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', '1', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', 'Toor dal', NULL, '1.000', 'pcs', '120.0000', 'false', '5.0000', '12000', '0', '12000', '600', '12600', '9000', NULL),
('2', '12', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '1', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', 'Toor dal', NULL, '3.000', 'pcs', '120.0000', 'false', '5.0000', '36000', '0', '36000', '1800', '37800', '27000', '8'),
('2', '13', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '2', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', 'Tea', NULL, '2.000', 'pcs', '250.0000', 'false', '18.0000', '50000', '0', '50000', '9000', '59000', NULL, '9'),
('2', '14', '01a1f9f3-c0f9-7f93-a4ea-112746beeb1d', '1', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', 'Toor dal', NULL, '2.000', 'pcs', '120.0000', 'false', '5.0000', '24000', '0', '24000', '1200', '25200', '18000', NULL);
SELECT setval(pg_get_serial_sequence('bill_lines', 'id'), (SELECT max(id) FROM bill_lines));
INSERT INTO bill_taxes (business_id, bill_id, component, rate, taxable_minor, tax_minor) VALUES
('1', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', 'TAX', '5.0000', '36000', '1800'),
('1', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', 'TAX', '18.0000', '50000', '9000'),
('1', '01a1f9f3-c080-743e-a495-4580f6c4dc7f', 'TAX', '18.0000', '25000', '4500'),
('1', '01a1f9f3-c085-7ed9-9799-15126dc867f6', 'TAX', '5.0000', '12000', '600'),
('1', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', 'TAX', '5.0000', '36000', '1800'),
('1', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', 'TAX', '18.0000', '50000', '9000'),
('1', '01a1f9f3-c0b6-7fb7-b58d-bf0c1e6f634a', 'TAX', '5.0000', '24000', '1200'),
('2', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', 'TAX', '5.0000', '36000', '1800'),
('2', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', 'TAX', '18.0000', '50000', '9000'),
('2', '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', 'TAX', '18.0000', '25000', '4500'),
('2', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', 'TAX', '5.0000', '12000', '600'),
('2', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', 'TAX', '5.0000', '36000', '1800'),
('2', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', 'TAX', '18.0000', '50000', '9000'),
('2', '01a1f9f3-c0f9-7f93-a4ea-112746beeb1d', 'TAX', '5.0000', '24000', '1200');
INSERT INTO payments (business_id, id, direction, number, financial_year, customer_id, method, amount_minor, allocated_minor, refunded_minor, refunds_payment_id, refunds_bill_id, business_date, received_at, reference, note, made_up, import_id, staff_id, version, created_at) VALUES
('1', '01a1f9f3-c08a-7ada-ae18-b9f15c3f5ec4', 'in', 'INVR26-00001', '2026-27', '01a1f9f3-c06c-72d8-9b30-25f0ba2426fd', 'cash', '60000', '60000', '0', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, 'false', NULL, '01a1f9f3-c020-776f-8e6e-399feb17f8b1', '2', '2026-11-01 06:00:00+00'),
('2', '01a1f9f3-c0e1-7819-ac4c-4eaa9a0a1774', 'in', 'INVR26-00001', '2026-27', '01a1f9f3-c0d0-7863-9de2-febbba0757a8', 'cash', '60000', '60000', '0', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00', NULL, NULL, 'false', NULL, '01a1f9f3-c049-7b91-9d7b-5fb6b686fad2', '2', '2026-11-01 06:00:00+00');
INSERT INTO stock_levels (business_id, product_id, on_hand, allows_negative) VALUES
('1', '01a1f9f3-c066-737b-96b3-51d66a55d641', '19.000', 'false'),
('1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '50.000', 'false'),
('2', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '19.000', 'false'),
('2', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '50.000', 'false');
INSERT INTO stock_moves (business_id, id, product_id, quantity, reason, unit_cost, bill_id, bill_line_id, note, reference, business_date, at) VALUES
('1', '1', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '50.000', 'opening', '90.0000', NULL, NULL, NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '2', '01a1f9f3-c066-737b-96b3-51d66a55d641', '20.000', 'opening', NULL, NULL, NULL, NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '3', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '-3.000', 'sale', '90.0000', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '1', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '4', '01a1f9f3-c066-737b-96b3-51d66a55d641', '-2.000', 'sale', NULL, '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '2', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '5', '01a1f9f3-c066-737b-96b3-51d66a55d641', '-1.000', 'sale', NULL, '01a1f9f3-c080-743e-a495-4580f6c4dc7f', '3', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '6', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '-1.000', 'sale', '90.0000', '01a1f9f3-c085-7ed9-9799-15126dc867f6', '4', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '7', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '3.000', 'return', '90.0000', '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '5', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '8', '01a1f9f3-c066-737b-96b3-51d66a55d641', '2.000', 'return', NULL, '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '6', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '9', '01a1f9f3-c059-7875-8431-7aa6d4f58f58', '1.000', 'cancellation', '90.0000', '01a1f9f3-c085-7ed9-9799-15126dc867f6', '4', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '10', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '50.000', 'opening', '90.0000', NULL, NULL, NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '11', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '20.000', 'opening', NULL, NULL, NULL, NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '12', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '-3.000', 'sale', '90.0000', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '8', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '13', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '-2.000', 'sale', NULL, '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '9', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '14', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '-1.000', 'sale', NULL, '01a1f9f3-c0d9-757c-8b5e-2293c51bc046', '10', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '15', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '-1.000', 'sale', '90.0000', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', '11', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '16', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '3.000', 'return', '90.0000', '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '12', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '17', '01a1f9f3-c0cc-7e83-944c-461fb928bc85', '2.000', 'return', NULL, '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '13', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '18', '01a1f9f3-c0c7-7842-84e4-947fca8c248d', '1.000', 'cancellation', '90.0000', '01a1f9f3-c0de-7ca6-95de-59a8bdc237f3', '11', NULL, NULL, '2026-11-01', '2026-11-01 06:00:00+00');
SELECT setval(pg_get_serial_sequence('stock_moves', 'id'), (SELECT max(id) FROM stock_moves));
INSERT INTO allocations (business_id, id, bill_id, payment_id, credit_note_id, amount_minor, business_date, at) VALUES
('1', '1', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', '01a1f9f3-c08a-7ada-ae18-b9f15c3f5ec4', NULL, '60000', '2026-11-01', '2026-11-01 06:00:00+00'),
('1', '2', '01a1f9f3-c076-7889-b1cd-5dfe04c40cbb', NULL, '01a1f9f3-c09c-7a9e-96c6-7768db30c919', '36800', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '3', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', '01a1f9f3-c0e1-7819-ac4c-4eaa9a0a1774', NULL, '60000', '2026-11-01', '2026-11-01 06:00:00+00'),
('2', '4', '01a1f9f3-c0d5-7b83-9723-c813b5394a9f', NULL, '01a1f9f3-c0e9-7ab6-b2c9-413ce22bedf6', '36800', '2026-11-01', '2026-11-01 06:00:00+00');
SELECT setval(pg_get_serial_sequence('allocations', 'id'), (SELECT max(id) FROM allocations));
