"""Imports go one way, ui → qa → embeddings, and each heavy library has one home."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.structure import (
    LAYERS,
    ROOT,
    circles,
    function_lengths,
    hidden_imports,
    imports_among,
    ninth_decile,
    sources,
)

HOMES = {
    "docx": {"embeddings/formats/office/word.py"},
    "faiss": {"embeddings/index/vectors.py"},
    "fastapi": {"ui/"},
    "filetype": {"embeddings/formats/kind.py"},
    "gensim": {"qa/training/"},
    "gradio": {"ui/chat/"},
    "jieba": {"embeddings/text/words.py"},
    "lxml": {"embeddings/formats/"},
    "mcp": {"ui/tools.py"},
    "onnxruntime": {
        "embeddings/encoders/graph.py",
        "qa/training/graphs.py",
    },
    "openpyxl": {"embeddings/formats/office/sheets.py"},
    "pptx": {"embeddings/formats/office/slides.py"},
    "pdfminer": {"embeddings/formats/pdf/glyphs.py"},
    "pypdfium2": {"embeddings/formats/pdf/glyphs.py"},
    "pybreaker": {"embeddings/index/milvus/client.py"},
    "pymilvus": {"embeddings/index/milvus/client.py"},
    "prometheus_client": {"ui/metrics.py"},
    "pythonjsonlogger": {"ui/logs.py"},
    "rjieba": {"embeddings/text/words.py"},
    "sentence_transformers": {"embeddings/encoders/sentence_transformers.py"},
    "sklearn": {"qa/training/"},
    "tantivy": {"embeddings/index/postings.py"},
    "tokenizers": {"embeddings/encoders/pieces.py"},
    "torch": {
        "embeddings/encoders/network.py",
        "embeddings/encoders/sentence_transformers.py",
        "qa/read/pretrained.py",
        "qa/training/",
    },
    "trafilatura": {"embeddings/formats/html.py"},
    "transformers": {"qa/read/pretrained.py"},
}
GLOSSARY = frozenset(
    [
        "Article",
        "Block",
        "Record",
        "Entry",
        "Passage",
        "Context",
        "Value",
        "Anchor",
        "Tombstone",
        "Span",
        "Fold",
        "Encoder",
        "Reader",
        "Hit",
        "Candidate",
        "Answer",
        "Collection",
        "Build",
        "Query",
        "Row",
        "Shape",
        "Body",
    ]
)  # each names one thing in all of the code
SOURCES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield every imported module of a file, nested imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_the_layers(path):
    layer = path.relative_to(ROOT).parts[0]
    above = set(LAYERS[LAYERS.index(layer) + 1 :]) | {"tests"}
    assert not {name for name in imports(path) if name.split(".")[0] in above}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_at_home(path):
    here = str(path.relative_to(ROOT))
    for name in {name.split(".")[0] for name in imports(path)} & set(HOMES):
        assert any(here.startswith(home) for home in HOMES[name]), f"{here} imports {name}"


def test_nothing_at_run_time_imports_training():
    for path in SOURCES:
        here = str(path.relative_to(ROOT))
        if not here.startswith("qa/training/") and here != "ui/cli/lab.py":
            assert not [name for name in imports(path) if name.startswith("qa.training")], here


def test_a_question_needs_no_torch_no_web_framework_and_no_readers_of_files():
    script = "import sys, ui.wiring; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    unneeded = {
        "torch",
        "gradio",
        "fastapi",
        "transformers",
        "docx",
        "lxml",
        "mcp",
        "openpyxl",
        "pptx",
        "pymilvus",
        "prometheus_client",
        "pypdfium2",
        "trafilatura",
        "itsdangerous",
        "limits",
        "starlette",
    }
    assert not unneeded & set(done.stdout.split())


def test_top_level_is_the_agreed_one():
    allowed = {"data", "embeddings", "qa", "tests", "ui", "pyproject.toml", "README.md"}
    allowed |= {"CHANGELOG.md", "LICENSE", "Makefile", "Dockerfile", "compose.yaml", "compose.cluster.yaml"}
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {name.split("/")[0] for name in tracked.split("\0") if name}
    assert {name for name in found if not name.startswith(".")} <= allowed


def test_few_imports_of_our_own_modules_hide_in_functions():
    assert len(hidden_imports(SOURCES)) <= 8  # heavy libraries, loaded only when they are asked for


def test_no_files_import_one_another_in_circles():
    among = imports_among(SOURCES)
    assert len(among) == len(SOURCES)
    assert "embeddings.article" in among["qa.assistant"] | among["qa.answer"] | among["qa.resolve"]
    assert circles(among) == []


def test_a_word_of_the_glossary_names_one_thing():
    homes: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name in GLOSSARY:
                homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {"Article", "Block", "Passage", "Candidate"} <= set(homes)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_functions_fit_a_screen():
    lengths = function_lengths(SOURCES)
    assert ninth_decile(lengths) <= 20
    assert lengths[-1] <= 40


def test_circles_of_any_length_are_found():
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"e"}, "e": {"c", "a"}}) == [["a", "b"], ["c", "d", "e"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_imports_that_hide_are_found_in_methods_and_in_functions_of_functions(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.benchmarks.structure.ROOT", tmp_path)
    file = tmp_path / "a.py"
    file.write_text(
        "import qa.answer\nclass A:\n    def f(self):\n        from qa import pipeline\n        import json\n",
        encoding="utf-8",
    )
    assert hidden_imports([file]) == ["a.py:f qa.pipeline"]
    assert function_lengths([file]) == [3]


def test_only_files_under_version_control_are_counted():
    assert {path.relative_to(ROOT).parts[0] for path in sources(*LAYERS)} == set(LAYERS)
