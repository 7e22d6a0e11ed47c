"""Follow-ups: a question that changes the one before it, "same for last year", "only Ramesh", "by brand?", "as a chart".

::

    followups   the words as a question of their own, or as a change of what was asked before
    edits       the change itself: which parts of a query, from what to what; it can be undone, and edits of different parts
                come to the same in any order
    changes     what was kept and what was changed, in words
"""

from ai.conversation.edits import Asked, Edit, edit_between
from ai.conversation.followups import FollowUp, follow_up

__all__ = ["Asked", "Edit", "FollowUp", "edit_between", "follow_up"]
