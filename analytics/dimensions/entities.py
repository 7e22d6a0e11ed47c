"""The entities whose names can be asked for."""

from __future__ import annotations

from typing import Final

from analytics.dimensions.dimension import Entity

ENTITIES: Final = (
    Entity(
        slug="customer",
        title="Customer",
        names="SELECT customer_id, name, reference FROM customers",
        hints="SELECT customer_id, COALESCE(city, reference) FROM customers",
    ),
    Entity(
        slug="product",
        title="Product",
        names="SELECT product_id, name, sku FROM products",
        hints="SELECT product_id, sku FROM products",
    ),
    Entity(
        slug="category",
        title="Category",
        names="SELECT DISTINCT category_name, category_name AS name FROM products WHERE NOT category_name IS NULL",
    ),
    Entity(
        slug="staff",
        title="Staff",
        names="SELECT DISTINCT staff_id, staff_name FROM bills WHERE NOT staff_name IS NULL",
    ),
    Entity(slug="city", title="City", names="SELECT DISTINCT city, city AS name FROM customers WHERE NOT city IS NULL"),
    Entity(
        slug="country",
        title="Country",
        names="""
        SELECT DISTINCT country, country AS name
        FROM (SELECT country FROM customers UNION ALL SELECT country FROM bills)
        WHERE NOT country IS NULL
        """,
    ),
    Entity(slug="payment_method", title="Payment method", names="SELECT DISTINCT method, method AS name FROM payments"),
)
