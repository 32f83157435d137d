// What is drawn on the ground. It all stands on one canvas, in this order: areas, circles, rings,
// lines, sites, incidents.

import { max, min } from './builtins.js';
import { drawIncidents, forgetBundles } from './bundles.js';
import { NEAR, data, incidents, nSites, pairs, radii, registrations, rowsOf, sites } from './data.js';
import { aside, make } from './elements.js';
import { noteCut } from './filters.js';
import { DRAWN_AROUND, FILLED_CIRCLES, MANY_SITES, SITES_FULL } from './limits.js';
import { layers, map, placeIn, put, zoomNow } from './map.js';
import { measureAt, measuring } from './measure.js';
import { openRegistration, openSite } from './popups.js';
import { current, isDrawn, isReached, nPlaces, places, rowsAt, select, siteShown, state } from './state.js';
import { arrow, drawSite, drawSteps, theme } from './symbols.js';
import { countryName, isInScript, metres } from './words.js';

const LEGIBLE = { uncertainty: 150, rings: 120, pairs: 600 };
const STYLES = data.marks.styles;

// Names as far as they can be read beside each other: countries first, then districts.
export const drawNames = () => {
  const taken = [];
  const named = (className, letter) => ([lon, lat, given, code, others]) => {
    const name = countryName(code) || [given, ...others].find(isInScript) || given;
    const { x, y } = map.latLngToLayerPoint([lat, lon]);
    const half = (name.length * letter) / 2;
    if (taken.some((other) => Math.abs(other.x - x) < other.half_ + half && Math.abs(other.y - y) < 16)) return [];
    taken.push({ x, y, half_: half });
    const icon = L.divIcon({ className, iconSize: null, html: make('span', aside(name)) });
    return L.marker([lat, lon], { icon, ...STYLES.name });
  };
  put('names', data.ground.names.map(named('country', 10.5)), data.ground.places.map(named('district', 7)));
};

// What lies on the map does not open while one measures: it is a point of the way.
export const chosen = (open) => (event) => (measuring ? measureAt(event.latlng) : open());

export const mark = (at, radius, draw, open) => ({ at, radius, draw, open: chosen(open) });

// A whole country's list of sites seen from afar: small marks, so that strikes stay visible.
const shrunk = (ctx, outcome) => {
  if (nSites > MANY_SITES && zoomNow() < SITES_FULL) ctx.scale(0.4, 0.4);
  drawSite(ctx, outcome);
};

// The sites that the filters let through in a part of the map.
const sitesIn = (view) => {
  const seen = [];
  for (let row = 0; row < nSites; row += 1) {
    if (sites.lat[row] !== null && siteShown(row) && view.contains(placeIn(sites, row))) seen.push(row);
  }
  return seen;
};

// The registrations of a layer, if it is asked for.
const registered = (name, wanted) => (isDrawn(name) ? rowsOf(registrations).filter(wanted) : []);

const drawSites = () => {
  put('sites',
    sitesIn(map.getBounds().pad(DRAWN_AROUND)).map((row) => mark(placeIn(sites, row), 7, (ctx) => shrunk(ctx, sites.outcome[row]), () => openSite(row))),
    registered('unmatched', (row) => registrations.facility[row] === null && registrations.lat[row] !== null)
      .map((row) => mark(placeIn(registrations, row), 7, (ctx) => drawSite(ctx, 'unmatched'), () => openRegistration(row))));
};

