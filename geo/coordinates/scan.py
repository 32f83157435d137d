"""Reads one odd notation: degrees, minutes, seconds, letters, commas, one axis or two.

Plain decimals never come here (they are read as whole columns); each *distinct* odd text is read
once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from geo.coordinates.reading import Axis, Reading, ReadingError, excerpt
from geo.coordinates.words import spell_out

_LETTER_AXIS: Final[dict[str, Axis]] = {
    "N": "latitude",
    "S": "latitude",
    "E": "longitude",
    "W": "longitude",
}
_FORMATS: Final = ("decimal", "dm", "dms")
_FULL_TURN: Final = 60.0

_NEXT_AXIS_AFTER_COMMA: Final = re.compile(r"([°'\":]\s*\d+),(?=\s*[NSEW]?\s*\d+\s*°)")
_RUN: Final = re.compile(r"\d[\d.,]*")
_TOKEN: Final = re.compile(r"(\s*)(\d+(?:\.\d*)?|\.\d+|.)", re.DOTALL)
_EXPONENT: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3}|E[+-]\d{1,3})")
_BARE_EXPONENT: Final = re.compile(r"[+-]?\d+(?:\.\d+)?E\d{1,3}")
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[ T].*)?")


class _Token(NamedTuple):
    kind: Literal["number", "mark", "letter", "label", "sign", "divider"]
    text: str
    spaced: bool


@dataclass
class _Open:
    """The axis that is being read."""

    parts: list[str] = field(default_factory=list)
    sign: str = ""
    letter: str = ""
    prefixed: bool = False  # the letter stands before the number
    label: str = ""
    marks: set[str] = field(default_factory=set)
    linked: bool = False  # a colon or hyphen binds the next number to this axis
    labels_follow: bool = False  # labels stand behind the numbers: "31.5 lat, 34.4 long"


def read_axes(text: str, expected: Literal[1, 2]) -> list[Reading]:
    r"""Read every axis in ``text``, which `geo.coordinates.text.clean` has gone over.

    Parameters
    ----------
    text
        For instance ``31°30'15"N 34°27'58"E``.
    expected
        Whether a cell of one axis or of two is read: "31 30" is 31° 30' in the one, and two
        numbers in the other.

    Raises
    ------
    ReadingError
        With the reason, or with both readings.

    Examples
    --------
    >>> [round(axis.degrees, 4) for axis in read_axes("31°30'15\"N 34°27'58\"E", 2)]
    [31.5042, 34.4661]
    """
    _refuse(text)
    if _EXPONENT.fullmatch(text):
        digits = len(text.lower().split("e")[0].partition(".")[2])
        exponent = int(text.lower().split("e")[1])
        return [Reading(float(text), None, "decimal", 10.0 ** (exponent - digits))]
    plain, comma = _settle_commas(spell_out(text))
    tokens = list(_tokens(plain, text))
    axes = [_evaluate(axis, text) for axis in _split(tokens, expected, text)]
    if comma:
        axes = [axis._replace(format=_with_comma(axis.format)) for axis in axes]
    return axes


def _with_comma(written: str) -> str:
    return "decimal_comma" if written == "decimal" else written


def _refuse(text: str) -> None:
    if _DATE.fullmatch(text):
        note = "this is a date; a spreadsheet may have turned a number into one"
        raise ReadingError("unreadable", note)
    if text.lower().lstrip("+-") in {"inf", "infinity"}:
        raise ReadingError("unreadable", "not a finite number")
    if _BARE_EXPONENT.fullmatch(text):
        note = f"{excerpt(text)} could be a number with an exponent or an east longitude"
        raise ReadingError("ambiguous", note)


def _settle_commas(text: str) -> tuple[str, bool]:
    """Decide for each comma whether it divides two numbers (";") or is a decimal mark (".")."""
    text = _NEXT_AXIS_AFTER_COMMA.sub(r"\1;", text)
    comma_seen = False

    def settle(match: re.Match[str]) -> str:
        nonlocal comma_seen
        run = match[0].rstrip(",")
        tail = ";" * (len(match[0]) > len(run))
        if run.count(",") == 0:
            if run.count(".") > 1:
                raise ReadingError("ambiguous", _many_points(run))
            return run + tail
        if "." in run:
            pieces = run.split(",")
            if len(pieces) == 2 and all(piece.count(".") <= 1 for piece in pieces):  # noqa: PLR2004
                return ";".join(pieces) + tail
            raise ReadingError("ambiguous", f"{excerpt(run)} can be divided in several ways")
        if run.count(",") > 1:
            raise ReadingError("ambiguous", _many_commas(run))
        comma_seen = True
        return run.replace(",", ".") + tail

    return _RUN.sub(settle, text), comma_seen


def _many_points(run: str) -> str:
    pieces = run.split(".")
    first = f"{pieces[0]}.{''.join(pieces[1:])}"
    if len(pieces) > 2 and all(float(piece or "99") < _FULL_TURN for piece in pieces[1:3]):  # noqa: PLR2004
        other = f"{pieces[0]}°{pieces[1]}'{'.'.join(pieces[2:])}\""
    else:
        other = f"{''.join(pieces[:-1])}.{pieces[-1]} (points as thousands marks)"
    return f"{excerpt(run)} could be {excerpt(first)} or {excerpt(other)}"


def _many_commas(run: str) -> str:
    pieces = run.split(",")
    if len(pieces) == 4:  # noqa: PLR2004
        decimal = f"{pieces[0]}.{pieces[1]} and {pieces[2]}.{pieces[3]}"
        thousands = f"{pieces[0]}{pieces[1]} and {pieces[2]}{pieces[3]}"
        return f"{excerpt(run)} could be {excerpt(decimal)}, or {excerpt(thousands)}"
    if len(pieces) == 3:  # noqa: PLR2004
        first = f"{pieces[0]}.{pieces[1]} and {pieces[2]}"
        second = f"{pieces[0]} and {pieces[1]}.{pieces[2]}"
        return f"{excerpt(run)} could be {excerpt(first)}, or {excerpt(second)}"
    return f"{excerpt(run)} can be divided in several ways"


def _tokens(plain: str, text: str) -> Iterator[_Token]:
    spaced = False
    for space, symbol in _TOKEN.findall(plain):
        spaced = bool(space)
        if symbol[0].isdecimal() or symbol[0] == ".":
            if symbol == ".":
                raise ReadingError("unreadable", f"a point stands alone in {excerpt(text)}")
            yield _Token("number", symbol, spaced)
        elif symbol in "°'\":":
            yield _Token("mark", symbol, spaced)
        elif symbol in "NSEWOZ":
            yield _Token("letter", symbol, spaced)
        elif symbol in "{}":
            yield _Token("label", symbol, spaced)
        elif symbol in "+-":
            yield _Token("sign", symbol, spaced)
        elif symbol in ",;/|":
            yield _Token("divider", symbol, spaced)
        elif symbol not in "()[] ":
            raise ReadingError("unreadable", f"no coordinate can be read from {excerpt(text)}")


def _split(tokens: list[_Token], expected: int, text: str) -> list[_Open]:
    """Group the tokens into axes."""
    numbers = [token.text for token in tokens if token.kind == "number"]
    if expected == 2 and len(numbers) == len(tokens) in {2, 4, 6}:  # noqa: PLR2004
        half = len(numbers) // 2
        return [_Open(parts=numbers[:half]), _Open(parts=numbers[half:])]
    axes: list[_Open] = []
    current = _Open(labels_follow=_labels_follow(tokens, text))
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if _begins_axis(current, token, following, text):
            axes.append(current)
            current = _Open(labels_follow=current.labels_follow)
        if token.kind == "number":
            current.parts.append(token.text)
            current.linked = False
        elif token.kind == "mark":
            _mark(current, token.text, text)
        elif token.kind == "letter":
            current.letter, current.prefixed = token.text, not current.parts
        elif token.kind == "label":
            current.label = token.text
        elif token.kind == "sign" and current.parts:
            current.linked = True
        elif token.kind == "sign":
            current.sign = token.text
    if current.parts or current.letter:
        axes.append(current)
    if not axes or any(not axis.parts for axis in axes):
        raise ReadingError("unreadable", f"no coordinate can be read from {excerpt(text)}")
    return axes


def _labels_follow(tokens: list[_Token], text: str) -> bool:
    """Whether labels stand behind their numbers; one between two numbers may be of either."""
    kinds = [token.kind for token in tokens]
    inner = [kind for kind in kinds if kind in {"label", "number"}]
    if "label" not in inner or inner[0] == "label":
        return False
    if inner[-1] == "label":
        return True
    place = kinds.index("label")
    if kinds[place - 1] == "divider" or "letter" in kinds:
        return False
    if kinds[place + 1] == "divider":
        return True
    note = f"the label between the numbers of {excerpt(text)} could be of either"
    raise ReadingError("ambiguous", note)


def _begins_axis(current: _Open, token: _Token, following: _Token | None, text: str) -> bool:
    """Whether ``token`` belongs to the next axis, not to the one being read."""
    if not current.parts:
        return False
    match token.kind:
        case "divider" | "label":
            return token.kind == "divider" or not current.labels_follow
        case "letter":
            return bool(current.letter)
        case "sign":
            return _sign_begins(current, token, following, text)
        case "number":
            return (
                len(current.parts) == 3  # noqa: PLR2004
                or "." in current.parts[-1]
                or '"' in current.marks
                or (following is not None and following.text == "°")
                or (":" in current.marks and not current.linked)
                or bool(current.letter and not current.prefixed)
                or bool(current.label and current.labels_follow)
            )
        case _:
            return False


def _sign_begins(current: _Open, token: _Token, following: _Token | None, text: str) -> bool:
    if following is None:
        raise ReadingError("unreadable", f"{excerpt(text)} ends in a dash")
    if token.text == "+" or (token.spaced and not following.spaced) or current.letter:
        return True
    if token.spaced or "." in current.parts[-1]:
        note = f"the dash in {excerpt(text)} could divide two numbers or be a minus"
        raise ReadingError("ambiguous", note)
    return False


def _mark(current: _Open, mark: str, text: str) -> None:
    filled = len(current.parts)
    if mark == ":":
        current.marks.add(mark)
        current.linked = True
        return
    if mark == '"' and filled == 2:  # noqa: PLR2004
        degrees, number = current.parts
        note = f"{excerpt(text)} could be {degrees}°{number}' or {degrees}°0'{number}\""
        raise ReadingError("ambiguous", note)
    if mark == "'" and filled == 1:
        note = f"minutes without degrees, or after a fraction of a degree, in {excerpt(text)}"
        raise ReadingError("unreadable", note)
    if filled != {"°": 1, "'": 2, '"': 3}[mark]:
        raise ReadingError("unreadable", f"the mark {mark} stands in the wrong place")
    current.marks.add(mark)


def _evaluate(axis: _Open, text: str) -> Reading:
    if any("." in part for part in axis.parts[:-1]):
        raise ReadingError("unreadable", f"a fraction is followed by minutes in {excerpt(text)}")
    values = [float(part) for part in axis.parts]
    for name, value in zip(("minutes", "seconds"), values[1:], strict=False):
        if value >= _FULL_TURN:
            raise ReadingError("unreadable", f"{name} of {value:g} in {excerpt(text)}: 60 or more")
    degrees = sum(value / _FULL_TURN**power for power, value in enumerate(values))
    unit_deg = 10.0 ** -len(axis.parts[-1].partition(".")[2]) / _FULL_TURN ** (len(values) - 1)
    if axis.letter == "O":
        note = "the letter O is west in French and Spanish, east in German"
        raise ReadingError("ambiguous", f"{note}: {degrees:g} or {-degrees:g}")
    axis.letter = {"Z": "S"}.get(axis.letter, axis.letter)  # Dutch zuid
    if axis.letter and axis.sign == "-":
        note = f"sign and letter in {excerpt(text)}: could be {degrees:g} or {-degrees:g}"
        raise ReadingError("ambiguous", note)
    if axis.sign == "-" or axis.letter in {"S", "W"}:
        degrees = -degrees
    named = _LETTER_AXIS.get(axis.letter)
    labelled: Axis | None = {"{": "latitude", "}": "longitude"}.get(axis.label)  # type: ignore[assignment]
    if named and labelled and named != labelled:
        raise ReadingError("unreadable", f"label and letter disagree in {excerpt(text)}")
    return Reading(degrees, named or labelled, _FORMATS[len(values) - 1], unit_deg)
