"""The pages of documentation: each is reached, links lead somewhere, generated ones are current."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import discredit as dc
from discredit.cli import dictionary, reference, schema_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.md"))
AROUND = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "SCOPE.md")]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def listed(page: Path) -> list[Path]:
    """The pages that a page's tables of contents name."""
    found: list[Path] = []
    for block in re.findall(r"^```\{toctree\}\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
        for line in block.splitlines():
            if line and not line.startswith(":"):
                found += page.parent.glob(f"{line}.md")
    return found


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links, as a code host calls them."""
    text = FENCE.sub("", page.read_text("utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_reached_from_the_first_and_once() -> None:
    reached, ahead = [DOCS / "index.md"], [DOCS / "index.md"]
    while ahead:
        below = listed(ahead.pop())
        reached += below
        ahead += below
    assert sorted(reached) == PAGES


@pytest.mark.parametrize("page", [*PAGES, *AROUND], ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_what_is_there(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text("utf-8")))
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_generated_pages_are_as_the_code_writes_them() -> None:
    assert (DOCS / "schema.md").read_text("utf-8") == schema_page.markdown()
    assert (DOCS / "commands.md").read_text("utf-8") == reference.markdown()
    assert (DOCS / "tables.md").read_text("utf-8") == dictionary.markdown()


def test_the_python_reference_has_every_public_name() -> None:
    text = (DOCS / "python-reference.md").read_text("utf-8")
    told = set(re.findall(r"^\.\. auto(?:function|class|exception):: (\w+)$", text, re.MULTILINE))
    assert told == set(dc.__all__) - {"__version__"}


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_small_and_can_be_parsed(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith("---\nfile_format: mystnb\n")
    cells = re.findall(r"^```\{code-cell\}\n(?::.*\n)*(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(cells) >= 2
    compile("\n".join(cells), page.name, "exec")
    sizes = [int(size.replace("_", "")) for size in re.findall(r"people=([\d_]+)", text)]
    assert sizes and max(sizes) <= 5000


def test_every_verb_of_make_is_written_once_and_told() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    verbs = re.findall(r"^([a-z][\w-]*):(.*)$", text, re.MULTILINE)
    names = [name for name, _ in verbs]
    assert len(names) == len(set(names))
    assert all("## " in rest for name, rest in verbs if name != "browser")
    phony = {name for line in re.findall(r"^\.PHONY:(.*)$", text, re.M) for name in line.split()}
    assert phony == set(names)


def test_what_is_deprecated_is_told() -> None:
    """Nothing is deprecated; whoever deprecates something tells it on the page."""
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    told = (DOCS / "deprecation.md").read_text("utf-8").partition("## Deprecated now\n")[2]
    assert ("DeprecationWarning" in code) == (told.strip() != "Nothing.")


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert cited["version"] == project["version"] and cited["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited)


def test_readme_is_one_screen_and_says_what_it_is_not() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 60
    for needed in ("## What it is not", "SCOPE.md", "CITATION.cff", "two-worlds.svg", "make demo"):
        assert needed in text
    assert (DOCS / "two-worlds.svg").read_text("utf-8").startswith("<svg")


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_its_notebooks_run(tmp_path: Path) -> None:
    assert find_spec("sphinx"), "`make docs` installs what builds the site"
    words = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"]
    done = subprocess.run(
        [*words, str(DOCS), str(tmp_path / "site")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "notebooks" / "first-run.html").read_text("utf-8")
    assert "cell_output" in page
