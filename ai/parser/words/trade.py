"""Words in the names of shops, goods and people that stand for one another: short forms, titles, units, and goods in Hindi and English.

Source: the everyday nouns of retail trade in Hindi and English, written down for this project; no list was copied. Only those
that a shop has in a name are ever found.
"""

from __future__ import annotations

from typing import Final

from ai.parser.hindi import plain

JOINING: Final = frozenset("and & + n aur और एंड ऐंड एण्ड व एवं".split())
"""What joins the parts of a name; it may be written otherwise, or left out."""

TITLES: Final = frozenset(
    "dr doctor mr mrs ms miss shri shree sri smt shrimati sree messrs kumari prof adv श्री श्रीमती डॉ डॉक्टर डा मिस्टर मिसेज मेसर्स कुमारी".split()
)
"""What stands before the name of a person or a firm."""

ADDRESSES: Final = frozenset(
    "ji jee bhai bhaiya bhaiyya bhau sahab saheb sahib sab seth sir madam mam didi bhabhi aunty uncle kaka tai जी भाई भैया भाऊ साहब साहेब सेठ सर मैडम दीदी भाभी आंटी अंकल काका ताई".split()
)
"""What is said after the name of a person."""

_SHORT: Final = """
doctor dr डॉ डॉक्टर डा; shri shree sri sree श्री; smt shrimati श्रीमती; saint st सेंट; traders trader trading tdrs trdrs trd; brothers brother bros bro; company co; enterprises enterprise ent entp entrp;
agency agencies agcy agcies; store stores str strs; general gen genl; hospital hosp; industries industry inds ind; electronics electronic elec elect; electricals electrical elec elect; construction constructions const constr;
private pvt; limited ltd; provision provisions prov provn; department dept; corporation corp; international intl; manufacturing mfg; centre center ctr cntr; colour color clr; chilli chili chilly mirchi; large lrg; small sml;
assorted asstd asst; holder hldr; packet pkt pack pck; bottle btl botl; box bx; powder pwdr pdr; tablet tablets tab tabs; capsule capsules cap caps; syrup syp syr; injection inj; medical med medicals; pharmacy pharma; yoghurt yogurt;
biscuit biscuits bisc bskt; detergent detergents det; saree sari saris sarees; kurti kurtis; jewellery jewelry jewellers; grey gray; tyre tire; aluminium aluminum; restaurant restro restau; supermarket supermart
"""

_UNITS: Final = """
kg kgs kilo kilos kilogram kilograms किलो केजी; g gm gms gr gram grams ग्राम; l ltr ltrs lt litre litres liter liters लीटर; ml मिली एमएल; pcs pc piece pieces पीस; inch inches in इंच; w watt watts वाट; m mtr mtrs meter metre meters मीटर; mg एमजी;
mm एमएम; cm सेमी; dozen doz dz दर्जन
"""

