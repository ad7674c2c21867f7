"""Which written forms are one word for search, and which must stay apart."""

import pytest

from portal.search.analysis.analyser import family_of, query_terms, terms_of
from portal.search.analysis.arabic_plurals import PLURALS
from portal.search.analysis.folding import APOSTROPHES, fold, fold_arabic
from portal.search.analysis.french import stem
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.engine.marking import Marker

# Masculine and feminine, singular and plural, as French grammars list them.
FRENCH_PAIRS = """
grec/grecque grecs/grecques turc/turque public/publique publics/publiques laïc/laïque
caduc/caduque neuf/neuve actif/active actifs/actives veuf/veuve bref/brève vif/vive juif/juive
naïf/naïve captif/captive créatif/créatives blanc/blanche blancs/blanches franc/franche
sec/sèche secs/sèches frais/fraîche frais/fraîches long/longue oblong/oblongue doux/douce
doux/douces roux/rousse faux/fausse heureux/heureuse jaloux/jalouse époux/épouse époux/épouses
vieux/vieille vieil/vieilles beau/belle bel/belles beaux/belles nouveau/nouvelle
nouvel/nouvelles nouveaux/nouvelle jumeau/jumelle jumeaux/jumelles fou/folle fol/folles
mou/molle gentil/gentille cruel/cruelle ancien/ancienne gros/grosse gros/grosses gras/grasse
bas/basse las/lasse épais/épaisse métis/métisse exprès/expresse favori/favorite
favoris/favorites malin/maligne malins/malignes bénin/bénigne rigolo/rigolote coi/coite
tiers/tierce absous/absoute dissous/dissoute andalou/andalouse sot/sotte net/nette nul/nulle
bon/bonne muet/muette pareil/pareille vermeil/vermeille complet/complète concret/concrète
discret/discrète inquiet/inquiète secret/secrète premier/première dernier/dernière
léger/légère étranger/étrangère cher/chère fier/fière entier/entière meilleur/meilleure
majeur/majeure mineur/mineures supérieur/supérieure aigu/aiguë contigu/contiguë
ambigu/ambiguë nombreux/nombreuse creux/creuse pieux/pieuse religieux/religieuses
travailleur/travailleuse vendeur/vendeuses chanteur/chanteuse coiffeur/coiffeuse
directeur/directrice électeur/électrice électeurs/électrices acteur/actrice sénateur/sénatrice
animateur/animatrice médiateur/médiatrice éducateur/éducatrice agriculteur/agricultrice
ambassadeur/ambassadrice conseiller/conseillère conseillers/conseillères infirmier/infirmière
ouvrier/ouvrière policier/policières fermier/fermière demandeur/demanderesse
demandeur/demandeuse défendeur/défenderesse bailleur/bailleresse défenseur/défenseure
procureur/procureure professeur/professeure gouverneur/gouverneure entrepreneur/entrepreneuse
maître/maîtresse traître/traîtresse prince/princesse hôte/hôtesse poète/poétesse maire/mairesse
chef/cheffe docteur/doctoresse héros/héroïne compagnon/compagne roi/reine
citoyen/citoyenne malien/malienne
chrétien/chrétienne musulman/musulmane paysan/paysanne lycéen/lycéenne orphelin/orpheline
élu/élue élus/élues député/députée avocat/avocate président/présidentes adjoint/adjointe
rural/rurale rural/ruraux municipal/municipaux travail/travaux bail/baux ciel/cieux œil/yeux
madame/mesdames monsieur/messieurs journal/journaux genou/genoux
"""

# Words that share letters and no meaning.
FRENCH_STRANGERS = """
par/part sec/seconde sec/secours sec/secteur franc/France franc/français grec/grève
public/publier bref/brevet neuf/neveu veuve/veau fou/foule mou/moule mou/mouton doux/douze
doux/doute faux/faute frais/fraise beau/beauté bel/belge belle/Belgique vieux/vie long/longtemps
gros/grossesse bas/base bas/basket net/netteté nul/nulle-part bon/bonté bon/bond
malin/mali bénin/bénir roi/rein reine/rein chef/chez maire/mari maîtresse/maîtrise compagne/campagne
compagne/compagnie laïc/lait turc/turbo époux/épouvante ciel/cil oeil/oeillet bail/balle
baux/bal franche/franchir blanc/banc banque/banc marque/mars politique/police
"""


