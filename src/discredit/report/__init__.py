"""One result as one page: self-contained, without scripts, for reading, mailing and printing."""

from discredit.report.page import render, write_report

__all__ = ["render", "write_report"]
