"""The address to which the quick exit of every page leads."""

from flask import Flask

from portal.web.locale import current_language


def init_app(app: Flask, address: str) -> None:
    """Give templates the exit address, in the language of the page where it names one."""
    app.jinja_env.globals["exit_url"] = lambda: address.replace("{language}", current_language())
