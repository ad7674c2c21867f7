"""What can go wrong with search."""

from portal.errors import PortalError


class IndexUnavailableError(PortalError):
    """There is no usable index now; the database still has everything."""
