"""Words that say nothing, and the small ones that join others."""

from __future__ import annotations

from typing import Final

# "for the pharmacy", "at the cafe": the shop itself
_SHOPS: Final = (
    "shop",
    "store",
    "pharmacy",
    "medical store",
    "chemist shop",
    "bakery",
    "cafe",
    "boutique",
    "showroom",
    "counter",
    "business",
    "company",
    "firm",
)
_THE_SHOP: Final = [
    f"{word}_{article}_{shop}"
    for word in ("for", "at", "in", "of", "from")
    for article in ("the", "our", "my")
    for shop in _SHOPS
]

_ASKERS: Final = "papa mummy mom mum dad daddy father mother wife husband partner boss owner accountant manager bhabhi chacha बेटा पापा मम्मी पिताजी माताजी मालिक".split()
_ASKED_BY: Final = [
    f"{who}_{asks}"
    for who in _ASKERS
    for asks in ("wants_to_know", "want_to_know", "is_asking", "asked", "asks", "puch_rahe", "puch_rahi", "pooch_rahe", "pooch_rahi", "पूछ_रहे", "पूछ_रही", "ne_pucha", "ने_पूछा")
]  # fmt: skip

# Words that say nothing about what is asked. A word belongs here only if leaving it out never changes the answer.
FILLER: Final = (
    """
appear appears it its these figures u na cut market bazaar kaisi kaisa kaise bante banta banti among amongst dete deta deti dene log logon use 
a an the my our your me we us i you their is are was were be been being am do does did has have had
will would could shall can may might must please kindly pls plz show shows tell give get got find fetch display see view
know want wanna need like let lets just quick quickly exactly right hi hello hey namaste ok okay thanks thank munim sir boss dear
there here then also too about regarding how that well shop store dukaan
figure figures report reports data detail details info information summary stats statistics
look looking check quick come comes came go went going doing happened happen happening make made
anything something bring brings brought bringing serve served leta lete leti calculate compute answer question curious wondering wonder all whats hows wheres all_time ever lifetime bane bana bani banaye ne draw issue charge charged charging given raise raised generate generated issued offered recorded processed created showed shown showing contribute contributes contributed contributing represent represents represented constitute constitutes constituted comprise comprises comprised usually normally attended sent since_they_joined since_joining since_inception since_the_beginning from_the_beginning from_day_one since_day_one since_we_started since_we_opened accounts_for account_for accounted_for accounting_for single for_the_period for_the_period_of for_the_period_from during_the_period in_the_period over_the_period period
say says back actually basically generally really hai hain h tha thi the ho hua hui hue raha rahi rahe gaya
gayi gaye batao bataiye bata batana dikhao dikhaiye dikha dikhana dijiye dedo de do zara jara bhai bhaiya ji mera meri mere mujhe
humara hamara hamari hamare humne hamne maine apna apni apne wala wali wale karo kijiye chahiye liye paisa paise
मुझे मेरा मेरी मेरे हमारा हमारी हमारे है हैं था थी थे हुआ हुई हुए बताओ बताइए दिखाओ दिखाइए क्या हमने मैंने
make_up makes_up all_of any r ur yaar yar arre arey oye suno suniye numbers gives giving gets getting theres thats tht dat plss plzz plse kripya kripaya aap tum tumhe aapko hum ham humein hamein humko hamko wo woh vo voh jab aati aata aate aane jaate jata jati rehta rehte rehti rahta rahte rahti lagta lagti lagte acha achha accha theek thik haan han naa re bolo bolna bol bataye bataiyega bataana btao btana bta btaiye dikhaye dikhaiyega dikhayen dikhaye dikhado batado dekhna dekho dekhu chahta chahti chahie karke karne kro krna krke somehow roughly approx approximately exact btw fyi hmm umm um uh hv hve dis dat wnt wana gimme lemme plzz tel sho shw team owner madam mam maam sirji bhaiyya bro buddy friend dost jee pull provide tabulate extract describe mention specify highlight interested hoping trying able possible possibly hope sure manage clocked logged registered reported seen noted sari saari saare sare sabhi
hiya heya yo greetings namaskar namastey pranam salaam salam hola sup heyy hii hiii helo hellow hallo listen wonderful cheers regards ta cool nice fine alright oki okey k thx thnx tnx ty pl seth sethji sahab sahib saab saheb babu babuji bhaisahab bhaisaab didi uncle aunty beta chhotu ustad guru mitra sirjee sweetheart mate guys folks bot assistant app ai wanted needed require required requires requesting request urgently asap soonest honestly simply truly literally obviously became become becomes turned ended seems seemed seem looked looks       sits  ourselves myself ours mine theirs whatever whichever even rather okk hmmm oh ah eh aha anyways anyway etc
""".split()
    + _THE_SHOP
    + _ASKED_BY
)

