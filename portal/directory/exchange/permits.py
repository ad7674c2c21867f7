"""What somebody may change by a table: the same as by hand, said of each line."""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.auth.models import User
from portal.content.models import Status
from portal.directory.changes import Changes
from portal.directory.exchange.subjects import Subject
from portal.directory.models import NETWORK_KINDS, Organisation
from portal.directory.policy import may_change, review_scope
from portal.directory.values import MembershipValues, SheetValues
from portal.extensions import db


class Permits:
    """What the author of an import may do; nobody, at the command line, may do all."""

    def __init__(self, author: User | None) -> None:
        self._author_id = author.id if author else None
        self._home = _find_home(author)
        self._hers: dict[int, bool] = {}

    @property
    def author(self) -> User | None:
        """Whose import it is, as she is now."""
        return db.session.get(User, self._author_id) if self._author_id else None

    def refuse(
        self,
        subject: Subject,
        organisation: Organisation | None,
        after: SheetValues,
        changes: Changes,
    ) -> str:
        """Return why these changes are not hers to make; nothing when they are."""
        if organisation and changes and organisation.status is Status.ARCHIVED:
            return _("This organisation is archived. Restore its sheet first.")
        if self.author is None or not changes:
            return ""
        if organisation is None:
            is_hers = _may_create(self.author, after)
        else:
            is_hers = subject.is_hers and self._may_change(self.author, organisation, changes)
        return "" if is_hers else not_hers()

    def place_at_home(self, values: SheetValues) -> SheetValues:
        """Return a new sheet as one of the only network in which she may create it."""
        if values.memberships or self._home is None or values.kind in NETWORK_KINDS:
            return values
        return values.with_row("memberships", MembershipValues(network_id=self._home))

    def _may_change(self, author: User, organisation: Organisation, changes: Changes) -> bool:
        """Tell whether she may make changes; only those that give power differ by line."""
        if any(path == "kind" or path.startswith("memberships/") for path in changes):
            return may_change(author, organisation, changes)
        if organisation.id not in self._hers:
            self._hers[organisation.id] = may_change(author, organisation, {})
        return self._hers[organisation.id]


def not_hers() -> str:
    """Return the refusal of what is others' to decide."""
    return _("This is not yours to change: ask its network.")


def _find_home(author: User | None) -> int | None:
    """Return the network in which she creates, when there is just one."""
    if author is None or author.is_administrator:
        return None
    query = select(Organisation.id).where(
        Organisation.id.in_(review_scope(author).organisation_ids),
        Organisation.kind.in_(NETWORK_KINDS),
    )
    networks = list(db.session.scalars(query))
    return networks[0] if len(networks) == 1 else None


def _may_create(author: User, values: SheetValues) -> bool:
    """Tell whether she decides on every network that a new organisation is in."""
    scope = review_scope(author)
    if scope.is_whole_site:
        return True
    networks = [one.network_id for one in values.memberships]
    return bool(networks) and values.kind not in NETWORK_KINDS and all(map(scope.covers, networks))
