"""The words for the choices of tables: those of the site, and others that people write."""

from enum import StrEnum

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from portal.config import LANGUAGES
from portal.content.models import Visibility
from portal.directory.exchange.names import Names
from portal.directory.models import OrganisationKind, Qualifier, WorkStatus
from portal.directory.words import WORDS

CHOICE_WORDS: dict[StrEnum, str] = {
    **{choice: WORDS[choice] for choice in (*OrganisationKind, *WorkStatus)},
    Qualifier.EXACTLY: _("Exactly"),
    Qualifier.AT_LEAST: _("At least"),
    Qualifier.MORE_THAN: _("More than"),
    Qualifier.ABOUT: _("About"),
    Visibility.PUBLIC: _("Everybody"),
    Visibility.MEMBERS: _("People with an account"),
    Visibility.ORGANISATION: _("Its own people"),
}

# Legal forms of associations, written where the kind of organisation is asked for.
LEGAL_FORMS = (
    *("ONG", "ONG nationale", "ONG locale", "organisation non gouvernementale", "NGO"),
    *("non-governmental organisation", "non-governmental organization", "local NGO", "GIE"),
    *("national NGO", "groupement d’intérêt économique", "coopérative", "société coopérative"),
    *("cooperative", "SCOOPS", "groupement", "groupement féminin", "groupement de femmes", "OSC"),
    *("منظمة غير حكومية", "تعاونية"),
)

_OTHER_WORDS: dict[StrEnum, tuple[str, ...]] = {
    OrganisationKind.ASSOCIATION: (
        *LEGAL_FORMS,
        *("organisation", "organization", "association locale", "association nationale"),
        *("association de femmes", "association féminine", "collectif", "CBO", "women’s group"),
        *("organisation de la société civile", "organisation communautaire de base", "OCB"),
        *("منظمة", "جمعية نسائية", "جمعية محلية", "مجموعة نسائية"),
    ),
    OrganisationKind.NETWORK: ("réseau d’associations", "réseau d’ONG", "réseau de femmes"),
    OrganisationKind.PLATFORM: ("plate-forme",),
    OrganisationKind.ALLIANCE: ("coalition", "ائتلاف"),
    OrganisationKind.INSTITUTION: (
        *("institution publique", "institution de l’État", "ministère", "service technique"),
        *("service de l’État", "collectivité", "collectivité territoriale", "mairie", "université"),
        *("public institution", "ministry", "university", "وزارة", "جامعة"),
    ),
    OrganisationKind.FUNDER: ("bailleur", "donateur", "donor", "ممول", "مانح"),
    OrganisationKind.PARTNER: ("partenaire technique", "شريك"),
    WorkStatus.PLANNED: (
        *("planifié", "planifiée", "prévu", "à venir", "programmé", "programmée", "non démarré"),
        *("non démarrée", "en préparation", "upcoming", "not started", "مبرمج", "مخطط"),
    ),
    WorkStatus.UNDER_WAY: (
        *("en exécution", "en cours d’exécution", "en cours de réalisation", "démarré", "démarrée"),
        *("active", "actif", "ongoing", "on-going", "in progress", "started", "running"),
        *("قيد التنفيذ", "جارية", "جاري", "مستمر"),
    ),
    WorkStatus.FINISHED: (
        *("terminé", "fini", "finie", "achevé", "achevée", "clôturé", "clôturée", "clos", "close"),
        *("réalisé", "réalisée", "exécuté", "exécutée", "completed", "complete", "done", "closed"),
        *("ended", "منتهية", "مكتمل", "منجز", "انتهت"),
    ),
    Qualifier.EXACTLY: ("exact", "précisément", "soit"),
    Qualifier.AT_LEAST: (
        *("minimum", "au minimum", "min", "ou plus", "et plus", "or more", "لا يقل عن"),
    ),
    Qualifier.MORE_THAN: ("plus d’", "plus que", "over", "above", "supérieur à", "ما يزيد عن"),
    Qualifier.ABOUT: (
        *("env", "approximativement", "approx", "approximately", "à peu près", "autour de"),
        *("près de", "presque", "ca", "circa", "around", "nearly", "almost", "estimé à", "نحو"),
        *("estimation", "estimated", "تقريبا", "قرابة"),
    ),
}


def read_choices() -> dict[type[StrEnum], Names]:
    """Return the choices of each kind by their codes and words in all languages of the site."""
    choices: dict[type[StrEnum], Names] = {}
    for choice, words in CHOICE_WORDS.items():
        names = choices.setdefault(type(choice), Names())
        names.add(choice.value, str(words), [choice.value])
    for language in LANGUAGES:
        with force_locale(language):
            for choice, words in CHOICE_WORDS.items():
                choices[type(choice)].add(choice.value, str(words), [str(words)])
    for choice, others in _OTHER_WORDS.items():
        choices[type(choice)].add(choice.value, str(CHOICE_WORDS[choice]), others)
    return choices
