"""How search engines and messengers present an item, its text, and what is said in it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for

from portal.config import Settings
from portal.library.models import Item, ItemKind, OrganisationRole
from portal.library.presentation import ItemPage, direction_of_content
from portal.library.publishers import Publisher
from portal.library.reading import Reading
from portal.library.structured_data import describe_item, describe_sound, read_words
from portal.library.transcripts.whole import WholeTranscript
from portal.library.words import WORDS
from portal.media.previews import Pattern, Preview
from portal.web.formats import isolated, vague_date
from portal.web.heads import Head
from portal.web.locale import current_language, direction_of

_MARKDOWN = re.compile(r"[*_#>`\[\]]+|\(https?:[^)]*\)")


def head_of_item(
    item: Item, page: ItemPage, organisations: Mapping[OrganisationRole, Sequence[Publisher]]
) -> Head:
    """Return the head of the page of an item."""
    preview = present_preview(item, organisations.get(OrganisationRole.PUBLISHER, ()))
    picture = _picture(item, preview)
    facts = " · ".join(filter(None, (preview.label, preview.note)))
    return Head(
        description=page.summary or _MARKDOWN.sub("", page.text) or facts,
        picture=picture,
        kind="article",
        data=describe_item(item, page, organisations, picture=picture),
    )


def head_of_reading(
    item: Item, reading: Reading, publishers: Sequence[Publisher], *, file_id: int | None
) -> Head | None:
    """Return the head of a stretch of text; words to mark are no part of its address."""
    text = reading.stretch.plain_text
    if not text:
        return None
    first = reading.stretch.first
    return Head(
        description=text,
        picture=_picture(item, present_preview(item, publishers)),
        kind="article",
        query=_known(file=file_id, page=first if first > 1 else None),
    )


def head_of_transcript(item: Item, whole: WholeTranscript, publishers: Sequence[Publisher]) -> Head:
    """Return the head of a stretch of what is said in a recording."""
    return Head(
        description=read_words(whole.said),
        picture=_picture(item, present_preview(item, publishers)),
        kind="article",
        query=_known(
            file=whole.file.id,
            lang=whole.language_code,
            t=whole.second if whole.previous else None,
        ),
        data=describe_sound(item, whole.file, whole.said),
    )


def present_preview(item: Item, publishers: Sequence[Publisher]) -> Preview:
    """Return the picture of an item: its title, what it is, who publishes it."""
    settings: Settings = current_app.extensions["settings"]
    kind = str(WORDS[item.kind])
    return Preview(
        title=item.title,
        title_direction=direction_of_content(item),
        label=f"{kind} · {isolated(vague_date(item.date))}" if item.date else kind,
        note=" · ".join(isolated(body.short_name) for body, _is_shown in publishers[:2]),
        site_name=settings.site_name,
        direction=direction_of(current_language()),
        pattern=Pattern.SOUND if item.kind is ItemKind.RECORDING else Pattern.TEXT,
    )


def _picture(item: Item, preview: Preview) -> str:
    return url_for("library.picture", slug=item.slug, v=preview.version)


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
