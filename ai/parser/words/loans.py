"""English words that are written in Devanagari, and the words they are."""

from __future__ import annotations

from typing import Final

_LOANS: Final = """
sale सेल; sales सेल्स; customer कस्टमर; customers कस्टमर्स; product प्रोडक्ट प्रॉडक्ट; products प्रोडक्ट्स प्रॉडक्ट्स; item आइटम आयटम; items आइटम्स; cash कैश; upi यूपीआई यूपीआइ; card कार्ड;
bank बैंक; cheque चेक; profit प्रॉफिट प्रोफिट; margin मार्जिन; bill बिल; bills बिल्स; invoice इनवॉइस इन्वॉइस; stock स्टॉक स्टाक; discount डिस्काउंट; tax टैक्स; gst जीएसटी; return रिटर्न;
returns रिटर्न्स; payment पेमेंट; payments पेमेंट्स; category कैटेगरी केटेगरी कैटेगिरी; categories कैटेगरीज; supplier सप्लायर; suppliers सप्लायर्स; order ऑर्डर; orders ऑर्डर्स; top टॉप; total टोटल;
daily डेली; weekly वीकली; monthly मंथली; report रिपोर्ट; average एवरेज औसत; staff स्टाफ; salesman सेल्समैन; online ऑनलाइन; credit क्रेडिट; collection कलेक्शन; collections कलेक्शंस; expense एक्सपेंस; expenses एक्सपेंसेस;
purchase परचेज; purchases परचेज़; party पार्टी; parties पार्टियां; list लिस्ट; trend ट्रेंड; growth ग्रोथ; compare कंपेयर; week वीक; month मंथ; year ईयर; quarter क्वार्टर; counter काउंटर;
due ड्यू; dues ड्यूज; pending पेंडिंग; overdue ओवरड्यू; outstanding आउटस्टैंडिंग; cancel कैंसिल; cancelled कैंसल्ड; refund रिफंड; refunds रिफंड्स; percent परसेंट प्रतिशत; percentage परसेंटेज;
target टारगेट; forecast फोरकास्ट; budget बजट; today टुडे; best बेस्ट; selling सेलिंग; brand ब्रांड; city सिटी; value वैल्यू; quantity क्वांटिटी; rate रेट; net नेट; gross ग्रॉस;
hour ऑवर; minimum मिनिमम; maximum मैक्सिमम; gpay जीपे; paytm पेटीएम; phonepe फोनपे; neft एनईएफटी; vendor वेंडर; rent रेंट; salary सैलरी; diwali दिवाली दीवाली दीपावली; slow स्लो; dead डेड; balance बैलेंस;
graph ग्राफ; chart चार्ट; amount अमाउंट; count काउंट; margins मार्जिन्स; hsn एचएसएन; cgst सीजीएसटी; sgst एसजीएसटी; igst आईजीएसटी; itc आईटीसी; mtd एमटीडी; fy एफवाई; repeat रिपीट; segment सेगमेंट; new न्यू;
reorder रीऑर्डर रिऑर्डर; bestseller बेस्टसेलर; quotation कोटेशन; employee एम्प्लॉई; cashier कैशियर; advance एडवांस; price प्राइस; loss लॉस; wise वाइज; january जनवरी; rfm आरएफएम; champions चैंपियन चैम्पियन; control कंट्रोल; tea टी; rice राइस; bag बैग; bags बैग्स; water वॉटर वाटर; light लाइट; night नाइट; oil ऑयल; box बॉक्स; cover कवर; lunch लंच; biscuit बिस्कुट; bottle बॉटल; depot डिपो; caterers कैटरर्स; hotel होटल; traders ट्रेडर्स; glucose ग्लूकोज; france फ्रांस; germany जर्मनी; milk मिल्क; detergent डिटर्जेंट; jumbo जंबो; abc एबीसी; analysis विश्लेषण एनालिसिस; ageing एजिंग; input इनपुट; output आउटपुट; level लेवल; under अंडर; growth ग्रोथ; loyal लॉयल; segments सेगमेंट्स; turnover टर्नओवर; business बिजनेस; rolling रोलिंग; running रनिंग; basket बास्केट; combo कॉम्बो; heatmap हीटमैप; slab स्लैब; unit यूनिट; units यूनिट्स; pieces पीसेज; packet पैकेट; packets पैकेट्स; kg केजी; online ऑनलाइन; cheques चेक्स; bounce बाउंस; cancel कैंसल; b2b बीटूबी; exempt एग्जेम्प्ट; invoices इनवॉइसेस; low लो; fast फास्ट; moving मूविंग; purchase परचेस; yesterday यस्टरडे; sms एसएमएस; whatsapp व्हाट्सएप व्हाट्सऐप; deposit डिपॉजिट; delivery डिलीवरी; booking बुकिंग; rental रेंटल; counter काउंटर; dashboard डैशबोर्ड; summary समरी; march मार्च;
"""

LOANS: Final = {
    written: entry.split()[0]
    for entry in _LOANS.replace("\n", " ").split(";")
    if entry.strip()
    for written in entry.split()[1:]
}
