"""English of the tool's own, looked for in what a page of another language says."""

import re

from maps.labels import labels
from maps.remarks import remarks
from maps.sentences import sentences


def books(lang):
    return {**labels(lang), **sentences(lang), **remarks(lang)}


def english(lang):
    """Return English texts that ``lang`` says otherwise, and runs of words of such texts."""
    own = set(books(lang).values())
    whole, runs = set(), set()
    for text in {*labels("en").values(), *sentences("en").values(), *remarks("en").values()} - own:
        if "{" not in text and re.search("[a-z]{3}", text):
            whole.add(text)
        for run in re.split(r"\{\w+\}", text):
            words = run.strip(" .,:;()“”")
            if len(re.findall(r"[A-Za-z]{2,}", words)) >= 3:
                runs.add(words)
    return whole, {run for run in runs if not any(run in text for text in own)}


def left_in_english(texts, lang, data=frozenset()):
    whole, runs = english(lang)
    for text in texts:
        if text in data:
            continue
        plain = text.strip(" .:")
        if plain in whole or plain + "." in whole or any(run in text for run in runs):
            yield text
