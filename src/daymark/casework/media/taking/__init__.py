"""How a seizure is read: the same for `daymark seize` and for what is begun from a page."""

from daymark.casework.media.taking.folders import (
    Folder,
    NotFromPage,
    NotListed,
    OutsideRoots,
    Shelves,
    shelves_of_centre,
)
from daymark.casework.media.taking.patience import DatabaseFull, DatabaseLost, OtherProcess
from daymark.casework.media.taking.readers import Here, Readers
from daymark.casework.media.taking.stored import Stored
from daymark.casework.media.taking.work import NoCase, Work, exhibit_of

__all__ = [
    "DatabaseFull",
    "DatabaseLost",
    "Folder",
    "Here",
    "NoCase",
    "NotFromPage",
    "NotListed",
    "OtherProcess",
    "OutsideRoots",
    "Readers",
    "Shelves",
    "Stored",
    "Work",
    "exhibit_of",
    "shelves_of_centre",
]
