"""The commonest words of Hindi that a question may have and that are of no trade; how the rows are written, ``hindi`` tells."""

from __future__ import annotations

from typing import Any, Final

from ai.parser.words.counter_talk import each_of

DAILY_HINDI: Final[tuple[tuple[str, Any, str], ...]] = (
    # what leaves the answer as it is
    ("filler", None, "अगर; यदि; शायद; सही; सही सही; सच सच; सच में; असल में; असलियत में; हकीकत में; अचानक; एकाएक; यकायक; एकदम से; किसी; किसी भी; देखें; देखें तो; देखा जाए; देखा जाए तो; जरूर; अवश्य; बेशक; ईमानदारी से; तुरंत; फौरन; जल्द; तत्काल; हां जी; तुम्हारे हिसाब से; आपके हिसाब से"),
    ("and", None, "ओर; एवम"),
    ("in", None, "की ओर; की ओर से"),
    ("except_after", None, each_of("हटा; निकाल; छोड़; घटा", "दें; दे; दो; दिया जाए", "; तो") + "; " + each_of("को", "हटा; निकाल; छोड़", "दें; दे; दो", "; तो")),
    ("state_of_trade", None, each_of("दुकान; शॉप; धंधे; कारोबार; व्यापार; व्यवसाय; काम", "की", "हालत; हालात; स्थिति; दशा", "; कैसी; क्या; बताओ", "; है")),
    ("metric", "revenue", "आय; राजस्व; aay; aamdani; रेवेन्यू"),
    ("metric_pair", ("revenue", "expenses"), "आय व्यय; आय और व्यय; aay vyay; aay aur vyay; आय व खर्च; आमदनी खर्च; आमदनी और खर्च; कमाई और खर्च; कमाई खर्च"),
    ("value_word", ("payment_method", "upi"), "फोन पे; phone pe; फोन पे से; गूगल पे"),
    ("share", None, "भाग; कितना भाग; कितने भाग; भागीदारी; कितनी भागीदारी"),
    ("report", ("day-book", ()), each_of("गल्ले; गल्ला; रोकड़; कैश", "का; की", "हिसाब; हिसाब किताब; हिसाब बताओ; हिसाब दो; स्थिति")),
    ("metric", "average_selling_price", each_of("औसत; औसतन; average; avg", "कितने; कितने रुपये", "में", "बेचा; बेची; बेचे; बिका; बिकी; बिके; गया; गई; गए; दिया")),
    ("last_price", None, each_of("भाव; रेट; दाम; कीमत", "क्या; कितना; कितनी; कितने", "दिया; दी; दिए; लगाया; लगाई; लगा; लगी; लिया; ली", "; था; थी; है") + "; " + each_of("कितने; कितने रुपये; कितने पैसे", "में", "बेचा; बेची; बेचे; दिया; दी", "; था; थी; है")),
)  # fmt: skip
"""Rows (category, value, phrases divided by semicolons)."""
