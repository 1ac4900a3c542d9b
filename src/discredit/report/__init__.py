"""One result as one page: self-contained, without scripts, for reading, mailing and printing."""
