"""Tables as people send them: the right value of each date, number, header and name."""

from collections import Counter

import pytest
from flask import Flask

from portal.directory.exchange.columns import TABLES, TableKind
from portal.directory.exchange.folding import fold_header
from portal.directory.exchange.hashtags import find_hashtags
from portal.directory.exchange.headers import UnknownColumnsError, find_layout
from portal.directory.exchange.queries import list_lines
from portal.directory.models import Intervention, Organisation, OrganisationKind, Qualifier
from portal.directory.queries import get_known_organisation
from portal.extensions import db
from portal.vocabulary.models import PlaceKind
from tests.conftest import People
from tests.directory.exchange.brought import Bring, Send, outcomes_of, problems_of, words_of
from tests.factories import add_place, make_organisation

HEAD = "organisation;domaine;région;début;fin;personnes touchées"

DATES = """\ufeffOrganisation;Type d’organisation;Domaine;Ce qui est fait;Région;Début;Fin;Personnes touchées
Collectif Essai Kaya;association;education-filles;Cours du soir, œuvre n° Kaya – Ségou;Ségou;mai 2023;31/12/24;1250
Collectif Essai Kori;association;education-filles;Cours du soir, œuvre n° Kori – Ségou;Ségou;12-05-2023;2023-05-12 00:00:00;1250
Collectif Essai Kéniéba;association;education-filles;Cours du soir, œuvre n° Kéniéba – Ségou;Ségou;05-2023;;1250
"""  # noqa: E501 - a table
NUMBERS = """\ufeffOrganisation;Type d’organisation;Domaine;Ce qui est fait;Région;Début;Fin;Personnes touchées
Collectif Essai Lac;association;education-filles;Cours du soir, œuvre n° Lac – Ségou;Ségou;12/05/2023;2024;1 250
Collectif Essai Lande;association;education-filles;Cours du soir, œuvre n° Lande – Ségou;Ségou;12/05/2023;2024;1.250
Collectif Essai Lagune;association;education-filles;Cours du soir, œuvre n° Lagune – Ségou;Ségou;12/05/2023;2024;1250,0
Collectif Essai Limon;association;education-filles;Cours du soir, œuvre n° Limon – Ségou;Ségou;12/05/2023;2024;١٢٥٠
Collectif Essai Lit;association;education-filles;Cours du soir, œuvre n° Lit – Ségou;Ségou;12/05/2023;2024;1,250
Collectif Essai Loess;association;education-filles;Cours du soir, œuvre n° Loess – Ségou;Ségou;12/05/2023;2024;env. 1250
"""  # noqa: E501 - a table
HEADERS = (
    "Nom de l’association;Sigle;Acronyme;Site web;Secteur;Domaine d’intervention;"
    "Zone d’intervention;Localité;Bénéficiaires;Nombre de bénéficiaires;Date de début;Date de fin;"
    "Statut;Activités;Projet;Région;Cercle;Commune;Pays;Organisation;Domaine;Femmes;Filles;Type;Source"
)


@pytest.fixture
def bnd(people: People) -> Organisation:
    made = make_organisation("bnd", name="Ben ni diya", kind=OrganisationKind.ASSOCIATION)
    made.acronym, made.aliases = "BND", ["Bɛn ni diya"]
    made.expansion, made.translations = "Bien vivre ensemble", {"en": "Union and joy"}
    db.session.commit()
    return made


def works_of(slug: str) -> list[Intervention]:
    db.session.expire_all()
    return get_known_organisation(slug).interventions


def test_dates_are_read_row_by_row(bring: Bring, people: People) -> None:
    assert words_of(bring(DATES)) == ["created"] * 3
    works = [
        work for name in ("kaya", "kori", "kenieba") for work in works_of(f"collectif-essai-{name}")
    ]
    assert [(work.start, work.end) for work in works] == [
        ("2023-05", "2024-12-31"),
        ("2023-05-12", "2023-05-12"),
        ("2023-05", ""),
    ]