_GOODS: Final = """
rice chawal chaawal चावल; milk doodh dudh दूध; soap sabun saabun साबुन; water pani paani पानी; oil tel तेल; sugar cheeni chini shakkar चीनी शक्कर; tea chai chay चाय; atta aata आटा; flour atta aata maida आटा; wheat gehu gehun गेहूं; salt namak नमक;
shirt kameez kamiz कमीज; bread pav ब्रेड; butter makkhan makhan मक्खन; chicken murga murgi मुर्गा; lock tala taala ताला; door darwaza darwaja दरवाजा; wire taar तार; fan pankha पंखा; glass kaanch kanch कांच; turmeric haldi हल्दी;
jaggery gud gur गुड़; groundnut peanut moongfali mungfali मूंगफली; bag thaila jhola थैला झोला; lemon nimbu नींबू निंबू; mango aam आम; orange santra santara संतरा; garlic lahsun lasun लहसुन; onion pyaz pyaaz kanda प्याज कांदा; potato aloo alu आलू; tomato tamatar टमाटर;
hammer hathoda hathaudi हथौड़ा हथौड़ी; nail keel कील; saree साड़ी; ghee घी; spice spices masala masale मसाला; medicine medicines dawa dawai दवा दवाई; tablet goli गोली; candle mombatti मोमबत्ती; curd dahi दही; cheese paneer; egg eggs anda ande अंडा;
fish machli machhli मछली; meat gosht गोश्त; lentil lentils dal daal दाल; chickpea chana chane चना; gram chana चना; pea peas matar मटर; cumin jeera zeera जीरा; coriander dhaniya dhania धनिया; chilli mirch mirchi मिर्च मिर्ची; pepper kali mirch; clove laung लौंग;
cardamom elaichi ilaichi इलायची; ginger adrak अदरक; mustard sarson rai सरसों; sesame til तिल; coconut nariyal नारियल; almond badam बादाम; cashew kaju काजू; raisin kishmish किशमिश; date khajur खजूर; banana kela केला; apple seb सेब; grape grapes angoor अंगूर;
honey shahad शहद; sweet sweets mithai mithaiyan मिठाई मिठाइयां मिठाइयाँ मिठाइयों; biscuit biskut बिस्कुट बिस्किट; toothpaste manjan मंजन; comb kanghi कंघी; mirror sheesha aaina शीशा आईना; broom jhadu jhaadu झाड़ू; bucket balti बाल्टी; matchbox machis maachis माचिस; incense agarbatti agarbati अगरबत्ती;
lamp diya diyas दीया दिया; umbrella chhata chhatri छाता छतरी; shoe shoes joota joote jute jooton जूता जूते जूतों; slipper slippers chappal चप्पल; cloth kapda kapde कपड़ा कपड़े; trouser trousers pant patloon पैंट; towel tauliya तौलिया; blanket kambal कंबल; quilt razai rajai रजाई; shawl शॉल शाल;
scarf dupatta stole दुपट्टा; curtain parda परदा पर्दा; bedsheet chadar चादर; pillow takiya तकिया; thread dhaga धागा; needle sui सुई; button batan बटन; uniform vardi वर्दी; bangle bangles chudi choodi चूड़ी; ring angoothi anguthi अंगूठी; necklace haar हार;
gold sona सोना; silver chandi चांदी; iron loha लोहा; steel इस्पात; wood lakdi लकड़ी; brick bricks eent ईंट; sand ret रेत; cement सीमेंट; pipe paip पाइप; rope rassi रस्सी; bulb balb बल्ब; clock ghadi घड़ी; watch ghadi घड़ी; paper kagaz kagaj कागज; pen kalam कलम;
book books kitab किताब; notebook copy कॉपी; chair kursi कुर्सी; table mez मेज; box dibba डिब्बा; bottle botal बोतल; toy toys khilona khilauna खिलौना; flower flowers phool फूल; seed seeds beej बीज; fertiliser fertilizer khad खाद; fodder chara चारा;
buffalo bhains भैंस; printing chhapai chapai छपाई प्रिंटिंग; transport dhulai ढुलाई; cow gai gaay गाय; cream malai मलाई; pickle achar achaar अचार; papad पापड़; vermicelli sewai सेवई; semolina suji sooji rava सूजी रवा; gramflour besan बेसन; bandage patti पट्टी; cough khansi खांसी; syrup sharbat शरबत; mask naqab मास्क; lucknow लखनऊ; mumbai bombay मुंबई बंबई बम्बई; kolkata calcutta कोलकाता कलकत्ता; bengaluru bangalore बेंगलुरु बेंगलुरू बंगलौर बैंगलोर; varanasi banaras benaras वाराणसी बनारस काशी; prayagraj allahabad प्रयागराज इलाहाबाद; chennai madras चेन्नई मद्रास; vadodara baroda वडोदरा बड़ौदा; gurugram gurgaon गुरुग्राम गुड़गांव; mysuru mysore मैसूर; gift uphar tohfa तोहफा उपहार
"""


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split()) for group in text.replace("\n", " ").split(";") if group.strip())


def _partners(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _groups(text):
        for word in group:
            found.setdefault(plain(word), set()).update(group)
    return {word: frozenset(others - {word}) for word, others in found.items()}


SHORT: Final = _partners(_SHORT)
"""Words of names and their short forms, each with all that stand for it."""

UNITS: Final = _partners(_UNITS)
"""Units of sizes, each with its other spellings."""

GOODS: Final = _partners(_GOODS)
"""Goods, each with its words in the other language."""