def pairs_of(table: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in (pair.split("/") for pair in table.split())]


@pytest.mark.parametrize(("one", "other"), pairs_of(FRENCH_PAIRS))
def test_french_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(("one", "other"), pairs_of(FRENCH_STRANGERS))
def test_french_words_of_other_meaning_have_other_stems(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


# What is typed, what is written, whether the one finds the other.
FOUND = """
D'Almeida D’Almeida
dalmeida D’Almeida
D`Almeida D'Almeida
N'Diaye N’Diaye
ndiaye N'Diaye
N´Diaye NDiaye
mbodj M'Bodj
nko N’Ko
ohara O'Hara
école l'école
lécole l’école
lecole école
laccès l’accès
legalite l'égalité
légalité légalité
lenfant l’enfant
lhomme l'homme
leau l’eau
lexcision l'excision
letat l’État
levenement l’événement
deau d'eau
denfants d’enfants
décole d’école
daction d’action
lutilisation l'utilisation
aujourdhui aujourd'hui
"""

NOT_FOUND = """
lait ait
loi oie
dame âme
lame âme
livre ivre
lune une
légal égal
légaux égaux
légalement également
davantage avantage
démission émission
dévaluer évaluer
délire élire
détendre étendre
danse anse
durée urée
limite imite
monde onde
sage âge
maire aire
table able
morale orale
mode ode
"""


def words_of(table: str) -> list[list[str]]:
    return [line.split(maxsplit=1) for line in table.strip().splitlines()]


def is_found(typed: str, written: str, language: str = "fra") -> bool:
    wanted = {term for token in TOKEN.findall(typed) for term in query_terms(token)}
    family = family_of(language)
    return any(wanted.intersection(terms_of(token, family)) for token in TOKEN.findall(written))


@pytest.mark.parametrize(("typed", "written"), words_of(FOUND))
def test_what_is_typed_finds_what_is_written(typed: str, written: str) -> None:
    assert is_found(typed, written)


@pytest.mark.parametrize(("typed", "written"), words_of(NOT_FOUND))
def test_what_is_typed_does_not_find_another_word(typed: str, written: str) -> None:
    assert not is_found(typed, written)


@pytest.mark.parametrize("sign", APOSTROPHES)
def test_every_apostrophe_elides(sign: str) -> None:
    assert strip_elision(f"l{sign}école") == "école"
    assert strip_elision(f"N{sign}Diaye") == "NDiaye"
    assert TOKEN.findall(f"l{sign}école") == [f"l{sign}école"]


# Arabic words and forms of them whose inside changes, some with what is written beside a word.
ARABIC_PAIRS = """
حق/حقوق حق/حقوقهن حق/لحقوق حقوق/بحقوقها امرأة/نساء المرأة/النساء المرأة/للنساء طفل/أطفال
طفلة/الأطفال فتاة/الفتيات بنت/بنات قانون/قوانين القانون/والقوانين جمعية/جمعيات جمعية/جمعياتنا
شبكة/شبكات مدرسة/مدارس مدرستها/المدارس قرية/قرى القرية/القرى منطقة/مناطق مشروع/مشاريع
برنامج/برامج ورشة/ورشات ورشة/الورش وثيقة/الوثائق وزيرة/وزراء صوت/أصوات ضحية/ضحايا
محكمة/محاكم قائدة/قادة أرملة/الأرامل ماء/المياه لاجئة/اللاجئات ناجية/الناجيات بلدية/بلديات
توصية/التوصيات تعاونية/تعاونيات سنة/سنوات لغة/لغات زوجة/أزواج قابلة/القوابل سوق/أسواق
"""

ARABIC_STRANGERS = """
حق/حقل حقوق/حقول مدرسة/مدرس مدني/مدينة بلدية/بلد مالي/المال أم/أمم نساء/ناس طفل/طلب
عنف/عفن قرية/قرار جمعية/جامعة شبكة/شباك ماء/ما لجنة/جنة بلد/ولد حرب/حزب علم/عالم
"""


@pytest.mark.parametrize(("one", "other"), pairs_of(ARABIC_PAIRS))
def test_arabic_forms_find_each_other(one: str, other: str) -> None:
    assert is_found(one, other, "ara")
    assert is_found(other, one, "ara")


@pytest.mark.parametrize(("one", "other"), pairs_of(ARABIC_STRANGERS))
def test_arabic_words_of_other_meaning_do_not_find_each_other(one: str, other: str) -> None:
    assert not is_found(one, other, "ara")


def test_listed_plurals_belong_to_one_word_each() -> None:
    forms = [
        fold_arabic(form)
        for line in PLURALS.strip().splitlines()
        for form in " ".join(line.split("|")[:2]).split()
    ]
    assert sorted(forms) == sorted(set(forms))
    assert all(len(line.split("|")) == 3 for line in PLURALS.strip().splitlines())


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("yeux", "Un œil ouvert", "œil"),
        ("fraîche", "Des frais de route", "frais"),
        ("bref", "Une brève note", "brève"),
        ("امرأة", "حقوق النساء في مالي", "النساء"),
        ("حق", "عن حقوقهن اليوم", "حقوقهن"),
        ("المدارس", "في مدرستها الجديدة", "مدرستها"),
    ],
)
def test_a_form_that_begins_otherwise_is_marked(typed: str, text: str, marked: str) -> None:
    terms = dict.fromkeys(query_terms(typed), 0)
    assert [piece for piece, is_match in Marker(terms).mark(text, "f") if is_match] == [marked]


