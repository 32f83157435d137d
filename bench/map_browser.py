"""A page opened as a reader does: how long until it answers, how long it is deaf, what it holds."""

import re
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Route, sync_playwright

_BROWSER_SETTLES_MS: Final = 2_000  # it loads pages of its own when it starts
_TOO_LONG_MS: Final = 600_000
LONG_TASKS: Final = """
window.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  window.longest = Math.max(window.longest, one.duration);
})).observe({ type: 'longtask', buffered: true });
"""
SETTLED: Final = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


def _serve(route: Route, assets: dict[str, str]) -> None:
    """Answer what a folium page asks: Leaflet and the plugin; all else is empty."""
    name = route.request.url.rpartition("/")[2]
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(body=assets.get(name, ""), content_type=kind)


def _renderer(page: Page) -> int:
    """Return the process that renders the page: the browser has renderers of its own beside it."""
    session = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]

    def used() -> dict[int, float]:
        told = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {one["id"]: one["cpuTime"] for one in told if one["type"] == "renderer"}

    before = used()
    page.evaluate("const end = performance.now() + 300; while (performance.now() < end);")
    after = used()
    return max(after, key=lambda pid: after[pid] - before.get(pid, 0.0))


def _memory_mib(pid: int) -> tuple[float, float]:
    """Return a process' proportional memory, and that part of it which is no page of a file.

    The rest is the browser's program: how many of its processes happen to share it changes the
    first figure by tens of MiB from run to run, and a page has no part in it.
    """
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    kib = {line.split(":")[0]: line.split()[1] for line in text.splitlines()[1:]}
    own = int(kib["Pss_Anon"]) + int(kib["Pss_Shmem"])
    return int(kib["Pss"]) / 1024, own / 1024


def open_one(
    browser_path: str, path: Path, assets: dict[str, str], slowdown: int
) -> dict[str, float]:
    """Open a page in a fresh browser; return load, longest task, memory and requests.

    Load ends when the page has answered to a first movement of its map and drawn the answer. Ours
    writes its panel after that: whole is when nothing more is to come.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(_TOO_LONG_MS)
        if slowdown > 1:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.route(re.compile("^https?:"), lambda route: _serve(route, assets))
        page.add_init_script(LONG_TASKS)
        ours = "nostrikeReady" in path.read_text(encoding="utf-8")
        page.wait_for_timeout(_BROWSER_SETTLES_MS)
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load", timeout=_TOO_LONG_MS)
        page.wait_for_selector(".leaflet-container", state="attached")
        if ours:
            page.wait_for_selector("html.answers", state="attached")
        page.locator(".leaflet-container").first.focus()
        page.keyboard.press("ArrowLeft")
        page.evaluate(SETTLED)
        load_s = time.perf_counter() - start
        if ours:
            page.wait_for_selector("html.ready", state="attached")
        whole_s = time.perf_counter() - start
        page.wait_for_timeout(3_000)
        whole, own = _memory_mib(_renderer(page))
        found = {
            "load_s": load_s,
            "whole_s": whole_s,
            "longest_ms": page.evaluate("window.longest"),
            "renderer_mb": whole,
            "own_mb": own,
            "requests": sum(not url.startswith(("file:", "data:")) for url in asked),
        }
        browser.close()
    return found
