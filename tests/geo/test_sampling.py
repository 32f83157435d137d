"""The interval of a share in a sample, beside published ones."""

import pytest

import geo

# Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872, table I, method 3 (Wilson)
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("n", "total", "low", "high"), NEWCOMBE)
def test_published_intervals(n, total, low, high):
    assert geo.wilson_interval(n, n, total) == pytest.approx((low, high), abs=5e-5)


def test_doubt_about_the_count_widens_both_ends():
    wide = geo.wilson_interval(10, 14, 40)
    assert wide[0] == geo.wilson_interval(10, 10, 40)[0]
    assert wide[1] == geo.wilson_interval(14, 14, 40)[1]


@pytest.mark.parametrize("counts", [(0, 0, 0), (3, 2, 9), (-1, 2, 9), (2, 10, 9)])
def test_what_is_no_share_is_refused(counts):
    with pytest.raises(ValueError, match="no share"):
        geo.wilson_interval(*counts)
