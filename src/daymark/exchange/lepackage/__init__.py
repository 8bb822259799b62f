"""Law-enforcement packages of the CyberTipline: find them in an archive, read each. Start at `find_packages`."""

from daymark.exchange.lepackage.finding import Package, find_packages, shared_names, strays
from daymark.exchange.lepackage.problems import UnreadablePackage
from daymark.exchange.lepackage.reading import read_package, unclaimed_media
from daymark.exchange.lepackage.report import LePackage, said_yes

__all__ = [
    "LePackage",
    "Package",
    "UnreadablePackage",
    "find_packages",
    "read_package",
    "said_yes",
    "shared_names",
    "strays",
    "unclaimed_media",
]
