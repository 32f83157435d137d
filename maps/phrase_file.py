"""Files of phrases as they are written here: a key, " = ", and a text in double quotes, on a line.

Such lines are TOML, and their texts are JSON's too, which Python reads ten times as fast: a map
speaks five languages, and reading their files was a good part of writing a small one.
"""

import json


def phrases(text: str) -> dict[str, str]:
    r"""Return key -> phrase of the lines of one table of such a file.

    Raises
    ------
    ValueError
        A line is neither empty, a comment, nor a phrase as described above.

    Examples
    --------
    >>> phrases('# the map\nzoom_in = "Zoom in"\n\nmap_of = "\\u201cMap\\u201d" ')
    {'zoom_in': 'Zoom in', 'map_of': '“Map”'}
    """
    lines = (line for line in text.split("\n") if line and not line.startswith("#"))
    said = ('"' + line.replace(" = ", '":', 1) for line in lines)
    found: dict[str, str] = json.loads("{" + ",".join(said) + "}")
    return found
