"""How search engines and messengers present the site."""

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.config import Settings
from portal.media.previews import Pattern, Preview
from portal.web.addresses import absolute_url
from portal.web.heads import Head
from portal.web.locale import current_language, direction_of
from portal.web.structured_data import describe


def describe_site() -> str:
    """Return what the site is, in a sentence."""
    return _(
        "Documents, workshop reports and recordings of the women's-rights networks of Mali, to "
        "read and to hear."
    )


def head_of_site() -> Head:
    """Return the head of the front page; it tells search engines how the site is searched."""
    settings: Settings = current_app.extensions["settings"]
    target = describe(
        "EntryPoint", urlTemplate=absolute_url(url_for("home.search")) + "?q={search_term_string}"
    )
    action = describe(
        "SearchAction", target=target, **{"query-input": "required name=search_term_string"}
    )
    return Head(
        description=describe_site(),
        unknown=url_for("home.root"),
        data=describe(
            "WebSite",
            id_=absolute_url(url_for("home.root")),
            name=settings.site_name,
            url=absolute_url(url_for("home.index")),
            inLanguage=current_language(),
            potentialAction=action,
        ),
    )


def preview_site() -> Preview:
    """Return the picture of the site: what it is, in the cloth of all kinds of record."""
    settings: Settings = current_app.extensions["settings"]
    direction = direction_of(current_language())
    return Preview(
        title=_("The library of women's voices in Mali"),
        title_direction=direction,
        note=_("What the networks write, decide and say: to read, and to hear."),
        site_name=settings.site_name,
        direction=direction,
        pattern=Pattern.SITE,
    )
