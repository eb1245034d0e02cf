"""What is installed: a package without its data starts, and then fails on the first question."""

import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest

from tests.benchmarks.structure import LAYERS, ROOT

SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
READ_BY_PEOPLE = ".md"  # notes on decisions; those beside the weights go with them


def data_files() -> Iterator[PurePosixPath]:
    """Yield the files under version control that lie in a package and are not Python."""
    listed = subprocess.run(["git", "ls-files", "-z", *LAYERS], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = PurePosixPath(name)
        if path.suffix not in (".py", READ_BY_PEOPLE) and (ROOT / path).exists():
            yield path


def is_taken(path: PurePosixPath) -> bool:
    """Return whether a pattern of the package takes a file, as setuptools globs: a star goes over no slash."""
    inside = path.relative_to(path.parts[0])
    patterns = (PurePosixPath(one) for one in SETUPTOOLS["package-data"][path.parts[0]])
    return any(
        len(pattern.parts) == len(inside.parts)
        and all(fnmatchcase(part, form) for part, form in zip(inside.parts, pattern.parts, strict=True))
        for pattern in patterns
    )


@pytest.mark.parametrize("path", sorted(data_files()), ids=str)
def test_data_beside_the_code_is_installed_with_it(path):
    assert is_taken(path)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_pattern_takes_a_file(layer):
    for pattern in SETUPTOOLS["package-data"][layer]:
        assert list((ROOT / layer).glob(pattern)), pattern


def test_every_layer_and_nothing_else_is_installed():
    assert sorted(SETUPTOOLS["packages"]["find"]["include"]) == [f"{layer}*" for layer in LAYERS]


def test_a_file_in_a_deeper_folder_is_not_taken_by_a_star():
    assert not is_taken(PurePosixPath("ui/chat/icons/page.css"))
    assert is_taken(PurePosixPath("ui/chat/page.css"))