@pytest.mark.parametrize("column", [3, 4])
@pytest.mark.parametrize("written", ["début 2023", "31/02/2023", "45058", "demain", "mai 24"])
def test_a_date_that_is_not_read_is_refused_with_a_word_about_itself(
    bring: Bring, bnd: Organisation, column: int, written: str
) -> None:
    cells = ["BND", "vbg", "Ségou", "", "", ""]
    cells[column] = written
    (problems,) = problems_of(bring(f"{HEAD}\n{';'.join(cells)}\n"))
    assert set(problems) == {("start", "end")[column - 3]}
    assert f"« {written} »" in problems.popitem()[1].replace("\u00a0", " ")


def test_numbers_are_read_row_by_row(bring: Bring, people: People) -> None:
    assert words_of(bring(NUMBERS)) == ["created"] * 6
    works = [
        work
        for name in ("lac", "lande", "lagune", "limon", "lit", "loess")
        for work in works_of(f"collectif-essai-{name}")
    ]
    assert [work.reached for work in works] == [1250] * 6
    assert [work.qualifier for work in works] == [Qualifier.EXACTLY] * 5 + [Qualifier.ABOUT]


@pytest.mark.parametrize(
    ("written", "qualifier", "reached"),
    [
        ("1\u202f250", Qualifier.EXACTLY, 1250),
        ("environ 1 250", Qualifier.ABOUT, 1250),
        ("~250", Qualifier.ABOUT, 250),
        ("≈ 250", Qualifier.ABOUT, 250),
        ("250 environ", Qualifier.ABOUT, 250),
        ("about 250", Qualifier.ABOUT, 250),
        ("حوالي ٢٥٠", Qualifier.ABOUT, 250),
        ("نحو 250", Qualifier.ABOUT, 250),
        ("plus de 100", Qualifier.MORE_THAN, 100),
        ("+ de 100", Qualifier.MORE_THAN, 100),
        ("> 100", Qualifier.MORE_THAN, 100),
        ("more than 100", Qualifier.MORE_THAN, 100),
        ("أكثر من 100", Qualifier.MORE_THAN, 100),
        ("au moins 100", Qualifier.AT_LEAST, 100),
        ("≥ 100", Qualifier.AT_LEAST, 100),
        ("100+", Qualifier.AT_LEAST, 100),
        ("100 et plus", Qualifier.AT_LEAST, 100),
        ("على الأقل 100", Qualifier.AT_LEAST, 100),
    ],
)
def test_a_word_before_a_number_says_how_exact_it_is(
    bring: Bring, bnd: Organisation, written: str, qualifier: Qualifier, reached: int
) -> None:
    assert words_of(bring(f"{HEAD}\nBND;vbg;Ségou;2023;;{written}\n")) == ["created"]
    (work,) = works_of("bnd")
    assert (work.qualifier, work.reached) == (qualifier, reached)


@pytest.mark.parametrize(
    "written", ["moins de 100", "100 à 200", "250 femmes", "env. 100 femmes", "12,000", "1250,5"]
)
def test_a_number_that_is_not_read_is_refused_with_a_word_about_itself(
    bring: Bring, bnd: Organisation, written: str
) -> None:
    (problems,) = problems_of(bring(f"{HEAD}\nBND;vbg;Ségou;2023;;{written}\n"))
    assert set(problems) == {"reached"}
    assert f"« {written} »" in problems["reached"].replace("\u00a0", " ")


def test_a_number_says_no_other_exactness_than_its_column(bring: Bring, bnd: Organisation) -> None:
    head = "organisation,domaine,région,reached,qualifier"
    table = f"{head}\nBND,vbg,Ségou,env. 90,Environ\nBND,mgf,Ségou,env. 90,Au moins\n"
    assert words_of(bring(table)) == ["created", "refused"]


