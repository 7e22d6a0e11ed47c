"""Tests of imports of customers, suppliers, products, balances and payments, and of whole businesses."""
