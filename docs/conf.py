"""The documentation site: `make docs` builds it offline, with every warning an error."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

project = "discredit"
author = "the discredit project"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]
html_theme = "furo"
html_title = "discredit"
html_show_sphinx = False
html_copy_source = False

myst_heading_anchors = 3
myst_enable_extensions = ["deflist", "fieldlist"]
suppress_warnings = [
    "myst.header",  # a page may begin a section at any depth
]

nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 600  # a cell that compiles on a busy machine
nb_execution_show_tb = True
nb_execution_in_temp = True
nb_merge_streams = True

autosummary_generate = True
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "show-inheritance": False}
