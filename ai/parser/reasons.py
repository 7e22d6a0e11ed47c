"""Why a question is not answered, in Hindi: each reason of the reader by its English words, with what is named in it translated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from analytics.catalogue import DIMENSIONS
from analytics.tongues import HINGLISH, tongue_of
from analytics.tongues.latin_letters import in_latin

_HINDI: Final = tongue_of("hi")

HINDI: Final = {
    "what a figure means is told beside it, not as an answer; ask for the figure": "आँकड़े का मतलब उसके साथ ही बताया जाता है, जवाब में नहीं; आँकड़ा ही पूछें",
    "one place of a ranking is not told alone; ask for the top five": "क्रम की एक ही जगह अलग से नहीं बताई जाती; सबसे ऊपर के पाँच पूछें",
    "what is in the bank is not told; what came in by bank is": "बैंक में कितना है, यह नहीं बताया जाता; बैंक से कितना आया, यह बताया जाता है",
    "money that went out is told as expenses and as payments to suppliers": "जो पैसा गया, वह ख़र्च और सप्लायर को भुगतान में बताया जाता है",
    "markup is not a figure here; the margin is": "मार्कअप यहाँ आँकड़ा नहीं है; मार्जिन है",
    "when ordered goods will come is not in the books; what was bought is": "मँगाया माल कब आएगा, यह बही में नहीं है; जो ख़रीदा गया, वह है",
    "what goods were bought at is not a figure; whose prices changed is": "सामान कितने में ख़रीदा, यह आँकड़ा नहीं है; किसके दाम बदले, यह है",
    "what to do is not in the books; why sales changed is": "क्या करना चाहिए, यह बही में नहीं है; बिक्री क्यों बदली, यह है",
    "who pays in time is not told; who is late is": "कौन समय पर देता है, यह नहीं बताया जाता; किसने देर की, यह है",
    "orders that could not be filled are not in the books": "जो ऑर्डर पूरे न हो सके, वे बही में नहीं हैं",
    "how many customers were lost is not a figure here; who has not bought lately is": "कितने ग्राहक छूटे, यह आँकड़ा नहीं है; किसने इधर नहीं ख़रीदा, यह है",
    # what is not said
    "what new customers bought is not told apart from what others bought": "नए ग्राहकों ने कितना ख़रीदा, यह बाक़ी ग्राहकों से अलग नहीं बताया जाता",
    "the share of one part in each time is not told; ask for the shares of all by one time": "हर समय में एक हिस्से का अनुपात नहीं बताया जाता; किसी एक समय में सबके हिस्से पूछें",
    "how many of them there are is no condition here; ask for the count by each": "वे कितने हैं, इस पर शर्त नहीं लगती; हर एक के हिसाब से गिनती पूछें",
    "no figure is named": "कौन सा आँकड़ा चाहिए, यह नहीं कहा गया",
    "how many of what is not clear": "किसकी गिनती चाहिए, यह साफ़ नहीं",
    "which time is meant is not clear": "कौन सा समय, यह साफ़ नहीं",
    "which so many are meant is not clear": "इतने कौन से, यह साफ़ नहीं",
    "who did what with which goods is not clear": "किसने किस सामान का क्या किया, यह साफ़ नहीं",
    "two people are not named by one name": "यह एक नाम दो लोगों का नहीं है",
    "which three are meant is not clear": "कौन से तीन, यह साफ़ नहीं",
    "which of what is not clear": "कौन सा या कौन सी, किसमें से, यह साफ़ नहीं",
    "what is left of what is not clear": "किसका बचा हुआ, यह साफ़ नहीं",
    "what is asked about that is not clear": "इसके बारे में क्या पूछा है, यह साफ़ नहीं",
    "what happened the first or last time is not clear": "पहली या पिछली बार क्या हुआ था, यह साफ़ नहीं",
    "when what happened is not clear": "क्या कब हुआ, यह साफ़ नहीं",
    "whose first or last time is not said: name a customer, a product, a supplier": "पहली या पिछली बार किसकी, यह नहीं कहा गया: ग्राहक, सामान या सप्लायर का नाम लिखें",
    "the price of what is not said; name a product": "किसका दाम, यह नहीं कहा गया; सामान का नाम लिखें",
    "the top of what is not clear": "किसमें सबसे ऊपर, यह साफ़ नहीं",
    "the top of what is not said: products, customers, days": "किसमें सबसे ऊपर, यह नहीं कहा गया: सामान, ग्राहक या दिन",
    "whether it rose time after time is not told; ask for the row of months": "हर बार बढ़ा या नहीं यह नहीं बताया जाता; महीनों की कतार पूछिए",
    "whether the top by amount or by change is meant is not clear": "रक़म में सबसे ऊपर या बदलाव में, यह साफ़ नहीं",
    "the average of what is not clear; ask, for example, for average daily sales or the average bill": "किसका औसत, यह साफ़ नहीं; जैसे रोज़ की औसत बिक्री या औसत बिल पूछें",
    "a breakdown by what is not said; ask by product, by customer, by day": "किसके हिसाब से बाँटें, यह नहीं कहा गया; सामान, ग्राहक या दिन के हिसाब से पूछें",
    "a condition on a figure needs to know of what: customers, products, days": "आँकड़े पर शर्त किसके लिए है, यह चाहिए: ग्राहक, सामान या दिन",
    "a ranking needs to know of what: customers, products, days": "क्रम किसका, यह चाहिए: ग्राहक, सामान या दिन",
    "shares need a split: by product, by customer": "हिस्सा किसके हिसाब से, यह चाहिए: सामान या ग्राहक के हिसाब से",
    "who bought is not clear: customers from the shop, or the shop from its suppliers": "किसने ख़रीदा, यह साफ़ नहीं: ग्राहकों ने दुकान से, या दुकान ने सप्लायर से",
    "what was sold in one place and not in another is not clear": "एक जगह क्या बिका और दूसरी जगह नहीं, यह साफ़ नहीं",
    "who bought one thing and not another is not clear": "किसने एक चीज़ ली और दूसरी नहीं, यह साफ़ नहीं",
    "who bought at one time and not at another is not clear": "किसने एक समय ख़रीदा और दूसरे समय नहीं, यह साफ़ नहीं",
    "which days are meant is not clear": "कौन से दिन, यह साफ़ नहीं",
    "which days are meant is not clear; say “last 30 days”, or name dates": "कौन से दिन, यह साफ़ नहीं; “पिछले 30 दिन” कहें या तारीख़ें लिखें",
    "the rows of a ranking stand in its order; ask for the lowest instead, or for all of them": "क्रम की पंक्तियाँ अपने क्रम में ही रहती हैं; सबसे कम वाले पूछें, या सभी",
    "that changes nothing of the question before": "इससे पिछले सवाल में कुछ नहीं बदलता",
    "what was bought is not put in order by its customers": "ख़रीदा हुआ सामान ग्राहकों की गिनती से क्रम में नहीं रखा जाता",
    # too much at once
    "the question names more than one time of the day": "सवाल में दिन के एक से ज़्यादा समय हैं",
    "a number is read with what stands beside it; the top so many per cent are not told": "संख्या अपने पास के शब्द के साथ पढ़ी जाती है; सबसे ऊपर के इतने प्रतिशत नहीं बताए जाते",
    "the question names more than one time": "सवाल में एक से ज़्यादा समय हैं",
    "the question speaks of two things at once": "सवाल में दो बातें एक साथ हैं",
    "the question asks for two orders at once": "सवाल में दो क्रम एक साथ हैं",
    "the question asks for two reports at once": "सवाल में दो रिपोर्टें एक साथ हैं",
    "the question asks for two rankings at once": "सवाल में सबसे ऊपर दो तरह से एक साथ पूछा है",
    "the question asks for two counts at once": "सवाल में दो गिनतियाँ एक साथ हैं",
    "the question asks for a report and for a figure at once": "सवाल में रिपोर्ट और आँकड़ा एक साथ हैं",
    "the question asks for a report and for something else at once": "सवाल में रिपोर्ट के साथ कुछ और भी है",
    "the question gives two numbers of rows": "कितनी पंक्तियाँ, यह दो बार कहा गया",
    "two figures are asked at once; join them with “and”": "दो आँकड़े एक साथ हैं; उन्हें “और” से जोड़ें",
    "a customer and what the shop itself buys or owes are asked at once": "ग्राहक और दुकान की अपनी ख़रीद या देनदारी एक साथ पूछी है",
    "a price and a figure are asked at once": "दाम और आँकड़ा एक साथ पूछे हैं",
    "how business goes is asked together with something else": "धंधे का हाल किसी और बात के साथ पूछा है",
    "when something last happened is asked together with something else": "पिछली बार कब, यह किसी और बात के साथ पूछा है",
    "who did not buy, or what did not sell, is asked together with something else": "किसने नहीं ख़रीदा या क्या नहीं बिका, यह किसी और बात के साथ पूछा है",
    "what grew or fell most is told of one thing at a time: products, customers, categories": "सबसे ज़्यादा क्या बढ़ा या घटा, यह एक बार में एक का ही बताया जाता है: सामान, ग्राहक या श्रेणी",
    "several things answer to that name; write more of it": "इस नाम के कई हैं; नाम थोड़ा और लिखें",
    # what is not known, or not so
    "the bills of suppliers are counted, not told one by one": "सप्लायर के बिल गिने जाते हैं, एक-एक करके नहीं बताए जाते",
    "what share of the customers is not told; ask for the count of customers": "ग्राहकों का कितना हिस्सा, यह नहीं बताया जाता; ग्राहकों की गिनती पूछें",
    "how many different goods are kept is not counted": "कितनी तरह का सामान रखा है, यह गिना नहीं जाता",
    "that time has not come yet": "वह समय अभी आया नहीं है",
    "that is known of now alone": "यह केवल अभी का पता है",
    "that report is not split so": "वह रिपोर्ट इस तरह नहीं बँटती",
    "a report is not split or ranked otherwise; ask for the figure by its name": "रिपोर्ट दूसरी तरह से नहीं बँटती; आँकड़ा नाम से पूछें",
    "that report is not held against other days": "वह रिपोर्ट दूसरे दिनों से नहीं मिलाई जाती",
    "that report is of the whole shop": "वह रिपोर्ट पूरी दुकान की है",
    "what is to come is told, not what would have come then": "आगे का बताया जाता है, यह नहीं कि तब क्या होता",
    "a condition in per cent is not known; give an amount": "प्रतिशत में शर्त नहीं चलती; रक़म लिखें",
    "a figure by itself says nothing": "अकेला आँकड़ा कुछ नहीं बताता",
    "a ratio is of two figures": "अनुपात दो आँकड़ों का होता है",
    "a split by what is already a single one says nothing": "जो एक ही है, उसे बाँटने से कुछ पता नहीं चलता",
    "an average is known by bill and by day; ask for average daily sales, or for the row of months": "औसत बिल और दिन का पता है; रोज़ की औसत बिक्री पूछें, या महीनों की सूची",
    "days, weeks or months are not counted": "दिन, सप्ताह या महीने गिने नहीं जाते",
    "goods are counted, not what is owed or paid": "गिनती सामान की होती है, उधार या भुगतान की नहीं",
    "how long dues are overdue is known by 30, 60 and 90 days": "उधार कितना पुराना है, यह 30, 60 और 90 दिन में पता है",
    "how long something is due is asked of something that is not due": "कितने दिन से बाक़ी, यह उसका पूछा है जो बाक़ी नहीं होता",
    "what the shop itself pays cannot be asked yet": "दुकान ख़ुद क्या देती है, यह अभी नहीं पूछा जा सकता",
    "what was lost of stock is told by the reason, what was sold is not": "माल का नुक़सान कारण से बताया जाता है, बिक्री नहीं",
    "whether one alone bought or sold is told by its bills": "किसी एक ने ख़रीदा या बेचा, यह उसके बिल बताते हैं",
    "who changed which bills is told by the bills themselves": "किसने कौन सा बिल बदला, यह बिल ख़ुद बताते हैं",
    "with or without tax or discounts is said of something that is not told so": "कर या छूट के साथ या बिना, यह उसका कहा है जो इस तरह नहीं बताया जाता",
    # what is not in the books
    "a median is not a figure here; the average is": "यहाँ माध्यिका नहीं, औसत मिलता है",
    "addresses, telephone numbers and papers are not told here; they are on the customer's page": "पते, फ़ोन नंबर और काग़ज़ यहाँ नहीं बताए जाते; वे ग्राहक के पन्ने पर हैं",
    "loans, assets and taxes on income are not in the books": "क़र्ज़, संपत्ति और आयकर इन बहियों में नहीं हैं",
    "points and memberships are not in the books": "पॉइंट और सदस्यता इन बहियों में नहीं हैं",
    "present prices are not a figure; the average price goods were sold at is": "आज का दाम आँकड़ा नहीं है; किस औसत दाम पर बिका, यह मिलता है",
    "the age and sex of customers are not in the books": "ग्राहकों की उम्र या स्त्री-पुरुष इन बहियों में नहीं है",
    "the books are of one shop without branches": "ये बहियाँ एक दुकान की हैं, शाखाओं की नहीं",
    "the books do not count who walks in without buying": "जो बिना ख़रीदे लौट गए, उनकी गिनती बहियों में नहीं है",
    "the books do not hold brands": "ब्रांड इन बहियों में नहीं हैं",
    "the books do not hold expiry dates": "ख़राब होने की तारीख़ें इन बहियों में नहीं हैं",
    "the books do not hold opinions of customers": "ग्राहकों की राय इन बहियों में नहीं है",
    "the books do not hold what others sell or charge": "दूसरे क्या बेचते या लेते हैं, यह इन बहियों में नहीं है",
    "the books do not hold working hours or attendance": "काम के घंटे या हाज़िरी इन बहियों में नहीं है",
    "the weather is not in the books": "मौसम इन बहियों में नहीं है",
    "the weight and size of goods are not figures here": "सामान का वज़न और नाप यहाँ आँकड़े नहीं हैं",
    "to change anything is not a question": "कुछ बदलना सवाल नहीं है",
    "what is said of the world outside the shop is not in the books": "दुकान के बाहर की दुनिया इन बहियों में नहीं है",
    "what was viewed or asked for and not bought is not in the books": "जो देखा या पूछा और ख़रीदा नहीं, वह इन बहियों में नहीं है",
    "when goods reach or leave the shelf is not in the books": "सामान ताक़ पर कब आया या गया, यह इन बहियों में नहीं है",
    "why goods came back is not written in the books": "माल क्यों लौटा, यह इन बहियों में नहीं लिखा",
}  # fmt: skip

# reasons that name a figure, a dimension or a number; the first that fits
PATTERNS: Final = (
    (r"([\d,]+) (\w+(?: \w+)*) answer to that name; write more of it", "इस नाम से {1}: {0}; नाम थोड़ा और लिखें"),
    (r"two (.+) are named without saying how they belong together; join them with “and”", "{0}: दो नाम हैं, पर वे कैसे जुड़ते हैं यह नहीं कहा; उन्हें “और” से जोड़ें"),
    (r"a ranking of (.+) and (.+) at once is not known", "{0} और {1}, दोनों का क्रम एक साथ नहीं होता"),
    (r"how (.+) has moved is not known; it can be told as of one day", "{0} कैसे बदला, यह पता नहीं; किसी एक दिन का बताया जा सकता है"),
    (r"which (.+) is not said; ask for the top .+", "कौन से, यह नहीं कहा गया ({0}); सबसे ऊपर के पूछें"),
    (r"which (.+) is not said; ask by .+, or name one", "कौन सा, यह नहीं कहा गया ({0}); उसके हिसाब से पूछें या नाम लिखें"),
    (r"(.+) and an expense are asked at once", "{0} और ख़र्च एक साथ पूछे हैं"),
    (r"(.+) and what was sold are asked at once", "{0} और बिक्री एक साथ पूछे हैं"),
    (r"(.+) and (.+) are asked at once; join them with “and”", "{0} और {1} एक साथ पूछे हैं; उन्हें “और” से जोड़ें"),
    (r"(.+) and (.+) are asked at once", "{0} और {1} एक साथ पूछे हैं"),
    (r"the question asks for (.+) at once", "सवाल में एक साथ: {0}"),
    (r"(.+) are counted; each one apart would be one", "{0}: यह गिनती है; अलग-अलग करने पर हर एक का एक ही होगा"),
    (r"(.+) cannot be told by (.+)", "{0}: {1} के हिसाब से नहीं बताया जा सकता"),
    (r"what share of the (.+) is not told; ask for the count of .+", "{0}: इनमें से कितने प्रतिशत, यह नहीं बताया जाता; इनकी गिनती पूछें"),
    (r"(.+) has no shares: its parts do not sum to the whole", "{0}: इसके हिस्से नहीं होते, क्योंकि हिस्सों का जोड़ पूरा नहीं बनता"),
    (r"(.+) is known as of now only, not of a past time", "{0}: यह केवल अभी का पता है, बीते समय का नहीं"),
    (r"(.+) is no amount of money", "{0}: यह रक़म नहीं है"),
    (r"(.+) is no quantity of goods", "{0}: यह माल की मात्रा नहीं है"),
    (r"(.+) is not counted", "{0}: इसकी गिनती नहीं होती"),
    (r"(.+) is of a time, not as of a day", "{0}: यह किसी समय का होता है, किसी एक दिन तक का नहीं"),
    (r"(.+) needs a period", "{0}: समय भी बताइए"),
    (r"(.+) of a day to come is not known", "{0}: आने वाले दिन का पता नहीं"),
)  # fmt: skip


def reason_in(language: str, reason: str) -> str:
    """The reason in the language of the answer; one without words of its own there stays in English."""
    if not language.startswith("hi"):
        return reason
    return in_latin(_in_hindi(reason)) if language == HINGLISH else _in_hindi(reason)


@lru_cache(maxsize=1024)
def _in_hindi(reason: str) -> str:
    if found := HINDI.get(reason):
        return found
    for pattern, words in PATTERNS:
        if match := re.fullmatch(pattern, reason):
            return words.format(*map(_named, match.groups()))
    return reason


@lru_cache(maxsize=1024)
def _named(words: str) -> str:
    """What a reason names, in Hindi: a figure or a dimension by its title, of a dimension also by its plural."""
    if " and " in words and _HINDI.title(words) == words:
        return " और ".join(map(_named, words.split(" and ")))
    plural = next((item for item in DIMENSIONS if words in (item.plural, item.slug)), None)
    return _HINDI.title(words) if plural is None else _HINDI.title(plural.title, slug=plural.slug)
