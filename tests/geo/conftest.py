"""The two forms of the kernels, for tests of joins to run in both."""

import pytest

from geo import compiled


@pytest.fixture(scope="module", params=["plain Python", "machine code"])
def form(request):
    """Have all kernels run in one form, whatever the work."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "machine code":
            patch.setattr(compiled, "SMALL_WORK", -1)
        else:
            patch.setattr(compiled, "SMALL_WORK", 1 << 62)
            patch.setattr(compiled, "_COMPILED", {})
        yield request.param
