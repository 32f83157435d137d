"""A page that opens without a word, without asking anyone, fits the screen and can be read."""

from axe_playwright_python.sync_playwright import Axe


def faults(page):
    """Return what axe-core holds against a page: rule and first element."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def opens_quietly(browser, path, width):
    """Open a page offline and hold it to that."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 20
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == [], scheme
    page.close()
