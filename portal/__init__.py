"""Musoya Portal: a light library and directory for women's-rights networks."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from portal.config import Settings
from portal.data_folder import make_data_folder

if TYPE_CHECKING:
    from flask import Flask

# Flask and the extensions are imported inside the functions: `portal serve` imports this package
# in a process that never loads the application.

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> "Flask":
    """Return the application for these settings, or for those of the environment."""
    from flask import Flask

    settings = settings or Settings.from_environment(os.environ)
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    configure(app, settings)
    bind_web(app, settings)
    register_features(app)
    register_for_search_engines(app)
    refuse_own_words()
    bind_extensions(app, settings)
    register_commands(app)
    return app


def configure(app: "Flask", settings: Settings) -> None:
    """Give the settings to Flask and its extensions, and make the data folder."""
    from jinja2 import StrictUndefined

    make_data_folder(settings.data_dir)
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_uri,
        # A connection for each thread: those that wait to write keep none from readers.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "max_overflow": settings.web_threads},
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/csv"],
        COMPRESS_MIN_SIZE=400,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_COOKIE_NAME="musoya",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
    )


def bind_web(app: "Flask", settings: Settings) -> None:
    """Teach the application how we speak HTTP, from the innermost layer outwards."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    from portal.auth import access, identity
    from portal.extensions import read_clock, today
    from portal.search.index import index_stamp
    from portal.web import (
        assets,
        bodies,
        drafts,
        errors,
        formats,
        headers,
        hosts,
        locale,
        logs,
        markdown,
        numbers,
        origins,
        page_memory,
        quick_exit,
        ranges,
        refusals,
        rendering,
    )

    logs.init_app(app)
    origins.init_app(app)
    page_memory.init_app(app, [read_clock, index_stamp, today], settings.page_memory_bytes)
    locale.init_app(app)
    quick_exit.init_app(app, settings.exit_url)
    numbers.init_app(app)
    formats.init_app(app)
    markdown.init_app(app)
    rendering.init_app(app)
    errors.init_app(app)
    identity.init_app(app)
    access.init_app(app)
    refusals.init_app(app, access.enforce)
    bodies.init_app(app)
    drafts.init_app(app)
    app.after_request(locale.remember_language)
    app.context_processor(lambda: {"site_name": settings.site_name})
    app.wsgi_app = ranges.SeekableRanges(app.wsgi_app)  # type: ignore[method-assign]
    assets.init_app(app, ROOT / "static", settings.assets_dir)
    app.wsgi_app = hosts.TrustedHosts(app.wsgi_app, settings.trusted_hosts)  # type: ignore[method-assign]
    policy = headers.content_security_policy(app.extensions["assets"].stylesheet_hashes)
    app.wsgi_app = headers.SecurityHeaders(  # type: ignore[method-assign]
        app.wsgi_app, policy, https=settings.secure_cookies
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def register_features(app: "Flask") -> None:
    """Put every feature at its address, and let each tell the index about its rows."""
    from portal.auth.views import blueprint as auth
    from portal.directory import indexing as sheet_indexing
    from portal.directory import register
    from portal.directory.checks.editing import blueprint as checks
    from portal.directory.checks.views import blueprint as check_links
    from portal.directory.contacts.views import blueprint as contacts
    from portal.directory.desk.editing import blueprint as sheets
    from portal.directory.desk.logo.editing import blueprint as logo_desk
    from portal.directory.desk.proposals.editing import blueprint as proposals
    from portal.directory.desk.rows.editing import blueprint as sheet_rows
    from portal.directory.desk.together.editing import blueprint as proposals_together
    from portal.directory.exchange import keeping
    from portal.directory.exchange.asking.editing import blueprint as import_columns
    from portal.directory.exchange.editing import blueprint as imports
    from portal.directory.exchange.views import blueprint as exports
    from portal.directory.files import blueprint as logos
    from portal.directory.merging.editing import blueprint as merging
    from portal.directory.overview.views import blueprint as overview
    from portal.directory.places import init_app as follow_places_of_sheets
    from portal.directory.subjects.views import blueprint as subjects
    from portal.directory.views import blueprint as directory
    from portal.helplines.editing import blueprint as helplines_desk
    from portal.helplines.views import blueprint as helplines
    from portal.home.health import blueprint as health
    from portal.home.machines.views import blueprint as machines
    from portal.home.views import blueprint as home
    from portal.library import arrivals, indexing, ties
    from portal.library.editing import blueprint as desk
    from portal.library.file_desk import blueprint as file_desk
    from portal.library.files import blueprint as files
    from portal.library.places import init_app as follow_places_of_items
    from portal.library.transcripts.editing import blueprint as transcribing
    from portal.library.transcripts.views import blueprint as transcripts
    from portal.library.views import blueprint as library
    from portal.search.editing import blueprint as synonyms
    from portal.uploads import inspection
    from portal.uploads import tasks as upload_jobs
    from portal.uploads.editing import blueprint as uploading
    from portal.uploads.views import blueprint as uploads
    from portal.vocabulary.editing import blueprint as places

    del upload_jobs  # known from here on
    register.init_app(app)
    keeping.init_app(app)
    for register_at_lower_packages in (
        indexing.init_app,
        sheet_indexing.init_app,
        arrivals.init_app,
        follow_places_of_sheets,
        follow_places_of_items,
        ties.init_app,
        inspection.init_app,
    ):
        register_at_lower_packages()
    for blueprint in (
        home,
        health,
        machines,
        library,
        files,
        directory,
        checks,
        check_links,
        contacts,
        logos,
        exports,
        overview,
        subjects,
        auth,
        desk,
        file_desk,
        sheets,
        sheet_rows,
        proposals,
        proposals_together,
        merging,
        imports,
        import_columns,
        logo_desk,
        synonyms,
        places,
        helplines,
        helplines_desk,
        transcribing,
        transcripts,
        uploads,
        uploading,
    ):
        app.register_blueprint(blueprint)


def register_for_search_engines(app: "Flask") -> None:
    """List the public pages of each feature in the sitemap, and have their previews drawn."""
    from portal.directory import sitemap as directory
    from portal.helplines import sitemap as helplines
    from portal.home.machines import sitemap as home
    from portal.library import sitemap as library
    from portal.media import previews

    home.init_app()
    library.init_app()
    directory.init_app()
    helplines.init_app()
    previews.init_app(app)


def refuse_own_words() -> None:
    """Have the names of organisations and places refused in passwords."""
    from portal.auth.password_rules import register_words
    from portal.directory.queries import list_public_names
    from portal.vocabulary.queries import list_place_names

    register_words(list_public_names)
    register_words(list_place_names)


def bind_extensions(app: "Flask", settings: Settings) -> None:
    """Bind the extensions, once every table and every job is known."""
    from portal.extensions import compress, csrf, db, htmx, migrate, queue

    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    queue.init_app(app, settings)
    csrf.init_app(app)
    htmx.init_app(app)
    compress.init_app(app)


def register_commands(app: "Flask") -> None:
    """Gather the commands of the features under `portal`."""
    from portal.cli import commands

    for command in commands():
        app.cli.add_command(command)
