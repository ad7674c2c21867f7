"""The columns of the two tables that go in and out: names, words, HXL hashtags.

A column is known by its name, by what it is called in a language of the site, by another
word people use, or by its hashtag (https://hxlstandard.org/standard/1-1final/).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from flask_babel import lazy_gettext as _

from portal.directory.exchange import column_words as words


class TableKind(StrEnum):
    """What the rows of a table are about."""

    WORKS = "works"
    ORGANISATIONS = "organisations"


class Column(NamedTuple):
    """A column: `others` are words and hashtags that mean it too.

    One that is not taken is left out of what comes in; one that is not exported, of what goes out.
    """

    name: str
    tag: str
    label: str
    others: tuple[str, ...] = ()
    is_taken: bool = True
    is_exported: bool = True


def _list_places(*countries: str, regions: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a country and a region, with other words for these two."""
    return (
        Column("country", "#country+name", _("Country"), (*words.COUNTRY, *countries)),
        Column("region", "#adm1+name", _("Region"), (*words.REGION, *regions, "#adm1")),
        Column("region_code", "#adm1+code+v_slug", _("Code of the region")),
        Column("region_law_006", "#adm1+code+v_law2023_006", _("Region by law 2023-006")),
        Column("region_law_007", "#adm1+code+v_law2023_007", _("Region by law 2023-007")),
    )


