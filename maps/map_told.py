"""What the tables say in English, as a map's page finds it in each of its languages.

The page's script looks such a text up among the words of the language chosen, under "=" and the
text. Codes and kinds of files, which a name from data could equal, stand in the data with a "=" of
their own.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from maps.labels import labels
from maps.remarks import remark
from maps.sentences import LANGUAGES, sentences

_MARK: Final = "="
_READ_AS: Final = ("read_format", "read_coordinates")
_MOST: Final = 3_000
"""Different texts looked up at most: lengths in reasons come to some two thousand."""

Findings = dict[str, dict[str, list[list[Any]]]]


def marked_findings(found: Findings | None) -> Findings | None:
    """Return findings with codes and severities as the script looks them up.

    Examples
    --------
    >>> marked_findings({"incidents": {"0": [["in_sea", "error"]]}})
    {'incidents': {'0': [['=in_sea', '=error']]}}
    """
    if found is None:
        return None
    return {
        name: {
            row: [[_MARK + str(word) for word in one] for one in said] for row, said in rows.items()
        }
        for name, rows in found.items()
    }


def marked(label: str, text: str) -> str:
    """Return what is said of how a file was read, kinds and notations as the script finds them.

    Examples
    --------
    >>> marked("read_format", "csv"), marked("read_sheet", "csv")
    ('=csv', 'csv')
    """
    return _MARK + text if label in _READ_AS and remark(text, "en") is not None else text


def texts_of(payload: Mapping[str, Any]) -> list[str]:
    """Return the tool's own texts among the data of a page, each once."""
    incidents, sites = payload["incidents"], payload["facilities"]
    columns = [incidents[name] for name in ("reason", "distrust", "licence", "citations")]
    columns += [sites["licence"], sites["citations"]]
    cited = (*payload["sources"], *payload["lists"])
    found: dict[Any, None] = dict.fromkeys(
        entry.get(name) for entry in cited for name in ("licence", "citation")
    )
    for column in columns:
        found |= dict.fromkeys(column)
    found |= {text: None for entry in payload["read_as"] for _, text in entry["said"]}
    for rows in (payload["findings"] or {}).values():
        found |= {word: None for said in rows.values() for one in said for word in one}
    return list(islice((text for text in found if isinstance(text, str)), _MOST))


def told(texts: Iterable[str], lang: str) -> dict[str, str]:
    """Return what the script finds in one language, by what it looks for.

    Examples
    --------
    >>> told(["no place given", "=csv", "A name"], "nl")
    {'=no place given': 'geen plaats opgegeven', '==csv': 'csv'}
    >>> told(["no place given", "=in_sea"], "en")
    {'==in_sea': 'The point lies in the sea'}
    """
    said = {text: _said(text, lang if lang in LANGUAGES else "en") for text in texts}
    return {_MARK + text: words for text, words in said.items() if words is not None}


def told_notice(notice: str | None, lang: str) -> dict[str, str]:
    """Return the notice of one of the tool's own samples as a phrase of the page, else nothing."""
    said = remark(notice or "", lang if lang in LANGUAGES else "en")
    return {} if said is None else {"notice": said}


def told_weapons(types: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return weapons in the words of their source, each with its kind in the reader's language.

    Kinds of which there is nothing to say (none, other, unknown) are left out.

    Examples
    --------
    >>> told_weapons({"Aerial Bomb": "aircraft", "Fists": "none"}, "nl")
    {'=Aerial Bomb': 'Aerial Bomb (vliegtuig)'}
    """
    words = labels(lang)
    typed = words["weapon_typed"]
    return {
        _MARK + said: typed.replace("{type}", words[f"weapon_{kind}"]).replace("{said}", said)
        for said, kind in islice(types.items(), _MOST)
        if f"weapon_{kind}" in words
    }


def _said(text: str, lang: str) -> str | None:
    if not text.startswith(_MARK):
        return None if lang == "en" else remark(text, lang)
    word = text.removeprefix(_MARK)
    for kind in ("finding", "severity"):
        if f"{kind}_{word}" in sentences(lang):
            return sentences(lang)[f"{kind}_{word}"].rstrip(".")
    return remark(word, lang) or word
