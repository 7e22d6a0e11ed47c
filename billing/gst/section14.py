"""Which rate holds when the rate changed between supply, invoice and payment: section 14 of the CGST Act (RULES T6).

The change falls on day D; whatever is on D or later is after it. Two of the three decide:

====================  =======================  ================
supplied              invoice and payment      rate
====================  =======================  ================
before D              both after               new
before D              invoice after            old
before D              payment after            old
after D               invoice before           new
after D               payment before           new
after D               both before              old
====================  =======================  ================

So the rate is that of the middle one of the three days. A payment not received yet comes after everything. That tax on
an advance for goods falls due with the invoice (Notification 66/2017) moves the day the tax is owed, not these three
days; whoever bills across a change of rates on an advance for goods should have a professional's word.
"""

from __future__ import annotations

from datetime import date


def day_of_rate(*, supplied: date, invoiced: date, paid: date | None) -> date:
    """The day whose rates hold: the middle one of the three. ``paid`` None: not yet."""
    return sorted((supplied, invoiced, paid or date.max))[1]
