"""Library records: documents, workshop reports and recordings."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.models import Status, Visibility
from portal.directory.models import Organisation
from portal.extensions import Model, now
from portal.media.models import File
from portal.vocabulary.models import Domain, Language, Place


class ItemKind(StrEnum):
    """What a visitor does with it: read a document, a workshop report, or listen."""

    DOCUMENT = "document"
    REPORT = "report"
    RECORDING = "recording"


class Rights(StrEnum):
    """What others may do with an item; nobody has chosen yet in some drafts."""

    NOT_CHOSEN = "not-chosen"
    CC_BY = "cc-by"
    CC_BY_SA = "cc-by-sa"
    CC_BY_NC = "cc-by-nc"
    PUBLIC_DOMAIN = "public-domain"
    ALL_RIGHTS_RESERVED = "all-rights-reserved"
    UNKNOWN = "unknown"


class ContributorRole(StrEnum):
    """What a person or body did for an item."""

    AUTHOR = "author"
    EDITOR = "editor"
    SPEAKER = "speaker"
    FACILITATOR = "facilitator"
    INTERVIEWER = "interviewer"
    TRANSLATOR = "translator"
    PHOTOGRAPHER = "photographer"


class OrganisationRole(StrEnum):
    """What an organisation has to do with an item; several may be true of one."""

    PUBLISHER = "publisher"
    PARTNER = "partner"
    SPEAKER = "speaker"
    SUBJECT = "subject"
    FUNDER = "funder"


# Those whose item it is; the others speak in it, pay for it, or are what it is about.
MAKER_ROLES = (OrganisationRole.PUBLISHER, OrganisationRole.PARTNER)


class ConsentKind(StrEnum):
    """How the people who can be recognised agreed, or that there are none."""

    NOBODY = "nobody"
    WRITTEN = "written"
    SPOKEN = "spoken"
    GUARDIAN = "guardian"


item_domain = Table(
    "item_domain",
    Model.metadata,
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Column("domain_id", ForeignKey("domain.id"), primary_key=True),
    Index(None, "domain_id"),
)

item_place = Table(
    "item_place",
    Model.metadata,
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("place.id"), primary_key=True),
    Index(None, "place_id"),
)


class Item(Model):
    """A library record, of one of three kinds, with the files that carry it.

    `date` is an EDTF level 0 date (ISO 8601-2), as vague as what is known: `2023`,
    `2023-05`, `2023-05-12`, or empty when unknown. `owner` is the organisation whose
    people edit the item; `item_organisations` are those that stand on it, each with a role.
    """

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(120), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[ItemKind]
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    language_code: Mapped[str] = mapped_column(ForeignKey("language.code"))
    date: Mapped[str] = mapped_column(String(10), default="")
    rights: Mapped[Rights] = mapped_column(default=Rights.NOT_CHOSEN)

    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    language: Mapped[Language] = relationship()
    owner: Mapped[Organisation | None] = relationship()
    domains: Mapped[list[Domain]] = relationship(secondary=item_domain, order_by=Domain.position)
    places: Mapped[list[Place]] = relationship(secondary=item_place, order_by=Place.position)
    item_organisations: Mapped[list["ItemOrganisation"]] = relationship(
        cascade="all, delete-orphan"
    )
    contributors: Mapped[list["Contributor"]] = relationship(
        cascade="all, delete-orphan", order_by="Contributor.position"
    )
    item_files: Mapped[list["ItemFile"]] = relationship(
        cascade="all, delete-orphan", order_by="ItemFile.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it
    __table_args__ = (
        Index(None, "status", "visibility", "published_at"),
        Index(None, "owner_id", "status"),
    )

    @property
    def files(self) -> list[File]:
        """The files in the order the editor gave them."""
        return [link.file for link in self.item_files]

    def organisations_as(self, *roles: OrganisationRole) -> list[Organisation]:
        """Return the organisations that have one of these roles on the item, by name."""
        found = {link.organisation for link in self.item_organisations if link.role in roles}
        return sorted(found, key=lambda organisation: organisation.name)

    @property
    def publishers(self) -> list[Organisation]:
        """The organisations that publish the item, by name."""
        return self.organisations_as(OrganisationRole.PUBLISHER)


class Contributor(Model):
    """A person or body named on an item, as she wishes to be named, and what she did."""

    __tablename__ = "contributor"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[ContributorRole] = mapped_column(default=ContributorRole.AUTHOR)


class ItemOrganisation(Model):
    """A role of an organisation on an item."""

    __tablename__ = "item_organisation"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    role: Mapped[OrganisationRole] = mapped_column(
        primary_key=True, default=OrganisationRole.PUBLISHER
    )

    organisation: Mapped[Organisation] = relationship()


class ItemFile(Model):
    """The place of a file in an item."""

    __tablename__ = "item_file"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[int] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)

    file: Mapped[File] = relationship(lazy="joined")


class FormerSlug(Model):
    """An address an item once had; it redirects for ever."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)


class Consent(Model):
    """What the people whose face or voice a file carries agreed to.

    `audience` is the widest they agreed to, `until` the last day, `evidence` a sound in
    which they say so; none of it is ever public. One that was withdrawn, or is over, stays
    as a record and allows nothing. A file has at most one that is not withdrawn.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConsentKind]
    audience: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("file.id", ondelete="SET NULL"), index=True
    )
    given_at: Mapped[datetime] = mapped_column(default=now)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")
