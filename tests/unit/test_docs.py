"""README, the guide articles and ``--help`` name every command, option, route, setting and suffix, and no other."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from embeddings.formats.kind import OUTDATED
from embeddings.formats.load import PARSERS
from tests.fakes.services import tiny_settings
from ui.app import create_app
from ui.cli.main import COMMANDS, LazyGroup, app
from ui.schema import QuestionIn, SearchIn
from ui.settings import Settings
from ui.wiring import open_services

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "data/articles").glob("guide-*")))
DOCS = README + GUIDE

# Where the documents name what: `qa command …` up to the end of its code, `--option`, `GET`、`POST /path`, QA_SETTING.
CALLED = re.compile(r"\bqa ([a-z]+)([^`\n#，。；]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PATHS = r"/(?:api/v\d/[\w/{}.-]*[\w}]|v1/[\w/]+|healthz|readyz|metrics)"
ROUTE = re.compile(rf"\b(GET|POST|PUT|PATCH|DELETE)\b|(?<![\w.])({PATHS})")
SETTING = re.compile(r"\bQA_[A-Z_]*[A-Z]")
SUFFIX = re.compile(r"(?<![\w./\]}…])\.[a-z]+\b(?![/\w-])")


def commands() -> dict[str, Any]:
    """Return every command of ``qa`` as Click has it."""
    group = typer.main.get_command(app)
    assert isinstance(group, LazyGroup)
    return {name: group.get_command(None, name) for name in group.list_commands(None)}


def options(command: Any) -> set[str]:
    """Return the options of a command that ``--help`` shows."""
    shown = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    return {name for one in shown for name in one.opts if name.startswith("--")} | {"--help"}


ALL = commands()


def helped() -> str:
    """Return what ``--help`` says of all commands: their words, examples and the words of their options."""
    words = [f"{one.help}\n{one.epilog}" for one in ALL.values()]
    words += [getattr(parameter, "help", None) or "" for one in ALL.values() for parameter in one.params]
    return "\n".join(words)


def routes_named(text: str) -> Iterator[tuple[str, str]]:
    """Yield each route a text names: methods belong to the next path, and a path without one takes the last."""
    for line in text.split("\n"):
        methods, fresh = ["GET"], False
        for method, path in ROUTE.findall(line):
            if method:
                methods, fresh = ([*methods, method] if fresh else [method]), True
            else:
                yield from ((one, anonymous(path)) for one in methods)
                fresh = False


def anonymous(path: str) -> str:
    """Return a path with its parameters unnamed."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """The routes of the API as its own schema has them."""
    served = create_app(open_services(tiny_settings(tmp_path_factory.mktemp("docs"))))
    return {(method.upper(), anonymous(path)) for path, by in served.openapi()["paths"].items() for method in by}


def test_every_command_is_named():
    assert set(COMMANDS) - {name for name, _ in CALLED.findall(README)} == set()


@pytest.mark.parametrize("text", [README, GUIDE, helped()], ids=["README", "guide", "--help"])
def test_every_command_that_is_named_exists_and_takes_the_options_it_is_given(text):
    called = CALLED.findall(text)
    assert called
    for name, rest in called:
        assert name in COMMANDS
        assert set(OPTION.findall(rest)) <= options(ALL[name]), f"qa {name}{rest}"


def test_every_option_is_named():
    assert set().union(*map(options, ALL.values())) - set(OPTION.findall(DOCS)) == set()


@pytest.mark.parametrize("text", [README, GUIDE, helped()], ids=["README", "guide", "--help"])
def test_every_option_that_is_named_exists(text):
    assert set(OPTION.findall(text)) - set().union(*map(options, ALL.values())) == set()


def test_the_list_of_commands_says_what_each_does():
    assert [name for name, one in ALL.items() if not (one.help or "").strip() or name not in one.epilog] == []


def test_every_route_is_named(schema):
    assert schema - set(routes_named(DOCS)) == set()


def test_every_route_that_is_named_exists(schema):
    assert set(routes_named(DOCS)) - schema == set()


@pytest.mark.parametrize(("path", "model"), [("/api/v1/answer", QuestionIn), ("/api/v1/search", SearchIn)])
def test_the_example_of_a_request_has_a_body_of_its_schema_and_no_field_more(path, model):
    [body] = re.findall(rf"curl -s http://127\.0\.0\.1:8000{path} [^\n]*\\\n\s+-d '([^']*)'", README)
    sent = json.loads(body)
    assert model.model_validate(sent).model_dump(exclude_unset=True) == sent


def test_methods_that_share_a_path_each_count():
    line = (
        "| `GET`、`POST /api/v1/a`，`DELETE /api/v1/a/{id}`，`GET /api/v1/b`、`/api/v1/b/{x}` | |\n/healthz 與 /readyz"
    )
    assert list(routes_named(line)) == [
        ("GET", "/api/v1/a"),
        ("POST", "/api/v1/a"),
        ("DELETE", "/api/v1/a/{}"),
        ("GET", "/api/v1/b"),
        ("GET", "/api/v1/b/{}"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
    ]


def settings() -> set[str]:
    return {f"QA_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_is_named_and_every_one_that_is_named_exists():
    assert settings() - set(SETTING.findall(README)) == set()
    assert set(SETTING.findall(DOCS + helped())) - settings() == set()


def test_every_setting_that_a_message_of_the_code_names_exists():
    sources = (path for layer in ("embeddings", "qa", "ui") for path in (ROOT / layer).rglob("*.py"))
    named = {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert named - settings() == set()


def test_the_readme_gives_the_defaults_that_the_settings_have():
    for names, given in re.findall(r"^\| (`QA_[^|]*) \| ([^|]*) \|", README, re.MULTILINE):
        wanted = [Settings.model_fields[name.removeprefix("QA_").lower()] for name in SETTING.findall(names)]
        fixed = [
            str(field.default) for field in wanted if field.default_factory is None and field.default not in (None, "")
        ]
        assert [default for default in fixed if f"`{default}`" not in given] == [], names


def test_every_suffix_that_is_read_is_named():
    table = "\n".join(re.findall(r"^\| (`\.[^|]*) \|", README, re.MULTILINE))
    assert set(SUFFIX.findall(table)) == set(PARSERS)


def test_every_suffix_that_is_named_is_read_or_refused_by_name():
    assert set(SUFFIX.findall(DOCS)) - set(PARSERS) - set(OUTDATED) == set()


def test_an_installation_tells_its_errors_and_none_of_the_warnings_of_pip():
    shown = ["make", "--dry-run", "--always-make", "install"]
    done = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True)
    installs = [line for line in done.stdout.splitlines() if "pip install" in line]
    assert len(installs) == 2
    for line in installs:
        assert " --quiet --quiet " in line  # once leaves the warnings, three times takes the errors
        assert ">" not in line
