"""What the documents say can be typed exists, what they link to is there, and the change log is kept."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.reference import BIN, commands, document
from tests.house.tracked import ROOT, name, texts

DOCUMENTS = [(path, text) for path, text in texts() if path.suffix == ".md"]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def _ids(pair: tuple[Path, str]) -> str:
    return name(pair[0])


def _code(text: str) -> str:
    """All that is set as code: fenced, indented and in line."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    indented = re.findall(r"^(?: {4}|\t)(.*)$", text, re.M)
    return "\n".join([*fenced, *indented, *re.findall(r"`([^`\n]+)`", text)])


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("paper", DOCUMENTS, ids=_ids)
def test_make_targets_exist(paper: tuple[Path, str]) -> None:
    code = _code(paper[1])
    named = {target for line in re.findall(r"\bmake ((?:[a-z-]+ ?)+)", code) for target in line.split()}
    assert named - TARGETS == set()


@pytest.mark.parametrize("paper", DOCUMENTS, ids=_ids)
def test_links_lead_somewhere(paper: tuple[Path, str]) -> None:
    path, text = paper
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        headings = (
            re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.M)
            if target.suffix == ".md" and target.exists()
            else []
        )
        if not target.exists() or (anchor and anchor not in map(_anchor, headings)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("paper", DOCUMENTS, ids=_ids)
def test_files_named_in_code_exist(paper: tuple[Path, str]) -> None:
    named = set(
        re.findall(
            r"(?<![\w./*-])((?:archiver|docs|tests|spiders|pipelines|benchmarks)/[\w./-]+\w)",
            _code(paper[1]),
        )
    )
    assert {one for one in named if not (ROOT / one).exists()} == set()


def test_the_change_log_has_a_place_for_what_comes() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## \[?([^\]\n]+)\]?", text, re.M)
    assert sections[0] == "Unreleased"
    assert re.search(r"^- \S", text, re.M)


@pytest.mark.parametrize("paper", DOCUMENTS, ids=_ids)
def test_no_document_promises_a_command_that_is_not_there(paper: tuple[Path, str]) -> None:
    named = set(re.findall(r"\barchiver ([a-z][a-z-]*[a-z])\b", _code(paper[1])))
    assert named <= set(commands())


def test_the_command_reference_is_current() -> None:
    reference = ROOT / "docs" / "commands.md"
    written = reference.read_text(encoding="utf-8") if reference.exists() else ""
    assert written == document(), "make reference writes it anew"


def test_scrapy_knows_the_spiders_that_the_documents_name() -> None:
    listed = subprocess.run([BIN / "scrapy", "list"], capture_output=True, text=True, check=True, cwd=ROOT)
    named = {
        spider for _, text in DOCUMENTS for spider in re.findall(r"\bscrapy crawl ([a-z]+)", _code(text))
    }
    assert named <= set(listed.stdout.split())
