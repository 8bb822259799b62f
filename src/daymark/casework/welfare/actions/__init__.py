"""What is done about looking: each look, breaks, pairs, lifts, the policy, counselling."""

from daymark.casework.welfare.actions.breaks import end_break, start_break
from daymark.casework.welfare.actions.looking import begin_look, end_look
from daymark.casework.welfare.actions.oneself import forget_session, keep_session, leave_out
from daymark.casework.welfare.actions.pairs import accept_pair, ask_pair, end_pair
from daymark.casework.welfare.actions.supervising import change_policy, lift

__all__ = [
    "accept_pair",
    "ask_pair",
    "begin_look",
    "change_policy",
    "end_break",
    "end_look",
    "end_pair",
    "forget_session",
    "keep_session",
    "leave_out",
    "lift",
    "start_break",
]
