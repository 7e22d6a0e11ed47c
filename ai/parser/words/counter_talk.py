"""How things are said across a counter: who buys, what goes out, what is late, in rows as those of ``hindi``.

A word typed in Latin letters is found by the key of its word in Devanagari, so each Hindi word stands here once.
"""

from __future__ import annotations

from itertools import product
from typing import Any, Final


def each_of(*parts: str) -> str:
    """Every way to say one of each part in a row, the parts' words divided by semicolons."""
    return ";".join(
        " ".join(word for word in words if word)
        for words in product(*(map(str.strip, part.split(";")) for part in parts))
    )


_KHARCH: Final = "खर्चा; खर्च; खर्चे; सब खर्चा; सब खर्च; सारा खर्चा; सारा खर्च"
_LESS: Final = "काट के; काटकर; काट कर; निकाल के; निकालकर; निकाल कर; निकल के; निकल कर; हटा के; हटाकर; हटा कर; घटा के; घटाकर"
_LEFT: Final = "; बचा; कितना बचा; क्या बचा; कितना बचता"
_UDHARI: Final = "उधार; उधारी; क्रेडिट"
_BUYERS: Final = "farmers; buyers; people; members; parties; customers"
_WAS: Final = "; है; था; थी; थे; रहा; रही; रहे; हुआ; हुई; हुए"