def test_too_many_people_are_refused_in_their_column(bring: Bring, bnd: Organisation) -> None:
    table = "organisation,domaine,région,reached_women\nBND,vbg,Ségou,30000000\n"
    (problems,) = problems_of(bring(table))
    assert set(problems) == {"reached_women"}


def test_usual_headers_are_known(app: Flask) -> None:
    layout = find_layout({1: HEADERS.split(";"), 2: ["x"] * 25})
    assert layout.unknown == ()
    assert set(layout.repeated) == {
        *("Acronyme", "Domaine d’intervention", "Domaine", "Localité", "Organisation"),
        "Nombre de bénéficiaires",
    }
    assert set(layout.places) == {
        *("organisation", "acronym", "links", "domain", "place", "reached", "start", "end"),
        *("status", "description", "programme", "region", "cercle", "commune", "country"),
        *("reached_women", "reached_girls", "kind", "source"),
    }


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (
            "N°;Nom de l'ONG;Type de structure;Domaines d'intervention;Zones d'intervention",
            {"organisation", "kind", "domain", "place"},
        ),
        (
            "1. Structure;2. Thématique;3. Localité(s);4. Date de début (JJ/MM/AAAA);5. Femmes *",
            {"organisation", "domain", "place", "start", "reached_women"},
        ),
        (
            "NOM DE L’ORGANISATION :;SECTEUR D’ACTIVITE;REGION(S);DATE\nDE FIN;DONT FILLES",
            {"organisation", "domain", "region", "end", "reached_girls"},
        ),
        (
            "Organisation name;Sector (required);Area of intervention;Number of beneficiaries",
            {"organisation", "domain", "place", "reached"},
        ),
        (
            "اسم المنظمة;المجال;منطقة التدخل;تاريخ البداية;عدد المستفيدين",
            {"organisation", "domain", "place", "start", "reached"},
        ),
        (
            "Dénomination;Sigle;Année de création;Statut;Adresse web;Siège social;Réseau",
            {"name", "acronym", "founded", "legal_form", "links", "seat", "networks"},
        ),
        (
            "NGO;Acronym;Year established;Legal status;Website;Head office;Member of",
            {"name", "acronym", "founded", "legal_form", "links", "seat", "networks"},
        ),
        ("اسم الجمعية;الاسم المختصر;سنة التأسيس;المقر", {"name", "acronym", "founded", "seat"}),
    ],
)
def test_headers_are_known_however_they_are_written(app: Flask, head: str, names: set[str]) -> None:
    layout = find_layout({1: head.split(";"), 2: ["x"] * 8})
    assert set(layout.places) == names
    assert [label for label in layout.unknown if label != "N°"] == []


@pytest.mark.parametrize(
    "header",
    ["Bénéficiaires (hommes)", "Hommes", "Garçons", "Cible 2024", "N°", "Budget", "Téléphone"],
)
def test_headers_that_mean_something_else_stay_unknown(app: Flask, header: str) -> None:
    layout = find_layout({1: ["organisation", "domaine", header], 2: ["x"] * 3})
    assert layout.unknown == (header,)


