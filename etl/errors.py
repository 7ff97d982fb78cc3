"""The one error for input or a call that cannot be used."""


class UserError(Exception):
    """What the person gave cannot be used: one Chinese line of what, where and what to do.

    Commands print it to standard error and leave with exit status 2; nothing has changed.
    """


class BuildError(Exception):
    """A build failed its audit or a model failed: exit status 1, the published build stays."""
