"""Musoya Portal: a light library and directory for women's-rights networks."""

import os
from pathlib import Path

from flask import Flask

from portal.config import Settings
from portal.extensions import db, migrate, queue

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or for those of the environment."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(
        __name__,
        static_folder=None,
        template_folder=str(ROOT / "templates"),
    )
    configure(app, settings)
    bind_extensions(app, settings)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Give the settings to Flask and its extensions, and make the data folder."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_uri,
    )


def bind_extensions(app: Flask, settings: Settings) -> None:
    """Bind every extension."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    queue.init_app(app, settings)
