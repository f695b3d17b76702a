"""Modules and functions stay short; what is silenced says why."""

import ast
import re

from hypothesis import settings

from tests.house.tracked import name, python

MODULE_LINES = 400
FUNCTION_LINES = 60
# Names that another library's interface dictates explain themselves.
OTHERS_NAMES = {"N802", "N803", "N815"}


def test_modules_are_short() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python()}
    assert {path: length for path, length in lengths.items() if length > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    long = {}
    for path in python():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{name(path)}:{node.name}"] = length
    assert long == {}


def test_what_is_silenced_says_why() -> None:
    silent = []
    for path in python():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            ignored = re.search(r"#\s*type:\s*ignore(\[[\w, -]+\])?(.*)", line)
            if ignored and not (ignored[1] and re.search(r"\w", ignored[2])):
                silent.append(f"{name(path)}:{number}")
            quiet = re.search(r"#\s*noqa(?::\s*([A-Z]+\d+(?:,\s*[A-Z]+\d+)*))?(.*)", line)
            if quiet and "re.search" not in line:
                codes = set(re.split(r",\s*", quiet[1] or ""))
                if not codes <= OTHERS_NAMES and not (quiet[1] and re.search(r"\w", quiet[2])):
                    silent.append(f"{name(path)}:{number}")
    assert silent == []


def test_no_test_waits_by_sleeping() -> None:
    # A server of ours may be slow on purpose; a test that sleeps hopes.
    found = [
        name(path)
        for path in python()
        if path.name.startswith("test_")
        and path.name != "test_shape.py"
        and re.search(r"\bsleep\(", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_example_is_timed() -> None:
    # Hypothesis gives each 200 ms unless it is told otherwise (tests/conftest.py): too few on a busy machine.
    assert settings().deadline is None


def test_there_is_no_drawer_for_everything() -> None:
    assert [
        name(path) for path in python() if re.fullmatch(r"(utils?|helpers?|misc|common)\.py", path.name)
    ] == []