@pytest.mark.parametrize("kind", TableKind)
def test_a_word_means_one_column(kind: TableKind) -> None:
    words = Counter(
        fold_header(word)
        for column in TABLES[kind]
        for word in column.others
        if not word.startswith("#")
    )
    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize(
    ("written", "kind", "legal_form"),
    [
        ("ONG", OrganisationKind.ASSOCIATION, "ONG"),
        ("NGO", OrganisationKind.ASSOCIATION, "NGO"),
        ("GIE", OrganisationKind.ASSOCIATION, "GIE"),
        ("Coopérative", OrganisationKind.ASSOCIATION, "Coopérative"),
        ("Association", OrganisationKind.ASSOCIATION, ""),
        ("منظمة", OrganisationKind.ASSOCIATION, ""),
        ("réseau", OrganisationKind.NETWORK, ""),
        ("Plate-forme", OrganisationKind.PLATFORM, ""),
        ("Ministère", OrganisationKind.INSTITUTION, ""),
        ("bailleur", OrganisationKind.FUNDER, ""),
    ],
)
def test_kinds_are_known_by_the_words_people_use(
    bring: Bring, people: People, written: str, kind: OrganisationKind, legal_form: str
) -> None:
    assert words_of(bring(f"Nom,Type\nKafo Sigida,{written}\n")) == ["created"]
    made = get_known_organisation("kafo-sigida")
    assert (made.kind, made.legal_form) == (kind, legal_form)
    table = f"Organisation,Type,Domaine,Région\nKafo Yeelen,{written},vbg,Ségou\n"
    assert words_of(bring(table)) == ["created"]
    made = get_known_organisation("kafo-yeelen")
    assert (made.kind, made.legal_form) == (kind, legal_form)


NAMES = [
    "BND",
    "bnd",
    "Bɛn ni diya",
    "Ben ni diya",
    "BEN NI DIYA",
    "Union and joy",
    "Bien vivre ensemble",
]


@pytest.mark.parametrize("written", NAMES)
def test_what_finds_an_organisation_does_not_rename_it(
    bring: Bring, bnd: Organisation, written: str
) -> None:
    import_ = bring(f"nom,année de création\n{written},2004\n")
    assert words_of(import_) == ["updated"]
    bnd = get_known_organisation("bnd")
    assert (bnd.name, bnd.acronym, bnd.founded) == ("Ben ni diya", "BND", "2004")
    (line,) = list_lines(import_.id)
    assert "Ben ni diya" in line.label


def test_an_acronym_alone_stays_as_it_is_written_in_the_directory(
    bring: Bring, bnd: Organisation
) -> None:
    assert words_of(bring("sigle,création\nbnd,2004\n")) == ["updated"]
    bnd = get_known_organisation("bnd")
    assert (bnd.name, bnd.acronym) == ("Ben ni diya", "BND")


def test_a_line_with_the_code_renames(bring: Bring, bnd: Organisation) -> None:
    assert words_of(bring("slug,name,acronym\nbnd,Ben ni diya ton,BNDT\n")) == ["updated"]
    bnd = get_known_organisation("bnd")
    assert (bnd.name, bnd.acronym) == ("Ben ni diya ton", "BNDT")


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("BND,vbg,Ségou", "trouvée par son sigle"),
        ("Bɛn ni diyà,vbg,Ségou", "trouvée par un autre de ses noms"),
        ("Union and joy,vbg,Ségou", "trouvée par son nom dans une autre langue"),
        ("Bien vivre ensemble,vbg,Ségou", "trouvée par la signification de son sigle"),
        ("bnd,vbg,Ségou", "trouvée par son code"),
    ],
)
def test_the_dry_run_says_who_is_found_and_by_what(
    send: Send, people: People, bnd: Organisation, line: str, how: str
) -> None:
    bnd.aliases = ["Sigida ton"]
    db.session.commit()
    line = line.replace("Bɛn ni diyà", "Sigida ton")
    import_ = send(f"organisation,domaine,région\n{line}\n", people.administrator, applies=False)
    (found,) = list_lines(import_.id)
    assert "Ben ni diya" in found.label
    assert how in found.label


def test_what_a_line_about_work_says_of_a_known_organisation_is_told_and_not_written(
    bring: Bring, bnd: Organisation
) -> None:
    head = "organisation,domaine,région,site web,type,sigle"
    import_ = bring(f"{head}\nBND,vbg,Ségou,https://example.org,ONG,bnd\n")
    ((_number, outcome, notes),) = outcomes_of(import_)
    assert outcome == "created"
    assert set(notes) == {"links"}
    assert get_known_organisation("bnd").links == []


