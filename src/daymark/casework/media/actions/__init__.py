"""What is done to exhibits, seizures and stacks."""

from daymark.casework.media.actions.announcing import STACK_GRADED, Graded
from daymark.casework.media.actions.exhibits import add_exhibit, exhibit_named, sign_custody
from daymark.casework.media.actions.files import CONTENTS_ARRIVED, Arrived, end_listing, list_files, take_readings
from daymark.casework.media.actions.joined import confirm_joined, split_joined
from daymark.casework.media.actions.originals import (
    AlreadySealed,
    CannotBeRead,
    FileChanged,
    NotSealed,
    OnlySupervisor,
    destroy_original,
    open_original,
    seal_original,
)
from daymark.casework.media.actions.seizures import begin_or_resume, finish, pause
from daymark.casework.media.actions.stacks import Stacking, join_again, split
from daymark.casework.media.actions.votes import choose_taste, grade, remember_place, undo

__all__ = [
    "CONTENTS_ARRIVED",
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
    "begin_or_resume",
    "choose_taste",
    "confirm_joined",
    "destroy_original",
    "end_listing",
    "exhibit_named",
    "finish",
    "grade",
    "join_again",
    "list_files",
    "open_original",
    "pause",
    "remember_place",
    "seal_original",
    "sign_custody",
    "split",
    "split_joined",
    "take_readings",
    "undo",
]
