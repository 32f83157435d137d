"""From decisions to the folder a person opens: mended list, changes, questions, decisions."""

import re
from pathlib import Path
from typing import Any, Final

from layers import export
from layers.errors import InputError
from layers.export.answers import write_answers
from layers.export.own_layout import write_own_layout
from nostrike.apply import STEPS, Applied, questions, run
from nostrike.decisions import FILE as DECISIONS
from nostrike.folder import whole_or_nothing
from nostrike.manifest import MANIFEST, build, write_json
from nostrike.progress import Reporter
from nostrike.safe_out import check_safe

_WRITING: Final = 1
_CHANGES: Final = {
    "row": "row of the list",
    "facility_id": "the id the tool knows the row by",
    "name": "name of the facility",
    "what": "what was changed: a coordinate, or an edit of the workbook that was taken over",
    "old_latitude": "latitude before, as it was read (degrees)",
    "old_longitude": "longitude before (degrees)",
    "new_latitude": "latitude after, as the mended list reads (degrees)",
    "new_longitude": "longitude after (degrees)",
    "moved_m": "how far the point moved (metres)",
    "old_text": "what stood in the cells",
    "new_text": "what stands there now",
    "findings": "why it was looked at",
    "decision": "accept: the suggestion was taken; own value: another coordinate was given",
    "decided_by": "who decided",
    "decided_on": "when",
    "note": "why",
}
_QUESTIONS: Final = {
    "row": "row of the list",
    "facility_id": "the id the tool knows the row by",
    "name": "name of the facility",
    "stated": "what the list says",
    "latitude_read": "how its latitude was read (degrees)",
    "longitude_read": "how its longitude was read (degrees)",
    "findings": "codes of what was found",
    "evidence": "what was seen, in words",
    "suggested_latitude": "a mend that would explain it, if there is one (degrees)",
    "suggested_longitude": "the same (degrees)",
    "question": "what is asked",
    "answer_latitude": "the right latitude, please",
    "answer_longitude": "the right longitude, please",
    "answered_by": "who answers",
    "answered_on": "when",
}
_RESERVED: Final = frozenset({
    "changes.xlsx", "questions.xlsx", "questions", DECISIONS, MANIFEST, "summary.json",
})  # fmt: skip


def deliver_apply(path: Path, out: Path, mode: str = "bar", *, allow_edits: bool = False) -> str:
    """Carry out decisions and write their folder; return the closing lines for the user.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    check_safe(out, [path])
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        applied = run(path, report, allow_edits=allow_edits)
        if applied.mended.file.casefold() in _RESERVED:
            raise InputError(
                f"{applied.mended.file}: the list has the name of a file that apply writes; rename "
                "it and check it again"
            )
        asked = questions(applied)
        with whole_or_nothing(out) as folder:
            report.step("Writing")
            written, _ = write_own_layout(applied.mended, folder)
            write_answers(
                folder / "changes.xlsx",
                {"Changes": applied.changes},
                _CHANGES,
                lead=[f"What changed in {applied.mended.file}. Restricted."],
            )
            if asked:
                _write_questions(asked, applied, folder)
            export.write_csv(applied.kept, folder / DECISIONS)
            summary = _summary(applied, written.name)
            write_json(folder / "summary.json", summary)
            manifest = build(
                parameters={"allow_edits": allow_edits},
                inputs=[("checked", path)],
                accounting=[
                    {"list": "facilities", **one}
                    for one in applied.after.accounting.to_dict("records")
                ],
                sources=[],
                folder=folder,
            )
            write_json(folder / MANIFEST, manifest)
    return _closing(summary, out)


def _write_questions(asked: dict[str, Any], applied: Applied, folder: Path) -> None:
    """Write all questions together, and those of each operator apart, to be sent."""
    lead = [f"Questions on coordinates in {applied.mended.file}. Restricted."]
    write_answers(folder / "questions.xlsx", asked, _QUESTIONS, lead=lead)
    if len(asked) == 1:
        return
    (folder / "questions").mkdir()
    taken: set[str] = set()
    for name, sheet in asked.items():
        plain = re.sub(r"[^\w.-]+", "_", name).strip("._")[:60] or "operator"
        while plain.casefold() in taken:
            plain += "_"
        taken.add(plain.casefold())
        path = folder / "questions" / f"{plain}.xlsx"
        write_answers(path, {"Questions": sheet}, _QUESTIONS, lead=lead)


def _summary(applied: Applied, file: str) -> dict[str, Any]:
    counts = applied.decided["decision"].value_counts()
    return {
        "file": file,
        "decisions": {str(word): int(n) for word, n in counts.sort_index().items()},
        "changed": int(applied.changes["what"].eq("coordinate").sum()),
        "edits": [
            {"what": one.what, "row": one.row, "column": one.column} for one in applied.book.edits
        ],
        "without_name": int(applied.decided["decided_by"].eq("").sum()),
        "accounting": applied.after.accounting.to_dict("records"),
        "notes": list(applied.notes),
    }


def _closing(summary: dict[str, Any], out: Path) -> str:
    said = ", ".join(f"{word} {n}" for word, n in summary["decisions"].items()) or "none"
    changed = summary["changed"]
    sure = "; each was read back from the mended list" if changed else ""
    lines = [f"Decisions: {said}.", f"Coordinates changed: {changed}{sure}."]
    if summary["edits"]:
        lines.append(
            f"Edits of the workbook taken over: {len(summary['edits'])}; they are in changes.xlsx."
        )
    if summary["without_name"]:
        lines.append(f"Note: {summary['without_name']} decisions do not say who decided.")
    lines += [f"Note: {note}." for note in summary["notes"]]
    lines.append(
        f"The mended list is {out / summary['file']}; what changed: {out / 'changes.xlsx'}."
    )
    if (out / "questions.xlsx").is_file():
        lines.append(f"To ask: {out / 'questions.xlsx'}")
    lines.append("Check it again; what was kept on purpose stays silent:")
    lines.append(f"  nostrike check {out / summary['file']} --out DIR")
    return "\n".join(lines)
