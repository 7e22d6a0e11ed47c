"""Money that comes through a payment gateway: what was asked for, what the gateway says became of it, what the books made of that."""
