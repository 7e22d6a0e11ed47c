"""What is done: selling, buying, paying, owing, and by whom."""

from __future__ import annotations

from typing import Final

# What the shop itself owes, pays, buys and spends: the other side of the same verbs.
_SUBJECTS: Final = ("i", "we")
_OWN_FORMS: Final[dict[str, tuple[str, ...]]] = {
    "own_owe": (
        "{} owe", "{} owed", "do {} owe", "did {} owe", "{} have to pay", "{} need to pay", "{} should pay", "{} must pay", "do {} have to pay", "do {} need to pay", "should {} pay", "have {} to pay", "{} are owing",
        "{} have not paid", "{} still owe", "do {} still owe", "have {} not paid", "must {} pay", "{} have to give", "do {} have to give", "{} yet to pay", "are {} yet to pay", "{} are yet to pay",
    ),
    "own_pay": ("{} paid", "{} pay", "did {} pay", "have {} paid", "{} have paid", "do {} pay", "{} gave", "did {} give to", "are {} paying"),
    "own_buy": (
        "{} bought", "{} buy", "did {} buy", "have {} bought", "{} have bought", "{} purchased", "did {} purchase", "have {} purchased", "{} have purchased", "do {} buy", "do {} purchase", "{} procured", "did {} procure",
        "did {} order", "{} ordered", "{} purchase", "are {} buying", "{} buying",
    ),
    "own_spend": ("{} spent", "{} spend", "did {} spend", "have {} spent", "{} have spent", "do {} spend", "are {} spending", "{} spending", "was spent", "were spent", "money spent", "is spent", "spent on", "spend on", "goes on", "went on", "gone on", "go on", "money goes"),
}  # fmt: skip
_OWN_PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "own_owe": (
        "hume dena hai", "mujhe dena hai", "humein dena hai", "हमें देना है", "मुझे देना है", "हमे देना है", "हमको देना है", "हमें देने हैं", "हमें देने है", "हमे देने हैं", "मुझे देने हैं", "kisko dena hai", "kis ko dena hai", "किसको देना है", "किसको देने हैं", "किसको देने है", "किस किस को देना है", "किन्हें देना है", "किसे देना है",
        "किसको पैसे देने हैं", "किसको पैसे देने है", "किसको पैसा देना है", "किसको कितना देना है", "किसे पैसे देने हैं", "हमको देने हैं", "हमारी देनदारी", "देना बाकी", "देना बाकी है", "देने बाकी", "देने बाकी हैं", "देने हैं सप्लायर को", "ko dena hai", "को देना है", "को देने हैं", "को देने है", "को देना बाकी", "को देना",
        "ko kitna dena hai", "को कितना देना है", "को कितने देने हैं", "को कितने पैसे देने हैं", "को कितना पैसा देना है", "को कितना देना बाकी है", "owed to our suppliers", "due to suppliers", "payable to suppliers", "due to our suppliers", "को पेमेंट करना है", "को पेमेंट करनी है", "को पैसे देने हैं", "को पैसा देना है", "को पैसे देने है", "को पेमेंट देना है", "to take from us", "has to take from us", "have to take from us", "takes from us", "to collect from us", "to get from us", "humse lena hai", "hamse lena hai", "हमसे लेना है", "हमसे लेने हैं", "हम पर बकाया", "हम पर कितना बकाया", "हमारे ऊपर कितना उधार", "हमारे ऊपर उधार", "हमारे ऊपर बकाया", "हमारा उधार", "हम पर उधार",
    ),
    "own_pay": ("को दिया", "को दिए", "को दिये", "ko diya", "ko diye", "को पेमेंट किया", "को पेमेंट की", "को कितना दिया", "को कितने दिए", "को चुकाया", "को कितना पेमेंट किया", "को कितना पेमेंट दिया", "को पेमेंट दिया", "को कितना पैसा दिया", "को कितने पैसे दिए", "हमने दिया", "हमने दिए", "हमने चुकाया", "हमने पेमेंट किया"),
    "own_buy": (
        "हमने खरीदा", "हमने कितना खरीदा", "हमने कितने का खरीदा", "हमने कितना माल खरीदा", "हमने क्या खरीदा", "हमने खरीदे", "हमने खरीदी", "हमने माल खरीदा", "मैंने खरीदा", "मैंने कितना खरीदा", "मैंने क्या खरीदा", "माल खरीदा", "कितना माल खरीदा", "माल आया", "कितना माल आया", "माल मंगाया", "माल मंगवाया", "कितना माल मंगाया", "कितने का माल आया", "कितने का माल खरीदा", "maal kharida", "maal aaya", "हमने माल लिया", "हमने लिया", "हमने कितना लिया", "goods bought", "goods purchased", "stock bought", "stock purchased", "bought from", "purchased from", "buy from", "purchase from", "से खरीदा", "से खरीदी", "से खरीदे", "से कितना खरीदा", "से कितने का खरीदा", "से कितना माल खरीदा", "से माल खरीदा", "se kharida", "से कितना माल लिया", "से माल लिया", "से कितना माल आया", "से माल आया", "supplied", "supply", "supplies",
    ),
    "own_took": ("did we take", "did i take", "have we taken", "have i taken", "we took", "i took", "we take", "do we take", "we have taken", "have i taken in", "have we taken in", "did we take in", "did i take in"),
    "own_take": ("माल लिया", "कितना माल लिया", "माल उठाया", "कितना माल उठाया"),
    "own_spend": ("खर्च हुआ", "खर्च किया", "खर्च हुए", "खर्चा हुआ", "खर्चा किया", "खर्च किए", "खर्च की", "kharch hua", "kharch kiya", "kharcha hua", "kharcha kiya", "पर खर्च", "पे खर्च"),
}  # fmt: skip
OWN_ACTS: Final[dict[str, tuple[str, ...]]] = {
    act: (*(form.format(subject) for form in _OWN_FORMS.get(act, ()) for subject in _SUBJECTS), *phrases)
    for act, phrases in _OWN_PHRASES.items()
}

