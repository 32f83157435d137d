"""An invented audit to draw (`example`, `hostile_text`), and a browser to look at it with."""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from maps import ConflictMap
from tests.maps.example import Example, make_example
from tests.maps.hostile_text import HOSTILE, make_hostile

TESTS = Path(__file__).resolve().parents[1]


def find_browser() -> str:
    """Run ``browser_path`` of tests/find_browser.py, which is no module of a package."""
    spec = importlib.util.spec_from_file_location("find_browser", TESTS / "find_browser.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.browser_path())


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile_text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hostile_example(hostile_text: str, example: Example) -> Example:
    return make_hostile(example, hostile_text)


@pytest.fixture
def example() -> Example:
    return make_example()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Opened:
    """A page opened from disk without any network, and what it said and asked for."""

    page: Page
    said: list[str]
    asked: list[str]


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def start(chart: ConflictMap, *, width: int = 1366, height: int = 768, **more: Any) -> Opened:
        path = tmp_path / "map.html"
        chart.save(path)
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        result = Opened(page, [], [])
        page.on("console", lambda message: result.said.append(message.text))
        page.on("pageerror", lambda error: result.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (result.said.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: result.asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html.ready", state="attached")
        return result

    yield start
    for context in contexts:
        context.close()
