"""Organisations: the networks, their members, and the bodies around them."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


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


class Organisation(Model):
    """Any body that publishes, works, pays or belongs."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    acronym: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[OrganisationKind]

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the name."""
        return self.acronym or self.name

    @property
    def full_name(self) -> str:
        """The name, followed by the acronym where there is one."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name
