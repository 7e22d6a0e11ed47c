"""Figures as they are told in a sentence: what happened, instead of the figure's name. Their names and synonyms are the catalogue's.

Phrases are divided by semicolons, in whatever script.
"""

from __future__ import annotations

from typing import Final

TOLD_FIGURES: Final[dict[str, str]] = {
    "cancelled_bills": "voided; were voided; got voided; invoices voided; bills voided; invoices were voided; bills were voided; void bills; void invoices; voids",
    "cash_difference": (
        "cash was missing; cash missing; cash short; cash was short; cash gayab; cash kam nikla; कैश कम निकला; कैश गायब; cash shortage; short cash; cash shortages; galle me kami; गल्ले में कमी; गल्ले में फर्क; गल्ले में कितना फर्क; galle me fark; galle me kitna fark; cash me fark; cash me kitna fark; कैश में फर्क; कैश में कितना फर्क; till short; till fall short; fall short; fell short; till difference; drawer short; galla kam; गल्ला कम; cash me kitna fark aaya; गल्ले में कितना फर्क निकला; cash short or excess; short or excess; cash over or short; cash over and short; cash excess or short; cash kam tha ya zyada; कैश कम था या ज्यादा; गल्ले में कैश कम था या ज्यादा; cash tally; cash tally me farak; cash tally me fark; कैश टैली; tally me farak; tally me fark"
    ),
    "return_rate": "return percentage; return percent; return %; returns percentage; returns percent; returns %; return ka percent; रिटर्न प्रतिशत; वापसी प्रतिशत; वापसी का प्रतिशत",
    "operating_margin": "net margin; net profit margin; net margin %; net profit %; net profit percentage; net profit percent; शुद्ध मार्जिन; शुद्ध मुनाफा प्रतिशत",
    "refunds": (
        "पैसा वापस किया; पैसे वापस किए; paisa wapas kiya; paise wapas kiye; paisa wapas diya; पैसा वापस दिया; कितना पैसा वापस किया; पैसे लौटाए; paise lautaye; पैसा लौटाया; money given back; cash given back; gave back money; money returned to customers; money back to customers"
    ),
    "returns": (
        "लौटाया; लौटाई; लौटाए; lautaya; lautaye; lautayi; वापस आने वाले; wapas aane wale; wapas aane wala; sent back; gave back; returned goods; maal wapas; माल वापस; वापस आया माल; वापस किया; wapas kiya"
    ),
    "overdue": (
        "तारीख निकलने के बाद भी नहीं आया; due date ke baad bhi nahi aaya; due date ke baad nahi aaya; तारीख निकल गई; due date nikal gayi; date nikal chuki; तारीख के बाद भी; samay par nahi aaya; समय पर नहीं आया; due date crossed; late hai payment me; late in payment; payment late; पेमेंट लेट; bhugtan late; time nikalne ke baad; time nikalne ke baad bhi atka; तारीख निकल चुकी; date nikal gayi; due date gone; late payments; due date paar; due date par kar; due date paar kar; ड्यू डेट पार; तारीख पार कर; late on payment; late on payments; late paisa; late paise; लेट पैसा; payment me late; पेमेंट में लेट"
    ),
    "outstanding": (
        "what they owe; they owe; how much they owe; पैसा दबा रखा; पैसे दबा रखे; paisa daba rakha; paise daba rakhe; दबा रखा; daba rakha; mkt outstanding; market outstanding; bakaya; bakaye; बकाये; पैसा फंसा; paisa fasa; paisa fansa; मार्केट में पैसा; market me paisa; बाजार में पैसा; khata balance; खाता बैलेंस; जिनका बाकी; jinka baki"
    ),
    "net_profit": (
        "शुद्ध मुनाफा; shuddh munafa; शुद्ध लाभ; असल मुनाफा; asli munafa; असली मुनाफा; हाथ में बचा मुनाफा"
    ),
    "stock_turns": (
        "स्टॉक टर्न; stock turned; turned stock; stock ghuma; स्टॉक घूमा; माल घूमा; maal ghuma; stock rotation; स्टॉक रोटेशन"
    ),
    "stock_losses": (
        "stock missing; stock went missing; went missing; missing or bad; माल खराब हुआ"
    ),
    "gross_profit": (
        "बचा मुनाफा; बचा कितना मुनाफा; bacha munafa; munafa bacha"
    ),
    "net_sales": (
        "lifetime value; life time value; lifetime business; lifetime total; lifetime sales; total till date business; counter sale; shop do; sale figure; sales number; sales figure; sales figures; sale number"
    ),
    "stock_on_hand": (
        "leftover; left over; बचा माल; bacha maal; bacha hua maal; full stock; complete stock; entire stock; whole stock; avl qty; available qty; available quantity; avl stock; avail qty; avbl qty; qty available; qty in hand; उपलब्ध मात्रा"
    ),
    "products_sold": (
        "different items; different products; kitne tarah ke saman; तरह के सामान; tarah ke saman; tarah ke item; types of items; kinds of items; kinds of products; different goods; alag alag saman"
    ),
    "operating_profit": (
        "खर्चा काटकर; kharcha kaat kar; खर्च काटकर; kharcha nikal ke; खर्चा निकालकर; sab kharcha nikal ke; सब खर्चा निकालकर; after expenses; after all expenses; profit after expenses; kharcha hata ke; खर्चा हटाकर; खर्चा काटकर कितना बचा; kharcha nikal ke kitna bacha"
    ),
    "repeat_customers": (
        "came more than once; bought more than once; visited more than once; एक से ज्यादा बार; ek se zyada baar; ek se jyada baar; dobara aane wale; दोबारा आने वाले; came twice; baar baar aane wale"
    ),
    "returning_customers": (
        "old customers who came back; customers who came back; customers who came again; purane grahak wapas; पुराने ग्राहक वापस; लौटकर आए; laut kar aaye; laut ke aaye; lautkar aaye; purane kitne aaye; purane kitne wapas aaye; kitne purane aaye; kitne purane wapas aaye; पुराने कितने आए; पुराने कितने वापस आए; कितने पुराने आए; कितने पुराने वापस आए"
    ),
    "sell_through": "percentage of stock sold; share of stock sold; proportion of stock sold; % of stock sold; what percentage of stock was sold; percentage of the stock sold; sell through ratio",
    "input_tax": "input tax credit available; input credit available; available input tax credit; available input credit; available itc; gst credit available; eligible itc; eligible input tax credit; input tax claimable; itc claimable; input tax credit to claim",
    "credit_given": (
        "credit did we give; credit did i give; credit have we given; credit was given; credit were given; credit did we extend; credit was extended; credit extended; credit allowed; credit did we allow; credit did we offer; goods on credit did we give; credit sale; credit sales; sales on credit; bought on credit; took on credit; taken on credit; उधार पर माल; udhaar pe maal; उधार पर गया; उधार पर कितना माल गया; udhaar pe kitna maal gaya; udhaar pe diya; उधार पर दिया"
    ),
    "untaxed_sales": (
        "bina tax wali sale; bina gst wali sale; बिना जीएसटी वाली बिक्री; bina tax ki sale; exempt & nil rated sales; exempt and nil rated sales; nil rated and exempt sales; exempt & nil rated; exempt and nil rated; nil rated and exempt; exempt and nil rated supplies; exempt sales and nil rated sales"
    ),
    "overdue_payables": (
        "supplier payments late; supplier payments already late; payments to suppliers late; सप्लायर का भुगतान लेट; सप्लायर का कितना भुगतान लेट; supplier ka payment late"
    ),
    "advances": (
        "advance aaya pada; advance pada; advance holding; advance are we holding; advance jama; एडवांस जमा; advance money; एडवांस पड़ा; advance kitna aaya pada"
    ),
    "supplier_payments": (
        "give suppliers; gave suppliers; given to suppliers; give to suppliers; gave to suppliers; give the suppliers; gave the suppliers; give vendors; gave vendors; सप्लायर को दिया; सप्लायर को दिए; सप्लायरों को दिया; सप्लायरों को दिए; supplier ko diya; suppliers ko diya; supplier ko diye; supplier ko kitna diya; सप्लायर को कितना दिया; सप्लायरों को कितना दिया; supplier ko kitna paisa diya; सप्लायर को कितना पैसा दिया; paid to suppliers; paid to supplier; paid to vendors; payments to suppliers; payment to suppliers; payments made to suppliers"
    ),
    "purchase_returns": (
        "sent back to suppliers; goods sent back to suppliers; returned to suppliers; given back to suppliers; wapas bheja supplier ko; सप्लायर को वापस; supplier ko wapas; goods returned to suppliers; debit note; debit notes; debit note / goods returned to suppliers; डेबिट नोट"
    ),
    "unpaid_bills": (
        "बिल का पैसा नहीं आया; bill ka paisa nahi aaya; बिलों का पैसा नहीं आया; bills ka paisa nahi aaya"
    ),
    "out_of_stock": (
        "items are finished; items finished; item khatam ho gaye; item khatam; आइटम खत्म हो गए; आइटम खत्म"
    ),
    "gross_sales": (
        "gross sale; gross sales; ग्रॉस सेल; ग्रॉस बिक्री"
    ),
    "average_order_value": (
        "average order size; order size; average bill size; bill size; basket size; average basket size; औसतन कितने का बिल; एक ग्राहक औसतन कितने का बिल; ausatan kitne ka bill; average kitne ka bill; औसत कितने का बिल; ek grahak ausatan kitne ka bill"
    ),
    "items_per_order": (
        "ek bill me kitne item; ek bill me kitne saman; एक बिल में कितने आइटम; एक बिल में कितने सामान; एक बिल में कितनी चीजें; items in one bill; items in a bill; how many items in a bill; how many items in one bill; har bill me kitne item; हर बिल में कितने आइटम"
    ),
    "new_customers": (
        "new customers have we acquired; new customers did we acquire; new customers have we gained; new customers did we gain; new customers did we add; new customers have we added; new customers did we get; new customers have we got; customers acquired; customers added; customers gained; customers newly acquired; clients acquired; buyers acquired; customers did we acquire; customers did we gain; customers did we add; customers have we acquired; customers have we gained; new parties added; new customers added; customers added; parties added; naye grahak jude; नए ग्राहक जुड़े; naye kitne aaye; kitne naye aaye; कितने नए आए; नए कितने आए; naye kitne jude; कितने नए जुड़े"
    ),
    "repeat_rate": (
        "repeat %; repeat percent; repeat percentage; repeat customer %; repeat customer percent; repeat customers %; repeat customers percent"
    ),
    "charges": (
        "charges billed; freight charges billed; packing charges billed; freight and packing charges billed; freight and packing charges; freight charges; packing charges; delivery charges billed; freight billed; extra charges billed"
    ),
    "dead_stock_value": (
        "non moving stock value; value of non moving stock; non moving inventory value; value of non moving inventory; slow moving stock value; value of dead stock; value of dead inventory; dead inventory value; मरे हुए स्टॉक में कितना पैसा; मरे हुए स्टॉक में कितना पैसा फंसा; mare hue stock me kitna paisa; mare hue stock me kitna paisa fasa; dead stock me kitna paisa; dead stock me kitna paisa fasa; डेड स्टॉक में कितना पैसा; डेड स्टॉक में कितना पैसा फंसा; मरे माल में कितना पैसा फंसा; money stuck in dead stock; money tied up in dead stock; cash stuck in dead stock"
    ),
    "discount_rate": (
        "discount kitne percent; discount kitne percent pada; discount kitne percent diya; डिस्काउंट कितने परसेंट; छूट कितने परसेंट; छूट कितने प्रतिशत"
    ),
    "discounts": (
        "discounted"
    ),
    "credit_notes": (
        "cn; cns; c n; cn bane"
    ),
    "cheques_in_hand": (
        "cheques not yet deposited; cheques not deposited; cheques not yet cleared; cheques not cleared; cheques not yet deposited/cleared; uncleared cheques; undeposited cheques; cheques to be deposited; cheques pending deposit; cheque kitne ke pade; cheque pade; haath me cheque; हाथ में चेक; cheque kitne ke pade hain haath me; चेक पड़े; cheques lying with us; cheques with us"
    ),
    "target_achieved": (
        "target hua ki nahi; target hua kya; target hua ya nahi; टारगेट हुआ कि नहीं; टारगेट हुआ क्या; target hit hua; target hit hua ki nahi"
    ),
    "orders": (
        "bill count; bills count; order count; count of bills; invoice count; बिल काउंट; bill ki ginti; बिलों की गिनती"
    ),
    "collections": (
        "what they paid; they paid; how much they paid; उन्होंने कितना दिया; unhone kitna diya; उन्होंने दिया"
    ),
}  # fmt: skip
