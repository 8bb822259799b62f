"""What is done to exhibits, seizures and stacks."""

from daymark.casework.media.actions.announcing import SEIZURE_READ, STACK_GRADED, Graded
from daymark.casework.media.actions.exhibits import add_exhibit, exhibit_named, sign_custody
from daymark.casework.media.actions.files import CONTENTS_ARRIVED, Arrived, end_listing, list_files, take_readings
from daymark.casework.media.actions.joined import confirm_joined, split_joined
from daymark.casework.media.actions.originals import (
    AlreadySealed,
    CannotBeRead,
    FileChanged,
    NotSealed,
    OnlySupervisor,
    content_of,
    destroy_original,
    note_shown_from_vault,
    open_original,
    seal_original,
)
from daymark.casework.media.actions.parts import note_known
from daymark.casework.media.actions.sealing import (
    ask_again,
    ask_to_seal,
    change_sealing_policy,
    seal_by_policy,
    seal_waiting,
)
from daymark.casework.media.actions.seizures import ask, begin_or_resume, fail, finish, lay_down, pause, queue, take_up
from daymark.casework.media.actions.stacks import Stacking, join_again, split
from daymark.casework.media.actions.votes import choose_taste, grade, remember_place, undo

__all__ = [
    "CONTENTS_ARRIVED",
    "SEIZURE_READ",
    "STACK_GRADED",
    "AlreadySealed",
    "Arrived",
    "CannotBeRead",
    "FileChanged",
    "Graded",
    "NotSealed",
    "OnlySupervisor",
    "Stacking",
    "add_exhibit",
    "ask",
    "ask_again",
    "ask_to_seal",
    "begin_or_resume",
    "change_sealing_policy",
    "choose_taste",
    "confirm_joined",
    "content_of",
    "destroy_original",
    "end_listing",
    "exhibit_named",
    "fail",
    "finish",
    "grade",
    "join_again",
    "lay_down",
    "list_files",
    "note_known",
    "note_shown_from_vault",
    "open_original",
    "pause",
    "queue",
    "remember_place",
    "seal_by_policy",
    "seal_original",
    "seal_waiting",
    "sign_custody",
    "split",
    "split_joined",
    "take_readings",
    "take_up",
    "undo",
]
