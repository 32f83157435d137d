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


# Ten of each kind that a name may be.
KINDS = {
    "template": (
        *("{{ 7*191 }}", "{{ ''.__class__.__mro__ }}", "{% for x in y %}", "{% endfor %}{#"),
        *("{{ self.__init__ }}", "{%- raw -%}", "${7*191}", "#{7*191}", "<%= 7*191 %>"),
        "{n} {source} {0} %s %(x)s $& \\1",
    ),
    "script": (
        "</script><script>alert(1)</script>",
        "<script src=//elsewhere.invalid/a.js></script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "</title></noscript><img src=x onerror=alert(1)>",
        "</style><script>alert(1)</script>",
        "<!--<script>alert(1)//-->",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a href=javascript:alert(1)>x</a>",
        "</textarea></bdi><details open ontoggle=alert(1)>",
    ),
    "attribute": (
        '" onmouseover=alert(1) x="',
        "' onfocus=alert(1) autofocus='",
        '"><img src=x onerror=alert(1)>',
        "` onclick=alert(1)",
        '\\" onload=alert(1)',
        "&quot; onload=alert(1)",
        "&#34;><script>alert(1)</script>",
        'x" style="background:url(//elsewhere.invalid)',
        "]]>--><svg onload=alert(1)>",
        "javascript:alert(1)",
    ),
    "direction": tuple(
        f"left{chr(code)}right" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200F)
    ),
    "long": (
        *("long " * 800, "x" * 4_000, "\u0661" * 4_000, "\u00e9" * 3_000, "\u6f22" * 2_000),
        *("a\u0301" * 1_500, "word-" * 700, "/" * 3_000, "<b>" * 1_000, "line\n" * 500),
    ),
    "empty": ("", " ", "\t", "\n", "\u00a0", "\u200b", "\u3000", "\ufeff", "\0", "\u2028"),
}
EVERY = tuple(text for texts in KINDS.values() for text in texts)


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


def turned(start):
    """Return every text once, beginning at another one."""
    return [*EVERY[start % len(EVERY) :], *EVERY[: start % len(EVERY)]]


def filled(table, *, keep=()):
    """Return as many rows as there are texts, with each text once in every column of texts."""
    out = table.iloc[[k % len(table) for k in range(len(EVERY))]].copy()
    for at, column in enumerate(out.columns):
        words = out[column].dtype == "str" or out[column].dtype == object
        if words and column not in keep and column != "geometry":
            out[column] = pd.Series(turned(7 * at), index=out.index, dtype=object)
    ids = [f"{text}{k}" for k, text in enumerate(EVERY)]
    return out.set_axis(pd.Index(ids, dtype=object, name=table.index.name))


def make_every(example):
    """Return an example in which every field of text holds each hostile text of each kind."""
    more = example.more
    tiers = ("tier_500", "tier_1000", "tier_any_500", "tier_any_1000")
    kept = (*tiers, "error_model", "area_id", "outcome", "location_precision", "event_type")
    incidents = filled(example.incidents.iloc[:6], keep=kept)
    facilities = filled(example.facilities, keep=(*kept, "kind", "names_other"))
    registry = filled(more["registry"], keep=("kind",))
    ids = {"incident_id": incidents.index, "facility_id": facilities.index}
    strikes = filled(example.strikes.iloc[:6], keep=kept).assign(**ids)
    coverage = filled(example.coverage.iloc[1:2], keep=("outcome",)).assign(
        facility_id=facilities.index, registration_id=registry.index
    )
    summary = filled(more["summary"].iloc[:6], keep=(*kept, "distrust_reason")).set_axis(
        incidents.index
    )
    findings = filled(more["findings"].iloc[:1], keep=("list",)).assign(id=incidents.index)
    figures = json.loads(json.dumps(more["figures"]))
    [source, read, listed] = [figures[k][0] for k in ("per_source", "read_as", "facility_lists")]
    texts = [turned(11 * k) for k in range(4)]
    figures["per_source"] = [
        source | {"source": name, "title": title, "licence": licence, "citation": cite}
        for name, title, licence, cite in zip(*texts, strict=True)
    ]
    figures["read_as"] = [
        read | {"file": file, "columns": {column: meaning}, "format": form}
        for file, column, meaning, form in zip(*texts, strict=True)
    ]
    figures["facility_lists"] = [listed | {"file": file, "source": file} for file in texts[0]]
    return example.but(
        incidents=incidents,
        facilities=facilities,
        strikes=strikes.reset_index(drop=True),
        coverage=coverage.reset_index(drop=True),
        more={
            **more,
            "summary": summary,
            "registry": registry,
            "findings": findings.reset_index(drop=True),
            "figures": figures,
            "headline": list(EVERY),
            "limits": list(EVERY),
        },
    )
