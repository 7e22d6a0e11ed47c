"""Idioms of shopkeepers, accountants and salesmen, and the plain words they stand for.

Rows are (plain words, idioms divided by semicolons). ``a|b`` is a choice, ``?`` none, ``_`` joins the words of one: "losing|lost its|? steam".
Hindi stands in Devanagari and is found however it is typed. The longest idiom is taken first.
"""

from __future__ import annotations

from typing import Final

IDIOMS: Final[tuple[tuple[str, str], ...]] = (
    # goods that go well and badly
    ("best selling product", "hero|star|flagship|blockbuster|marquee|signature|champion|superstar|superhit|cult|trophy product|item|sku; cash cow; money spinner; crowd puller; show stopper; chart topper; hot|hottest|in-demand product|item|sku; hot cake"),
    ("best selling products", "hero|star|flagship|blockbuster|marquee|signature|champion|superstar|superhit|cult|trophy|core products|items|skus|lines; bread and|n butter products|items|lines; cash cows; money spinners; crowd pullers; show stoppers; chart toppers; hot|hottest|trending products|items|skus|sellers; hotcakes; hot cakes; blockbusters; superhits; what is|are hot|trending; what is|s in demand; in demand products|items|goods; most demanded products|items; "
        "चलता|चालू|फास्ट|हिट|सुपरहिट माल|सामान|आइटम; चलने वाला|वाले माल|सामान|आइटम; ज्यादा चलने वाला|वाले|वाली माल|सामान|आइटम|चीजें; डिमांड वाला|वाले माल|सामान|आइटम"),
    ("worst selling product", "dud|flop|laggard|sluggish|sleepy|problem|struggling product|item|sku; dud; flop"),
    ("worst selling products", "dud|flop|laggard|sluggish|sleepy|problem|struggling|unpopular products|items|skus|lines; duds; flops; flop shows; non performers; non performing products|items|skus|lines; सुस्त|फ्लॉप|ठंडा|ठंडे माल|सामान|आइटम"),
    ("dead stock", "idle|stagnant|stale|sleeping|obsolete|unmoved|rotting|jammed|sitting|useless|unsaleable|unsellable|old_unsold stock|inventory|goods|items|products|material|item|product|skus; stock|goods|inventory|items|products lying|sitting idle|dead|around|unused; stock|goods|inventory|items|products catching|collecting|gathering dust; shelf warmers; shelf sitters; white elephants; "
        "फंसा|अटका|रुका|सड़ता|जाम हुआ|? माल|सामान|स्टॉक; बेकार|बेजान पड़ा|? माल|सामान|स्टॉक"),
    ("out of stock", "not on the|? shelf|shelves; ran out; gone out of stock; running on empty; fully exhausted; all gone; completely over|finished|gone|exhausted; cleaned out; wiped out; zero left; nothing left; none left; no more left; stock exhausted|depleted; exhausted stock|items; depleted; empty shelf|shelves; खाली हो गया|गए|गई|चुका|चुके; निपट गया|गए|गई; स्टॉक|माल जीरो|शून्य|निल"),
    ("low stock", "running|run|runs short|low; running|run|runs low|short on stock|?; short supply; in short supply; short stock; stock|stocks short|thin|low|dwindling; getting|nearly|almost|about out of stock; nearly|almost over|finished|exhausted|gone|empty|out; few|little left; critically low; understocked; under stocked; low on stock|inventory|hand; thin on stock; needs|need refill|refilling|replenishment|replenishing|topping; कम पड़ रहा|रहे|रही; कम बचा|बचे|बची; थोड़ा|थोड़े|थोड़ी ही|सा|? बचा|बचे|बची; स्टॉक|माल कम"),
    ("what to order", "what should i|we bring|fetch|refill|replenish; what|which items|things|goods|? to replenish|refill|indent|procure; indent list; items|goods|things to replenish|refill|procure|bring|indent; need|needs to be|? replenished|refilled|procured; replenishment list|suggestion|suggestions; requisition list; क्या|क्या_क्या मंगवाएं|मंगाएं|मंगवाऊं|मंगाऊं; क्या|क्या_क्या मंगवाना|मंगाना पड़ेगा; क्या लाना|भरवाना है|पड़ेगा; माल भरना|भरवाना है"),
    ("remaining stock", "leftover|left over|residual|balance|remaining|unsold balance stock|inventory|quantity; leftover|left over goods|maal; बाकी|बचा|बचाखुचा माल|स्टॉक; बचा हुआ|कुचा माल|स्टॉक|सामान"),
    ("stock value", "money|funds|capital|cash tied|locked|blocked|parked|invested|sunk|trapped up|? in stock|inventory|goods; money|funds|capital|cash in inventory|stock; stock worth; worth of stock|inventory; माल|स्टॉक में लगा|फंसा|अटका|पड़ा पैसा; माल|स्टॉक में पैसा|रुपया लगा|अटका; माल|स्टॉक कितने का है|पड़ा|रखा"),
    ("bought the most", "gave|give|gives|giving|brought|bring|brings|bringing us|me the most|maximum|more business|custom"),
    ("sold the most", "bringing|brings|brought|bring in the most"),
    ("top products", "main|leading|favourite|favorite things|items|products|goods"),
    # falling and rising
    ("declining", "losing|lose|loses|lost its|? steam|momentum|ground|shine|favour|favor|traction|appeal|sheen|popularity; slowing|slowed|slows|cooling|cooled|cools down|off; fading|faded|tapering|tapered|tailing|dying|easing|drying|petering away|off|out|up; on the|a decline|wane|slide|downswing|downtrend|slump; going|heading south|downhill|downwards|downward; in a|? decline; not doing|performing well|good|great; doing poorly|badly|worse; sinking; plummeting; dwindling; plunging; waning; fading; tumbling; nosediving; crashing; sagging; flagging; ebbing; weakening; worsening; deteriorating; cooling; slowing; tanking; sliding; ठंडा|ठंडे|ठंडी पड़ रहा|रहे|रही|गया|गए|गई; मंदा|मंदे|मंदी चल रहा|रहे|रही; नीचे जा रहा|रहे|रही; ढीला|ढीले|ढीली पड़ रहा|रहे|रही|गया|गए|गई"),
    ("growing", "gaining|gathering|picking_up|building|finding|gained|picked_up|gathered momentum|steam|traction|ground|favour|favor|popularity|pace|speed; picking up; catching on|fire; taking off; took off; on the|a rise|upswing|up|roll|uptrend|tear; soaring; surging; skyrocketing; booming; climbing; accelerating; zooming; rocketing; ballooning; shooting up; on fire; doing great; heating up; strengthening; flourishing; thriving; expanding; scaling up; ramping up; going|heading north|upwards|upward|uphill; रफ्तार|जोर|तेजी पकड़ रहा|रहे|रही; जोर पकड़ा|पकड़े; ऊपर जा रहा|रहे|रही; तेज चल रहा|रहे|रही"),
    ("fell", "plunged; plummeted; tumbled; crashed; tanked; sank; slid; nosedived; dwindled; eroded; tapered; receded; softened; worsened; deteriorated; collapsed; took a hit|dip|dive|beating|tumble; gone|went south|downhill; nose dived; went for a toss; taken a|? hit|beating; लुढ़की|लुढ़का|लुढ़के; नीचे गई|गया|गए|आई|आया|आए"),
    ("rose", "soared; spiked; skyrocketed; climbed; rebounded; boomed; rocketed; zoomed; accelerated; expanded; strengthened; shot|picked|ticked|edged|inched|moved|jumped up; picked|ticked|edged|inched|ramped upward|upwards|up; bounced back; recovered back; took off; went north; उछली|उछला|उछले; ऊपर गई|गया|गए|आई|आया|आए"),
    ("growth", "uptick; upswing; upturn; rebound; rate of growth"),
    ("decline", "downtick; downturn; downswing; erosion; slowdown; slow down; slowdown in"),
    # what customers owe, and what is owed to others
    ("overdue", "past its|their|the|? due date|dates; beyond its|their|the|? due|credit date|period|limit|terms; crossed|crossing its|their|the|? due|credit date|period|limit; behind on|in|with payments|payment|dues; late in|on|with|? paying|payment|payments|dues; running|run|runs late; in default; defaulted; defaulting; not paid on time; missed the|their|? due|payment date|deadline; long pending; long outstanding; long overdue; stuck payments|payment; समय|टाइम|तारीख निकल गई|गया|चुकी|चुका; ड्यू|तारीख से ऊपर"),
    ("पैसे बाकी हैं", "पैसा|पैसे|रुपया|रुपये|रकम दबा|दबाए|दबाकर|दाब|अटका|अटकाए|रोक|रोके|लटका|लटकाए के|? रखा|रखे|रखी|बैठा|बैठे|बैठी है|हैं|?; उधार चढ़ा|चढ़ाया|चढ़ाए हुआ|रखा|? है|हैं|?; खाता|खाते चढ़ा|चढ़े|बाकी|में बाकी है|हैं|?; पैसा|पैसे|रुपया|रुपये मारा|मारे|मार रखा|रखे|के|? बैठा|बैठे|? है|हैं; हिसाब बाकी है|हैं; देने में आनाकानी|देर कर रहा|रहे|रही है|हैं|?"),
    ("owe", "sitting|sat|sits on our|my|? money|dues|payments|payment; holding|held|holds back|up|? our|my money|payment|payments|dues; delaying|withholding|stalling|dragging our|my|? payment|payments|dues|money; keeping us waiting for money|payment; have|has to cough up; on the hook for; yet to square up; got to pay up"),
    ("outstanding", "money|amount|funds|cash|payments|payment lying|stuck|blocked|locked|held|pending|due out|up|? in|with|from the|our|? market|customers|parties|clients|debtors|buyers; money in the market; money on the street; yet to be collected|recovered|received|realised|realized; unrealised; unrealized; receivable balance; credit given out; credit outstanding; credit exposure; "
        "मार्केट|बाजार|ग्राहकों|पार्टियों में|पर|के_पास कितना|? पैसा|पैसे|रुपया|उधार फंसा|अटका|पड़ा|बाकी|लगा|दबा|फंसे|अटके|रुका है|हैं|?; बाहर कितना|? पैसा|पैसे|उधार पड़ा|है|फंसा|अटका; उगाही बाकी; उगाही बची; वसूली बाकी; तकादा"),
    ("collection", "उगाही; तकादे से आया"),
    ("payables", "trade payables; trade creditors; supplier khata; सप्लायर का खाता"),
    ("lapsed customers", "ग्राहक|कस्टमर|पार्टी|पार्टियां छूटा|छूटे|छूटी|छूट_गया|छूट_गए|टूट_गया|टूट_गए|बिछड़_गए|भाग_गए"),
    ("कितना माल बिका", "कितना माल निकला|निकल_गया|उठ_गया|खपा|खप_गया"),
    ("sell through", "कितना|कितने प्रतिशत|परसेंट|percent माल|सामान|स्टॉक निकल_गया|निकला|बिका|बिक_गया|खपा|खप_गया"),
    ("कितने का बिका", "कितने_का|कितने_की|कितने_रुपये_का|कितने_रुपए_का|कितनी_कीमत_का माल|सामान निकला|निकल_गया|गया|उठा|उठ_गया|चला|चला_गया|खपा|खप_गया"),
    ("रिपोर्ट", "ताजा|ताजे|ताजी हिसाब|रिपोर्ट|आंकड़े|स्थिति|हालत|जानकारी"),
    # money in the shop
    ("cash in hand", "cash are we holding; cash we hold; cash in|inside the|our|my|? cash_box|locker|safe|tijori; हाथ पे|पर|में कितना पैसा|पैसे|रोकड़; हाथ पे|पर कितना; तिजोरी|दराज में कितना|? पैसा|पैसे|कैश|नकद|रोकड़|?; liquid cash; physical cash"),
    ("net profit", "bottom line; bottomline; take home profit; net earnings; clear|clean profit; net gain; net income; शुद्ध|असली|खरा मुनाफा|लाभ|कमाई|फायदा; हाथ में बचा|आया मुनाफा; नेट बचत"),
    ("turnover", "top line; topline; revenue line; sales turnover; business turnover; shop turnover; volume of business; business volume; धंधे|कारोबार|व्यापार का टर्नओवर"),
    ("sales", "कितने का धंधा; till takings; गल्ले की बिक्री; बिक्री बट्टा; ग्राहकी"),
    ("customers who bought only once", "one_time|onetime|one_off|single_purchase|single_visit|once_only customers|buyers|shoppers|clients; customers|buyers|shoppers|clients with only|just|? one|1|a_single purchase|order|bill|visit"),
    ("conversion rate", "what|? share|percentage|percent|proportion|fraction|% of our|the|my|? quotations|quotes|estimates became|become|turned_into|converted_into|converted_to|resulted_in|led_to orders|bills|sales|invoices; conversion of quotations|quotes|estimates into|to orders|bills|sales|invoices"),
    ("return rate", "refund rate|ratio|percentage; rate of refunds"),
    ("to reorder", "at or below|under|beneath the|their|its|? reorder|re_order|minimum level|point|quantity|stock; at|under|beneath the|their|its|? reorder level|point"),
    ("days sales outstanding", "average|mean|avg|? number_of|? days|time|how_long|how_many_days do|? our|my|the|? customers|clients|debtors|parties take|takes|taking|took to pay|pay_us|pay_their_bills|settle|pay_up"),
    ("stock value", "how much|money|cash|capital|? is|are|? tied_up|locked_up|blocked|stuck|sunk|parked|invested in stock|stocks|inventory of|in|for|?"),
    ("from", "coming|comes|derived|originating from"),
    ("operating profit", "profit|profits after|net_of|less|minus all|all_the|all_our costs|expenses|overheads; profit|profits after overheads|overhead|costs"),
    ("overdue", "over|after|beyond|crossed their|its|the|? due date|dates"),
    ("gross sales", "gross takings; gmv; gross merchandise value|volume; gross merchandise"),
    ("bills", "purchase|buying|order|billing|transaction|shopping history of|for; purchase|buying|order|billing|transaction|shopping records of|for"),
    ("repeat rate", "what|? proportion|percentage|percent|share|fraction|% of our|my|the|? customers|buyers|clients|shoppers who|that|? return|returned|come_back|came_back|come_again|came_again|repeat|buy_again|bought_again|return_to_us|came_back_to_us; repeat purchase ratio; repeat ratio; repeat business rate"),
    ("operating margin", "net profit margin; net margin; net profit percentage; net profit ratio"),
    ("lifetime value", "clv; cltv; ltv; clvs; customer lifetime value; life time value of customers"),
    ("receivables", "ar; a/r; accounts receivable; accounts receivables; trade receivables|debtors"),
    ("payables", "ap; a/p; accounts payable; accounts payables"),
    ("margin", "margin of profit; profit spread"),
    ("discount", "markdown; mark down; markdowns; mark downs; money knocked off; waiver; waivers; amount waived off|?; बट्टा; कटौती; छूट वूट; डिस्काउंट विस्काउंट"),
    ("returns", "rejects; rejections; customer rejections; sent back to us; returned stuff|material"),
    ("average bill", "ticket|basket|cart size|value; average|avg|mean ticket|cheque|cart size|value|?; average|avg|mean spend per visit|trip; atv; एक बिल औसतन कितने का"),
    ("average selling price", "average|avg realisation|realization; realisation|realization per unit"),
    ("items per bill", "ipt; basket depth; lines per bill|basket|ticket"),
    ("expenses", "cash burn; burn rate; money|cash drain; ऊपर का खर्चा|खर्च"),
    # price and size of things
    ("highest average selling price", "costliest|priciest|dearest; most expensive|costly|pricey; highest priced; सबसे महंगा|महंगे|महंगी"),
    ("lowest average selling price", "cheapest; most affordable|economical; least expensive|costly; lowest priced; सबसे सस्ता|सस्ते|सस्ती"),
    ("biggest bill", "costliest|priciest|fattest|heftiest|dearest|most_expensive|highest_value bill|invoice|order; सबसे महंगा|तगड़ा|मोटा बिल"),
    ("biggest bills", "costliest|priciest|fattest|heftiest|dearest|most_expensive|highest_value bills|invoices|orders; सबसे महंगे|तगड़े|मोटे बिल"),
    # when
    ("last month", "lm; last mth; month gone by; month that went by; लास्ट मंथ"),
    ("last week", "lw; week gone by; week that went by; लास्ट वीक"),
    ("last year", "ly; py; year gone by"),
    ("same period last year", "like for like; lfl; on a like for like basis"),
    ("per year", "per annum"),
    ("today", "since morning today; since morning; since opening; since we opened today; since the|? shop opened; this very day; today itself; आज आज; आज के आज; आज सुबह से"),
    ("yesterday", "yesterday itself"),
    ("last 30 days", "lately; of late; nowadays; these days; in recent times; आजकल; हाल ही में; हाल फिलहाल; इधर कुछ दिनों"),
    ("now", "rn; atm; at this moment|instant; for the moment; for the time being; as things stand; as of this moment; इस घड़ी"),
    # who
    ("customers", "active|live|current buyers|clients|parties|accounts|shoppers; buying clients|parties|accounts|shoppers; unique|distinct|different clients|parties|shoppers; चालू|एक्टिव ग्राहक|पार्टी|पार्टियां"),
    ("lapsed customers", "idle|sleeping|quiet|silent|cold|dead|departed|vanished|drifted|inactive|dormant|lapsed|lost|runaway|gone|missing customers|clients|buyers|parties|accounts|shoppers; भागे|टूटे|छूटे|छूटा|बिछड़े|खोए हुए|? ग्राहक|पार्टी|पार्टियां; सोए|सुस्त ग्राहक"),
    ("new customers", "newcomers; newbies; new|fresh entrants|joiners|comers|signups|logos; first timers; freshly acquired customers; नए नए ग्राहक; नए चेहरे"),
    ("returning customers", "repeaters; regular patrons; old faces; known faces; पुराने चेहरे"),
    ("loyal customers", "die hard|faithful|devoted|steadfast|trusted|true customers|clients|buyers; loyalists; भरोसेमंद ग्राहक"),
    ("top customers", "key|major|prime|important|star|high_value|heavy|main customers|clients|buyers|accounts|parties|spenders; whales; big fish; high spenders; high rollers; heavy hitters; मोटी|मोटे|तगड़ी|तगड़े आसामी|ग्राहक|पार्टी|पार्टियां"),
    ("late payers", "bad|poor|tardy|chronic|habitual paymasters|payers|late_payers|defaulters; टालने वाले; टालमटोल वाले; लेट पेमेंट वाले; देर से देने वाले; पैसे न देने वाले; डिफॉल्टर"),
)  # fmt: skip
