"""Text that means harm, and an audit in which every text is such a one."""

import json

import pandas as pd

HOSTILE = (
    "{{ 7*191 }}{{ ''.__class__.__mro__ }}",
    "{% for x in y %}",
    "{% endfor %}{#",
    "</script><script>alert(1)</script>",
    "</title></noscript><img src=x onerror=alert(1)>",
    "' \" ` ${alert(1)} \\u \\",
    "\u202etxt\u2067",
    "lone \ud800 surrogate",
    "nul \0 here",
    "]]>--><svg onload=alert(1)>",
    '" onmouseover=alert(1) x="',
)


def hostile(table, text, *, keep=()):
    """Return a table with a text in every cell of every text column, ids included."""
    out = table.copy()
    for column in out.columns:
        words = out[column].dtype == "str" or out[column].dtype == object
        if words and column not in keep and column != "geometry":
            out[column] = pd.Series([text] * len(out), index=out.index, dtype=object)
    return out


def renamed(names, text):
    """Return ids with a text before each; missing ones stay missing."""
    return pd.Series([None if pd.isna(n) else f"{text}{n}" for n in names], dtype=object)


def with_ids(table, text):
    name = table.index.name
    return table.set_axis(pd.Index(renamed(table.index, text), dtype=object, name=name))


def make_hostile(example, text):
    """Return the example with a text in every text column, id and figure."""
    more = example.more
    ids = ("incident_id", "facility_id", "registration_id")
    tiers = ("tier_500", "tier_1000", "tier_any_500", "tier_any_1000")
    kept = (*ids, *tiers, "error_model", "area_id")
    figures = json.loads(json.dumps(more["figures"]))
    for entry in figures["per_source"]:
        entry |= {"title": text, "licence": text, "citation": text, "source": text}
    figures["read_as"] = [{"file": text, "columns": {text: text}, "format": text, "crs": text}]
    figures["facility_lists"] = [{"file": text, "source": text, "as_of": None}]
    figures["notice"] = text
    strikes = hostile(example.strikes, text, keep=kept)
    coverage = hostile(example.coverage, text, keep=(*kept, "outcome"))
    for table in (strikes, coverage):
        for column in set(ids) & set(table.columns):
            if column != "registration_id":
                table[column] = renamed(table[column], text)
    findings = hostile(more["findings"], text, keep=("list", "id"))
    findings["id"] = renamed(findings["id"], text)
    return example.but(
        incidents=with_ids(hostile(example.incidents, text, keep=kept), text),
        facilities=with_ids(hostile(example.facilities, text), text),
        strikes=strikes,
        coverage=coverage,
        more={
            **more,
            "summary": with_ids(
                hostile(more["summary"], text, keep=(*kept, "reason")), text
            ).assign(distrust_reason=more["summary"]["distrust_reason"].to_numpy()),
            "registry": hostile(more["registry"], text),
            "findings": findings,
            "areas": hostile(more["areas"], text, keep=("level",)),
            "figures": figures,
            "title": text,
            "headline": [text],
            "limits": [text],
        },
    )
