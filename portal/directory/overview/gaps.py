"""Where nobody works on what, or nobody has said so lately, and which network could be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.directory.checks.ages import oldest_fresh_check
from portal.directory.checks.models import DirectoryRules
from portal.directory.counting import count_all, narrow
from portal.directory.criteria import Criteria
from portal.directory.overview.presence import Near, find_near, find_places, find_presence
from portal.directory.overview.terms import Terms
from portal.directory.overview.whole import Whole, find_whole
from portal.directory.register import Register


@dataclass(frozen=True, slots=True)
class Doubt:
    """A domain on which somebody works in a region, as far as one knew long ago."""

    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGaps:
    """The gaps of one region, and the networks that could be asked."""

    words: str
    url: str
    empty: Sequence[str]
    doubts: Sequence[Doubt]
    near: Near


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """All gaps, region by region; `pairs` counts each domain with each region, as the table does.

    `empty` and `filled` are together all pairs; `doubtful` is a part of `filled`.
    """

    regions: Sequence[RegionGaps]
    pairs: int
    empty: int
    filled: int
    doubtful: int
    is_of_one_domain: bool
    whole: Whole


def present_gaps(
    criteria: Criteria, register: Register, terms: Terms, rules: DirectoryRules
) -> Gaps:
    """Return the gaps among the domains and regions that the question does not rule out."""
    presence = find_presence(register, find_places(register))
    domains = [slug for slug in terms.domains if slug in criteria.domains or not criteria.domains]
    tally = count_all(register, criteria)
    cells, oldest = tally.cells, oldest_fresh_check(rules)
    old = {key: cell for key, cell in cells.items() if cell.vouched_on < oldest}
    regions = [
        RegionGaps(
            words=terms.places[region.slug],
            url=url_for("subjects.place", slug=region.slug),
            empty=[terms.domains[slug] for slug in domains if (slug, region.slug) not in cells],
            doubts=[
                Doubt(words, old[slug, region.slug].organisations, _url(asked, slug))
                for slug, words in terms.domains.items()
                if (slug, region.slug) in old
            ],
            near=find_near(region.slug, register, presence),
        )
        for region in register.regions
        if (asked := narrow(register, criteria, region))
    ]
    return _sum_up(regions, domains, find_whole(register, criteria, tally))


def _url(asked: Criteria, domain: str) -> str:
    return asked.but(domains=(domain,)).url()


def _sum_up(regions: Sequence[RegionGaps], domains: Sequence[str], whole: Whole) -> Gaps:
    pairs = len(regions) * len(domains)
    empty = sum(len(region.empty) for region in regions)
    return Gaps(
        regions=[region for region in regions if region.empty or region.doubts],
        pairs=pairs,
        empty=empty,
        filled=pairs - empty,
        doubtful=sum(len(region.doubts) for region in regions),
        is_of_one_domain=len(domains) == 1,
        whole=whole,
    )
