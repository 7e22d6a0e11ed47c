"""Daily delivery: routes, standing orders, what was delivered, and the monthly bill of it.

Whatever moves a customer's deliveries first locks the customer's balance, so deliveries have no locks of their own.
"""
