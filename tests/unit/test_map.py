"""Each package's docstring is its map: it names every file and folder in it, and nothing else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for layer in ("embeddings", "qa", "ui") for path in (ROOT / layer).rglob("__init__.py"))
NAMED = re.compile(r"``([a-z_]+/?)``")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def held(package: Path) -> list[str]:
    """Return the files of a package by their names, and its folders with a slash."""
    files = [path.stem for path in package.glob("*.py") if not path.stem.startswith("__")]
    folders = [path for path in package.iterdir() if path.is_dir() and any(one.is_file() for one in path.iterdir())]
    return sorted(files + [f"{path.name}/" for path in folders if path.name != "__pycache__"])


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package.relative_to(ROOT)))
def test_a_package_lists_every_file_in_it_and_no_other(package):
    assert sorted(NAMED.findall((package / "__init__.py").read_text(encoding="utf-8"))) == held(package)


def test_every_file_and_folder_that_the_readme_names_exists():
    named = re.findall(r"`((?:embeddings|qa|ui|tests)/[\w./-]*)`", README)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_readme_lists_every_folder_of_tests():
    folders = {f"{path.name}/" for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert set(re.findall(r"^\| `(\w+/)` \|", README, re.MULTILINE)) == folders
