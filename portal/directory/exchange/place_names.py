"""Places as people write them in tables: by name and level, or as a whole country."""

import re
from collections.abc import Iterable

from flask_babel import gettext as _

from portal.directory.exchange.names import list_near, refuse_several, unknown
from portal.errors import InvalidError
from portal.vocabulary.models import Place, PlaceKind
from portal.vocabulary.places import PlaceTree
from portal.vocabulary.queries import fold, place_names
from portal.vocabulary.several import split_names
from portal.web.formats import label


def _fold(text: str) -> str:
    """Return a text folded; Arabic words end in ه as often as in ة."""
    return fold(text).replace("ة", "ه")


LAWS = {"region_law_006": "ml-law-2023-006", "region_law_007": "ml-law-2023-007"}

_LEVELS = {
    PlaceKind.REGION: "region|wilaya|gouvernorat|منطقه|جهه|ولايه",
    PlaceKind.CERCLE: "cercle|دائره",
    PlaceKind.COMMUNE: "commune|municipality|بلديه|جماعه",
    None: "ville|village|localite|town|city|مدينه|قريه",
}
_OF = "(?:de la|de l|du|des|de|d|of the|of) "
# `Région de Ségou`, `Ségou region`, `منطقة سيغو`.
_WITH_LEVEL = {
    level: re.compile(rf"(?:{words}) (?:{_OF})?(?P<before>.+)|(?P<after>.+) (?:{words})")
    for level, words in _LEVELS.items()
}
# `tout le Mali`, `Mali entier`, `كامل مالي`.
_WHOLE = re.compile(
    r"(?:tout|toute|partout|l ensemble|ensemble|all|whole|the whole|entire|كل|كامل|عموم)"
    rf" (?:le |la |l |au |en |of |{_OF})?(?P<before>.+)|(?P<after>.+) (?:entier|entiere|كله|كلها)"
)
_COUNTRY_WORDS = frozenset(
    map(
        _fold,
        (
            *("tout le pays", "ensemble du pays", "l’ensemble du pays", "national", "nationale"),
            *("niveau national", "au niveau national", "territoire national", "pays entier"),
            *("tout le territoire", "ensemble du territoire", "ensemble du territoire national"),
            *("tout le territoire national", "l’ensemble du territoire national"),
            *("toutes les régions", "nationwide", "countrywide", "whole country", "national level"),
            *("the whole country", "all regions", "كل البلاد", "كامل البلاد", "البلد كله"),
            *("كل المناطق", "كل الجهات", "وطني", "على المستوى الوطني"),
        ),
    )
)


