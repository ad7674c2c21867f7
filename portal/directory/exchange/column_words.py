"""What people call the columns of their tables, beside the words of the site.

All are folded before they are compared: case, accents, apostrophes, signs and the numbers before
headers do not matter.
"""

ORGANISATION = (
    *("organisation", "organization", "organisations", "association", "associations", "ong"),
    *("structure", "structures", "organisme", "nom", "nom complet", "dénomination"),
    *("nom de l’organisation", "nom de l’association", "nom de l’ong", "nom de la structure"),
    *("nom de l’organisme", "nom de l’osc", "nom de la coopérative", "organisation membre"),
    *("association membre", "osc", "acteur", "name", "full name", "ngo", "name of ngo"),
    *("name of the ngo", "organisation name", "organization name", "name of organisation"),
    *("name of organization", "name of the organisation", "name of the organization"),
    *("association name", "implementing organisation", "implementing organization"),
    *("المنظمة", "منظمة", "اسم المنظمة", "الجمعية", "جمعية", "اسم الجمعية", "الاسم", "اسم"),
)
ACRONYM = (
    *("sigle", "sigles", "acronyme", "acronymes", "abréviation", "nom court", "abbreviation"),
    *("short name", "الاسم المختصر", "المختصر", "الاختصار"),
)
KIND = (
    *("kind", "type", "type d’organisation", "type de structure", "type d’acteur", "catégorie"),
    *("type d’association", "organisation type", "organization type", "type of organisation"),
    *("type of organization", "category", "نوع المنظمة", "نوع الجمعية", "النوع"),
)
LEGAL_FORM = (
    *("statut juridique", "forme juridique", "nature juridique", "legal status"),
    *("الوضع القانوني", "الشكل القانوني"),
)
FOUNDED = (
    *("création", "année de création", "date de création", "année de fondation", "fondation"),
    *("date de fondation", "créée en", "fondée en", "founded", "year founded", "year of creation"),
    *("year established", "date of creation", "سنة التأسيس", "تاريخ التأسيس", "التأسيس"),
)
LINKS = (
    *("site web", "site internet", "adresse web", "adresse internet", "adresse du site web"),
    *("page web", "lien", "liens", "url", "website", "web site", "web address", "link", "links"),
    *("الموقع الإلكتروني", "الموقع على الإنترنت", "موقع الويب", "الرابط"),
)
COUNTRY = ("pays", "#country", "country", "البلد", "الدولة")
REGION = (
    "région",
    "régions",
    "admin1",
    "adm1",
    "wilaya",
    "المنطقة",
    "الجهة",
    "الولاية",
)
CERCLE = ("cercles", "admin2", "adm2", "الدائرة")
COMMUNE = ("communes", "municipalité", "municipality", "admin3", "adm3", "البلدية", "الجماعة")
