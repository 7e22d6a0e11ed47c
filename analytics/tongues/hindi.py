"""Hindi: the phrases of findings and letters."""

from __future__ import annotations

from typing import Final

WEEKDAYS: Final = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")
SHORT_WEEKDAYS: Final = ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि")
MONTHS: Final = ("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर")  # fmt: skip
SHORT_MONTHS: Final = ("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्टू॰", "नव॰", "दिस॰")  # fmt: skip

PHRASES: Final = {
    "on": "{period} को",
    "in": "{period} में",
    "in the week": "{period} के सप्ताह में",
    "over": "{period} में",
    "so far": " अब तक",
    "up": "{than} ({before}) से {change} % ज़्यादा",
    "down": "{than} ({before}) से {change} % कम",
    "same": "{than} ({before}) के बराबर",
    "nothing before": "{than} तुलना के लिए कुछ नहीं",
    "and": ", {what}",
    "no sales": "{when} कोई बिक्री दर्ज नहीं हुई।",
    "nothing": "{when} बताने लायक कुछ नहीं है।",
    "revenue": "{when}{so_far} {orders} ऑर्डर से {value} की बिक्री हुई{held}।",
    "revenue of one": "{when}{so_far} {orders} ऑर्डर से {value} की बिक्री हुई{held}।",
    "lead": "{when} {title}: {value}{held}।",
    "lead now": "{title}: {value}{held}।",
    "best and quietest": "सबसे अच्छा दिन {best} रहा ({most}); सबसे सुस्त {quietest} ({least})।",
    "best hour": "सबसे अच्छा घंटा {hour} से शुरू हुआ ({value})।",
    "best product": "सबसे ज़्यादा {name} बिका: {value}{share}।",
    "share of revenue": ", बिक्री का {share}",
    "first": "{title}: सबसे आगे {name}, {value}।",
    "nobody owes": "किसी ग्राहक पर कुछ बाक़ी नहीं है।",
    "owed": "ग्राहकों पर {value} बाक़ी है; {late}।",
    "overdue": "{value} के बिलों की तारीख़ निकल चुकी है",
    "nothing overdue": "किसी बिल की तारीख़ नहीं निकली है",
    "gained": "सबसे ज़्यादा बढ़ा: {name} ({change})",
    "lost": "सबसे ज़्यादा घटा: {name} ({change})",
    "both": "{one}; {other}।",
    "alone": "{one}।",
    "sales subject": "{when} बिक्री: {value}{change}",
    "change in subject": " ({than} से {change})",
    "no sales subject": "{when} कोई बिक्री नहीं",
    "nothing subject": "{title}, {period}: बताने लायक कुछ नहीं",
    "subject": "{title}, {period}: {value}{change}",
    "subject without figures": "{title}, {period}",
    "title with period": "{title}, {period}",
    "total": "कुल",
    "more rows": "{count} पंक्तियाँ और हैं, रिपोर्ट में देखें।",
    "see report": "यह रिपोर्ट देखें",
    "as of": "आँकड़े {moment} तक के हैं; जहाँ अलग से न लिखा हो, कर के बिना।",
    "behind": "ध्यान दें: ये आँकड़े {moment} तक के हैं, अवधि ख़त्म होने से पहले के। उसके बाद का हिसाब इनमें नहीं है।",
    "old": "ये आँकड़े {moment} तक के हैं, {age} पुराने: उसके बाद का हिसाब इनमें नहीं है।",
    "days": "{number} दिन",
    "hours": "{number} घंटे",
    "minutes": "{number} मिनट",
    "too large": "जोड़ने के लिए बहुत बड़ी; लिंक से लें: {names}",
    "stop": "{shop} अपनी रिपोर्ट इस पते पर भेजता है, इसलिए यह आपको मिली।",
    "stop link": "ये चिट्ठियाँ बंद करें",
}
