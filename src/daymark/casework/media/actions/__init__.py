"""What is done to exhibits and seizures."""

from daymark.casework.media.actions.exhibits import add_exhibit, exhibit_named, sign_custody
from daymark.casework.media.actions.files import end_listing, list_files, take_readings
from daymark.casework.media.actions.seizures import begin_or_resume, finish, pause

__all__ = [
    "add_exhibit",
    "begin_or_resume",
    "end_listing",
    "exhibit_named",
    "finish",
    "list_files",
    "pause",
    "sign_custody",
    "take_readings",
]
