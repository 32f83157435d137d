"""Telling a person, or a program, how far the work has come. Never on standard output."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Reporter:
    """Reports steps on standard error: a bar on a terminal, lines of JSON when asked, else nothing.

    Parameters
    ----------
    steps
        How many steps the whole work has.
    mode
        ``bar`` (drawn only on a terminal), ``json`` or ``quiet``.
    """

    def __init__(self, steps: int, mode: str = "bar", stream: TextIO | None = None) -> None:
        self.steps = steps
        self.mode = mode
        self.stream = stream or sys.stderr
        self.done = 0
        self._advance: Callable[[str, int], None] = lambda _label, _done: None

    @contextmanager
    def running(self) -> Iterator["Reporter"]:
        """Show progress while the block runs."""
        if self.mode != "bar":
            yield self
            return
        columns: tuple[Any, ...] = (
            TextColumn("{task.description:<34}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        console = Console(file=self.stream)
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("Starting", total=self.steps)

            def advance(label: str, done: int) -> None:
                bar.update(task, description=label, completed=done)

            self._advance = advance
            yield self
            bar.update(task, description="Done", completed=self.steps)

    def step(self, label: str) -> None:
        """Say what begins now; the step before it is done.

        ``label`` is printed on a terminal, so it must hold no text from data but a plain file name.
        """
        label = "".join(c if c.isprintable() and c not in "[]" else "?" for c in label)
        if self.mode == "json":
            line = {"step": label, "done": self.done, "of": self.steps}
            print(json.dumps(line, ensure_ascii=True), file=self.stream, flush=True)
        self._advance(label, self.done)
        self.done = min(self.done + 1, self.steps)
