"""Items as machines read them: schema.org in JSON-LD, nothing that their pages hide.

People are left out: a page names them to its readers, and need not make lists of them easy.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from portal.library.file_views import FileView
from portal.library.models import Item, ItemKind, OrganisationRole, Rights
from portal.library.presentation import ItemPage
from portal.library.publishers import Publisher
from portal.library.transcripts.presentation import Said
from portal.web.addresses import absolute_url
from portal.web.formats import label
from portal.web.structured_data import describe, id_of

LONGEST_TRANSCRIPT = 1_500

_TYPES = {
    ItemKind.DOCUMENT: "DigitalDocument",
    ItemKind.REPORT: "Report",
    ItemKind.RECORDING: "AudioObject",
}
_LICENCES = {
    Rights.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Rights.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Rights.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Rights.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
}


def describe_item(
    item: Item,
    page: ItemPage,
    organisations: Mapping[OrganisationRole, Sequence[Publisher]],
    *,
    picture: str,
) -> dict[str, Any]:
    """Return an item as its page shows it; a recording with its sound and its first words."""
    heard = [file for file in page.files if file.is_audio]
    is_sound = item.kind is ItemKind.RECORDING and bool(heard)
    said = next((one for one in page.said if heard and one.file_id == heard[0].id), None)
    others = page.files if not is_sound else [file for file in page.files if file != heard[0]]
    return describe(
        _TYPES[item.kind],
        id_=id_of("library.show", slug=item.slug),
        name=item.title,
        description=page.summary,
        url=absolute_url(url_for("library.show", slug=item.slug)),
        image=absolute_url(picture),
        inLanguage=item.language.tag,
        datePublished=item.date,
        license=_LICENCES.get(item.rights),
        about=[
            *(
                describe(
                    "DefinedTerm",
                    id_=id_of("subjects.domain", slug=domain.slug),
                    name=label(domain.labels),
                )
                for domain in item.domains
            ),
            *_refer(organisations, OrganisationRole.SUBJECT),
        ],
        spatialCoverage=[
            describe(
                "Place", id_=id_of("subjects.place", slug=place.slug), name=label(place.labels)
            )
            for place in item.places
        ],
        publisher=_refer(organisations, OrganisationRole.PUBLISHER),
        contributor=_refer(organisations, OrganisationRole.PARTNER, OrganisationRole.SPEAKER),
        funder=_refer(organisations, OrganisationRole.FUNDER),
        encoding=[media for file in others for media in _list_media(file)],
        **(_sound(heard[0], said) if is_sound else {}),
    )


def _refer(
    organisations: Mapping[OrganisationRole, Sequence[Publisher]], *roles: OrganisationRole
) -> list[dict[str, Any]]:
    """Return the organisations of these roles, each once."""
    found = {one.organisation.id: one for role in roles for one in organisations.get(role, ())}
    return [
        describe(
            "Organization",
            id_=id_of("directory.show", slug=body.slug) if is_shown else None,
            name=body.name,
        )
        for body, is_shown in found.values()
    ]


def describe_sound(item: Item, file: FileView, said: Said) -> dict[str, Any]:
    """Return a recording with a stretch of what is said in it."""
    return describe(
        "AudioObject",
        id_=id_of("library.show", slug=item.slug),
        name=item.title,
        inLanguage=item.language.tag,
        **_sound(file, said),
    )


def read_words(said: Said, longest: int = LONGEST_TRANSCRIPT) -> str:
    """Return the words of a page without times and speakers, cut between lines."""
    text = ""
    for turn in said.words.turns if said.words else ():
        for line in turn.lines:
            if len(text) + len(line.text) > longest:
                return text
            text = f"{text} {line.text}".strip()
    return text


def _sound(file: FileView, said: Said | None) -> dict[str, Any]:
    """Return where a recording is heard, how long it is, and its words."""
    source = next(iter(file.sound.sources), None) if file.sound else None
    return {
        "contentUrl": absolute_url(source[0].partition("#")[0]) if source else None,
        "encodingFormat": source[1].partition(";")[0] if source else None,
        "duration": f"PT{file.sound.seconds}S" if file.sound and file.sound.seconds else None,
        "transcript": read_words(said) if said else None,
    }


def _list_media(file: FileView) -> Iterator[dict[str, Any]]:
    """Yield a file that is offered to everybody, by its lightest copy."""
    if file.copies:
        yield describe("MediaObject", contentUrl=absolute_url(file.copies[0].url))
