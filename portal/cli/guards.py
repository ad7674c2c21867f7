"""What happens around every command: checks before it, one language, errors in a sentence."""

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import update_wrapper
from typing import Any

import click
from flask import current_app
from flask.cli import ScriptInfo
from flask_babel import force_locale

from portal.cli.readiness import NotReadyError, check_reach, check_site
from portal.config import Settings
from portal.errors import PortalError

LANGUAGE = "en"

# These work on a site that is not set up yet, or on none.
WITHOUT_SITE = frozenset({"portal restore", "portal run", "portal setup"})


def guard(commands: list[click.Command]) -> list[click.Command]:
    """Return the commands with the checks and the language around each, once."""
    for name, command in iterate_commands(commands):
        if command.callback and not hasattr(command.callback, "is_guarded"):
            check = check_reach if name in WITHOUT_SITE else check_site
            command.callback = _guarded(command.callback, check)
    return commands


def iterate_commands(
    commands: list[click.Command], path: str = "portal"
) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, with its whole name."""
    for command in commands:
        name = f"{path} {command.name}"
        if isinstance(command, click.Group):
            yield from iterate_commands(list(command.commands.values()), name)
        else:
            yield name, command


def _guarded(
    callback: Callable[..., Any], check: Callable[[Settings], object]
) -> Callable[..., Any]:
    @click.pass_context
    def run(context: click.Context, /, *arguments: Any, **options: Any) -> Any:
        try:
            check(_settings())
            app = context.ensure_object(ScriptInfo).load_app()
            with nullcontext() if current_app else app.app_context(), force_locale(LANGUAGE):
                return context.invoke(callback, *arguments, **options)
        except (NotReadyError, PortalError) as error:
            raise click.ClickException(str(error)) from None

    run.is_guarded = True  # type: ignore[attr-defined]
    return update_wrapper(run, callback)


def _settings() -> Settings:
    """Return the settings of the application at hand, or of the environment."""
    if current_app:
        settings: Settings = current_app.extensions["settings"]
        return settings
    return Settings.from_environment(os.environ)