def test_a_line_about_work_describes_the_organisation_that_it_adds(
    bring: Bring, people: People
) -> None:
    bring(
        "Nom de l’association;Type;Domaine;Zone;Site web;Année de création;Forme juridique\n"
        "Kafo Sigida;association;vbg;Ségou;https://example.org;mars 2004;Récépissé 12\n"
    )
    made = get_known_organisation("kafo-sigida")
    assert (made.links, made.founded, made.legal_form) == (
        ["https://example.org"],
        "2004-03",
        "Récépissé 12",
    )


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Ségou", "segou"),
        ("Région de Ségou", "segou"),
        ("Segou region", "segou"),
        ("منطقة سيغو", "segou"),
        ("Ségou, Mali", "segou"),
        ("Mali / Ségou", "segou"),
        ("ville de Bla", "bla"),
        ("Cercle de Bla", "bla"),
        ("Bla (Ségou)", "bla"),
        ("Bla, Ségou, Mali", "bla"),
        ("Mali", "mali"),
        ("tout le Mali", "mali"),
        ("Ensemble du Mali", "mali"),
        ("Mali entier", "mali"),
        ("كامل مالي", "mali"),
        ("Maroc", "maroc"),
        ("Rabat-Salé-Kénitra", "rabat-sale-kenitra"),
    ],
)
def test_a_place_is_read_as_people_write_it(
    bring: Bring, bnd: Organisation, written: str, slug: str
) -> None:
    add_place("bla", PlaceKind.CERCLE, "segou")
    assert problems_of(bring(f"organisation;domaine;zone\nBND;vbg;{written}\n")) == []
    (work,) = works_of("bnd")
    assert work.place.slug == slug


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ("Mali;;;national", "mali"),
        ("Mali;Ségou;;tout le Mali", "segou"),
        ("Mali;Ségou;;Bla", "bla"),
        (";Mali;;", "mali"),
        ("Mali;tout le pays;;", "mali"),
        ("Mali;Région de Ségou;Cercle de Bla;", "bla"),
        (";Ségou;Bla;Ségou", "bla"),
    ],
)
def test_the_finest_of_places_that_lie_in_each_other_counts(
    bring: Bring, bnd: Organisation, row: str, slug: str
) -> None:
    add_place("bla", PlaceKind.CERCLE, "segou")
    table = f"organisation;domaine;pays;région;cercle;localité\nBND;vbg;{row}\n"
    assert problems_of(bring(table)) == []
    (work,) = works_of("bnd")
    assert work.place.slug == slug


@pytest.mark.parametrize(
    ("column", "written", "told"),
    [
        ("domaine", "VBG, éducation ; eau", ["VBG; éducation (Éducation et maintien", "eau (Eau,"]),
        ("domaine", "VBG et excision", ["VBG", "excision"]),
        ("domaine", "vbg/mgf", ["vbg; mgf"]),
        (
            "domaine",
            "Santé sexuelle, planification",
            ["Essayer plutôt", "Santé sexuelle et reproductive"],
        ),
        ("domaine", "éducation", ["Éducation et maintien des filles"]),
        ("zone", "Ségou, Mopti et Gao", ["Ségou; Mopti; Gao"]),
        ("zone", "Ségou et Mopti", ["Ségou; Mopti"]),
        ("zone", "سيغو وموبتي", ["سيغو; موبتي"]),
        ("zone", "Mali, Maroc", ["Mali; Maroc"]),
        ("zone", "national", ["national"]),
        ("zone", "Région de Kalabougou", ["Région de Kalabougou"]),
    ],
)
def test_a_cell_of_several_names_is_refused_with_the_lines_to_write(
    bring: Bring, bnd: Organisation, column: str, written: str, told: list[str]
) -> None:
    cells = {"organisation": "BND", "domaine": "vbg", "zone": "Ségou", column: written}
    (problems,) = problems_of(bring("\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n"))
    ((name, said),) = problems.items()
    assert name == {"domaine": "domain", "zone": "place"}[column]
    assert [words for words in told if words not in said] == []
    assert works_of("bnd") == []


