"""Domain errors: raised low, translated once into answers by `web.errors`."""

from collections.abc import Mapping


class PortalError(Exception):
    """Anything the product refuses, with a reason a person can act on."""


class NotFoundError(PortalError):
    """What was asked for does not exist, or may not be known to exist."""


class NotAllowedError(PortalError):
    """The person is known, and this is not hers to do."""


class ConflictError(PortalError):
    """Another person changed the record meanwhile, so that this is no longer possible."""


class InvalidError(PortalError):
    """The input cannot be accepted; `problems` maps a field to what to do about it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)
