"""Words that move no figure: left over where everything else makes a whole question, they are left aside and told.

They are no fillers: most have a meaning elsewhere ("sales by city", "hold", "number of bills"), so they are tried only after the
question was refused for them alone. What restricts, denies, compares or orders is not among them (before, without, only, new,
not, than, few), nor what may be somebody's name or a kind of goods, nor what asks for something to be done (send, book, draft).
"""

from __future__ import annotations

from typing import Final

# Anywhere; his, these, it and their like stand for somebody or something, and are not here.
LIGHT: Final = frozenset(
    """
    state states stated furnish furnished prepare prepared preparing submit submitted submitting compile compiled compiling generate generated
    generating extract extracted fetch fetched retrieve retrieved present presented presenting forward circulate produce produced draw drawn pull
    pulled pulling dig put lay laid outline detail detailed specify specified mention mentioned indicate indicated illustrate summarise summarize
    summarised summarized describe described confirm confirmed confirming verify verified verifying check checked checking validate audit audits
    audited auditor auditors inspection inspector accountant accountants partner partners boss presentation review reviewing reviewed records
    reference purpose purposes assessment memo spreadsheet excel slide slides deck diary paperwork achieve achieved achieving attain attained clock
    clocked clocking log logged post posted register registered rake raked raking garner garnered bring brings brought bringing end ends ending close
    closes finish finishes finished land landed stand stands stood sit sits sitting look looks looked looking seem seems seemed appear appears
    appeared feel feels felt go goes went fare fared faring shape shaped shaping happen happens happened occur occurs occurred arise arose emerge
    emerged transpire transpired materialise materialize experience experienced witness witnessed observe observed notice noticed enjoy enjoyed incur
    incurred sustain sustained suffer suffered undergo differ differs differed vary varies varied fluctuate fluctuated fluctuates perform performs
    performed performing much quickly rapidly heavily strongly sharply steeply significantly considerably noticeably substantially dramatically
    precisely practically virtually literally honestly frankly truly really generally typically normally usually ordinarily altogether collectively
    jointly apiece respectively extent magnitude count counts tally quantum sum sums position situation scenario matter aspect terms regard regards
    respect context basis nos shelf shelves by across along alongside aside that same going counting talking speaking wondering curious wonder knowing
    understand understanding grasp learn figured noting interested thankful grateful appreciate अक्सर aksar इकट्ठा इकट्ठे ikattha ikatthe पता pata
    बनाइए बनाओ बनाकर banao banaiye banakar तैयार taiyar tayyar मिलेगा मिलेगी मिलेंगे milega milegi milenge लिखा likha दर्ज darj निकालो निकालिए निकालकर
    nikalo nikaliye nikalkar समझना समझाओ samjhao जानना जानने janna जोड़ो जोड़कर jodo jodkar पहुंचा पहुंची पहुंचे पहुँचा पहुँची pahuncha pahunchi
    pahunche छुआ बैठा बैठी बैठे baitha baithi baithe होगा होगी होंगे hoga hogi honge दरअसल असल वास्तव दरसल asal आखिर aakhir akhir मोटामोटी motamoti
    हाल
    """.split()
)
# Beside a comparison that is read: they say again that one is against another.
OF_A_COMPARISON: Final = frozenset(
    """
    bigger larger smaller better worse higher lower stronger weaker faster slower healthier greater improved worsened grown shrunk ahead behind over
    under up down or ya या accha acchi achha achhi अच्छा अच्छी अच्छे बेहतर behtar कमजोर ऊपर नीचे upar neeche niche
    """.split()
)