VERBS: Final[dict[str, tuple[str, ...]]] = {
    "sell": (
        "sell", "sells", "sold", "selling", "did business", "business", "becha", "bechi", "beche", "bika", "bike", "biki", "bikta", "bikti", "bikne", "bikne wale",
        "bikne wala", "bikne wali", "bik", "ring up", "rung up", "बेचा", "बेची", "बिका", "बिकी", "बिके", "बिकने",
    ),
    "buy": ("mangaya", "mangayi", "mangaye", "mangwaya", "mangwaye", "mangwayi", "मंगाया", "मंगाई", "मंगाए", "मंगवाया", "मंगवाई", "मंगवाए", "buy from us", "bought from us", "buys from us", "buying from us", "purchase from us", "purchased from us", "order from us", "ordered from us", "take from us", "took from us", "taken from us", "buy from me", "bought from me", "purchased from me", "buy from our shop", "bought from our shop", "buy from the shop", "bought from the shop", "humse kharida", "hamse kharida", "humse liya", "hamse liya", "हमसे खरीदा", "हमसे लिया", "हमसे खरीदी", "हमसे ली", "uthaya", "उठाया", "le gaya", "le gaye", "ले गया", "ले गए", "ली", 
        "buy", "buys", "bought", "buying", "purchase", "purchases", "purchased", "purchasing", "shop with", "shopped",
        "ordered", "placed", "place", "kharida", "kharidi", "kharide", "kharidta", "kharidte", "liya", "khareeda", "kharid", "खरीदा", "खरीदी", "took", "take", "business with",
    ),
    "spend": ("spend", "spends", "spent", "spending"),
    "pay": ("pay", "pays", "paid", "paying", "chukaya", "chukaye", "bhara", "settled", "चुकाया", "deposited"),
    "give": ("gave", "diya", "diye", "दिया", "दिए", "दी", "देता", "देते", "देती"),
    "come": ("come in", "came in", "coming in", "mila", "mile", "aaya", "aaye", "aayi", "मिला", "आया", "received in"),
    "collect": (
        "collect", "receive", "recover", "recovered", "get paid", "got paid", "been paid", "was paid", "were paid", "paid to us", "realised", "realized",
    ),
    "take_in": ("take in", "took in", "taken in"),
    "owe": (
        "should pay us", "should pay me", "has to pay us", "must pay us", "needs to pay us", "to pay us", "owing", "has not paid", "have not paid", "not paid", "yet to pay", "has to pay", "have to pay", "need to pay", "needs to pay", "dena hai", "dene hain",
        "has to give", "have to give", "still has to pay", "unpaid", "is pending", "lena hai", "lene hain", "lene hai",
        "did not pay", "has not yet paid", "have not yet paid", "not yet paid", "on credit with us", "hasnt paid", "khata", "should pay", "दिए नहीं",
    ),
    "earn": ("earn", "earned", "earnt", "earns", "make money", "made money", "money did we make", "money did i make", "money have we made", "money have i made"),
}  # fmt: skip
