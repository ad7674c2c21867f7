"""What the sheet of two merged organisations says: the kept one's words, the former's beside."""

from collections.abc import Iterable
from dataclasses import replace

from portal.directory.values import SheetValues
from portal.vocabulary.queries import fold


def merge_values(
    kept: SheetValues, former: SheetValues, *, former_names: Iterable[str]
) -> SheetValues:
    """Return what the kept sheet says, its gaps filled by the former, without the rows.

    Names of the former become other names; where one of them asks not to be listed, so does
    the merged one.
    """
    merged = replace(
        kept,
        acronym=kept.acronym or former.acronym,
        expansion=kept.expansion or former.expansion,
        translations={**former.translations, **kept.translations},
        legal_form=kept.legal_form or former.legal_form,
        founded=kept.founded or former.founded,
        missions={**former.missions, **kept.missions},
        links=tuple(dict.fromkeys((*kept.links, *former.links))),
        language_codes=tuple(sorted({*kept.language_codes, *former.language_codes})),
        is_unlisted=kept.is_unlisted or former.is_unlisted,
    )
    if kept.seat_id is None:
        merged = replace(merged, seat_id=former.seat_id, seat_level=former.seat_level)
    return replace(merged, aliases=_join_names(merged, former_names))


def _join_names(merged: SheetValues, others: Iterable[str]) -> tuple[str, ...]:
    """Return the other names, with those of `others` that are not said already."""
    said = (merged.name, merged.acronym, merged.expansion, *merged.translations.values())
    known = {fold(name) for name in (*said, *merged.aliases)}
    aliases = list(merged.aliases)
    for name in others:
        if fold(name) not in known:
            known.add(fold(name))
            aliases.append(name)
    return tuple(aliases)