// Circles, rings and lines of what is in view, as far as they can be told apart.
const drawAround = () => {
  const view = map.getBounds().pad(0.2);
  const cut = new Set();
  // What is too much to be told apart waits until one zooms in, and the legend says so.
  const legible = (name, seen, draw) => {
    if (!isDrawn(name)) return [];
    const found = seen();
    if (found.length <= LEGIBLE[name]) return found.flatMap(draw);
    cut.add(name);
    return [];
  };
  const around = legible('uncertainty', () => {
    const groups = [];
    for (let place = 0; place < nPlaces && groups.length <= LEGIBLE.uncertainty; place += 1) {
      if (current.perPlace_[place] && places.area_[place] === null && view.contains(placeIn(places, place))) {
        const rows = rowsAt(place);
        if (incidents.error_m[rows[0]] !== null) groups.push(rows);
      }
    }
    return groups;
  }, circlesOf);
  put('circles', around.map((circle) => circle.setStyle(faded(around.length))));
  put('rings', legible('rings', () => (zoomNow() < 9 ? { length: Infinity } : sitesIn(view)), ringsOf));
  put('lines', legible('pairs', () => [...pairs.incident.keys()].filter((pair) => isReached(pair)
    && sites.lat[pairs.facility[pair]] !== null && view.contains(placeIn(sites, pairs.facility[pair]))), lineOf),
    registered('displaced', (row) => registrations.outcome[row] === 'displaced').map(displacement));
  noteCut(cut);
};

export const circlesOf = (rows) => {
  const sizes = [...new Set(rows.map((row) => incidents.error_m[row]))].filter((size) => size > 0);
  return sizes.map((radius) => L.circle(placeIn(incidents, rows[0]), { ...STYLES.circle, radius, color: theme.line }));
};

// Many circles over each other must not turn the ground black: the more there are, the fainter each.
const faded = (n) => ({ opacity: max(0.08, min(0.55, 8 / n)), fillOpacity: n > FILLED_CIRCLES ? 0 : 0.03 });

export const ringsOf = (row) => {
  const place = placeIn(sites, row);
  return place ? radii.map((radius, k) => L.circle(place, { ...STYLES.ring, radius, color: theme.site, dashArray: k ? '4 4' : null })) : [];
};

export const lineOf = (pair) => {
  const row = pairs.incident[pair];
  const site = placeIn(sites, pairs.facility[pair]);
  if (incidents.drawn[row] !== 'point' || !site) return [];
  const near = NEAR.includes(pairs['tier_' + state.radius_][pair]);
  return [L.polyline([placeIn(incidents, row), site], { ...STYLES.pair, color: theme.line, dashArray: near ? null : '2 4' })];
};

const drawHead = (ctx, from, to) => {
  const { x, y } = map.latLngToLayerPoint(to).subtract(map.latLngToLayerPoint(from));
  if (Math.hypot(x, y) < 22) return;
  ctx.rotate(Math.atan2(y, x));
  drawSteps(ctx, arrow.head);
};

// An arrow from where the list points to where the site is; its head stops short of the site's mark.
export const displacement = (row) => {
  const site = registrations.facility[row];
  const from = placeIn(registrations, row);
  const to = site === null ? null : placeIn(sites, site);
  if (!from || !to) return [];
  const color = theme.site;
  const distance = registrations.distance_m[row];
  const end = L.circleMarker(from, { ...STYLES.stated, color });
  const head = { at: to, draw: (ctx) => drawHead(ctx, from, to) };
  if (distance !== null && zoomNow() >= 11) {
    end.bindTooltip(make('span', metres(distance)), { permanent: true, direction: 'right', className: 'metres' });
  }
  return [L.polyline([from, to], { ...STYLES.arrow, color }), end, head];
};

export const redraw = () => {
  select();
  paint();
};

export const paint = () => {
  put('chosen');
  if (isDrawn('names')) layers.names.addTo(map); else layers.names.remove();
  forgetBundles();
  drawView();
};

const drawView = () => {
  drawAround();
  drawSites();
  drawIncidents();
  ['lines', 'rings', 'circles', 'areas'].forEach((name) => layers[name].eachLayer((layer) => layer.bringToBack?.()));
};

// What is drawn comes with the view; marks stay above what surrounds them.
let namesAt = zoomNow();

export const follow = () => {
  drawView();
  if (zoomNow() !== namesAt) drawNames();
  namesAt = zoomNow();
};