class PlaceNames:
    """The places by name and level; the same name may stand at several levels."""

    def __init__(self, places: Iterable[Place], tree: PlaceTree) -> None:
        """Index all places, in their editorial order."""
        self.tree = tree
        self._by_name: dict[str, list[int]] = {}
        self._by_law: dict[tuple[str, str], int] = {}
        for place in places:
            for name in dict.fromkeys(map(_fold, place_names(place))):
                self._by_name.setdefault(name, []).append(place.id)
            for scheme in LAWS.values():
                if code := place.codes.get(scheme):
                    self._by_law[scheme, code.lstrip("0")] = place.id

    def get_by_code(self, slug: str) -> int:
        """Return the place of this slug, or raise InvalidError."""
        spot = self.tree.by_slug.get(slug)
        return spot.id if spot else self.get(slug)

    def get_by_law(self, column: str, code: str) -> int:
        """Return the region that a law gives this number, or raise InvalidError."""
        found = self._by_law.get((LAWS[column], code.strip().lstrip("0")))
        if found is None:
            raise unknown(code, ())
        return found

    def get(self, text: str, level: PlaceKind | None = None, within: int | None = None) -> int:
        """Return the place that a text names, at a level and in another one where these are given.

        A text may name the level too, a whole country, or places that lie in each other.
        Raise InvalidError when there is none, or several.
        """
        words = _fold(text)
        found = (
            self._find(text, words, level, within)
            or self._find_with_level(text, words, level, within)
            or self._find_whole_country(text, words, within)
            or self._find_chain(text, level, within)
        )
        if found is None:
            refuse_several(text, self._is_known, lambda part: self._near(part, level))
            raise unknown(text, self._near(text, level))
        return found

    def get_beside(self, text: str, levels: int | None) -> int:
        """Return the place that a text names beside the one that the columns of levels name.

        The finer one counts. Raise InvalidError when neither lies in the other.
        """
        if levels is None:
            return self.get(text)
        try:
            return self.get(text, within=levels)
        except InvalidError:
            around = self.get(text)
        above = {spot.id for spot in self.tree.climb(levels)}
        if around not in above:
            said = _(
                "“%(place)s” does not lie in %(other)s: mend one, or leave one empty.",
                place=text,
                other=label(self.tree.by_id[levels].labels),
            )
            raise InvalidError({"": said})
        return levels

    def _find(
        self, text: str, words: str, level: PlaceKind | None, within: int | None
    ) -> int | None:
        found = [id_ for id_ in self._by_name.get(words, ()) if self._is_at(id_, level)]
        if within:
            found = [id_ for id_ in found if self._lies_in(id_, within)]
        if not found:
            return None
        first = self.tree.by_id[found[0]]
        same = [id_ for id_ in found if self.tree.by_id[id_].kind is first.kind]
        if len(same) > 1:
            raise InvalidError(
                {
                    "": _(
                        "Several places are called “%(text)s”. Write the code of one: %(codes)s.",
                        text=text,
                        codes=", ".join(self.tree.by_id[id_].slug for id_ in same),
                    )
                }
            )
        return found[0]

    def _find_with_level(
        self, text: str, words: str, level: PlaceKind | None, within: int | None
    ) -> int | None:
        for named, pattern in _WITH_LEVEL.items():
            if written := pattern.fullmatch(words):
                is_other = level and named and level is not named
                name = written["before"] or written["after"]
                return None if is_other else self._find(text, name, level or named, within)
        return None

    def _find_whole_country(self, text: str, words: str, within: int | None) -> int | None:
        """Return the country that a text names as a whole, or that another column names."""
        if words in _COUNTRY_WORDS:
            if within and self.tree.by_id[within].kind is PlaceKind.COUNTRY:
                return within
            raise InvalidError({"": _("“%(text)s”: write which country.", text=text)})
        whole = _WHOLE.fullmatch(words)
        name = (whole["before"] or whole["after"]) if whole else words
        return self._find(text, name, PlaceKind.COUNTRY, within)

    def _find_chain(self, text: str, level: PlaceKind | None, within: int | None) -> int | None:
        """Return the finest of several places that lie in each other: `Bla (Ségou, Mali)`."""
        parts = split_names(re.sub(r"[()]", ",", text))
        if len(parts) == 1:
            return None
        found = [self._find(part, _fold(part), None, within) for part in parts]
        for id_ in found:
            if id_ and self._is_at(id_, level) and self._lies_in_all(id_, found):
                return id_
        return None

    def _lies_in_all(self, place_id: int, others: Iterable[int | None]) -> bool:
        return all(other and self._lies_in(place_id, other) for other in others)

    def _lies_in(self, place_id: int, other: int) -> bool:
        return any(spot.id == other for spot in self.tree.climb(place_id))

    def _is_at(self, place_id: int, level: PlaceKind | None) -> bool:
        return level is None or self.tree.by_id[place_id].kind is level

    def _is_known(self, name: str) -> bool:
        return _fold(name) in self._by_name

    def _near(self, text: str, level: PlaceKind | None) -> list[str]:
        shown = {
            name: label(self.tree.by_id[ids[0]].labels)
            for name, ids in self._by_name.items()
            if any(self._is_at(id_, level) for id_ in ids)
        }
        return list_near(text, shown)
