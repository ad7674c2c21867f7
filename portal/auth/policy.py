"""The policy: what a role lets a person do, and what she may see."""

from dataclasses import dataclass

from portal.auth.models import RoleName, User

PUBLIC_AUDIENCE = "public"
MEMBERS_AUDIENCE = "members"

_CONTRIBUTING = frozenset({RoleName.CONTRIBUTOR, RoleName.EDITOR, RoleName.ADMINISTRATOR})
_REVIEWING = frozenset({RoleName.EDITOR, RoleName.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations that a permission reaches; `is_whole_site` reaches all, and none."""

    organisation_ids: frozenset[int]
    is_whole_site: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the permission holds nowhere."""
        return not (self.is_whole_site or self.organisation_ids)

    def covers(self, organisation_id: int | None) -> bool:
        """Tell whether the permission holds for this organisation."""
        return self.is_whole_site or organisation_id in self.organisation_ids


def contribution_scope(user: User) -> Scope:
    """Return where she may write and upload."""
    return _scope(user, _CONTRIBUTING)


def review_scope(user: User) -> Scope:
    """Return where she may publish, return and archive."""
    return _scope(user, _REVIEWING)


def audiences_of(user: User | None) -> tuple[str, ...]:
    """Return the audiences she belongs to; a visitor belongs to the public alone."""
    if user is None:
        return (PUBLIC_AUDIENCE,)
    organisations = sorted(contribution_scope(user).organisation_ids)
    return (PUBLIC_AUDIENCE, MEMBERS_AUDIENCE, *map(organisation_audience, organisations))


def organisation_audience(organisation_id: int) -> str:
    """Return the audience made of the people of one organisation."""
    return f"organisation:{organisation_id}"


def _scope(user: User, names: frozenset[RoleName]) -> Scope:
    held = [role.organisation_id for role in user.roles if role.name in names]
    return Scope(frozenset(id_ for id_ in held if id_ is not None), is_whole_site=None in held)
