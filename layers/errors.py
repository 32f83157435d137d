"""What may go wrong with the files a user hands over, by name."""


class InputError(ValueError):
    """A file or an option that cannot be used; the message says what, where and how to mend it.

    The command line prints the message, without a traceback, and ends with exit code 2.
    """


class UnknownSourceError(InputError):
    """The columns of a file match no source that nostrike knows, not even the generic table."""
