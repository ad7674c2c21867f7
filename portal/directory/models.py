"""Organisations, what binds them, how to reach them, and what they do where."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.models import Status, Visibility
from portal.extensions import Model, now
from portal.media.models import File
from portal.vocabulary.models import Domain, Labels, Language, Place, PlaceKind


class OrganisationKind(StrEnum):
    """What kind of body it is; the first three are the PAR."""

    PLATFORM = "platform"
    ALLIANCE = "alliance"
    NETWORK = "network"
    ASSOCIATION = "association"
    INSTITUTION = "institution"
    FUNDER = "funder"
    PARTNER = "partner"


NETWORK_KINDS = (OrganisationKind.PLATFORM, OrganisationKind.ALLIANCE, OrganisationKind.NETWORK)


class MembershipRole(StrEnum):
    """What an organisation is in its network."""

    MEMBER = "member"
    FOUNDER = "founder"
    BOARD = "board"
    SECRETARIAT = "secretariat"
    OBSERVER = "observer"


class ContactKind(StrEnum):
    """How somebody is reached."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    POST = "post"


class WorkStatus(StrEnum):
    """How far an intervention is."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    FINISHED = "finished"


class Qualifier(StrEnum):
    """How exact a number of people is."""

    EXACTLY = "exactly"
    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    ABOUT = "about"


class ProposalState(StrEnum):
    """What became of a proposed change."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


organisation_language = Table(
    "organisation_language",
    Model.metadata,
    Column("organisation_id", ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True),
    Column("language_code", ForeignKey("language.code"), primary_key=True),
)


class Organisation(Model):
    """Any body that publishes, works, pays or belongs; with its interventions it is a sheet.

    `name` is as the organisation writes it, in `language`; `translations` and `missions` go
    by HTML language tag. `search_names` holds every name folded, for comparison. `founded`
    is an EDTF date. The public sees `shown_seat`, which may be coarser than `seat`.
    `checker` is the body on whose behalf the sheet was last checked; a check without one
    was made by the site.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(String(300))
    language_code: Mapped[str] = mapped_column(ForeignKey("language.code"), default="fra")
    acronym: Mapped[str] = mapped_column(String(40), default="")
    expansion: Mapped[str] = mapped_column(String(300), default="")
    translations: Mapped[Labels] = mapped_column(JSON, default=dict)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    search_names: Mapped[str] = mapped_column(Text, default="")
    legal_form: Mapped[str] = mapped_column(String(200), default="")
    founded: Mapped[str] = mapped_column(String(10), default="")
    missions: Mapped[Labels] = mapped_column(JSON, default=dict)
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("file.id", ondelete="SET NULL"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    seat_level: Mapped[PlaceKind | None]
    shown_seat_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)

    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    is_unlisted: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    checked_on: Mapped[date | None]
    checker_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL")
    )
    version: Mapped[int] = mapped_column(default=1)

    language: Mapped[Language] = relationship(foreign_keys=[language_code])
    languages: Mapped[list[Language]] = relationship(
        secondary=organisation_language, order_by=Language.position
    )
    logo: Mapped[File | None] = relationship()
    seat: Mapped[Place | None] = relationship(foreign_keys=[seat_id])
    shown_seat: Mapped[Place | None] = relationship(foreign_keys=[shown_seat_id])
    checker: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organisation",
        foreign_keys="Membership.organisation_id",
        cascade="all, delete-orphan",
        order_by="Membership.id",
    )
    contacts: Mapped[list["Contact"]] = relationship(
        cascade="all, delete-orphan", order_by="Contact.position"
    )
    interventions: Mapped[list["Intervention"]] = relationship(
        back_populates="organisation",
        foreign_keys="Intervention.organisation_id",
        cascade="all, delete-orphan",
        order_by="Intervention.id",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it

    @property
    def is_network(self) -> bool:
        """Whether it is one of the PAR."""
        return self.kind in NETWORK_KINDS

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the name."""
        return self.acronym or self.name

    @property
    def full_name(self) -> str:
        """The name, followed by the acronym where there is one."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    @property
    def names(self) -> list[str]:
        """Every name under which it is known, the first ones first."""
        said = (self.name, self.acronym, self.expansion, *self.translations.values())
        return list(dict.fromkeys(name for name in (*said, *self.aliases) if name))


class FormerOrganisationSlug(Model):
    """An address an organisation, or one merged into it, once had; it redirects for ever."""

    __tablename__ = "former_organisation_slug"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )


class Membership(Model):
    """An organisation belongs to a network, since and until EDTF dates, perhaps unknown."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    network_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[MembershipRole] = mapped_column(default=MembershipRole.MEMBER)
    start: Mapped[str] = mapped_column(String(10), default="")
    end: Mapped[str] = mapped_column(String(10), default="")

    organisation: Mapped[Organisation] = relationship(
        back_populates="memberships", foreign_keys=[organisation_id]
    )
    network: Mapped[Organisation] = relationship(foreign_keys=[network_id])


class Contact(Model):
    """A way to reach an organisation, shown only where consent was given, to whom it was.

    `label` says whose it is or when to use it; `consented_on` is the EDTF date on which
    somebody agreed to its being shown, empty while nobody has.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[ContactKind]
    value: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(String(200), default="")
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.ORGANISATION)
    consented_on: Mapped[str] = mapped_column(String(10), default="")


class Intervention(Model):
    """Who does what where: an organisation works on a domain in a place, for a time.

    `start` and `end` are EDTF dates. The public sees `shown_place`, which may be coarser
    than `place`. Numbers are of people reached; women and girls are parts of `reached`.
    """

    __tablename__ = "intervention"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    domain_id: Mapped[int] = mapped_column(ForeignKey("domain.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place_level: Mapped[PlaceKind | None]
    shown_place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    start: Mapped[str] = mapped_column(String(10), default="")
    end: Mapped[str] = mapped_column(String(10), default="")
    status: Mapped[WorkStatus] = mapped_column(default=WorkStatus.UNDER_WAY)
    description: Mapped[str] = mapped_column(Text, default="")
    programme: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    qualifier: Mapped[Qualifier] = mapped_column(default=Qualifier.EXACTLY)
    reached: Mapped[int | None]
    reached_women: Mapped[int | None]
    reached_girls: Mapped[int | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    checked_on: Mapped[date | None]
    checker_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL")
    )

    organisation: Mapped[Organisation] = relationship(
        back_populates="interventions", foreign_keys=[organisation_id]
    )
    domain: Mapped[Domain] = relationship()
    place: Mapped[Place] = relationship(foreign_keys=[place_id])
    shown_place: Mapped[Place] = relationship(foreign_keys=[shown_place_id])
    checker: Mapped[Organisation | None] = relationship(foreign_keys=[checker_id])


class Proposal(Model):
    """Changes to a published sheet that wait for a yes: path in the sheet -> [before, after].

    Its author is a person, whose account may be gone since; or the organisation itself, through
    a link: then `confirmed` holds the works that it called right, by ref, as they read.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "organisation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    confirmed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()

    @property
    def came_by_link(self) -> bool:
        """Whether the organisation itself proposed it, through a link."""
        return self.confirmed is not None
