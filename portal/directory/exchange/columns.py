"""The columns of the two tables that go in and out: names, words, HXL hashtags.

A column is known by its name, by what it is called in a language of the site, by another
word people use, or by its hashtag (https://hxlstandard.org/standard/1-1final/).
"""

from enum import StrEnum
from typing import NamedTuple

from flask_babel import lazy_gettext as _


class TableKind(StrEnum):
    """What the rows of a table are about."""

    WORKS = "works"
    ORGANISATIONS = "organisations"


class Column(NamedTuple):
    """A column: `others` are words and hashtags that mean it too; some are for readers alone."""

    name: str
    tag: str
    label: str
    others: tuple[str, ...] = ()
    is_taken: bool = True


_PLACE = (
    Column("country", "#country+name", _("Country"), ("pays", "#country")),
    Column("region", "#adm1+name", _("Region"), ("région", "#adm1")),
    Column("region_code", "#adm1+code+v_slug", _("Code of the region")),
    Column("region_law_006", "#adm1+code+v_law2023_006", _("Region by law 2023-006")),
    Column("region_law_007", "#adm1+code+v_law2023_007", _("Region by law 2023-007")),
)

WORKS = (
    Column(
        "organisation",
        "#org+name",
        _("Organisation"),
        ("organization", "nom de l’organisation", "#org", "#org+impl", "#org+prog"),
    ),
    Column("organisation_code", "#org+code", _("Code of the organisation"), ("slug",)),
    Column("acronym", "#org+acronym", _("Acronym"), ("sigle",)),
    Column("kind", "#org+type+label", _("Kind of organisation"), ("kind", "type", "#org+type")),
    Column("kind_code", "#org+type+id", _("Code of the kind of organisation")),
    Column("organisation_visibility", "#org+visibility", _("Who sees the organisation")),
    Column("domain", "#sector+name", _("Domain"), ("domaine", "secteur", "sector", "#sector")),
    Column("domain_code", "#sector+code", _("Code of the domain")),
    Column(
        "description",
        "#activity+description",
        _("What is done"),
        ("activité", "activity", "#activity", "#activity+name"),
    ),
    Column("ref", "#activity+code", _("Reference"), ("référence",)),
    Column("programme", "#activity+programme+name", _("Programme"), ("program", "projet")),
    *_PLACE,
    Column("cercle", "#adm2+name", _("Cercle"), ("#adm2",)),
    Column("commune", "#adm3+name", _("Commune"), ("#adm3",)),
    Column("place", "#loc+name", _("Place"), ("lieu", "#loc"), is_taken=True),
    Column("place_code", "#loc+code+v_slug", _("Code of the place")),
    Column("start", "#date+start", _("Beginning"), ("début", "start date")),
    Column("end", "#date+end", _("End"), ("fin", "end date")),
    Column("status", "#status+name", _("How far it is"), ("statut", "#status")),
    Column("status_code", "#status+code", _("Code of how far it is")),
    Column("qualifier", "#meta+reached+qualifier", _("How exact the number is")),
    Column("reached", "#reached", _("People reached"), ("personnes touchées", "#reached+total")),
    Column(
        "reached_women", "#reached+f+adults", _("Women reached"), ("femmes touchées", "#reached+f")
    ),
    Column("reached_girls", "#reached+f+children", _("Girls reached"), ("filles touchées",)),
    Column("visibility", "#meta+visibility", _("Who sees this")),
    Column("source", "#meta+source", _("Source")),
    Column("checked_on", "#date+checked", _("Checked on"), is_taken=False),
    Column("checked_by", "#meta+checked_by", _("Checked by"), is_taken=False),
)

ORGANISATIONS = (
    Column("slug", "#org+code", _("Code of the organisation"), ("code",)),
    Column("name", "#org+name", _("Name"), ("nom", "organisation", "organization", "#org")),
    Column("name_language", "#org+lang", _("Language of the name")),
    Column("acronym", "#org+acronym", _("Acronym"), ("sigle",)),
    Column("kind", "#org+type+label", _("Kind of organisation"), ("kind", "type", "#org+type")),
    Column("kind_code", "#org+type+id", _("Code of the kind of organisation")),
    Column("expansion", "#org+name+expanded", _("What the acronym stands for")),
    Column("name_fr", "#org+name+i_fr", _("Name in French")),
    Column("name_en", "#org+name+i_en", _("Name in English")),
    Column("name_ar", "#org+name+i_ar", _("Name in Arabic")),
    Column("name_bm", "#org+name+i_bm", _("Name in Bambara")),
    Column("aliases", "#org+name+alt+list", _("Other names")),
    Column("legal_form", "#org+legal", _("Legal form"), ("statut juridique",)),
    Column("founded", "#date+founded", _("Founded in"), ("création", "founded")),
    Column("mission_fr", "#org+description+i_fr", _("Mission in French"), ("mission",)),
    Column("mission_en", "#org+description+i_en", _("Mission in English")),
    Column("mission_ar", "#org+description+i_ar", _("Mission in Arabic")),
    Column("mission_bm", "#org+description+i_bm", _("Mission in Bambara")),
    Column("links", "#org+url+list", _("Addresses on the web"), ("site web", "website")),
    Column("languages", "#meta+lang+list", _("Languages"), ("langues",)),
    Column("networks", "#org+network+list", _("Networks"), ("réseaux",)),
    *_PLACE,
    Column("seat", "#loc+name", _("Seat"), ("siège", "#loc")),
    Column("seat_code", "#loc+code+v_slug", _("Code of the seat")),
    Column("visibility", "#org+visibility", _("Who sees the organisation")),
    Column("checked_on", "#date+checked", _("Checked on"), is_taken=False),
    Column("checked_by", "#meta+checked_by", _("Checked by"), is_taken=False),
)

TABLES = {TableKind.WORKS: WORKS, TableKind.ORGANISATIONS: ORGANISATIONS}

# The tags of languages that names and missions have columns for.
TAGS = ("fr", "en", "ar", "bm")
SEPARATOR = "|"
EMPTY = "-"
