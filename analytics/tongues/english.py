"""English: the phrases of findings and letters."""

from __future__ import annotations

from typing import Final

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
SHORT_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

PHRASES: Final = {
    # when
    "on": "on {period}",
    "in": "in {period}",
    "in the week": "in the week {period}",
    "over": "over {period}",
    "so far": " so far",
    # held against
    "up": "up {change} % on {than} ({before})",
    "down": "down {change} % on {than} ({before})",
    "same": "the same as {than} ({before})",
    "nothing before": "with nothing {than} to compare with",
    "and": ", {what}",
    # findings
    "no sales": "No sales were recorded {when}.",
    "nothing": "There is nothing to tell of {when}.",
    "revenue": "Revenue {when} was {value} from {orders} orders{so_far}{held}.",
    "revenue of one": "Revenue {when} was {value} from {orders} order{so_far}{held}.",
    "lead": "{title} {when}: {value}{held}.",
    "lead now": "{title}: {value}{held}.",
    "best and quietest": "The best day was {best} with {most}; the quietest was {quietest} with {least}.",
    "best hour": "The best hour began at {hour}, with {value}.",
    "best product": "{name} sold best: {value}{share}.",
    "share of revenue": ", {share} of the revenue",
    "first": "{title}: {name} comes first with {value}.",
    "nobody owes": "No customer owes anything.",
    "owed": "Customers owe {value}; {late}.",
    "overdue": "{value} of bills is overdue",
    "nothing overdue": "no bill is overdue",
    "gained": "{name} gained most ({change})",
    "lost": "{name} lost most ({change})",
    "both": "{one}; {other}.",
    "alone": "{one}.",
    # what a chart shows
    "throughout": "{title} was {value} throughout.",
    "highest and lowest": "{title} was highest {best} ({most}) and lowest {worst} ({least}).",
    "leads": "{title}: {first} leads with {most}, followed by {second} with {next}.",
    "lead alike": "{title}: {first} and {second} lead with {most} each.",
    "highest": "{title} was highest {best} ({most}).",
    "added and lost": "Most was added by {best} ({most}), most was lost by {worst} ({least}).",
    "added": "Most was added by {best} ({most}).",
    "taken": "Most was lost by {worst} ({least}).",
    "rest in table": " The rest is in the table.",
    "then": "Before",
    "now": "Now",
    "more": "More",
    "less": "Less",
    # the letter
    "sales subject": "Sales {when}: {value}{change}",
    "change in subject": " ({change} on {than})",
    "no sales subject": "No sales {when}",
    "nothing subject": "{title}, {period}: nothing to tell",
    "subject": "{title}, {period}: {value}{change}",
    "named value": "{name} {value}",
    "subject without figures": "{title}, {period}",
    "title with period": "{title}, {period}",
    "total": "Total",
    "printed as of": "Figures as of {moment}",
    "change beside": "{change} on {than}",
    "page": "Page {page} of {pages}",
    "more rows": "{count} more rows are in the report itself.",
    "see report": "See this report",
    "as of": "Figures as of {moment}, without tax unless they say otherwise.",
    "behind": "Please note: these figures stand at {moment}, before the period had ended. What came after is not in them.",
    "old": "These figures are as of {moment}, {age} old: what happened since is not in them.",
    "days": "{number} days",
    "hours": "{number} hours",
    "minutes": "{number} minutes",
    "too large": "Too large to attach; fetch it under the link: {names}",
    "stop": "You get this because {shop} sends its reports to this address.",
    "stop link": "Stop these letters",
}
