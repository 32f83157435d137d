"""The actors of ACLED: what their codes stand for, and when an event says who used force.

The order of two actors says nothing. Who used force is stated only where the kind of event and the
kinds of its actors leave no choice.
"""

from typing import Final

import pandas as pd

from layers.sources._cells import find, folded, texts

CIVILIANS: Final = "7"
_STATE: Final = "1"
_EXTERNAL: Final = "8"

# code or text -> what it becomes, rows of the Ukraine extract in inter1 and in inter2
INTER: Final = {
    "0": ("no actor", (0, 598)),
    "1": ("state", (112, 218)),
    "2": ("non_state", (51, 2)),
    "3": ("non_state", (7, 1)),
    "4": ("non_state", (4, 0)),
    "5": ("non_state", (1, 0)),
    "6": ("non_state", (9, 0)),
    "7": ("non_state", (0, 74)),
    "8": ("state if named Military or Police Forces, else unknown", (816, 107)),
    "State forces": ("as 1", (0, 0)),
    "Rebel group": ("as 2", (0, 0)),
    "Rebel groups": ("as 2", (0, 0)),
    "Rebel forces": ("as 2", (0, 0)),
    "Political militia": ("as 3", (0, 0)),
    "Political militias": ("as 3", (0, 0)),
    "Identity militia": ("as 4", (0, 0)),
    "Identity militias": ("as 4", (0, 0)),
    "Rioters": ("as 5", (0, 0)),
    "Protesters": ("as 6", (0, 0)),
    "Civilians": ("as 7", (0, 0)),
    "External/Other forces": ("as 8", (0, 0)),
    "Other forces": ("as 8", (0, 0)),
}
_CODE: Final = {
    label.casefold(): meaning.removeprefix("as ") if meaning.startswith("as ") else label
    for label, (meaning, _) in INTER.items()
}
_NAMED_AS_STATE: Final = r"(?i)^(?:military|police) forces of\b"


def _sides(frame: pd.DataFrame, event: pd.Series) -> pd.DataFrame:
    """Return a row per event and actor: event, actor, its code, its place among the rows."""
    parts = []
    for number in "12":
        part = pd.DataFrame(
            {
                "event": event,
                "actor": texts(frame, f"actor{number}"),
                "code": folded(texts(frame, f"inter{number}")).map(_CODE),
            }
        )
        parts.append(part[part["actor"].notna()])
    return pd.concat(parts).drop_duplicates(["event", "actor"])


def perpetrators(
    frame: pd.DataFrame, native_id: pd.Series, *, one_sided: pd.Series, alone: pd.Series
) -> pd.DataFrame:
    """Return who used force in each event, where that is not in doubt.

    Parameters
    ----------
    frame
        Cells as read. Without ``actor2`` it is a monadic export: the actors of an event are those
        of all its rows.
    native_id
        The event's id.
    one_sided
        Events of a kind in which civilians cannot be the ones who used force.
    alone
        Events of a kind in which a sole actor is the one who used force.

    Returns
    -------
    DataFrame with the index of ``frame``: ``name`` and ``type`` (null and "unknown" where in
    doubt), ``actors`` (all of the event, separated by semicolons).
    """
    own = pd.Series(frame.index.astype("str"), index=frame.index).radd("row ")
    monadic = find(frame, "actor2") is None
    event = native_id.fillna(own) if monadic else own
    sides = _sides(frame, event)
    armed = sides[sides["code"].ne(CIVILIANS)]
    found = pd.DataFrame(
        {
            "sides": sides.groupby("event").size(),
            "armed": armed.groupby("event").size(),
            "name": armed.groupby("event")["actor"].first(),
            "code": armed.groupby("event")["code"].first(),
            "actors": sides.groupby("event")["actor"].agg("; ".join),
        }
    ).reindex(event)
    found = found.set_axis(frame.index)
    interaction = folded(texts(frame, "interaction"))
    with_civilians = interaction.str.contains(r"^[1-6]7$|^7[1-8]$|civilians", regex=True)
    with_civilians |= found["sides"].gt(found["armed"])
    sole = interaction.str.contains(r"^[1-8]0$| only$", regex=True)
    sole |= interaction.eq("") & found["sides"].eq(1) & (not monadic)
    clear = found["armed"].eq(1) & (
        (one_sided & with_civilians) | (alone & sole & found["sides"].eq(1))
    )
    name = found["name"].where(clear)
    kind = found["code"].map(dict.fromkeys("23456", "non_state"))
    kind = kind.mask(found["code"].eq(_STATE), "state")
    named_as_state = name.str.match(_NAMED_AS_STATE, na=False)
    kind = kind.mask(found["code"].isin([_EXTERNAL]) & named_as_state, "state")
    return pd.DataFrame(
        {
            "name": name.astype("str"),
            "type": kind.where(clear).fillna("unknown").astype("str"),
            "actors": found["actors"].astype("str"),
        }
    )
