// Incidents on the map: a mark for each stated place, and one for places too close to draw apart.

import { max, min } from './builtins.js';
import { bundling, pixelX, pixelY } from './bundling.js';
import { data, incidents, tierOf } from './data.js';
import { JUMP } from './elements.js';
import { chosen, mark } from './layers.js';
import { DRAWN_AROUND, LAST_BUNDLE, TOO_NEAR } from './limits.js';
import { map, placeIn, put, zoomNow } from './map.js';
import { openGroup } from './popups.js';
import { current, isDrawn, places, rowsAt, state } from './state.js';
import { drawIncident, drawMany, drawStack, manyRadius, theme } from './symbols.js';

const xs = Float64Array.from(places.lon, pixelX);
const ys = Float64Array.from(places.lat, pixelY);
let bundles = [];
let bundlesAt = null;
export const forgetBundles = () => { bundlesAt = null; };

const bundled = () => {
  const zoom = zoomNow();
  if (bundlesAt !== zoom) {
    const shown = [...places.area_.keys()].filter((place) => current.perPlace_[place] && places.area_[place] === null);
    bundles = bundling(xs, ys, shown, 2 ** zoom, zoom < LAST_BUNDLE ? TOO_NEAR : 0.001);
  }
  bundlesAt = zoom;
  return bundles;
};

export const counted = (rows) => {
  const counts = {};
  rows.forEach((row) => {
    const tier = tierOf(row, state.radius_);
    counts[tier] = (counts[tier] || 0) + 1;
  });
  return counts;
};

export const drawIncidents = () => {
  const seen = map.getPixelBounds();
  const around = seen.getSize().multiplyBy(DRAWN_AROUND);
  const view = L.bounds(seen.min.subtract(around), seen.max.add(around));
  const areas = [...places.area_.keys()].filter((place) => places.area_[place] !== null && current.perPlace_[place]);
  put('areas', isDrawn('areas') ? areas.map((place) => L.polygon(data.areas[places.area_[place]].rings, {
    color: theme.line, weight: 1.3, dashArray: '6 5', fillOpacity: 0.05, bubblingMouseEvents: false,
  }).on('click', chosen(() => openGroup(rowsAt(place), placeIn(places, place))))) : []);
  put('incidents', areas.map((place) => manyMark(rowsAt(place), placeIn(places, place))),
    bundled().filter(({ mx_, my_ }) => view.contains([mx_, my_]))
      .map((bundle) => (bundle.mark_ ||= bundle.places_.length > 1 ? bundleMark(bundle) : placeMark(rowsAt(bundle.places_[0])))));
};

const allReported = (rows) => rows.every((row) => incidents.reported[row]);

const manyMark = (rows, at) => {
  const counts = counted(rows);
  const reported = allReported(rows);
  return mark(at, manyRadius(rows.length), (ctx) => drawMany(ctx, counts, rows.length, reported), () => openGroup(rows, at));
};

export const placeMark = (rows) => {
  const at = placeIn(incidents, rows[0]);
  if (rows.length > 1) return manyMark(rows, at);
  const tier = tierOf(rows[0], state.radius_);
  return mark(at, 8, (ctx) => drawIncident(ctx, tier, incidents.kind[rows[0]], allReported(rows)), () => openGroup(rows, at));
};

const bundleMark = (bundle) => {
  const rows = bundle.places_.flatMap(rowsAt);
  const counts = counted(rows);
  const closer = () => {
    const corners = L.latLngBounds(bundle.places_.map((place) => placeIn(places, place)));
    map.setView(corners.getCenter(), min(LAST_BUNDLE, max(map.getBoundsZoom(corners.pad(0.3)), zoomNow() + 1)), JUMP);
  };
  return mark(map.unproject([bundle.mx_, bundle.my_]), manyRadius(rows.length) + 2, (ctx) => drawStack(ctx, counts, rows.length), closer);
};
