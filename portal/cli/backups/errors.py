"""Why a backup cannot be made or loaded, in a sentence that says what to do."""

import click


class BackupError(click.ClickException):
    """Nothing was made, or nothing was loaded; the message says what to do."""
