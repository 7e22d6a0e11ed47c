"""Rentals: bookings over dates, challans out and back, deposits held, and the hire that is billed for them."""
