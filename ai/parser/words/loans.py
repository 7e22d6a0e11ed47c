"""English words that are written in Devanagari, and the words they are.
and एंड एण्ड ऐंड; gpay गूगलपे ; cohort कोहोर्ट कोहॉर्ट; cohorts कोहोर्ट्स; risk रिस्क; at एट; wheat व्हीट वीट; clay क्ले; month मन्थ; sale सैल; sales सैल्स; profit प्राफिट; customer कस्टम्बर ; stock स्टाॅक; retention रिटेंशन; acquisition एक्विजिशन; pareto पैरेटो परेटो; combo काॅम्बो; champions चैंपियंस; loss लास; average ऐवरेज एवरेज; highest हाईएस्ट; lowest लोएस्ट; biggest बिगेस्ट; worst वर्स्ट; last लास्ट; first फर्स्ट; this दिस; how हाउ; much मच; many मैनी; show शो; item आईटम; worth वर्थ; received रिसीव्ड रिसीव; paid पेड; unpaid अनपेड; late लेट; supplier ; order आर्डर; orders आर्डर्स; report ; cancelled कैंसिल्ड; edited एडिटेड; edit एडिट; suspicious सस्पिशियस; update अपडेट; data डाटा; fresh फ्रेश; live लाइव; cover कव्हर; turn टर्न; turns टर्न्स; ratio रेशियो; inventory इन्वेंटरी; warehouse वेयरहाउस; expiry एक्सपायरी; percent पर्सेंट; projection प्रोजेक्शन; achieve अचीव; achieved अचीव्ड; goal गोल; net नैट; weekend वीकेंड; weekday वीकडे; monday मंडे; tuesday ट्यूजडे; wednesday वेडनेसडे; thursday थर्सडे; friday फ्राइडे; saturday सैटरडे; sunday संडे; morning मॉर्निंग; evening इवनिंग; february फेब्रुअरी; salaries सैलरीज; electricity इलेक्ट्रिसिटी; transport ट्रांसपोर्ट; office ऑफिस; soap सोप; sugar शुगर; basmati बासमती; loose लूज; freezer फ्रीजर; deep डीप; sandal संदल सैंडल; store स्टोर; stores स्टोर्स; medical मेडिकल; electronics इलेक्ट्रॉनिक्स; hardware हार्डवेयर; agency एजेंसी; agencies एजेंसीज; enterprises एंटरप्राइजेज; brothers ब्रदर्स; sons संस; company कंपनी; general जनरल; provision प्रोविजन; bakery बेकरी; restaurant रेस्टोरेंट रेस्तरां; cafe कैफे; school स्कूल; mobile मोबाइल; charger चार्जर; cable केबल; bulb बल्ब; fan फैन; pipe पाइप; paint पेंट; cement सीमेंट; shirt शर्ट; jeans जींस; saree साड़ी; kurta कुर्ता; shoes शूज; pen पेन; pencil पेंसिल; notebook नोटबुक; book बुक; books बुक्स; paper पेपर; file फाइल; tablet टैबलेट; tablets टैबलेट्स; syrup सिरप; cream क्रीम; powder पाउडर; juice जूस; coffee कॉफी; bread ब्रेड; butter बटर; cheese चीज़; cold कोल्ड; drink ड्रिंक; drinks ड्रिंक्स; chocolate चॉकलेट; cake केक; pizza पिज्जा; burger बर्गर; thali थाली;
day डे; book बुक; closing क्लोजिंग; opening ओपनिंग; ledger लेजर; exam एग्जाम; pad पैड; voucher वाउचर; vouchers वाउचर्स; advance अडवांस; sample सैंपल; inception इन्सेप्शन;
"""

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