# What only shapes a sentence or says of what the answer is made; of phrases each word by itself may mean something else.
FUNCTION_WORDS: Final = """as so ie however ideally finally eventually such fairly relatively primarily mainly mostly largely notably merely upon unto try tries
    willing makes making goes gone keeps afterwards inclusive meanwhile therefore hence thus overall_then
    across_the_board in_aggregate in_practice broadly_speaking all_told on_the_whole as_a_whole as_per_books as_per_our_books as_per_records
    on_our_books in_our_books according_to_our_records per_our_records in_our_records from_our_records in_our_system in_the_system as_recorded
    from_the_database from_the_data from_our_data based_on_the_data using_the_data both_inclusive both_days_included inclusive_of_both both_days_inclusive
    excluding_cancelled excluding_cancelled_orders excluding_cancelled_bills excluding_cancelled_invoices without_cancelled_bills without_cancelled_orders
    except_cancelled_bills leaving_out_cancelled_bills cancelled_bills_excluded cancel_bill_chhod_kar cancel_bill_hata_kar
    help_me_see help_me_understand please_share could_you_share work_out figure_out find_out in_the_books rundown snapshot a_snapshot_of an_overview_of
    overview_of dekh_kar jod_kar jod_ke mila_kar kul_mila_kar kul_milakar sab_mila_kar likh_do bhej_do bhej_dena jaanna janna jaanna_hai janna_hai
    कुल_मिलाकर सब_मिलाकर जोड़कर देखकर भेज_दो भेज_दीजिए लिख_दो जानना जानना_है जानना_चाहता_हूं जानना_चाहती_हूं""".split()

# Prepositions and particles. Left over, they cost a little; "by", "except" and their like are never left over.
PARTICLES: Final[dict[str, tuple[str, ...]]] = {
    "in": ("into", "on the", "in to", "in", "via", "using", "thru", "through", "during", "within", "on", "at", "inside", "through", "throughout", "mein", "mei", "me", "main", "par", "pe", "ko", "में", "को", "पर"),
    "of": ("of", "ka", "ki", "ke", "का", "की", "के", "in the"),
    "for": ("for", "ke liye"),
    "to": ("to", "until", "till", "til", "upto", "up to", "through", "thru", "tak", "and up to", "तक"),
    "until": ("until", "till", "til", "upto", "up to", "tak", "and up to", "तक"),
    "from": ("from", "se", "से", "starting", "starting from", "beginning"),
    "starting_from": ("from", "starting", "starting from", "beginning"),  # in Hindi a time stands before its "se"
    "since": ("since", "ever since", "from"),
    "and": ("and", "&", "+", "aur", "or_and", "as well as", "plus", "along with", "और", "together with", "but", "lekin", "magar", "लेकिन", "मगर"),
    "as_well_as": ("as well as", "and also", "and also in", "and again in", "aur phir", "और फिर"),
    "and_also": ("and also", "as well as", "and even", "together with", "along with", "और साथ में"),
    "or": ("or", "ya", "या"),
    "comma": (",",),
    "by": (
        "by", "per", "split by", "broken down by", "break down by", "breakdown by", "grouped by", "group by", "divided by", "according to",
        "in terms of", "based on", "on the basis of", "ranked by", "sorted by", "ordered by", "sort by", "order by", "rank by", "measured by",
        "across", "separated by", "classified by", "for different", "by different", "going by", "by the",
    ),
    "by_after": ("wise hisab se", "ke hisaab se", "ke hisab se", "hisaab se", "hisab se", "ke anusar", "के हिसाब से", "के अनुसार"),
    "each": (
        "each", "every", "for each", "for every", "of each", "of every", "by each", "by every", "from each", "from every", "to each", "to every",
        "in each", "in every", "on each", "on every", "har", "har ek", "हर", "individual", "each and every", "per each",
    ),
    "wise": ("wise", "waar", "var", "war", "vaar", "वार", "wise breakdown", "wise break up", "wise split"),
    "with": ("with", "having", "that have", "which have", "that has", "where", "have", "has", "had"),
    "than": ("than",),
    "only": ("only", "just", "solely", "alone", "sirf", "keval", "only for", "only in", "सिर्फ"),
    "except": (
        "except", "except for", "excluding", "exclude", "excepting", "without", "other than", "apart from", "but not", "not", "not in", "not by", "not from", "not of", "not including", "not counting",
        "everything except", "all except", "everything but", "anything but", "leaving out", "leaving aside", "leaving", "ignoring", "ignore", "besides", "barring", "minus", "less the", "all but", "outside", "outside of", "non", "excl", "setting aside", "bar", "save for", "omitting", "skip", "skipping",
    ),
    "except_after": (
        "ke alawa", "ke alawa baki", "ko chhodkar baki", "ko chhod kar baki", "ko chhod ke baki", "chhod kar baki", "chhodkar baki", "को छोड़कर बाकी", "को छोड़ कर बाकी", "छोड़कर बाकी", "के अलावा बाकी", "ke siva baki", "के सिवा बाकी", "ke siva", "ke sivay", "ke siway", "chhod kar", "chod kar", "chhodkar", "chodkar", "ko chhodkar", "ko chodkar", "ko chhod kar", "ko chod kar", "ko chhod ke", "chhod ke", "chod ke", "hata kar", "hatakar", "ko hata kar", "hata ke", "nikal kar", "ko nikal kar", "ke bina", "ke bagair", "excluded", "left out", "aside",
    ),
    "total": ("total", "totals", "overall", "altogether", "in total", "in all", "combined", "all together", "whole", "entire", "kul", "grand total"),
}  # fmt: skip
