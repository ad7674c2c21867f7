"""Other names of languages, by ISO 639-3 code, under which people look for content."""

from portal.vocabulary.models import Labels, Language

_NAMES: dict[str, Labels] = {
    "fra": {"en": "Francophone"},
    "bam": {"fr": "bambara bamanakan", "en": "Bamana Bamanankan", "ar": "بامبارا"},
    "ffm": {"fr": "peul foulfouldé poular", "en": "Fulani Fula", "ar": "الفولانية"},
    "ful": {"fr": "peul foulfouldé poular pulaar", "en": "Fulani Fulfulde", "ar": "الفلانية"},
    "snk": {"fr": "sarakolé marka", "en": "Sarakole"},
    "ses": {"fr": "songhaï sonrhaï", "en": "Songhai"},
    "khq": {"fr": "songhaï sonrhaï", "en": "Songhai"},
    "hmb": {"fr": "songhaï sonrhaï", "en": "Songhai"},
    "taq": {"fr": "tamacheq tamachek touareg", "en": "Tuareg", "ar": "الطوارق"},
    "tmh": {"fr": "tamacheq tamasheq touareg", "en": "Tuareg", "ar": "الطوارق"},
    "myk": {"fr": "minianka", "en": "Minianka"},
    "spp": {"fr": "sénoufo", "en": "Senufo"},
    "shz": {"fr": "sénoufo", "en": "Senufo"},
    "mwk": {"fr": "malinké mandingue", "en": "Malinke"},
    "mlq": {"fr": "malinké mandingue", "en": "Malinke"},
    "bmq": {"fr": "bobo bwa", "en": "Bwamu"},
    "mey": {"fr": "hassania arabe maure", "en": "Hassaniya Arabic", "ar": "العربية"},
    "nqo": {"fr": "nko", "en": "Nko"},
}


def list_language_names(language: Language) -> dict[str, list[str]]:
    """Return every name of a language, by the language of the name."""
    names = {tag: [name] for tag, name in language.labels.items() if name}
    for tag, others in _NAMES.get(language.code, {}).items():
        names.setdefault(tag, []).append(others)
    return names
