"""The page of `nostrike trends` in a real browser, in a language of each direction."""

import pytest

from layers import samples
from nostrike.cli import main
from tests.maps.quiet import opens_quietly

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["en", "ar"])
def page(request, tmp_path_factory):
    files = samples.demoland()
    out = tmp_path_factory.mktemp(request.param) / "out"
    words = ("trends", "--incidents", files["incidents"], "--lang", request.param)
    assert main([str(word) for word in (*words, "--out", out, "--quiet")]) == 0
    return out / "trends.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_opens_quietly_and_fits_the_screen(browser, page, width):
    opens_quietly(browser, page, width)
