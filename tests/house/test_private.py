"""Nothing in git names the machine it was written on, or where packages come from."""

import re

from tests.house.tracked import name, texts

# Put together from parts, so that this file does not name them either.
MACHINE = re.compile(
    r"(?<![\w.$}/-])/(?:" + "|".join(["work", "root", "home/[a-z]", "Users/[A-Za-z]", "opt"]) + r")/",
    re.ASCII,
)
REGISTRIES = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "pypi" + ".python.org",
            "files." + "pythonhosted.org",
            "registry." + "npmjs.org",
            "deb." + "debian.org",
            "security." + "debian.org",
            "ghcr" + ".io",
            "docker" + ".io",
        )
    )
)
LOCK_OPTIONS = re.compile(
    r"^\s*(?:--(?:index-url|extra-index-url|find-links|trusted-host)|-[ief] )|file:|://|@ ", re.M
)


def test_no_file_names_a_machine() -> None:
    found = {name(path): MACHINE.findall(text) for path, text in texts()}
    assert {path: words for path, words in found.items() if words} == {}


def test_no_file_names_a_registry() -> None:
    found = {name(path): REGISTRIES.findall(text) for path, text in texts()}
    assert {path: words for path, words in found.items() if words} == {}


def test_lock_files_hold_releases_and_hashes_alone() -> None:
    locks = [(path, text) for path, text in texts() if path.suffix == ".lock"]
    assert len(locks) == 5
    for path, text in locks:
        assert LOCK_OPTIONS.findall(text) == [], path
        releases = re.findall(
            r"^([a-z0-9-]+(?:\[[\w,]+\])?==\S+)[^\n]*\\\n(    --hash=sha256:[0-9a-f]{64})", text, re.M
        )
        pinned = re.findall(r"^[a-z0-9]\S*==", text, re.M)
        assert len(releases) == len(pinned) > 10, path


def test_the_lock_holds_what_the_project_asks_for() -> None:
    files = {path.name: text for path, text in texts() if path.suffix in (".lock", ".toml")}
    asked = re.findall(r'^    "([A-Za-z0-9-]+)', files["pyproject.toml"].split("[project.scripts]")[0], re.M)
    assert len(asked) > 5
    for package in asked:
        assert re.search(rf"^{package.lower()}==", files["requirements.lock"], re.M), package
        assert re.search(rf"^{package.lower()}==", files["requirements-dev.lock"], re.M), package


def test_both_locks_agree() -> None:
    files = {path.name: text for path, text in texts() if path.suffix == ".lock"}
    runtime, dev = (
        set(re.findall(r"^(\S+==\S+)", files[lock], re.M))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= dev
