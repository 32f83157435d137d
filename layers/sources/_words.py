"""Plain words for what happened, for kinds of facility and for yes and no, in one's own tables.

Looked for as whole words; the first line that is found wins, so the special stands first.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd

from layers.headers import fold
from layers.sources import _words_abroad as abroad

# words -> event type, whether an explosive weapon is used
_EVENTS: Final = (
    (r"drone|uavs?|quadcopters?|shaheds?|loitering|fpv", "drone_strike", True),
    ((
        r"air ?-?strikes?|air ?-?raids?|air attacks?|aerial|airplanes?|jets?|warplanes?|"
        r"barrel bombs?|glide bombs?|helicopters?"), "air_strike", True),
    (r"missiles?|rockets?|iskander|ballistic|grad|mlrs|s-300", "missile_or_rocket", True),
    (r"shell(?:s|ed|ing)?|artillery|mortars?|tank fire|howitzers?", "shelling", True),
    (
        (r"mines?|landmines?|ieds?|vbieds?|uxo|unexploded|improvised explosives?|suicide bomb\w*|"
         r"car bombs?|roadside bombs?|booby.?traps?"), "mine_or_ied", True),
    (
        (r"bomb(?:s|ed|ings?|ardments?)?|explosi(?:on|ons|ve|ves)|grenades?|munitions?|strikes?|"
         r"blasts?|bombardments?|cluster"), "explosive_unspecified", True),
    (r"shoot\w*|shot|gun ?fire|guns?|firearms?|small arms|snip\w+|rifles?|pistols?", "shooting",
     False),
    (r"clash\w*|battles?|fighting|crossfire|cross-fire|ground operations?|raids?", "armed_clash",
     False),
    (r"arson|set (?:on )?fire|burn(?:ed|t|ing)", "arson", False),
    (r"abduct\w*|kidnap\w*|hostages?", "abduction", False),
    (r"arrest\w*|detain\w*|detention", "arrest", False),
    (r"sexual\w*|rape\w*", "sexual_violence", False),
    (r"loot\w*|robber\w*|robbed|theft|stolen|burglar\w*|pillag\w*", "looting", False),
    (r"obstruct\w*|denied|denial|blocked|checkpoints?", "obstruction", False),
    (r"occup\w*|takeover|military use", "occupation", False),
    (r"threat\w*|intimidat\w*", "threat", False),
    (r"assault\w*|beat\w*|stabb\w*|knives|knife|attack\w*", "assault", False),
    (r"vandal\w*|property", "property_destruction", False),
    (r"protests?|riots?|demonstrations?", "protest", False),
)  # fmt: skip

_KIND_WORDS: Final = (
    (r"field hosp\w*|mobile hosp\w*", "field_hospital"),
    (r"maternity|birth\w*|obstetric\w*|matern\w*|midwi\w+", "maternity"),
    (r"pharmac\w*|chemist|drug ?stores?|صيدلية", "pharmacy"),
    (r"dent(?:al|ist|ists|istry)", "dentist"),
    (r"laborator\w*|labs?", "laboratory"),
    (r"blood (?:bank|donation)\w*|blood transfusion\w*", "blood_bank"),
    (r"rehab\w*|physio\w*|prosthe\w*", "rehabilitation"),
    (r"ambulances?|ems station", "ambulance_station"),
    (r"warehouses?|depots?|medical stores?", "warehouse"),
    (r"administrat\w*|offices?|ministry|directorates?|headquarters?|hq", "administration"),
    (r"health posts?|health huts?|aid posts?|poste de sant\w+", "health_post"),
    (
        (r"medical points?|health points?|trauma (?:stabili[sz]ation )?points?|tsps?|first aid\w*|"
         r"mobile (?:medical )?(?:team|unit|clinic)s?|emts?"), "medical_point"),
    ((r"primary health ?care(?: cent(?:re|er)s?)?|phccs?|phcs?|phcu|health ?cent(?:re|er)s?|"
     r"centre de sant\w+|health units?|medical cent(?:re|er)s?|health facilit\w+|"
     r"centro de salud\w*"), "health_centre"),
    (r"hosp\w*|hôpita\w+|hopita\w+|infirmar\w+|больниц\w*|лікарн\w*|مستشفى", "hospital"),
    (r"clinics?|clinique|polyclinics?|dispensar\w+|outpatients?|ambulator\w+", "clinic"),
    (r"doctors?|gps?|physicians?|practices?|surger(?:y|ies)", "doctors"),
)  # fmt: skip

EVENTS: Final = tuple(
    (f"{words}|{abroad.EVENTS[event]}" if event in abroad.EVENTS else words, event, explosive)
    for words, event, explosive in _EVENTS
)
KIND_WORDS: Final = tuple(
    (f"{words}|{abroad.KINDS[kind]}" if kind in abroad.KINDS else words, kind)
    for words, kind in _KIND_WORDS
)

_YES: Final = frozenset(("yes", "y", "true", "t", "1", "x", "oui", "si", "да", "так", "نعم"))
_NO: Final = frozenset(("no", "n", "false", "f", "0", "non", "нет", "ні", "لا", "none"))


def yes_no(cells: pd.Series) -> pd.Series:
    """Return a nullable boolean: yes, no, or null where the cell says neither.

    Examples
    --------
    >>> yes_no(pd.Series(["Yes", 0, "perhaps", None])).tolist()
    [True, False, <NA>, <NA>]
    """
    said = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
    return pd.Series([_said(cell, said) for cell in cells], index=cells.index, dtype="boolean")


def _said(cell: Any, said: dict[str, bool]) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return said.get(fold(cell), pd.NA)


def first_word(text: pd.Series, table: Sequence[tuple[Any, ...]]) -> pd.Series:
    """Return the number of the first line of ``table`` whose words stand in each text, else -1.

    Examples
    --------
    >>> first_word(pd.Series(["Field Hospital", "hut"]), KIND_WORDS).tolist()
    [0, -1]
    """
    codes, unique = pd.factorize(text, use_na_sentinel=True)
    found = [_line(fold(value), table) for value in unique]
    return pd.Series([*found, -1], dtype="int64").iloc[codes].set_axis(text.index)


def _line(text: str, table: Iterable[tuple[Any, ...]]) -> int:
    return next(
        (n for n, (words, *_) in enumerate(table) if re.search(rf"\b(?:{words})\b", text)), -1
    )
