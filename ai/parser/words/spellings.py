"""Which words of Latin letters are English though they sound like Hindi, and which Hindi words must not be taken for one another."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = frozenset(
    """
    seed tear sin terra asia star stare biz side kat arr sunny cookie anne
    qty ly any us soon fire door beat bet bite shake clay utah edit many pay paid
    his end free area bit nice short age market die risk sort tour beach holy app lie fresh waste dear valley cook cute wars kiss manage jan tim badly root dean keys mill honey coat cotton ate ease fans back
    a an are at back bad been bike bill bills branch brand by chart cut cr data day dead debit did do daily due five gt had has her hey hi hot how id is it july jun june key know last late let like list
    loan look march margin me men mile more my need new no not note of off on one or our out owe paid pay party pcs per poor price qr rate road rs sale sales same sat say see sell sells set shall share she
    show so some sold stock store sum sun take tax tea the then they this to top total trend target unit use v war was we week weekly were what which who will win wise y year yet you yr graph pending h i k l m
    tab lay clue call cost net gross fall rise all day days mon tue wed thu fri may june august april item items goods client buyer date month months rent light power main mini
    """.split()
)
"""Words of Latin letters that are never read as Hindi."""

APART: Final = frozenset(
    "करना कारण भाई भी बही साथ साठ ने नए घाटा घटा घट घाटे घटे घटते बाद बड़ा कमी कमाई किसे किससे तथा था प्रति सर सारा राखी रखी चौथ चौथा डेटा डेट हां है हैं ला ले सी दिन माह महा सा चल निकल मरा मरे मरी आ व या बीस बाईस बंदा बंदे लागत".split()
)
"""Words in Devanagari that share a key with another and mean something else: each stands for itself alone."""

TYPED: Final = {
    "bees": "बीस", "bis": "बीस", "baees": "बाईस", "bais": "बाईस", "kahan": "कहां", "kaha": "कहां", "yahan": "यहां", "wahan": "वहां", "krna": "करना", "krne": "करने", "krta": "करता", "krte": "करते", "krti": "करती", "kr": "कर", "mad": "मद", "mangaya": "मंगाया", "mangwaya": "मंगवाया", "aj": "आज", "aaj": "आज", "kl": "कल", "prso": "परसों", "baar": "बार", "bar": "बार", "lauta": "लौटा", "laute": "लौटे", "lautaya": "लौटाया", "shuru": "शुरू", "ghuma": "घूमा",
    "hume": "हमें", "humein": "हमें", "hamein": "हमें", "hame": "हमें", "hamen": "हमें", "humko": "हमको", "hamko": "हमको", "mujhe": "मुझे", "si": "सी", "mara": "मरा", "mare": "मरे", "nikal": "निकल", "nikl": "निकल", "nikla": "निकला", "nikli": "निकली", "nikle": "निकले", "sara": "सारा", "saara": "सारा", "saare": "सारे", "teeno": "तीनों", "tino": "तीनों", "teenon": "तीनों", "chala": "चला", "chali": "चली", "chale": "चले", "gaya": "गया", "gye": "गए", "gya": "गया", "unka": "उनका", "unke": "उनके", "unki": "उनकी", "unko": "उनको", "unhe": "उन्हें", "unhen": "उन्हें", "unse": "उनसे", "laaye": "लाए", "laye": "लाए",
    "aya": "आया", "ayi": "आई", "aye": "आए", "li": "ली", "lee": "ली", "lii": "ली",
    "maine": "मैंने", "mene": "मैंने", "humne": "हमने", "hamne": "हमने", "karlo": "करो", "bataiye": "बताइए", "btaiye": "बताइए", "batadijiye": "बता दीजिए", "zra": "जरा", "zaraa": "जरा", "plij": "प्लीज", "pleej": "प्लीज", "kaisi": "कैसी", "kaisa": "कैसा", "kaise": "कैसे", "kese": "कैसे", "kesi": "कैसी", "kesa": "कैसा", "kitni": "कितनी", "kitne": "कितने", "ktna": "कितना", "ktni": "कितनी", "ktne": "कितने", "kitnaa": "कितना", "kitnii": "कितनी", "ketna": "कितना", "ketni": "कितनी", "ketne": "कितने", "mahino": "महीनों", "mahinon": "महीनों", "mhine": "महीने", "mhina": "महीना", "maheena": "महीना", "maheene": "महीने", "mheene": "महीने", "hafto": "हफ्तों", "hafton": "हफ्तों", "hfte": "हफ्ते", "dino": "दिनों", "dinon": "दिनों", "saalon": "सालों", "salon": "सालों", "pichhla": "पिछला", "pichhli": "पिछली", "pichle": "पिछले", "pichhle": "पिछले", "pichla": "पिछला", "pichli": "पिछली", "pchle": "पिछले", "pchla": "पिछला", "pichlay": "पिछले", "pehle": "पहले", "pahle": "पहले", "phle": "पहले", "pehla": "पहला", "pehli": "पहली", "agle": "अगले", "agla": "अगला", "agli": "अगली", "grahak": "ग्राहक", "graahak": "ग्राहक", "grahk": "ग्राहक", "gahak": "ग्राहक", "grahako": "ग्राहकों", "grahakon": "ग्राहकों", "bikri": "बिक्री", "bikree": "बिक्री", "bikari": "बिक्री", "vikri": "बिक्री", "munafa": "मुनाफा", "munaafa": "मुनाफा", "munafe": "मुनाफे", "kharch": "खर्च", "kharcha": "खर्चा", "karcha": "खर्चा", "khrcha": "खर्चा", "khrch": "खर्च", "kharche": "खर्चे", "bakaya": "बकाया", "bakaaya": "बकाया", "baqaya": "बकाया", "wapas": "वापस", "vapas": "वापस", "waapas": "वापस", "vaapas": "वापस", "wapis": "वापस", "vapis": "वापस", "wapsi": "वापसी", "vapsi": "वापसी", "tarikh": "तारीख", "tareekh": "तारीख", "tarik": "तारीख",
    "hum": "हम", "ham": "हम", "diye": "दिए", "kharidi": "खरीदी", "dono": "दोनों", "donon": "दोनों", "kitney": "कितने", "kitnay": "कितने", "pichhali": "पिछली", "aksar": "अक्सर", "aam": "आम", "dheere": "धीरे", "dhire": "धीरे", "dheeme": "धीमे", "dhime": "धीमे", "subah": "सुबह", "shaam": "शाम", "sham": "शाम", "raat": "रात", "dopahar": "दोपहर",
    "naye": "नए", "nae": "नए", "nai": "नए", "naya": "नए", "bhai": "भाई", "bhi": "भी", "saath": "साथ", "sath": "साथ", "saathi": "साथ", "ghata": "घटा", "ghaata": "घाटा", "ghate": "घटे", "ghaate": "घाटे", "bada": "बड़ा", "baad": "बाद",
    "kamai": "कमाई", "kamaai": "कमाई", "kamayi": "कमाई", "kami": "कमी", "kaaran": "कारण", "karan": "कारण", "kisse": "किससे", "kise": "किसे", "kisey": "किसे", "karna": "करना", "ne": "ने", "prati": "प्रति", "hai": "है", "hain": "है", "he": "है", "sab": "सब", "aakhri": "आखिरी", "akhri": "आखिरी", "aakhiri": "आखिरी", "akhiri": "आखिरी", "hu": "हूं", "hun": "हूं", "hoon": "हूं", "jin": "जिन", "ja": "जा", "chal": "चल", "sakta": "सकता", "sakte": "सकते", "aage": "आगे", "jinhone": "जिन्होंने", "unhone": "उन्होंने", "haal": "हाल", "phasa": "फंसा", "fasa": "फंसा", "kam": "कम", "di": "दी", "tha": "था", "din": "दिन", "mah": "माह", "maah": "माह", "dee": "दी", "ya": "या",
    "zyada": "ज्यादा", "zada": "ज्यादा", "jada": "ज्यादा", "jyada": "ज्यादा", "ziada": "ज्यादा", "jyaada": "ज्यादा", "zyda": "ज्यादा", "jayda": "ज्यादा", "jaada": "ज्यादा", "pichhale": "पिछले", "pichale": "पिछले", "pechle": "पिछले", "mahina": "महीना", "maheney": "महीने", "mahiney": "महीने", "nahin": "नहीं", "nai_": "नहीं", "nhi": "नहीं", "mein": "में", "mai": "में", "mei": "में", "rupaye": "रुपये",
    "rupye": "रुपये", "rupay": "रुपये", "rupiya": "रुपये", "rupiye": "रुपये", "kyun": "क्यों", "kyon": "क्यों", "kyo": "क्यों", "kyu": "क्यों", "udhaar": "उधार", "udhar": "उधार", "udaar": "उधार", "udhaari": "उधारी", "hafte": "हफ्ते", "hafta": "हफ्ता", "haftey": "हफ्ते", "saal": "साल", "sal": "साल", "kitna": "कितना", "sabse": "सबसे", "sbse": "सबसे", "aayi": "आई", "aai": "आई", "aaye": "आए", "aae": "आए", "gayi": "गई", "gai": "गई", "kisne": "किसने", "bacha": "बचा", "bache": "बचे", "bachi": "बची",
    "band": "बंद", "lagat": "लागत", "laagat": "लागत", "behtar": "बेहतर", "bahtar": "बेहतर", "sa": "सा", "bande": "बंदे", "banda": "बंदा", "bandey": "बंदे", "bandon": "बंदों", "bando": "बंदों", "ghat": "घट", "ghati": "घटी", "ghatt": "घट", "un": "उन", "ghatti": "घटती", "ghatta": "घटता",
    "konsa": "कौनसा", "konse": "कौनसे", "konsi": "कौनसी", "kaunsa": "कौनसा", "kaunse": "कौनसे", "kaunsi": "कौनसी", "kaun": "कौन", "kon": "कौन",
}  # fmt: skip
"""Spellings whose key would lead elsewhere, and the words they are."""