# Malian words in a text in Bambara.
BAMBARA_FOUND = """
gnogon ɲɔgɔn
nyogon ɲɔgɔn
nogon ɲɔgɔn
ɲɔgɔn nyogon
ɲɔgɔn gnogon
gnogon nyɔgɔn
nyelen ɲɛlɛn
kene kɛnɛ
kɛnɛya keneya
kεnεya kɛnɛya
ngana ŋana
nana ŋana
ŋana ngana
mousso muso
moussow musow
muso musow
Musow muso
djatigui jatigi
diatigui jatigi
kalan kàlan
Sikasso Sikaso
association association
femmes femmes
052 52
"""

BAMBARA_NOT_FOUND = """
so ton
muso misi
kalan kalo
bara ba
cɛ kɛ
"""

# Malian words in a text in French: a ɲ is gn or ny, a plain n only at the head of a name.
MALIAN_NAMES = """
nyogon Gnogon
gnogon Nyogon
nogon Gnogon
ɲɔgɔn Gnogon
gnogon Ɲɔgɔn
nogon Ɲɔgɔn
nieleni Nyéléni
neleni Nyéléni
gneleni Niéléni
sanyogo Sagnogo
"""

FRENCH_NOT_FOUND = """
campane campagne
line ligne
sine signe
compagnie compania
mousse muse
rousse ruse
nome gnome
"""


@pytest.mark.parametrize(("typed", "written"), words_of(BAMBARA_FOUND))
def test_bambara_is_found_in_any_spelling(typed: str, written: str) -> None:
    assert is_found(typed, written, "bam")


@pytest.mark.parametrize(("typed", "written"), words_of(BAMBARA_NOT_FOUND))
def test_other_bambara_words_are_not_found(typed: str, written: str) -> None:
    assert not is_found(typed, written, "bam")


@pytest.mark.parametrize(("typed", "written"), words_of(MALIAN_NAMES))
def test_malian_names_are_found_in_french_texts(typed: str, written: str) -> None:
    assert is_found(typed, written, "fra")


@pytest.mark.parametrize(("typed", "written"), words_of(FRENCH_NOT_FOUND))
def test_french_words_are_not_respelled(typed: str, written: str) -> None:
    assert not is_found(typed, written, "fra")


def test_a_word_is_marked_in_any_spelling() -> None:
    for typed in ("gnogon", "nyogon", "nogon", "ɲɔgɔn"):
        marker = Marker(dict.fromkeys(query_terms(typed), 0))
        for written in ("ɲɔgɔn", "gnogon", "nyogon"):
            assert marker.mark(f"an ka {written} dɛmɛ", "=")[1] == (written, True)
    marker = Marker(dict.fromkeys(query_terms("52"), 0))
    assert marker.mark("la loi 052", "f")[1] == ("052", True)
