"""Runs of the command line, made once and looked at by many tests."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from nostrike.cli import main


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cli() -> Callable[..., Done]:
    """Run the command line in a process of its own, as a user would, warnings as errors."""

    def run(*words: object, cwd: Path | None = None) -> Done:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "nostrike.cli", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def cli_here() -> Callable[..., Done]:
    """Run the command line in this process: many runs, and each must end as a user's would."""

    def run(*words: object) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([str(word) for word in words])
        return Done(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def demo(cli, tmp_path_factory) -> Path:
    """The folder that `nostrike demo` writes."""
    out = tmp_path_factory.mktemp("demo") / "out"
    done = cli("demo", "--out", out)
    assert done.code == 0, done.err
    return out


@pytest.fixture(scope="session")
def public_demo(cli, tmp_path_factory) -> Path:
    """The folder that `nostrike demo --edition public` writes."""
    out = tmp_path_factory.mktemp("demo-public") / "out"
    done = cli("demo", "--edition", "public", "--out", out)
    assert done.code == 0, done.err
    return out


@pytest.fixture(scope="session")
def sample(cli, tmp_path_factory) -> Path:
    """The files of the bundled sample, in a folder that tests must not change."""
    folder = tmp_path_factory.mktemp("sample") / "files"
    done = cli("demo", "--files", folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def own_sample(sample, tmp_path) -> Path:
    """A copy of the sample's files that a test may spoil."""
    return Path(shutil.copytree(sample, tmp_path / "files"))
