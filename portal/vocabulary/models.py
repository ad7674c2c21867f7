"""Controlled terms: intervention domains, places and languages, labelled per language."""

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model

Labels = dict[str, str]


class PlaceKind(StrEnum):
    """Levels of the administrative map."""

    COUNTRY = "country"
    REGION = "region"
    CERCLE = "cercle"
    COMMUNE = "commune"


class Domain(Model):
    """An intervention domain, with its OECD-DAC purpose codes."""

    __tablename__ = "domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    labels: Mapped[Labels] = mapped_column(JSON)
    dac_codes: Mapped[list[str]] = mapped_column(JSON, default=list)


class Place(Model):
    """A country or a part of one; the slug is the key, the codes are facts about it.

    `codes` keeps every official code by its scheme: `iso-3166-2`, and for Mali the two
    numberings of 13 March 2023, `ml-law-2023-006` and `ml-law-2023-007`.
    """

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[PlaceKind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    position: Mapped[int] = mapped_column(default=0)
    labels: Mapped[Labels] = mapped_column(JSON)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    codes: Mapped[Labels] = mapped_column(JSON, default=dict)


class Language(Model):
    """A language of content, by its ISO 639-3 code, with the tag that HTML wants."""

    __tablename__ = "language"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    tag: Mapped[str] = mapped_column(String(12))
    is_right_to_left: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    labels: Mapped[Labels] = mapped_column(JSON)
