"""What a run was asked to do: files, forced sources, scope; read from the words of the user."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from layers.canonical import NAME as CANONICAL
from layers.errors import InputError, UnknownSourceError
from layers.mapping import ColumnMapping
from layers.sources import all_sources
from nostrike.settings import Settings


@dataclass(frozen=True)
class FileArg:
    """One input file, with the source it was forced to be, if any."""

    path: Path
    source: str | None = None


@dataclass(frozen=True)
class Scope:
    """Whose sites the registry claims to hold: all, those of an operator, or those in an area.

    ``partial`` claims nothing: a site that is not in it may stand in the rest of the list.
    """

    kind: Literal["all", "partial", "operator", "area"] = "all"
    value: str = ""

    def __str__(self) -> str:
        """Return the scope as it is written on the command line."""
        return f"{self.kind}={self.value}" if self.value else self.kind


@dataclass(frozen=True)
class Request:
    """One audit, as asked for.

    ``published`` names the facility files that are published openly: a site that its row says
    nothing about may then stand in a public edition. ``lang`` is the language that pages open in;
    reports, briefs and pictures are written in those of ``also_lang`` too.
    """

    incidents: tuple[FileArg, ...]
    facilities: tuple[FileArg, ...] = ()
    published: tuple[str, ...] = ()
    registry: tuple[FileArg, ...] = ()
    registry_scope: Scope = field(default_factory=Scope)
    areas: tuple[Path, ...] = ()
    profiles: tuple[Path, ...] = ()
    conflicts: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    edition: Literal["restricted", "public"] = "restricted"
    lang: str = "en"
    also_lang: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()
    notice: str | None = None
    candidates_review: Path | None = None


def further(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages beside the first, each once.

    Examples
    --------
    >>> further(["en", "ar", "en", "ar"])
    ('ar',)
    """
    return tuple(dict.fromkeys(lang for lang in languages if lang != languages[0]))


def parse_file(word: str, role: Literal["incidents", "facilities"]) -> FileArg:
    """Split ``source:FILE``; a plain path stays as it is.

    Raises
    ------
    UnknownSourceError
        The word before the colon looks like a source, is none, and no such file exists.
    InputError
        The source holds the other kind of list.
    """
    name, colon, rest = word.partition(":")
    sources = all_sources()
    if not colon or not rest or len(name) == 1 or Path(word).exists():
        return FileArg(Path(word))
    if name == CANONICAL:
        return FileArg(Path(rest), name)
    if name in sources:
        if sources[name].role != role:
            raise InputError(f"{word}: {name} is a source of {sources[name].role}, not of {role}")
        return FileArg(Path(rest), name)
    if name.isidentifier():
        known = ", ".join(sorted(key for key, source in sources.items() if source.role == role))
        raise UnknownSourceError(
            f"{word}: no source is called {name!r}; of {role} there are {known}"
        )
    return FileArg(Path(word))


def check_published(names: tuple[str, ...], facilities: tuple[FileArg, ...]) -> tuple[str, ...]:
    """Return the names of the facility files said to be published openly.

    Raises
    ------
    InputError
        One is no file of ``facilities``.
    """
    known = [file.path.name for file in facilities]
    wanted = tuple(dict.fromkeys(Path(name).name for name in names))
    for name in wanted:
        if name not in known:
            raise InputError(
                f"--published {name}: is none of the files given with --facilities "
                f"({', '.join(known) or 'none'})"
            )
    return wanted


def parse_scope(word: str) -> Scope:
    """Read ``all``, ``partial``, ``operator=NAME`` or ``area=NAME``.

    Examples
    --------
    >>> str(parse_scope("operator=Demo Relief"))
    'operator=Demo Relief'
    """
    if word == "all":
        return Scope()
    if word == "partial":
        return Scope("partial")
    kind, _, value = word.partition("=")
    if kind == "operator" and value:
        return Scope("operator", value)
    if kind == "area" and value:
        return Scope("area", value)
    raise InputError(f"--registry-scope {word}: write all, partial, operator=NAME or area=NAME")
