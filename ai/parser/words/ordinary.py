"""Words of English that are spelt right, though a letter more or less would make them words of trade.

"Unsettled" is no slip for "settled", "chat" none for "chart" and "early" none for "yearly". Found by going through the words of
English by how often they are used, and trying on each what ``Lexicon.correction`` makes of it.
"""

from __future__ import annotations

from typing import Final

ORDINARY: Final = frozenset(
    """
    accent accessing acclaimed acquitted adams admitting afield alas allocation alloys ally always amounting apartment apartments apiece arch ashes
    assistance assisting attachment attachments attending attest avoidable avoided avoids awhile backing bacterial bagging bailed baines baiting
    baking banded banked banking barbados baring barnes basics basins bass batter beaches beater believers benches bender bending betting beverages
    bits bitter blacked blacks blasts blow blower blowing boeing booing booming booted bordered bordering borders boring bosses botched bounded bout
    bowing breached bridging briggs brochures broker brookings brooks bugger buildings burned burying butter byproduct camels cancer cancers
    capability capitol carriages carrier carriers carson case cases casket castes categorized caught centro centuries chains chances chanel chanted
    charles charmed charred chases chat cheeks chipped chipping chopped chopper citations clashes clause clauses cleaned cleaning cleans cleansing
    clippings cloning clover coarse coasts coated coding coined colder collective collectors combating combing comets commendation communities
    community companies companion compassion compelled compete competed competent competing compilation compiling completely complexes complexion
    complying composing computing concealed conception concerned concerted concluded concluding conclusion conclusions conclusive concussion
    condensation conferred confession confessions confusing congested congestion connected connecting connection connections consented conserved
    considers consulted consulting consumerism contested convection convention conventions conversation conversations converters convicted cooked
    cooking cooperating coping copper corrected correcting correction corrections coulter countered countering countess counties countless county
    courting courts cowards coworkers crashes cunning cure curse customary deadliest dearest dearly debate debates debuts deceive deceived deceiving
    dedicating deficiencies deficiency dental depending depicting deport deposition depots depths detecting differing digger disability disbanded
    discharged dividend dividends docked documented donations doping downed draper drones drought droughts dumber early earring earrings ears east
    ebooks educating efficient efficiently elections emitted emitting employed employer employers encounter encounters endings enrolling enter enters
    entice estate estates etched evacuation evaluation evaluations exchanged exchanges exclaimed executing execution executions exiting expanse
    expedited exposition expresses extending facets faking feathered fender figurines filed filled filler fillers filling financing fishes fist
    fittest flammable flawed flotation flower flowering foiled folded folder folders folding foresight former forums fought founding franks fright
    frying fullest furnished gallows gasket gassed gays genders generators giants gifted glasses glowing gods gotten graded grading grange grated
    greatness grossed grossing grounding gunning hacking hailed haired hallowed halves hanged hare hart hating havens heading heck heir heller hikers
    hips holden hole homing hooked hooking hopped hopper hosted humane ideals imbalance imbalances impatient impending importance importing imposition
    inability inclusion incomplete indifference indifferent indistinct individualism ineligible inference infrequently inpatient inquisition
    insecurity insignificant instalment interacted intrusive invaluable inventors inversion investors irregular jailed jingle joints judges keller
    kettle kicked killed killer killers killing killings kissed kissing knows labs lace lacked lacking larson lashes lasted lauded layers laying
    leaning leaping learning learns leasing legalized lender lenders lending letter letting levers licked lied lies linked listed loading
    logging lots lovers loving loyalties lumber machines mailed marines marked marker markers marking marlin marlins marries marshes martin martins
    marvin masking massage massages materialism maternal mather mating maximus mental messed messing methodist miller millers milling mingle misled
    misused mocked moderator moderators molded molding monkey monkeys monuments mooney mount mounting mounts mouths mowing multiplier multiply
    murdering mutations nagging nailed nationals neatly negligible netting newest nieces notation notion notions nuclear observations occupants
    offending offspring olds operative opponents opposition oppressed orange ought ounce ounces overheard owners owning owns pacers pacing packaging
    packed padded padres pads painted paintings paints palace palaces pandas panicking panties parable paris parity parking parsons particle particles
    particulate partition parton pasted patent patents patreon patrol patrols patronage patterson patton paused paving pearson penalized penetrated
    perceived perforated permitted permitting petitions petting phrase phrases picket picking pickled pics pierce pierson pinched placid planes plated
    plates playable played player players playing pleading pointed polled polling pondering poplar popped positives potion potions pounding praised
    pranks prayed prayer prayers praying preached precarious predators predictive preorder preparing preservation preserved pricks prince princes
    printers prints prizes proactive probation procedure procedures procession producers produces producing production profession profiled proposition
    protective qualities quantify quartet quests quotas racked racking radios rage raging raided railing rained ranged ranging rant ranting ration
    rations raving reacted reactions reading realism realist realizing rebounding receivers receptive reclaimed recollection recollections recorder
    recorders recording recurrent recurring referred reformers reforming regaining registrar regression regulates regulator regulators relate relates
    relations relayed relays reliability relieving relocation remanded remastered remembers reminding remover render rendering renders renters repair
    repairing repayment repeal repealing repeating repent replacing replay replays replying reporters repost representation representations reprinted
    reproductive resettlement resilient resistant resisting resort resorts resounding respected rested retailing retaining revenge revisited rewritten
    rice rigging rings rocked rollins ross rovers roving rowing rowling ruining sacking sailed salvation sanctions saving saying sayings scales scents
    scrolling sealed sealing seasons seattle secretion seduction seeds selection selections selves sender sending sends servers sets setter shades
    sharpe shaving sheer shelled shelling shells shepherds shingle shipper shippers shirts shocks shoots shores shot shots shoulders shouts
    significance singing sipping skates slender slotted slowed slower smelled smelling smells socks solids solved sons sore sorts sought sounding
    southward sowing spades speeding spelled spelling spells spencer spit spoilers spoils spoons spores sports spreading squire stability stacks
    stages stakes stares statesman statue statues status sticks stills stockings stokes stones stools stopper storms stoves straining strangest
    strapped stride strife strike stringent stripping strive strolling struck stuffs suck sucks suction suffering sufficiency supported surveyors
    suspending swallowed swallowing swelling swells swings syllable syllables tagging tailed talked taping tapped tasted tastes tate taught taxing
    teller terminate terminates thickness thingy thinks thorough throws ticked ticker tickle tickled ties tigers tiles timbers tinder tipped toured
    towing traced tracing training transition transitions translated translating translation translations traveling treason tricked tripped trolling
    trough tuned unchanged unclean uncovered uncovering undivided unexpected unfinished unfold unimportant unprepared unproductive unsettled
    unsettling unskilled unsuccessful untold unwritten upbringing upholding uplifting usability utmost vacations validation valves variables
    variations vending ventral vetting viability viable viscount vocation voiced waging wailing waited waking walled wanting warmer warned warning
    warnings washed washes wasting waterways waving weakly weathered weller whales whipped whipping whiting wicked wicket willed wing wings wishes
    wounding wrapped writing writings wrought yanked yearning yelled yelling yorker yorkers
    """.split()
)
