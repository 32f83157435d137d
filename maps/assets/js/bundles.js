// Incidents on the map: a mark for each stated place, and one for places too close to draw apart.

import { max, min } from './builtins.js';
import { bundling, pixelX, pixelY } from './bundling.js';
import { data, incidents, tierOf } from './data.js';
import { JUMP } from './elements.js';
import { DRAWN_AROUND, chosen, mark } from './layers.js';
import { map, placeIn, put } from './map.js';
import { openGroup } from './popups.js';
import { current, isDrawn, places, rowsAt, state } from './state.js';
import { drawIncident, drawMany, drawStack, manyRadius, theme } from './symbols.js';

const xs = Float64Array.from(places.lon, pixelX);
const ys = Float64Array.from(places.lat, pixelY);
const TOO_NEAR = 34; // pixels between marks
const LAST_BUNDLE = 16; // the zoom from which each stated place has its own mark
let bundles = [];
let bundlesAt = null;
export const forgetBundles = () => { bundlesAt = null; };

const bundled = () => {
  const zoom = map.getZoom();
  if (bundlesAt !== zoom) {
    const shown = [...places.area.keys()].filter((place) => current.perPlace[place] && places.area[place] === null);
    bundles = bundling(xs, ys, shown, 2 ** zoom, zoom < LAST_BUNDLE ? TOO_NEAR : 0.001);
  }
  bundlesAt = zoom;
  return bundles;
};

export const counted = (rows) => {
  const counts = {};
  rows.forEach((row) => {
    const tier = tierOf(row, state.radius);
    counts[tier] = (counts[tier] || 0) + 1;
  });
  return counts;
};

export const drawIncidents = () => {
  const seen = map.getPixelBounds();
  const around = seen.getSize().multiplyBy(DRAWN_AROUND);
  const view = L.bounds(seen.min.subtract(around), seen.max.add(around));
  const areas = [...places.area.keys()].filter((place) => places.area[place] !== null && current.perPlace[place]);
  put('areas', isDrawn('areas') ? areas.map((place) => L.polygon(data.areas[places.area[place]].rings, {
    color: theme.line, weight: 1.3, dashArray: '6 5', fillOpacity: 0.05, bubblingMouseEvents: false,
  }).on('click', chosen(() => openGroup(rowsAt(place), placeIn(places, place))))) : []);
  put('incidents', areas.map((place) => manyMark(rowsAt(place), placeIn(places, place))),
    bundled().filter(({ mx, my }) => view.contains([mx, my]))
      .map((bundle) => (bundle.places.length > 1 ? bundleMark(bundle) : placeMark(rowsAt(bundle.places[0])))));
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
  const tier = tierOf(rows[0], state.radius);
  return mark(at, 8, (ctx) => drawIncident(ctx, tier, incidents.kind[rows[0]], allReported(rows)), () => openGroup(rows, at));
};

const bundleMark = (bundle) => {
  const rows = bundle.places.flatMap(rowsAt);
  const counts = counted(rows);
  const closer = () => {
    const corners = L.latLngBounds(bundle.places.map((place) => placeIn(places, place)));
    map.setView(corners.getCenter(), min(LAST_BUNDLE, max(map.getBoundsZoom(corners.pad(0.3)), map.getZoom() + 1)), JUMP);
  };
  return mark(map.unproject([bundle.mx, bundle.my]), manyRadius(rows.length) + 2, (ctx) => drawStack(ctx, counts, rows.length), closer);
};
