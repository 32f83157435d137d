"""The weapon labels of Insecurity Insight and the coalition it serves, and what each stands for.

A cell holds one label or several joined by commas (55 combinations in the 2016-2023 file). Two
labels hold commas themselves, so a cell is searched for labels, not split.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from layers.headers import fold
from layers.sources._cells import NOTHING_SAID
from layers.sources._labels import any_of, labels_in
from layers.sources._weapon_types import BY_EVENT

Force = Literal["explosive", "armed", "none"]


@dataclass(frozen=True)
class Weapon:
    """One weapon label: what kind of event it makes, whether it explodes, and how often seen.

    ``seen`` counts the rows of the 2016-2023 file that name it, alone or with others.
    """

    label: str
    event_type: str
    force: Force
    seen: int


WEAPONS: Final = (
    Weapon("Aerial Bomb: Plane", "air_strike", "explosive", 618),
    Weapon("Aerial Bomb: Missile", "missile_or_rocket", "explosive", 210),
    Weapon("Aerial Bomb: Drone", "drone_strike", "explosive", 68),
    Weapon("Aerial Bomb: No Information on Platform Type", "air_strike", "explosive", 9),
    Weapon("Shelling", "shelling", "explosive", 440),
    Weapon("Unspecified Explosive", "explosive_unspecified", "explosive", 394),
    Weapon("Artillery", "shelling", "explosive", 176),
    Weapon("Rocket", "missile_or_rocket", "explosive", 172),
    Weapon("Missile", "missile_or_rocket", "explosive", 127),
    Weapon("Unspecified IED", "mine_or_ied", "explosive", 105),
    Weapon("Mortar", "shelling", "explosive", 66),
    Weapon("Hand Grenade", "explosive_unspecified", "explosive", 48),
    Weapon("Mine", "mine_or_ied", "explosive", 41),
    Weapon("VBIED", "mine_or_ied", "explosive", 32),
    Weapon("SVIED", "mine_or_ied", "explosive", 16),
    Weapon("Cluster Bomb", "explosive_unspecified", "explosive", 13),
    Weapon("RPG", "missile_or_rocket", "explosive", 12),
    Weapon("RCIED", "mine_or_ied", "explosive", 6),
    Weapon("UXO", "mine_or_ied", "explosive", 3),
    Weapon("Remote-controlled IED", "mine_or_ied", "explosive", 2),
    # labels of other vintages (the coalition's yearly files), not in the 2016-2023 file
    Weapon("Air-Launched Explosive Weapon", "air_strike", "explosive", 0),
    Weapon("Ground-Launched Explosive Weapon", "explosive_unspecified", "explosive", 0),
    Weapon("Aerial Bomb", "air_strike", "explosive", 0),
    Weapon("IED", "mine_or_ied", "explosive", 0),
    Weapon("Firearms", "shooting", "armed", 4490),
    Weapon("Arson", "arson", "armed", 266),
    Weapon("Knife", "assault", "armed", 120),
    Weapon("Other Weapon", "other", "armed", 50),
    Weapon("Tasers, Live and Rubber Bullets", "shooting", "armed", 33),
    Weapon("Stones, Sticks and Gravel", "assault", "armed", 33),
    Weapon("Chemical or Hot Liquid", "assault", "armed", 2),
    Weapon("No Information on the Weapon Used", "unknown", "none", 634),
    Weapon("Not Applicable: No Direct Violence", "unknown", "none", 426),
    Weapon("Not Applicable - No Direct Violence", "unknown", "none", 0),
    Weapon("Unarmed Perpetrator", "unknown", "none", 207),
    Weapon("Fist and Foot", "assault", "none", 73),
    Weapon("Combination", "unknown", "none", 0),
)

_BY_LABEL: Final = {fold(weapon.label): weapon for weapon in WEAPONS}
# labels whose weapon the kind of event does not tell
_TYPES: Final = {
    "knife": "blade_or_blunt",
    "stones, sticks and gravel": "blade_or_blunt",
    "chemical or hot liquid": "chemical",
    "other weapon": "other",
    "combination": "several",
    "not applicable: no direct violence": "none",
    "not applicable - no direct violence": "none",
    "unarmed perpetrator": "none",
    "fist and foot": "none",
}
_NO_WEAPON: Final = ("none", "unknown")
# the longest first: "Aerial Bomb: Missile" before "Missile"
_ONE: Final = re.compile(rf"\s*{any_of(_BY_LABEL)}\s*(?:,|$)")
# a label of a vintage not seen yet
_EXPLODES: Final = re.compile(
    r"\b(?:explosives?|bombs?|shell(?:ing)?|artillery|rockets?|missiles?|mortars?|mines?|grenades?"
    r"|ied|uxo|munitions?)\b"
)


def weapons(cell: object) -> tuple[Weapon, ...]:
    """Return the weapons that a cell names, in its order.

    A label that is not in the table counts as explosive if it says so in plain words, else it is
    left out.

    Examples
    --------
    >>> [weapon.label for weapon in weapons("Firearms, Stones, Sticks and Gravel")]
    ['Firearms', 'Stones, Sticks and Gravel']
    >>> weapons("Aerial Bomb: Balloon")
    (Weapon(label='aerial bomb: balloon', event_type='explosive_unspecified', ...),)
    """
    found = []
    for weapon, label in labels_in(fold(cell), _ONE, _BY_LABEL):
        if weapon is not None:
            found.append(weapon)
        elif _EXPLODES.search(label):
            found.append(Weapon(label.strip(), "explosive_unspecified", "explosive", 0))
    return tuple(found)


def reading(cell: object) -> tuple[str, Force]:
    """Return the event type and the force that a weapon cell stands for.

    One explosive weapon makes the cell explosive; several of different kinds make the type
    ``explosive_unspecified``. Without any, an armed weapon comes first, then what is left.

    Examples
    --------
    >>> reading("Firearms, Shelling")
    ('shelling', 'explosive')
    >>> reading("Aerial Bomb: Plane, Rocket")
    ('explosive_unspecified', 'explosive')
    >>> reading("Firearms, Knife")
    ('shooting', 'armed')
    >>> reading(None)
    ('unknown', 'none')
    """
    named = weapons(cell)
    forces: tuple[Force, ...] = ("explosive", "armed", "none")
    for force in forces:
        kinds = {weapon.event_type: None for weapon in named if weapon.force == force}
        if force == "explosive" and len(kinds) > 1:
            kinds.pop("explosive_unspecified", None)
        if force == "explosive" and len(kinds) > 1:
            return "explosive_unspecified", force
        if kinds:
            return next(iter(kinds)), force
    return "unknown", "none"


def weapon_type(cell: object) -> str:
    """Return the kind of weapon that a cell names, ``several`` where it names more than one kind.

    Examples
    --------
    >>> weapon_type("Aerial Bomb: Drone"), weapon_type("Firearms, Knife"), weapon_type(None)
    ('drone', 'several', 'unknown')
    >>> weapon_type("Firearms, No Information on the Weapon Used")
    'firearm'
    """
    kinds = dict.fromkeys(
        _TYPES.get(fold(one.label)) or BY_EVENT.get(one.event_type, "unknown")
        for one in weapons(cell)
    )
    used = [kind for kind in kinds if kind not in _NO_WEAPON]
    if used:
        return used[0] if len(used) == 1 else "several"
    return next(iter(kinds), "unknown")


def unknown_weapons(cell: object) -> str | None:
    """Return what a cell says that no label of the table covers, None where all is known.

    Examples
    --------
    >>> unknown_weapons("Firearms, Slingshot"), unknown_weapons("Firearms, Knife")
    ('slingshot', None)
    """
    text, strange = fold(cell), []
    while text:
        match = _ONE.match(text)
        if match:
            text = text[match.end() :]
            continue
        label, _, text = text.partition(",")
        if label.strip() and label.strip() not in NOTHING_SAID:
            strange.append(label.strip())
    return ", ".join(strange) or None
