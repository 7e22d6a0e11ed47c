"""A kirana and dairy in Pune, registered under GST: the shop itself, what it sells, to whom, and from whom it buys.

All of it is invented; its GSTINs have right check digits and belong to nobody we know of. Codes and rates are those in
force since 22 September 2025 (Notifications 9/2025 and 10/2025-Central Tax (Rate)).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from billing.business import BusinessSettings
from billing.customers import NewCustomer
from billing.products import NewProduct
from billing.suppliers import NewSupplier

SHOP: Final = BusinessSettings(
    name="Sharma Kirana & Dairy",
    legal_name="Sharma Kirana and Dairy",
    country="IN",
    address="14 Laxmi Road",
    city="Pune",
    state_code="27",
    postcode="411030",
    phone="+912024450000",
    email="sharma@munim.example",
    gstin="27AAPFU0939F1ZV",
    tax_registration="regular",
    annual_turnover=18_000_000,  # asks for four digits of HSN on bills to businesses, and for no e-invoices
    upi_id="sharmakirana@upi",
    upi_name="Sharma Kirana",
    brand_color="#b3541e",
    credit_days=7,
    rounds_total=True,
    bill_footer="Thank you! Goods once sold are exchanged within 7 days.",
    is_demo=True,
)

# -- what it sells -----------------------------------------------------------------------------------


def _goods(
    sku: str,
    name: str,
    category: str,
    price: str,
    cost: str,
    rate: str,
    hsn: str,
    *,
    unit: str = "pcs",
    stock: int = 90,
    reorder: int = 60,
) -> NewProduct:
    """Goods with the price on their sticker, GST included; what bears no rate is exempt."""
    return NewProduct(
        sku=sku,
        name=name,
        category=category,
        unit=unit,
        hsn=hsn,
        price=Decimal(price),
        price_includes_tax=True,
        cost=Decimal(cost),
        tax_rate=Decimal(rate),
        tax_treatment="exempt" if rate == "0" else "taxable",
        reorder_level=Decimal(reorder),
        opening_stock=Decimal(stock),
    )


STAPLES: Final = (
    _goods("ATTA5", "Wheat atta 5 kg", "Staples", "265", "217", "5", "11010000"),
    _goods("RICE1", "Basmati rice 1 kg", "Staples", "118", "91", "5", "10063020"),
    _goods("DAL1", "Toor dal, loose", "Staples", "162", "138", "0", "07136000", unit="kg"),
    _goods("SUGAR1", "Sugar", "Staples", "46", "39", "5", "17019990", unit="kg"),
    _goods("OIL1", "Sunflower oil 1 l", "Staples", "158", "132", "5", "15121910"),
    _goods("SOAP", "Sandal soap", "Home", "42", "33", "5", "34011190"),
    _goods("DETERG", "Detergent 1 kg", "Home", "128", "86", "18", "34025000"),
)
SNACKS: Final = (
    _goods("TEA250", "Assam tea 250 g", "Tea and snacks", "145", "107", "5", "09023020"),
    _goods("BISC", "Glucose biscuits", "Tea and snacks", "10", "7.50", "5", "19053100", stock=150),
    _goods("NAMKEEN", "Bhujia namkeen 400 g", "Tea and snacks", "115", "84", "5", "21069099"),
    _goods("COLA", "Cola 750 ml", "Tea and snacks", "45", "26", "40", "22021010"),
    _goods("KAJU", "Kaju katli 500 g", "Sweets", "480", "343", "5", "21069099", stock=120, reorder=70),
)
DAIRY: Final = (
    _goods("PANEER", "Paneer 200 g", "Dairy", "95", "74", "0", "04061000"),
    _goods("GHEE1", "Cow ghee 1 l", "Dairy", "640", "519", "5", "04059020"),
)
# brought once for the festival and not again: they run low
DIYAS: Final = _goods(
    "DIYA12", "Clay diyas, box of 12", "Festival", "90", "55", "0", "69120040", stock=260, reorder=200
)
MILK: Final = _goods("MILK", "Buffalo milk", "Dairy", "72", "60", "0", "04014000", unit="l", stock=80)
FREEZER: Final = NewProduct(
    sku="FREEZER",
    name="Deep freezer 300 l",
    category="For hire",
    kind="rental",
    price=Decimal(26_000),
    cost=Decimal(22_000),
    tax_rate=Decimal(18),
    hsn="997329",
    daily_rental_rate=Decimal(600),
    opening_stock=Decimal(2),
)

# -- to whom -----------------------------------------------------------------------------------------


def _customer(name: str, phone: str, city: str, state: str, gstin: str | None = None, street: str = "") -> NewCustomer:
    return NewCustomer(
        name=name,
        phone=phone,
        address=street or None,
        city=city,
        state_code=state,
        gstin=gstin,
        credit_limit=Decimal(200_000),
    )


RAMESH: Final = _customer(
    "Ramesh Traders", "+919800000101", "Pune", "27", "27ABCPR4821K1ZG", "8 Bhavani Peth, Pune 411002"
)
ANNAPURNA: Final = _customer(
    "Hotel Annapurna", "+919800000102", "Belagavi", "29", "29AAGFH7316L1ZZ", "Station Road, Belagavi 590001"
)
CATERERS: Final = _customer(
    "Deshpande Caterers", "+919800000104", "Pune", "27", "27AAJFD2098M1ZX", "Sadashiv Peth, Pune 411030"
)
MEERA: Final = _customer("Meera Joshi", "+919800000103", "Margao", "30")
IMRAN: Final = _customer("Imran Sheikh", "+919800000105", "Pune", "27")
MESS: Final = _customer("Kulkarni Mess", "+919800000106", "Pune", "27")
# with the days they take to pay; the last two never do
PEOPLE: Final[tuple[tuple[NewCustomer, int | None], ...]] = (
    (RAMESH, 3), (ANNAPURNA, 6), (MEERA, 1), (CATERERS, 5), (IMRAN, None), (MESS, None),
)  # fmt: skip
# with the litres they are brought every morning
ROUND: Final = (
    (_customer("Sunita Patil", "+919800000107", "Pune", "27"), "2"),
    (_customer("Ganesh Jadhav", "+919800000108", "Pune", "27"), "1"),
    (_customer("Lata Kelkar", "+919800000109", "Pune", "27"), "1.5"),
)

# -- from whom ---------------------------------------------------------------------------------------

# each with the goods they bring
SUPPLIERS: Final = (
    (NewSupplier(name="Pune Grain Depot", gstin="27AAQFG5512C1ZJ", city="Pune", credit_days=10), STAPLES),
    (NewSupplier(name="Calcutta Tea & Snacks", gstin="19AADCB7745Q1ZW", city="Kolkata", credit_days=15), SNACKS),
    (NewSupplier(name="Anand Dairy Products", gstin="24AACCA6093P1ZA", city="Anand", credit_days=7), DAIRY),
    (NewSupplier(name="Shinde Gavli (milk)", state_code="27", city="Mulshi", credit_days=3), (MILK,)),
)
PACKER_GSTIN: Final = "27AAKFS3390B1Z7"  # of the press whose bags and labels the shop buys