COUNTER_TALK: Final[tuple[tuple[str, Any, str], ...]] = (
    ("dimension", "customer", "farmer; किसान; contractor; ठेकेदार; मरीज; मेंबर"),
    ("dimensions_of", "customer", "farmers; किसानों; contractors; ठेकेदारों; मरीजों"),
    ("dimension", "staff", "boy; counter boy"),
    ("dimensions_of", "staff", "boys; counter boys"),
    ("dimensions_of", "product", "things; materials"),
    ("dimension", "product", "material"),
    ("metric", "new_customers", each_of("new", _BUYERS, "added; joined; added in; who joined; who came")),
    ("metric", "new_customers", "new customers added; new customers joined; new farmers; new buyers; new members; नए किसान; नए लोग; how many of them were new; how many of them are new; how many were new; कितने नए थे; कितने नए"),
    ("metric", "repeat_customers", "came twice or more; bought twice or more; came two or more times; twice or more; दो बार या ज्यादा; दो बार या ज्यादा आने वाले; दो या ज्यादा बार; दो बार या उससे ज्यादा"),
    ("verb", "sell", "did we supply; we supply; we supplied; do we supply; have we supplied; supplied to; supply to; have gone; has gone; gone out; माल गया; सामान गया; माल भेजा; सामान भेजा"),
    ("verb", "buy", "lifted; lift; lifts; lifting; taken"),
    ("verb", "come", "आईं"),
    ("filler", None, "गईं; थीं; हुईं; रहीं; रह गया; रह गई; रह गए; रह गये; given out; whatll; wholl; side; तरफ; साइड; इलाके; जोड़ के; जोड़कर; जोड़ कर; मिलाके; मिला के; मिलाकर; मिला कर; put together; taken together; do people use; people use; do customers use; तू; तुझे; तुझसे; तेरा; i mean"),
    ("metric", "credit_given", "went on credit; goods on credit; material on credit; goods went on credit"),
    ("metric", "credit_given", each_of(_UDHARI, "में; पर; पे", "गया; दिया; बेचा; दे दिया; चला गया")),
    ("metric", "cheques_in_hand", "uncleared cheques; cheques not cleared; cheque not cleared; cheques yet to clear"),
    ("metric", "cheques_in_hand", each_of("चेक", "; अभी", "क्लियर; clear", "नहीं हुआ; नहीं हुए; नही हुआ; होना बाकी")),
    ("metric", "overdue", "late; लेट; date se upar; तारीख के ऊपर; तारीख के ऊपर हो गया; डेट के ऊपर; date ke upar; date ke upar ho gaya; past its date; past their date"),
    ("aged_after", None, "after due date; after the due date; past the due date; beyond due date; से ज्यादा लेट; से लेट; से ऊपर लेट; लेट; days late"),
    ("metric", "outstanding", "बकाए"),
    ("metric", "operating_profit", each_of(_KHARCH, _LESS, _LEFT)),
    ("metric", "operating_profit", "profit after all the expenses; profit after all expenses; after all the expenses; after the expenses; profit after the expenses"),
    ("metric", "gross_profit", "earn after cost of goods; earn after the cost of goods; after cost of goods; after the cost of goods; after deducting cost of goods; after taking out the cost of goods; profit after cost of goods; माल की लागत काट कर"),
    ("metric", "cost_of_goods", "माल की लागत"),
    ("metric", "purchase_tax", "gst we paid on purchases; gst paid on purchases; gst paid on purchase; tax paid on purchases; tax we paid on purchases; gst on our purchases"),
    ("metric", "purchase_tax", each_of("खरीद; खरीदी; परचेज", "पर; पे", "; कितना", "जीएसटी; टैक्स", "; दिया; भरा; लगा")),
    ("metric", "cash_difference", each_of("गल्ला; कैश", "; कितना", "कम ज्यादा; कम या ज्यादा; ज्यादा कम", "; निकला; रहा")),
    ("metric", "returns", "returning; returning goods; लौटाने; लौटाने वाले; लौटाने वाला"),
    ("metric", "discounts", "by discount received; discount given out; डिस्काउंट में छोड़ दिया; डिस्काउंट में छोड़ा; छूट में छोड़ दिया; छूट में छोड़ा; छोड़ दिया डिस्काउंट में; छोड़ा डिस्काउंट में; छोड़ दिया छूट में"),
    ("metric", "dead_stock_value", "डेड माल में कितना पैसा; डेड माल में पैसा; डेड स्टॉक में कितना पैसा; money stuck in dead stock; money in dead stock; dead माल में कितना पैसा"),
    ("metric", "stock_taken_in", "came into stock; came into the stock; came in stock; come into stock; added to stock; added to the stock; taken into stock"),
    ("metric", "supplier_payments", each_of("सप्लायर; सप्लायरों; suppliers; पार्टी supplier", "को", "कितना; कुल कितना", "; पैसा; पेमेंट", "दिया; चुकाया; भेजा")),
    ("filler", None, "reh gaya; reh gayi; reh gaye; tu; tera; teri; tujhe"),
    ("metric", "repeat_customers", each_of("do baar ya; 2 baar ya; do bar ya; दो बार या", "zyada; jyada; usse zyada; ज्यादा", "; aane wale; आने वाले")),
    ("value_word", ("reason", "damaged"), "torn; torn and damaged; torn or damaged; फटा; फटे; फटे हुए"),
    ("who_owed", None, each_of("किस किस को; किसको; किस को; किन किन को; किसे; kis kis ko", "कितना; कितने; कितना कितना", "; पैसा; पैसे; पेमेंट", "देना; देना है; देने हैं; देना बाकी; चुकाना है")),
    *(("count", number, word) for number, word in zip(range(11, 32), "ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस".split(), strict=True)),
    *(("count", number, word) for number, word in ((35, "पैंतीस"), (45, "पैंतालीस"), (55, "पचपन"), (65, "पैंसठ"), (70, "सत्तर"), (75, "पचहत्तर"), (80, "अस्सी"), (85, "पचासी"), (95, "पचानवे"), (99, "निन्यानवे"))),
    *(("ordinal_day", number, f"{word}; {word} day") for number, word in enumerate("fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(), start=5)),
    *(("ordinal_day", 20 + number, f"twenty {word}") for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth".split(), start=1)),
    ("ordinal_day", 30, "thirtieth"), ("ordinal_day", 31, "thirty first"),
    ("quantity", None, "bottles; bottle; कट्टे; कट्टा; पेटी; पेटियां; cartons; quintal; quintals; क्विंटल; pouches; बोरियां; jars"),
    ("rank", True, "topper; toppers; topped; tops"),
    ("quality", True, "पसंदीदा; in demand; मशहूर"),
    ("worst", None, "worst; most serious; सबसे खराब; सबसे बुरे; सबसे बुरा"),
    ("sellers", False, "slowest sellers; slowest seller; slow sellers; slow seller; poorest sellers; सबसे कम चला; सबसे कम चले; सबसे कम चली"),
    ("sellers", True, "सबसे ज्यादा चला; सबसे ज्यादा चले; सबसे ज्यादा चली; सबसे ज्यादा चलता; सबसे ज्यादा चलती; सबसे ज्यादा चलते; fastest sellers; fastest seller"),
    ("rise_verb", True, "बढ़ी; बढ़ा; बढ़े; चढ़ी; चढ़ा; उठी; उठा"),
    ("rise_verb", False, "गिरी; गिरा; गिरे; घटी; घटा; घटे; टूटी; टूटा"),
    ("change", None, each_of("कम", _WAS, "या; कि", "ज्यादा", _WAS)),
    ("change", None, each_of("ज्यादा", _WAS, "या; कि", "कम", _WAS)),
    ("change", None, each_of("; कितनी; कितना; कितने", "ऊपर; नीचे", "गई; गया; गए; रही; रहा; रहे; हुई; हुआ; है")),
    ("change", None, "कितनी ऊपर; कितना ऊपर; कितनी नीचे; कितना नीचे"),
    ("previous_period", None, "उससे पिछला; उससे पिछली; उससे पिछला हफ्ता; उससे पिछला महीना; उससे पिछला दिन; उससे पिछली तिमाही; उससे पिछला साल"),
    ("before_last", None, "पिछले से पिछले; पिछले के पिछले; पिछली से पिछली; पिछले से पहले वाले; पिछले से पहले के; पिछला से पिछला; last to last; last se last; last ke last; last but one; second last"),
    ("after_last", None, "before last"),
    ("relative_day", -2, "day before yesterdays; the day before yesterdays"),
    ("now", None, "आज की तारीख में; आज की तारीख तक; आज की डेट में; aaj ki date me; as on today; as on date; as of date; as of today"),
    ("by", None, "spread over; spread across; spread by; spread out over"),
    ("rel", None, "those whose; those with; जिनपे; जिन पे; जिनपर; जिस पे; जिसपे; जिनके ऊपर; people whose; people with"),
    ("rel_before", None, "जिनपे; जिन पे; जिनपर; जिन पर; जिनके ऊपर"),
    ("dimension", "weekday", "हफ्ते का कौन सा वार; हफ्ते का कौनसा वार; हफ्ते में कौन सा वार; कौन सा वार; कौनसा वार; सप्ताह का कौन सा वार"),
    ("report", ("product-abc", ()), "a b c; a b c class; a b c analysis; a b c classes; a b c report; abc class me"),
    ("report", ("receivables-ageing", ()), each_of("age wise; bucket wise; ageing wise", "उधारी; उधार; बकाया; outstanding; dues; receivables; overdue")),
    ("report", ("receivables-ageing", ()), each_of("उधारी; उधार; बकाया; पैसा", "कितने दिन; कितना; कितनी", "पुरानी; पुराना")),
    ("report", ("payables-ageing", ()), "supplier wali ageing; सप्लायर वाली एजिंग; सप्लायर के बकाए की एजिंग; सप्लायर के बकाये की एजिंग; सप्लायर के बकाया की एजिंग; सप्लायर की एजिंग; vendor ageing"),
    ("report", ("reorder", ()), "below the reorder level; below reorder level; below reorder point; below the reorder point; below minimum level; below the minimum level; below min level; under the reorder level; under reorder level; न्यूनतम स्तर से नीचे; मिनिमम से नीचे; मिनिमम लेवल से नीचे; क्या क्या कम हो गया; क्या कम हो गया; क्या क्या कम पड़ गया"),
    ("report", ("stock-out", ()), "will get over in; will be over in; will finish in; will be finished in; be finished in; get over in; will run out in; get finished in; कब तक चल जाएगी; कब तक चल जाएगा; कब तक चल जाएंगे; कब तक चलेगी; कब तक चलेगा; कब तक चलेंगे"),
    ("report", ("restock", ()), each_of("क्या; क्या क्या; कितना; कितनी; क्या क्या कितना; क्या कितना", "मंगाऊं; मंगवाऊं; मंगाना चाहिए; मंगवाना चाहिए; मंगा लूं")),
    ("report", ("slow-products", ()), each_of("धीमा; धीमे; धीरे; स्लो; कम", "चलने वाला; चलने वाले", "माल; सामान; आइटम")),
    ("lapse", "product", "untouched; हिला नहीं; नहीं हिला; नहीं हिली; नहीं हिले; एक भी नहीं बिका; एक भी नहीं बिकी; एक पीस नहीं बिका; एक भी पीस नहीं बिका; did not move at all; has not moved at all; not moved at all"),
    ("lapse", "customer", "no show; no shows; आना छोड़ दिया; आना छोड़ दिए; आना बंद कर दिया; आना बंद किया; दिखे नहीं; नहीं दिखे; नहीं दिखा"),
    ("not_after", None, "कुछ नहीं लिया; कुछ नहीं खरीदा; नहीं आया"),
    ("occasion", "last_pay", each_of("last", "give; gave; deposit; deposited; make; made; send; sent", "money; a payment; payment; us money; me money")),
    ("occasion", "last_pay", each_of("आखिरी बार; पिछली बार", "पैसा; पैसे", "; कब", "जमा; जमा किया; जमा किए; जमा कराया; भेजा; भेजे")),
    ("occasion", "last", "पिछला ऑर्डर; पिछला बिल; पिछली खरीद; पिछली खरीदारी; पिछली विजिट; previous order; previous bill; previous visit; previous purchase"),
    ("adverb", "tax_component", each_of("; split into; split in; into; broken into", "cgst sgst igst; cgst sgst; cgst and sgst; cgst , sgst; cgst , sgst , igst; cgst sgst and igst; cgst , sgst and igst", "split; wise; breakup; break up; separately")),
    ("adverb", "tax_component", each_of("split into; split in; broken into; divided into", "cgst sgst igst; cgst sgst; cgst and sgst; cgst , sgst; cgst , sgst , igst; cgst sgst and igst; cgst , sgst and igst")),
    ("adverb", "tax_component", each_of("सीजीएसटी एसजीएसटी; सीजीएसटी , एसजीएसटी; सीजीएसटी और एसजीएसटी; सीजीएसटी एसजीएसटी आईजीएसटी", "में", "बांटकर; बांट कर; बांटो; अलग अलग")),
    ("own_act", "own_owe", "to pay; how much to pay; चुकाना है; चुकाने हैं; चुकाना बाकी; का कितना चुकाना है; को कितना चुकाना है; का कितना चुकाना; को कितना देना; का कितना देना; का कितना देना है; का देना; का देना है; को कुल देना कितना है; को टोटल देना कितना है; देना कितना है"),
    ("report", ("bought-together", ()), "एक साथ बिकते; एक साथ बिके; एक साथ बिकती; एक साथ लेते; एक साथ जाते"),
    ("report", ("control", ()), "control wali; control wali report; कंट्रोल वाली; कंट्रोल वाली रिपोर्ट"),
    ("report", ("freshness", ()), "till which date is the hisaab entered; till which date is the data entered; till which date are bills entered; entered till which date; till when is the data entered; till when are bills entered"),
    ("report", ("catalogue", ()), "क्या क्या पूछूं; क्या क्या पूछ सकता हूं; क्या क्या बता सकता; क्या क्या बता सकते; क्या क्या बता सकती"),
    ("filler", None, "them; they; or not; for the record; on track; in a rush; in a hurry; a matrix of; matrix of; a grid of; grid of; carrying; or so; put together"),
    ("metric", "tax", "gst liability on sales; tax liability on sales; gst liability; gst payable on sales"),
    ("metric", "skipped_deliveries", "deliveries that were skipped; deliveries that got skipped; missed deliveries; deliveries missed; deliveries skipped"),
    ("metric", "unbilled_deliveries", "deliveries still not billed; deliveries not billed; deliveries not yet billed; deliveries yet to be billed; deliveries that are not billed"),
    ("metric", "units_overdue", "units not returned on time; hired units not returned on time; hired units not returned; not returned on time; hired goods not returned on time"),
    ("metric", "charges", "freight and packing; freight packing; packing and freight; freight charged; packing charged; freight and packing charged"),
    ("metric", "conversion_rate", "turned into bills; became bills; converted to bills; converted into bills; turned to bills; turned into orders; turned into sales"),
    ("metric", "stock_value", "closing stock at cost; stock at cost; stock at cost price; value of closing stock"),
    ("metric", "payables", "suppliers balance"),
    ("metric", "outstanding", "debtors balance total owed; total owed to us; owed to us"),
    ("metric", "input_tax", "itc available; available itc; input credit available; itc we can claim"),
    ("metric", "purchase_returns", each_of("; material; goods; stock; items", "returned to; sent back to; given back to", "vendors; suppliers; vendor; supplier; the vendor; the supplier")),
    ("metric", "goods_received", each_of("stock; goods; material", "that; ; which", "arrived; came in; got delivered")),
    ("metric_pair", ("net_sales", "sales_target"), each_of("target; targets", "and; aur; और", "actual; actuals") + ";" + each_of("actual; actuals", "and; aur; और", "target; targets")),
    ("adverb", "staff", "by seller; seller wise; by each seller; per seller; each seller"),
    ("lapse", "customer", "has vanished; have vanished; vanished; has disappeared; have disappeared; disappeared"),
    ("those", None, "the ones; ones; those"),
    ("year_on_year", None, "साल दर साल; साल पर साल; वर्ष दर वर्ष"),
    ("state_of_trade", None, "where do we stand; where we stand"),
    ("report", ("restock", ()), "purchase list suggestion; purchase suggestion; suggestion for next order; purchase list suggestion for next order; " + each_of("what", "i; we", "should be", "ordering; buying; restocking") + ";" + each_of("what should", "i; we", "be ordering; be restocking")),
    ("report", ("reorder", ()), each_of("dropped; fallen; come down; gone down; reached; hit; touched", "; to", "; the; its", "reorder level; reorder point; minimum level")),
    ("value_word", ("payment_method", "card"), "card swipes; card swipe; swipes"),
    ("value_word", ("reason", "expired"), "written off as expired; thrown out as expired; thrown as expired; discarded as expired"),
    ("all_sizes", None, each_of("all; both; every; all the; each", "sizes; packs; pack sizes; variants; varieties; flavours; kinds; size; pack") + "; सब साइज; सारे साइज; दोनों साइज; सारे पैक; सभी पैक"),
    ("versus", None, "beat; beats; beating; outdo; outdid"),
    ("report", ("day-book", ()), "डे बुक; डेबुक; रोजनामचा; रोकड़ बही"),
)  # fmt: skip
