"""Which networks are present in which regions, and which is nearest to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.directory.models import NETWORK_KINDS, WorkStatus
from portal.directory.overview.towns import Town, distance, load_towns
from portal.directory.register import Body, Register

Places = Mapping[int, frozenset[int]]
Presence = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Near:
    """The networks of a region: those present there, or else the nearest and how far it is."""

    networks: Sequence[Body]
    kilometres: int = 0


def find_places(register: Register) -> Places:
    """Return where each network is present, places by network, all by id.

    It is where it has its seat, where it works, and where its current members work.
    """
    networks = {body.slug: body for body in register.bodies.values() if body.kind in NETWORK_KINDS}
    found = {body.id: {body.seat_id} for body in networks.values()}
    for organisation_id, place_ids in _places_at_work(register).items():
        for network_id in _networks_of(organisation_id, register, networks):
            found[network_id] |= place_ids
    return {id_: frozenset(place for place in places if place) for id_, places in found.items()}


def find_presence(register: Register, places: Places) -> Presence:
    """Return the regions in which each network is present, from the places where it is."""
    return {id_: _regions_of(place_ids, register) for id_, place_ids in places.items()}


def find_near(region: str, register: Register, presence: Presence) -> Near:
    """Return the networks present in a region, else the nearest by its chief towns."""
    present = [register.bodies[id_] for id_, regions in presence.items() if region in regions]
    towns = load_towns()
    if present or region not in towns:
        return Near(present)
    away = [
        (_distance_to(towns[region], regions), id_)
        for id_, regions in presence.items()
        if not regions.isdisjoint(towns)
    ]
    if not away:
        return Near(())
    kilometres, id_ = min(away)
    return Near([register.bodies[id_]], round(kilometres, -1))


def _places_at_work(register: Register) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for work in register.works:
        if work.status is WorkStatus.UNDER_WAY:
            found.setdefault(work.organisation_id, set()).add(work.place_id)
    return found


def _networks_of(
    organisation_id: int, register: Register, networks: Mapping[str, Body]
) -> list[int]:
    own = register.bodies[organisation_id].slug
    slugs = (own, *register.networks.get(organisation_id, ()))
    return [networks[slug].id for slug in slugs if slug in networks]


def _regions_of(place_ids: frozenset[int], register: Register) -> frozenset[str]:
    regions = (register.region_of(id_) for id_ in place_ids)
    return frozenset(region.slug for region in regions if region)


def _distance_to(town: Town, regions: frozenset[str]) -> int:
    towns = load_towns()
    return round(min(distance(town, towns[slug]) for slug in regions if slug in towns))
