"""What people fill in on the pages of reports."""

from daymark.casework.reports.forms.filtering import ANY, ListForm
from daymark.casework.reports.forms.staff import ReportFilterForm

__all__ = ["ANY", "ListForm", "ReportFilterForm"]
