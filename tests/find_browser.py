"""Find Chromium for the browser tests; as a script with ``--install``, get one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(RuntimeError):
    """There is no browser: the browser tests must fail, not be skipped."""


def browser_path() -> str:
    """Return the path of a Chromium.

    In this order: the environment's ``NOSTRIKE_BROWSER``, one on the PATH, Playwright's own.

    Raises
    ------
    NoBrowserError
        None of these is there.
    """
    given = os.environ.get("NOSTRIKE_BROWSER")
    if given:
        if not Path(given).is_file():
            raise NoBrowserError(f"NOSTRIKE_BROWSER names {given}, which is no file")
        return given
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = _playwrights_own()
    if own:
        return own
    raise NoBrowserError(
        "no browser found: run `make browser`, or set NOSTRIKE_BROWSER to a Chromium's path"
    )


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and often not needed

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> str:
    """Get a browser if there is none: Debian's as root where apt works, else Playwright's own."""
    try:
        return browser_path()
    except NoBrowserError:
        pass
    if not _apt():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return browser_path()


def _apt() -> bool:
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    updated = subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    if updated.returncode:
        return False
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
    return subprocess.run(command, check=False, **quiet).returncode == 0


if __name__ == "__main__":
    print(install() if "--install" in sys.argv[1:] else browser_path())  # noqa: T201
