"""The page of `nostrike coverage` in a real browser, in a language of each direction."""

import pytest

from layers import samples
from nostrike.cli import main
from tests.maps.quiet import opens_quietly

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["en", "ar"])
def page(request, tmp_path_factory):
    files = samples.demoland()
    out = tmp_path_factory.mktemp(request.param) / "out"
    lists = ("--registry", files["registry"], "--reference", files["facilities"])
    words = ("coverage", *lists, "--lang", request.param, "--out", out, "--quiet")
    assert main([str(word) for word in words]) == 0
    return out / "coverage-restricted.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_opens_quietly_and_fits_the_screen(browser, page, width):
    opens_quietly(browser, page, width)
