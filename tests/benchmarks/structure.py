"""What the shape of the code is held to: its imports, the circles among its files, its functions and its tests.

``python -m tests.benchmarks.structure`` prints it; ``tests/unit/test_architecture.py`` holds it to its bounds.
"""

import ast
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("embeddings", "qa", "ui")  # each may import itself and those before it


def sources(*folders: str) -> list[Path]:
    """Return the tracked Python files of some folders, in order."""
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name.endswith(".py"))
    return sorted(path for path in paths if path.exists())


def module_of(path: Path) -> str:
    """Return the name by which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield every imported name of a tree, nested imports included: modules, and what is taken from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def hidden_imports(paths: Sequence[Path]) -> list[str]:
    """Return the imports of our own modules inside functions."""
    found = []
    for path in paths:
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            ours = {name for name in imported(function) if name.split(".")[0] in LAYERS}
            found += [f"{path.relative_to(ROOT)}:{function.name} {name}" for name in sorted(ours)]
    return found


def function_lengths(paths: Sequence[Path]) -> list[int]:
    """Return the lines of every function, in order."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    return sorted((one.end_lineno or 0) - one.lineno + 1 for tree in trees for one in _functions(tree))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imports_among(paths: Sequence[Path]) -> dict[str, set[str]]:
    """Return which of the files, as modules, each of them imports."""
    modules = {module_of(path): path for path in paths}
    among = {}
    for module, path in modules.items():
        names = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        owners = names | {name.rpartition(".")[0] for name in names if name not in modules}
        among[module] = (owners & set(modules)) - {module}
    return among


def circles(among: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the modules that import one another in circles: strongly connected, by what each reaches."""
    reached = {module: _reached(module, among) for module in among}
    found = {frozenset(other for other in reached[one] if one in reached[other]) for one in among}
    return sorted(sorted(circle) for circle in found if circle)


def _reached(module: str, among: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(among[module])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += among[one]
    return reached


def ninth_decile(lengths: Sequence[int]) -> int:
    """Return the length that nine functions in ten do not exceed."""
    return lengths[int(0.9 * (len(lengths) - 1))]


def line_count(paths: Sequence[Path]) -> int:
    """Return the lines of files, comments and blank ones included."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def main() -> None:
    """Print the figures."""
    code, tests = sources(*LAYERS), sources("tests")
    lengths = function_lengths(code)
    print(f"imports of our own modules inside functions: {len(hidden_imports(code))}")
    print(*(f"  {one}" for one in hidden_imports(code)), sep="\n")
    print(f"circles of files: {len(circles(imports_among(code)))}")
    print(f"functions: {len(lengths)}, 90th percentile {ninth_decile(lengths)} lines, longest {lengths[-1]}")
    print(f"lines: {line_count(code)} of code, {line_count(tests)} of tests")


if __name__ == "__main__":
    main()
