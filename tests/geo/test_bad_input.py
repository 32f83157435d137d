"""What is no proper input: answered where there is an answer, else refused with the mend."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from tests.geo.stage import away, incidents, sites


def told(some, near, radius=500):
    flags = geo.flag_strikes(some, near, radius)
    return flags, geo.summarise_incidents(some, near, flags, radius)


def test_empty_tables():
    some, near = incidents(100.0), sites(away(50.0))
    for left, right in [(some.iloc[:0], near), (some.iloc[:0], near.iloc[:0])]:
        flags, summary = told(left, right)
        assert len(flags) == len(summary) == len(geo.summarise_scaled(left, right, 500, 2.0)) == 0
    flags, summary = told(some, near.iloc[:0])
    assert flags["tier"].tolist() == ["cannot_tell"]
    assert summary["tier_any_500"].tolist() == ["cannot_tell"]
    assert geo.count_near(summary, 500)[:2] == (1, 0)
    assert geo.count_within(some.iloc[:0], near, 500).shape == (0, 1)
    assert list(geo.iter_within(some, near.iloc[:0], 500)) == []


def test_rows_without_a_place_on_either_side():
    some, near = incidents(100.0, 100.0), sites(away(50.0), away(60.0))
    some.loc["i0", "geometry"] = None
    near.loc["f1", "geometry"] = shapely.Point()
    flags, summary = told(some, near)
    assert flags["facility_id"].fillna("").tolist() == ["", "f0"]
    assert summary["tier_any_500"].tolist() == ["cannot_tell", "almost_certain"]
    assert summary["p_any_500"].isna().tolist() == [True, False]


def test_errors_that_are_not_stated_and_errors_that_are_none():
    some = incidents(np.nan, 0.0, 100.0)
    near = sites(away(50.0), error_m=np.nan)
    flags, summary = told(some, near)
    assert summary["tier_any_500"].tolist() == ["cannot_tell", "almost_certain", "almost_certain"]
    assert flags.loc[flags["facility_id"].notna(), "error_m"].tolist() == pytest.approx(
        [50.0, np.hypot(100.0, 50.0)]
    )
    with pytest.raises(ValueError, match="'i0': error_m is negative"):
        geo.flag_strikes(incidents(-1.0), near, 500)
    with pytest.raises(ValueError, match="'f0': error_m is negative"):
        geo.flag_strikes(some, sites(away(50.0), error_m=-5.0), 500)


@pytest.mark.parametrize("radius", [0, -1, [500, 0], np.nan, [], np.inf])
def test_radii_that_are_none(radius):
    some, near = incidents(100.0), sites(away(50.0))
    with pytest.raises(ValueError, match="above zero"):
        geo.flag_strikes(some, near, radius)
    with pytest.raises(ValueError, match="above zero"):
        geo.summarise_scaled(some, near, radius, 2.0)


@pytest.mark.parametrize("crs", [3857, 32636])
def test_another_reference_system_is_reprojected_and_said(crs):
    some, near = incidents(100.0, 900.0), sites(away(450.0), away(700.0, 10.0))
    flags, summary = told(some, near)
    with pytest.warns(UserWarning, match=f"facilities are in EPSG:{crs}; reprojected to EPSG:4326"):
        also = geo.flag_strikes(some, near.to_crs(crs), 500)
    pd.testing.assert_frame_equal(also, flags, rtol=1e-6)
    with pytest.warns(UserWarning, match=f"incidents are in EPSG:{crs}"):
        again = geo.summarise_incidents(some.to_crs(crs), near, flags, 500)
    pd.testing.assert_frame_equal(again, summary, rtol=1e-6)


def test_no_reference_system_is_refused_with_the_mend():
    some, near = incidents(100.0), sites(away(450.0))
    for left, right in [(some.set_crs(None, allow_override=True), near),
                        (some, near.set_crs(None, allow_override=True))]:  # fmt: skip
        with pytest.raises(ValueError, match=r"set_crs\(\"EPSG:4326\"\)"):
            geo.flag_strikes(left, right, 500)


def test_lines_are_refused_with_the_mend():
    line = shapely.LineString([(34.46, 31.53), (34.47, 31.53)])
    some, near = incidents(100.0), sites(away(50.0), line)
    with pytest.raises(ValueError, match="row 'f1': a linestring is neither point nor area; lines"):
        geo.flag_strikes(some, near, 500)
    points = gpd.GeoSeries([away(10.0)], crs=4326)
    with pytest.raises(ValueError, match="neither point nor area"):
        geo.count_within(points, near, 500)


def test_flags_in_parts_are_those_of_the_whole():
    rng = np.random.default_rng(6)
    some = incidents(*rng.choice([50.0, 400.0, 3_000.0, np.nan], 60))
    some["geometry"] = [away(d, b) for d, b in rng.uniform(0, 2_000, (60, 2))]
    near = sites(*(away(d, b) for d, b in rng.uniform(0, 2_000, (20, 2))), error_m=60.0)
    whole = geo.flag_strikes(some, near, [500, 1000])
    parts = list(geo.iter_flags(some, near, [500, 1000], rows_at_once=7))
    assert len(parts) > 5
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    assert list(geo.iter_flags(some.iloc[:0], near, 500)) == []