WORKS = (
    Column(
        "organisation",
        "#org+name",
        _("Organisation"),
        (*words.ORGANISATION, "qui", "who", "#org", "#org+impl", "#org+prog"),
    ),
    Column("organisation_code", "#org+code", _("Code of the organisation"), ("slug",)),
    Column("acronym", "#org+acronym", _("Acronym"), words.ACRONYM),
    Column("kind", "#org+type+label", _("Kind of organisation"), (*words.KIND, "#org+type")),
    Column("kind_code", "#org+type+id", _("Code of the kind of organisation")),
    Column("legal_form", "#org+legal", _("Legal form"), words.LEGAL_FORM, is_exported=False),
    Column("founded", "#date+founded", _("Founded in"), words.FOUNDED, is_exported=False),
    Column("links", "#org+url+list", _("Addresses on the web"), words.LINKS, is_exported=False),
    Column("organisation_visibility", "#org+visibility", _("Who sees the organisation")),
    Column(
        "domain",
        "#sector+name",
        _("Domain"),
        (
            *("domaine", "domaines", "domaine d’intervention", "domaines d’intervention"),
            *("domaine d’action", "domaines d’action", "domaine d’activité", "domaines d’activité"),
            *("domaines d’activités", "secteur", "secteurs", "secteur d’intervention"),
            *("secteurs d’intervention", "secteur d’activité", "secteurs d’activité"),
            *("thématique", "thématiques", "thème", "thèmes", "axe d’intervention", "sector"),
            *("sectors", "domains", "thematic area", "thematic areas"),
            *("area of work", "areas of work", "focus area", "focus areas", "#sector"),
            *("المجال", "مجال", "المجالات", "مجال التدخل", "مجالات التدخل", "القطاع", "المحور"),
        ),
    ),
    Column("domain_code", "#sector+code", _("Code of the domain")),
    Column(
        "description",
        "#activity+description",
        _("What is done"),
        (
            *("activité", "activités", "activités menées", "activités réalisées", "action"),
            *("principales activités", "description", "description de l’activité", "actions"),
            *("description des activités", "actions menées", "intervention", "interventions"),
            *("quoi", "activity", "activities", "main activities", "activity description"),
            *("description of activities", "what", "#activity", "#activity+name"),
            *("النشاط", "نشاط", "الأنشطة", "أنشطة", "وصف النشاط", "التدخل", "التدخلات"),
        ),
    ),
    Column("ref", "#activity+code", _("Reference"), ("référence", "réf", "المرجع")),
    Column(
        "programme",
        "#activity+programme+name",
        _("Programme"),
        (
            *("program", "projet", "projets", "nom du projet", "titre du projet", "programmes"),
            *("nom du programme", "programme ou projet", "project", "project name"),
            *("project title", "programme name", "المشروع", "اسم المشروع", "البرنامج"),
        ),
    ),
    *_list_places(
        *("pays d’intervention", "country of intervention", "بلد التدخل"),
        regions=("région d’intervention", "régions d’intervention", "region of intervention"),
    ),
    Column("cercle", "#adm2+name", _("Cercle"), (*words.CERCLE, "cercle d’intervention", "#adm2")),
    Column(
        "commune",
        "#adm3+name",
        _("Commune"),
        (*words.COMMUNE, "commune d’intervention", "communes d’intervention", "#adm3"),
    ),
    Column(
        "place",
        "#loc+name",
        _("Place"),
        (
            *("lieu", "lieux", "lieu d’intervention", "lieux d’intervention", "lieu de l’activité"),
            *("zone", "zones", "zone d’intervention", "zones d’intervention", "zone d’action"),
            *("zone géographique", "zone couverte", "zones couvertes", "zone de couverture"),
            *("couverture géographique", "localité", "localités", "localité d’intervention"),
            *("localisation", "ville", "villes", "village", "villages", "où", "location"),
            *("locations", "area", "areas", "area of intervention", "areas of intervention"),
            *("coverage area", "geographic area", "geographical area", "where", "#loc"),
            *("المكان", "الأماكن", "مكان التدخل", "منطقة التدخل", "مناطق التدخل", "المدينة"),
        ),
        is_exported=False,
    ),
    Column("place_code", "#loc+code+v_slug", _("Code of the place")),
    Column(
        "start",
        "#date+start",
        _("Beginning"),
        (
            *("début", "date de début", "date début", "date de démarrage", "démarrage", "depuis"),
            *("date de commencement", "début de l’activité", "début du projet", "date du début"),
            *("start", "start date", "starting date", "date of start", "begin date", "from"),
            *("تاريخ البداية", "تاريخ البدء", "البداية", "بداية", "تاريخ الانطلاق"),
        ),
    ),
    Column(
        "end",
        "#date+end",
        _("End"),
        (
            *("fin", "date de fin", "date fin", "date de clôture", "clôture", "date d’achèvement"),
            *("fin de l’activité", "fin du projet", "date de la fin", "échéance", "end date"),
            *("ending date", "date of end", "completion date", "until"),
            *("تاريخ النهاية", "تاريخ الانتهاء", "النهاية", "نهاية"),
        ),
    ),
    Column(
        "status",
        "#status+name",
        _("How far it is"),
        (
            *("statut", "état", "avancement", "état d’avancement", "niveau d’avancement", "étape"),
            *("situation", "statut de l’activité", "statut du projet", "status", "progress"),
            *("project status", "activity status", "#status", "الحالة", "الوضع", "المرحلة"),
        ),
    ),
    Column("status_code", "#status+code", _("Code of how far it is")),
    Column("qualifier", "#meta+reached+qualifier", _("How exact the number is")),
    Column(
        "reached",
        "#reached",
        _("People reached"),
        (
            *("personnes touchées", "bénéficiaires", "nombre de bénéficiaires", "nb bénéficiaires"),
            *("nb de bénéficiaires", "nbre de bénéficiaires", "nombre total de bénéficiaires"),
            *("total bénéficiaires", "total des bénéficiaires", "bénéficiaires touchés"),
            *("bénéficiaires atteints", "personnes atteintes", "nombre de personnes"),
            *("nombre de personnes touchées", "nombre de personnes atteintes", "effectif"),
            *("beneficiaries", "number of beneficiaries", "total beneficiaries"),
            *("beneficiaries reached", "number of people", "number of people reached"),
            *("#reached+total", "المستفيدون", "عدد المستفيدين", "عدد الأشخاص"),
        ),
    ),
    Column(
        "reached_women",
        "#reached+f+adults",
        _("Women reached"),
        (
            *("femmes", "femmes touchées", "nombre de femmes", "nb femmes", "nb de femmes"),
            *("nbre de femmes", "femmes bénéficiaires", "bénéficiaires femmes", "dont femmes"),
            *("femmes atteintes", "nombre de femmes touchées", "women", "number of women"),
            *("women beneficiaries", "of them women", "#reached+f", "النساء", "عدد النساء"),
        ),
    ),
    Column(
        "reached_girls",
        "#reached+f+children",
        _("Girls reached"),
        (
            *("filles", "jeunes filles", "filles touchées", "nombre de filles", "nb filles"),
            *("nb de filles", "nbre de filles", "filles bénéficiaires", "bénéficiaires filles"),
            *("dont filles", "filles atteintes", "nombre de filles touchées", "girls"),
            *("number of girls", "girls beneficiaries", "of them girls"),
            *("الفتيات", "عدد الفتيات", "البنات", "عدد البنات"),
        ),
    ),
    Column("visibility", "#meta+visibility", _("Who sees this")),
    Column(
        "source",
        "#meta+source",
        _("Source"),
        ("sources", "source d’information", "source de l’information", "المصدر"),
    ),
    Column("checked_on", "#date+checked", _("Checked on"), is_taken=False),
    Column("checked_by", "#meta+checked_by", _("Checked by"), is_taken=False),
)

