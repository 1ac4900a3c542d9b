"""A run on disk: tables, manifest, checkpoints; written whole or not at all, and no pickle."""

from discredit.store.manifest import FORMAT, Manifest
from discredit.store.result import Result, open_result

__all__ = ["FORMAT", "Manifest", "Result", "open_result"]
