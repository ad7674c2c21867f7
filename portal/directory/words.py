"""What the choices of the directory are called, in the reader's language."""

from enum import StrEnum

from flask_babel import lazy_gettext as _

from portal.directory.models import ContactKind, MembershipRole, OrganisationKind, WorkStatus
from portal.vocabulary.models import PlaceKind

WORDS: dict[StrEnum, str] = {
    OrganisationKind.PLATFORM: _("Platform"),
    OrganisationKind.ALLIANCE: _("Alliance"),
    OrganisationKind.NETWORK: _("Network"),
    OrganisationKind.ASSOCIATION: _("Association"),
    OrganisationKind.INSTITUTION: _("Institution"),
    OrganisationKind.FUNDER: _("Funder"),
    OrganisationKind.PARTNER: _("Partner"),
    MembershipRole.MEMBER: _("Member"),
    MembershipRole.FOUNDER: _("Founding member"),
    MembershipRole.BOARD: _("Member of the board"),
    MembershipRole.SECRETARIAT: _("Keeps the secretariat"),
    MembershipRole.OBSERVER: _("Observer"),
    WorkStatus.PLANNED: _("Planned"),
    WorkStatus.UNDER_WAY: _("Under way"),
    WorkStatus.FINISHED: _("Finished"),
    ContactKind.PHONE: _("Telephone"),
    ContactKind.WHATSAPP: _("WhatsApp"),
    ContactKind.EMAIL: _("E-mail"),
    ContactKind.POST: _("Postal address"),
    PlaceKind.COUNTRY: _("Country"),
    PlaceKind.REGION: _("Region"),
    PlaceKind.CERCLE: _("Cercle"),
    PlaceKind.COMMUNE: _("Commune"),
}
