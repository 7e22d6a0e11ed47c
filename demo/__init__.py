"""What ``munim demo`` shows: a year of a real wholesaler's sales, a small Indian shop, and all that follows from them."""
