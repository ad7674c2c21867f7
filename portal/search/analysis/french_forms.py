"""French words whose feminine or plural follows no ending, as grammars list them.

Each line holds the forms of one word, folded and in the singular where there is one. The stem
of the first form becomes that of all, so the first is the one that stays apart from other
words: `franche`, because the stem of `franc` is that of `France`. Pairs that an ending
explains (actif/active, heureux/heureuse, conseiller/conseillère) need no line.
"""

FORMS = """
grec grecque
turc turque
public publique
laic laique
caduc caduque
blanc blanche
franche franc
sec seche
fraiche frais
neuve neuf
breve bref
vive vif
juive juif
naive naif
veuve veuf
long longue
oblong oblongue
douce doux
rousse roux
fausse faux
jalouse jaloux
epouse epoux
pieuse pieux
creuse creux
vieille vieil vieux
beau bel belle beaux
nouveau nouvel nouvelle nouveaux
jumeau jumelle jumeaux
chameau chamelle chameaux
agneau agnelle agneaux
fou fol folle
mou mol molle
grosse gros
grasse gras
basse bas
lasse las
epaisse epais
expresse expres
metisse metis
professe profes
tiers tierce
sot sotte
net nette
nul nulle
bon bonne
muet muette
lion lionne
chat chatte
favori favorite
rigolo rigolote
coi coite
malin maligne
benin benigne
absous absoute
dissous dissoute
andalou andalouse
maitre maitresse
traitre traitresse
prince princesse
comte comtesse
hote hotesse
docteur doctoresse
poete poetesse
maire mairesse
ambassadeur ambassadrice
demandeur demanderesse
defendeur defenderesse
bailleur bailleresse
vengeur vengeresse
heros heroine
compagnon compagne
copain copine
roi reine
travail travaux
bail baux
vitrail vitraux
corail coraux
email emaux
ciel cieux
aieul aieux
oeil yeux
madame mesdame
monsieur messieur
chef cheffe
"""