# Of a line about a work, these columns describe an organisation that the line adds.
OF_ORGANISATION = ("acronym", "kind", "legal_form", "founded", "links")

ORGANISATIONS = (
    Column("slug", "#org+code", _("Code of the organisation"), ("code",)),
    Column("name", "#org+name", _("Name"), (*words.ORGANISATION, "intitulé", "#org")),
    Column("name_language", "#org+lang", _("Language of the name")),
    Column("acronym", "#org+acronym", _("Acronym"), words.ACRONYM),
    Column("kind", "#org+type+label", _("Kind of organisation"), (*words.KIND, "#org+type")),
    Column("kind_code", "#org+type+id", _("Code of the kind of organisation")),
    Column(
        "expansion",
        "#org+name+expanded",
        _("What the acronym stands for"),
        ("signification du sigle", "signification de l’acronyme", "développement du sigle"),
    ),
    Column("name_fr", "#org+name+i_fr", _("Name in French")),
    Column("name_en", "#org+name+i_en", _("Name in English")),
    Column("name_ar", "#org+name+i_ar", _("Name in Arabic")),
    Column("name_bm", "#org+name+i_bm", _("Name in Bambara")),
    Column("aliases", "#org+name+alt+list", _("Other names"), ("autre nom", "ancien nom", "alias")),
    Column("legal_form", "#org+legal", _("Legal form"), (*words.LEGAL_FORM, "statut", "status")),
    Column("founded", "#date+founded", _("Founded in"), words.FOUNDED),
    Column(
        "mission_fr",
        "#org+description+i_fr",
        _("Mission in French"),
        ("mission", "missions", "objectif", "objectifs", "objet"),
    ),
    Column("mission_en", "#org+description+i_en", _("Mission in English"), ("mission statement",)),
    Column("mission_ar", "#org+description+i_ar", _("Mission in Arabic"), ("الرسالة", "الأهداف")),
    Column("mission_bm", "#org+description+i_bm", _("Mission in Bambara")),
    Column("links", "#org+url+list", _("Addresses on the web"), words.LINKS),
    Column(
        "languages",
        "#meta+lang+list",
        _("Languages"),
        ("langues", "langue", "langues de travail", "working languages", "اللغات"),
    ),
    Column(
        "networks",
        "#org+network+list",
        _("Networks"),
        (
            *("réseaux", "réseau", "réseau d’appartenance", "réseaux d’appartenance", "membre de"),
            *("network", "member of", "الشبكات", "الشبكة", "عضو في"),
        ),
    ),
    *_list_places("pays du siège", regions=("région du siège",)),
    Column(
        "seat",
        "#loc+name",
        _("Seat"),
        (
            *("siège", "siège social", "lieu du siège", "ville du siège", "localité", "ville"),
            *("lieu", "headquarters", "head office", "city", "town", "#loc", "المقر", "المدينة"),
        ),
        is_exported=False,
    ),
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
