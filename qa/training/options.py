"""A training run's configuration from the command line: every field of its dataclass is an option."""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar

Config = TypeVar("Config")


def read_options(default: Config, description: str | None, arguments: Sequence[str] | None) -> Config:
    """Return ``default`` as changed by ``arguments`` (``None``: the command line), and log to the terminal."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=description)
    fields: dict[str, Any] = asdict(default)  # type: ignore[call-overload] # a type variable cannot be bound to dataclasses
    for name, value in fields.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return type(default)(**vars(parser.parse_args(arguments)))
