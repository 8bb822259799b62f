"""The printed overview of the picture."""

from daymark.exchange.overview.pdf import NotPrinted, overview_pdf

__all__ = ["NotPrinted", "overview_pdf"]