def test_a_place_outside_of_the_levels_beside_it_is_refused(
    bring: Bring, bnd: Organisation
) -> None:
    table = "organisation;domaine;région;localité\nBND;vbg;Ségou;Gao\n"
    (problems,) = problems_of(bring(table))
    assert set(problems) == {"place"}


def test_lists_are_divided_as_people_divide_them(bring: Bring, people: People) -> None:
    make_organisation("frs", name="Femmes rurales de Sikasso", kind=OrganisationKind.NETWORK)
    db.session.commit()
    bring(
        "nom|type|langues|site web|réseaux|aliases\n"
        "Kafo|association|français, bambara et peul (macrolangue)"
        '|"https://a.example ; https://b.example,https://c.example"'
        '|REJEFPO, Femmes rurales de Sikasso|"Kafo ba\nKafoba"\n'
    )
    made = get_known_organisation("kafo")
    assert {one.code for one in made.languages} == {"fra", "bam", "ful"}
    assert made.links == ["https://a.example", "https://b.example", "https://c.example"]
    assert {one.network.slug for one in made.memberships} == {"rejefpo", "frs"}
    assert made.aliases == ["Kafo ba", "Kafoba"]


INVALID_TAG = (
    "Organisation,Type d’organisation,Domaine,Ce qui est fait,Région,Début,Fin,"
    "Personnes touchées,Cible 2024\n"
    "#org+name,#org+type+label,#sector+name,#activity+description,#adm1+name,#date+start,"
    "#date+end,#reached,#targeted+2024\n"
    "Collectif Essai Gorge,association,education-filles,"
    '"Cours du soir, œuvre n° Gorge – Ségou",Ségou,12/05/2023,2024,1250,30\n'
)


def test_an_invalid_hashtag_among_nine_is_named_and_the_others_are_used(
    bring: Bring, people: People
) -> None:
    import_ = bring(INVALID_TAG)
    assert [(number, outcome) for number, outcome, _ in outcomes_of(import_)] == [(3, "created")]
    assert "#targeted+2024" in import_.notice
    assert "Cible 2024" in import_.notice
    (work,) = works_of("collectif-essai-gorge")
    assert (work.domain.slug, work.place.slug, work.reached) == ("education-filles", "segou", 1250)
    assert (work.start, work.end) == ("2023-05-12", "2024")


@pytest.mark.parametrize(
    ("tags", "invalid"),
    [
        (("#org", "#sector", "#date+2start", "#reached"), ("#date+2start",)),
        (("#org", "# sector ", "#adm.1", "#"), ("#adm.1", "#")),
        (("#org", "#sector", "", "#reached total"), ()),
    ],
)
def test_a_column_with_an_invalid_hashtag_is_known_by_its_header(
    app: Flask, tags: tuple[str, ...], invalid: tuple[str, ...]
) -> None:
    layout = find_layout({1: ["x", "y", "Début", "Bénéficiaires"], 2: list(tags), 3: ["v"] * 4})
    assert layout.invalid_tags == invalid
    assert {"organisation", "domain", "start"} <= set(layout.places)
    assert layout.first == 2


@pytest.mark.parametrize("row", [["#org", "Réseau", "x"], ["#1", "#2", "#org"], ["#", "#", "#"]])
def test_a_row_of_few_hashtags_is_no_row_of_hashtags(app: Flask, row: list[str]) -> None:
    assert find_hashtags({1: row}) is None


@pytest.mark.parametrize(
    "row", [["Collectif Essai", "Association", "Femmes"], ["ONG"], ["Kafo", "ONG", "Ville"]]
)
def test_words_that_are_often_values_make_no_head_alone(app: Flask, row: list[str]) -> None:
    with pytest.raises(UnknownColumnsError):
        find_layout({1: row})
    assert find_layout({1: ["Association", "Domaine", "Ville"], 2: row}).first == 1
