// Incidents on the map: a mark for each stated place, and one for places too close to draw apart.

import { data, incidents, tierOf } from './data.js';
import { JUMP } from './elements.js';
import { DRAWN_AROUND, chosen, mark } from './layers.js';
import { map, placeIn, put } from './map.js';
import { openGroup } from './popups.js';
import { current, nPlaces, places, rowsAt, state } from './state.js';
import { drawIncident, drawMany, drawStack, manyRadius, theme } from './symbols.js';

// Web Mercator at zoom 0, in pixels, worked out once.
const pixelX = Float64Array.from(places.lon, (lon) => (lon + 180) * (256 / 360));
const pixelY = Float64Array.from(places.lat, (lat) => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
});
const TOO_NEAR = 34; // pixels between marks
const LAST_BUNDLE = 16; // the zoom from which each stated place has its own mark
let bundles = [];
let bundlesAt = null;
export const forgetBundles = () => { bundlesAt = null; };

// The first place comes first, so that the same view always gives the same bundles.
function bundled() {
  const zoom = map.getZoom();
  if (bundlesAt === zoom) return bundles;
  bundlesAt = zoom;
  bundles = [];
  const scale = 2 ** zoom;
  const cells = new Map();
  const across = 2 ** 24;
  for (let place = 0; place < nPlaces; place += 1) {
    if (!current.perPlace[place] || places.area[place] !== null) continue;
    const [x, y] = [pixelX[place] * scale, pixelY[place] * scale];
    const cell = Math.floor(x / TOO_NEAR) * across + Math.floor(y / TOO_NEAR);
    let best = null;
    let least = TOO_NEAR ** 2;
    for (let di = -1; di <= 1 && zoom < LAST_BUNDLE; di += 1) {
      for (let dj = -1; dj <= 1; dj += 1) {
        let bundle = cells.get(cell + di * across + dj);
        for (; bundle; bundle = bundle.next) {
          const distance = (bundle.x - x) ** 2 + (bundle.y - y) ** 2;
          if (distance < least) { best = bundle; least = distance; }
        }
      }
    }
    if (best) {
      best.places.push(place);
      best.mx += (x - best.mx) / best.places.length;
      best.my += (y - best.my) / best.places.length;
    } else {
      const bundle = { x, y, mx: x, my: y, places: [place], next: cells.get(cell) };
      bundles.push(bundle);
      cells.set(cell, bundle);
    }
  }
  return bundles;
}

export function counted(rows) {
  const counts = {};
  rows.forEach((row) => {
    const tier = tierOf(row, state.radius);
    counts[tier] = (counts[tier] || 0) + 1;
  });
  return counts;
}

export function drawIncidents() {
  const { min, max } = map.getPixelBounds();
  const around = max.subtract(min).multiplyBy(DRAWN_AROUND);
  const view = L.bounds(min.subtract(around), max.add(around));
  const areas = [...places.area.keys()].filter((place) => places.area[place] !== null && current.perPlace[place]);
  put('areas', state.layers.has('areas') ? areas.map((place) => L.polygon(data.areas[places.area[place]].rings, {
    color: theme.line, weight: 1.3, dashArray: '6 5', fillOpacity: 0.05, bubblingMouseEvents: false,
  }).on('click', chosen(() => openGroup(rowsAt(place), placeIn(places, place))))) : []);
  put('incidents', areas.map((place) => manyMark(rowsAt(place), placeIn(places, place))),
    bundled().filter(({ mx, my }) => view.contains([mx, my]))
      .map((bundle) => (bundle.places.length > 1 ? bundleMark(bundle) : placeMark(rowsAt(bundle.places[0])))));
}

const allReported = (rows) => rows.every((row) => incidents.reported[row]);

function manyMark(rows, at) {
  const counts = counted(rows);
  const reported = allReported(rows);
  return mark(at, manyRadius(rows.length), (ctx) => drawMany(ctx, counts, rows.length, reported), () => openGroup(rows, at));
}

export function placeMark(rows) {
  const at = placeIn(incidents, rows[0]);
  if (rows.length > 1) return manyMark(rows, at);
  const tier = tierOf(rows[0], state.radius);
  return mark(at, 8, (ctx) => drawIncident(ctx, tier, incidents.kind[rows[0]], allReported(rows)), () => openGroup(rows, at));
}

function bundleMark(bundle) {
  const rows = bundle.places.flatMap(rowsAt);
  const counts = counted(rows);
  const closer = () => {
    const corners = L.latLngBounds(bundle.places.map((place) => placeIn(places, place)));
    map.setView(corners.getCenter(), Math.min(LAST_BUNDLE, Math.max(map.getBoundsZoom(corners.pad(0.3)), map.getZoom() + 1)), JUMP);
  };
  return mark(map.unproject([bundle.mx, bundle.my]), manyRadius(rows.length) + 2, (ctx) => drawStack(ctx, counts, rows.length), closer);
}
