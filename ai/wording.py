"""The words of answers, in English, Hindi and Hinglish: phrases with places to fill. Figures are written as the shop writes them."""

from __future__ import annotations

import re
from typing import Final

from analytics.tongues import HINGLISH
from analytics.tongues.latin_letters import in_latin

LANGUAGES: Final = ("en", "hi", HINGLISH)  # in which every answer is told

_ENGLISH: Final = {
    "stop": ".",
    "none": "None.",
    "figure": "{title}: {value}",
    "against": "{said}, against {before} before",
    "more": "{said}, {change} more than the {before} before",
    "less": "{said}, {change} less than the {before} before",
    "same": "{said}, the same as the {before} before",
    "per cent": "{change}%",
    "points": "{change} points",
    "nothing known": "{title}: nothing is known",
    "in all": "{value} in all",
    "highest": "highest {row}",
    "lowest": "lowest {row}",
    "course": "{title}: {parts}",
    "counted": "{title}, {count} {things}",
    "listed": "{title}: {rows}",
    "and more": "{rows} and {count} more",
    "no such thing": "There are no {things} of which that is true",
    "comes to zero": "Nothing is recorded: {titles} come to zero",
    "nothing on": "Nothing is recorded for {titles} on {days}",
    "nothing from": "Nothing is recorded for {titles} from {days}",
    "no sales yet": "{said}; the books hold no sales yet",
    "sales between": "{said}; the books hold sales from {first} to {last}",
    "read as": "I read “{written}” as “{read}”. ",
    "left aside": "I left “{written}” aside. ",
    "could answer": " I could answer: {reading}",
    "report of other days": " {report} can be asked for other days.",
    "report of these": " {report} can be asked of one of {things} alone.",
    "report of both": " {report} can be asked for other days, and of one of {things} alone.",
    "report as it is": " {report} is told of today and of the whole shop alone.",
    "no chart": "that report has no chart; it is a table",
    "why": "{figure}, {days} beside {before}: what moved most is {moved}",
    "catalogue": "{metrics} figures and {reports} reports can be asked for.",
    "fresh": "The figures hold all of the books until {moment}",
    "model failed": "The language model was asked as well and could not help: {why}",
    "model knows none": "The language model was asked as well and knows no query for this",
    "model differs": "The language model reads the question otherwise: {reading}",
    "which is meant": "The language model reads it so; whom or what do you mean?",
    "sql by model": "The language model wrote this as SQL, which was checked; it is no figure of the catalogue",
    "rows": "{count} rows",
    "read by model": "The question was read by the language model",
}
_HINDI: Final = {
    "stop": "।",
    "none": "कोई नहीं।",
    "figure": "{title}: {value}",
    "against": "{said}, पहले {before}",
    "more": "{said}, पहले ({before}) से {change} ज़्यादा",
    "less": "{said}, पहले ({before}) से {change} कम",
    "same": "{said}, पहले ({before}) के बराबर",
    "per cent": "{change}%",
    "points": "{change} अंक",
    "nothing known": "{title}: कुछ पता नहीं",
    "in all": "कुल {value}",
    "highest": "सबसे ज़्यादा {row}",
    "lowest": "सबसे कम {row}",
    "course": "{title}: {parts}",
    "counted": "{title}, {things}: {count}",
    "listed": "{title}: {rows}",
    "and more": "{rows} और {count} अन्य",
    "no such thing": "ऐसा कोई नहीं ({things}) जिस पर यह बात ठीक बैठे",
    "comes to zero": "कुछ दर्ज नहीं है: {titles} शून्य है",
    "nothing on": "{days} को {titles} के लिए कुछ दर्ज नहीं है",
    "nothing from": "{days} में {titles} के लिए कुछ दर्ज नहीं है",
    "no sales yet": "{said}; बही में अभी कोई बिक्री नहीं है",
    "sales between": "{said}; बही में {first} से {last} तक की बिक्री है",
    "read as": "“{written}” को “{read}” पढ़ा। ",
    "left aside": "“{written}” को छोड़ दिया। ",
    "could answer": " इसका जवाब दिया जा सकता है: {reading}",
    "report of other days": " {report}: दूसरे दिनों के लिए पूछ सकते हैं।",
    "report of these": " {report}: {things} में से किसी एक का पूछ सकते हैं।",
    "report of both": " {report}: दूसरे दिनों के लिए, और {things} में से किसी एक का पूछ सकते हैं।",
    "report as it is": " {report}: केवल आज की और पूरी दुकान की बताई जाती है।",
    "no chart": "उस रिपोर्ट का चार्ट नहीं है; वह तालिका है",
    "why": "{figure}: {before} के मुकाबले {days}: सबसे ज़्यादा बदला {moved}",
    "catalogue": "{metrics} आँकड़े और {reports} रिपोर्ट पूछी जा सकती हैं।",
    "fresh": "आँकड़ों में {moment} तक का पूरा हिसाब है",
    "model failed": "भाषा-मॉडल से भी पूछा गया, पर मदद नहीं मिली: {why}",
    "model knows none": "भाषा-मॉडल से भी पूछा गया; उसे भी इसका कोई हिसाब नहीं मिला",
    "model differs": "भाषा-मॉडल सवाल को अलग पढ़ता है: {reading}",
    "which is meant": "भाषा-मॉडल ने ऐसा पढ़ा; आपका मतलब किससे है?",
    "sql by model": "भाषा-मॉडल ने इसके लिए SQL लिखा, जिसे जाँचा गया; यह सूची का आँकड़ा नहीं है",
    "rows": "{count} पंक्तियाँ",
    "read by model": "सवाल भाषा-मॉडल ने पढ़ा",
}
_PHRASES: Final = {
    "en": _ENGLISH,
    "hi": _HINDI,
    HINGLISH: {
        phrase: re.sub("(?<=^ )[a-z]", lambda first: first.group().upper(), in_latin(said))
        for phrase, said in _HINDI.items()
    },
}


def say(language: str, phrase: str, **facts: str) -> str:
    """A phrase with its places filled, in English for a language that has no words yet."""
    return _PHRASES.get(language, _ENGLISH)[phrase].format(**facts)
