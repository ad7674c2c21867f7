"""Accounts from the command line."""

import click
from flask.cli import AppGroup

from portal.auth import services
from portal.auth.models import RoleName, User
from portal.auth.queries import get_user, list_users
from portal.directory.queries import get_known_organisation, list_names_by_slug, list_slugs_by_id
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db
from portal.vocabulary.queries import nearest_keys

user_commands = AppGroup("user", help="Accounts and roles.")

_password = click.password_option(help="Asked for when it is not given.")
_organisation = click.option(
    "--organisation", default="", help="The slug of the organisation; the whole site when left out."
)
_role = click.argument("role", type=click.Choice([role.value for role in RoleName]))


@user_commands.command("create")
@click.argument("login")
@click.option("--name", default="", help="The name shown to colleagues.")
@_password
def create_command(login: str, name: str, password: str) -> None:
    """Create an account that may do nothing yet."""
    try:
        services.create_user(login, name=name, password=password)
    except InvalidError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Account {login} created.")


@user_commands.command("password")
@click.argument("login")
@_password
def password_command(login: str, password: str) -> None:
    """Set a new password and sign the person out everywhere."""
    try:
        services.set_password(_get(login), password)
    except InvalidError as error:
        raise click.ClickException(str(error)) from None
    click.echo("Password changed.")


@user_commands.command("grant")
@click.argument("login")
@_role
@_organisation
def grant_command(login: str, role: str, organisation: str) -> None:
    """Give a role for an organisation, or for the whole site."""
    services.grant_role(_get(login), RoleName(role), _organisation_id(organisation))
    click.echo(f"{login} is now {role}.")


@user_commands.command("revoke")
@click.argument("login")
@_role
@_organisation
def revoke_command(login: str, role: str, organisation: str) -> None:
    """Take a role back."""
    services.revoke_role(_get(login), RoleName(role), _organisation_id(organisation))
    click.echo(f"{login} is no longer {role}.")


@user_commands.command("disable")
@click.argument("login")
def disable_command(login: str) -> None:
    """Keep a person out and sign her out everywhere."""
    services.set_active(_get(login), active=False)
    click.echo(f"{login} can no longer sign in.")


@user_commands.command("enable")
@click.argument("login")
def enable_command(login: str) -> None:
    """Let a person sign in again."""
    services.set_active(_get(login), active=True)
    click.echo(f"{login} can sign in again.")


@user_commands.command("list")
def list_command() -> None:
    """List the accounts and their roles."""
    slugs = list_slugs_by_id()
    for user in list_users():
        roles = ", ".join(
            f"{role.name}@{slugs[role.organisation_id] if role.organisation_id else 'site'}"
            for role in user.roles
        )
        click.echo(f"{user.login}\t{'' if user.is_active else 'disabled '}{roles}")


def _get(login: str) -> User:
    try:
        return get_user(login)
    except NotFoundError:
        db.session.rollback()
        near = nearest_keys(login, {user.login: [user.login, user.name] for user in list_users()})
        raise click.ClickException(
            f"There is no account {login!r}.{_hint(near)} portal user list shows all."
        ) from None


def _organisation_id(slug: str) -> int | None:
    if not slug:
        return None
    try:
        return get_known_organisation(slug).id
    except NotFoundError:
        near = nearest_keys(slug, list_names_by_slug())
        raise click.ClickException(
            f"There is no organisation {slug!r}.{_hint(near)} portal directory list shows all."
        ) from None


def _hint(near: list[str]) -> str:
    return f" Did you mean {' or '.join(near)}?" if near else ""
