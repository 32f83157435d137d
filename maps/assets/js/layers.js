// What is drawn. Everything stands on one canvas, in this order: ground, areas, circles, rings,
// lines, sites, incidents.

import { drawIncidents, forgetBundles } from './bundles.js';
import { NEAR, REACHED, data, incidents, nSites, pairs, radii, registrations, sites } from './data.js';
import { aside, make } from './elements.js';
import { noteCut } from './filters.js';
import { groundLayer, layers, map, nameLayer } from './map.js';
import { measureAt, measuring } from './measure.js';
import { openRegistration, openSite } from './popups.js';
import { current, nPlaces, places, rowsAt, select, siteShown, state } from './state.js';
import { Mark, PAPER, drawHead, drawSite, theme } from './symbols.js';
import { countryName, metres } from './words.js';

const LEGIBLE_CIRCLES = 150;
const LEGIBLE_RINGS = 120;
const LEGIBLE_PAIRS = 600;
export const DRAWN_AROUND = 0.3; // how far beyond the view marks are drawn, in views

export function drawGround() {
  groundLayer.clearLayers();
  const renderer = L.canvas({ pane: 'ground', padding: 0.5 });
  const quiet = { renderer, pane: 'ground', interactive: false };
  const land = { ...quiet, fillColor: theme.land, fillOpacity: 1, color: theme.land, weight: 1, opacity: 1 };
  // One by one: areas lie on countries, and what overlaps inside one polygon would be a hole.
  data.ground.land.forEach((parts) => L.polygon(parts, land).addTo(groundLayer));
  L.polyline(data.ground.context, { ...quiet, color: theme.district, weight: 0.8 }).addTo(groundLayer);
  L.polyline(data.ground.borders, { ...quiet, color: theme.border, weight: 1.2 }).addTo(groundLayer);
}

// Names as far as they can be read beside each other: countries first, then districts.
export function drawNames() {
  nameLayer.clearLayers();
  const taken = [];
  [['country', data.ground.names, 10.5], ['district', data.ground.places, 7]].forEach(([className, names, letter]) => names.forEach(([lon, lat, given, code]) => {
    const name = countryName(code) || given;
    const { x, y } = map.latLngToLayerPoint([lat, lon]);
    const half = (name.length * letter) / 2;
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 16)) return;
    taken.push({ x, y, half });
    const icon = L.divIcon({ className, iconSize: null, html: make('span', {}, aside(name)) });
    L.marker([lat, lon], { icon, pane: 'names', interactive: false, keyboard: false }).addTo(nameLayer);
  }));
}

// What lies on the map does not open while one measures: it is a point of the way.
export const chosen = (open) => (event) => (measuring ? measureAt(event.latlng) : open());

export function mark(lat, lon, radius, draw, open) {
  return new Mark([lat, lon], { radius, draw, bubblingMouseEvents: false }).on('click', chosen(open));
}

// A whole country's list of sites seen from afar: small marks, so that strikes stay visible.
function shrunk(ctx, x, y, draw) {
  const scale = nSites > MANY_SITES && map.getZoom() < SITES_FULL ? 0.4 : 1;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  draw();
  ctx.restore();
}

function drawSites() {
  layers.sites.clearLayers();
  const view = map.getBounds().pad(DRAWN_AROUND);
  for (let row = 0; row < nSites; row += 1) {
    const outcome = sites.outcome[row];
    if (sites.lat[row] === null || !siteShown(row) || !view.contains([sites.lat[row], sites.lon[row]])) continue;
    const draw = (ctx, x, y) => shrunk(ctx, x, y, () => drawSite(ctx, 0, 0, outcome));
    layers.sites.addLayer(mark(sites.lat[row], sites.lon[row], 7, draw, () => openSite(row)));
  }
  if (!registrations || !state.layers.has('unmatched')) return;
  registrations.id.forEach((id, row) => {
    if (registrations.facility[row] !== null || registrations.lat[row] === null) return;
    const draw = (ctx, x, y) => drawSite(ctx, x, y, 'unmatched');
    const [lat, lon] = [registrations.lat[row], registrations.lon[row]];
    layers.sites.addLayer(mark(lat, lon, 7, draw, () => openRegistration(row)));
  });
}

const CIRCLE = { weight: 1, opacity: 0.55, fillOpacity: 0.03, interactive: false };
const FILLED_CIRCLES = 12;
const MANY_SITES = 300;
const SITES_FULL = 9;
const RING = { weight: 1, opacity: 0.6, fill: false, interactive: false };

// Circles, rings and lines of what is in view, as far as they can be told apart.
function drawAround() {
  ['circles', 'rings', 'lines'].forEach((name) => layers[name].clearLayers());
  const view = map.getBounds().pad(0.2);
  const cut = new Set();
  if (state.layers.has('uncertainty')) {
    const groups = [];
    for (let place = 0; place < nPlaces; place += 1) {
      if (current.perPlace[place] && places.area[place] === null && view.contains([places.lat[place], places.lon[place]])) {
        if (groups.length > LEGIBLE_CIRCLES) break;
        const rows = rowsAt(place);
        if (incidents.error_m[rows[0]] !== null) groups.push(rows);
      }
    }
    if (groups.length > LEGIBLE_CIRCLES) cut.add('uncertainty');
    else groups.flatMap(circlesOf).forEach((circle, k, all) => layers.circles.addLayer(circle.setStyle(faded(all.length))));
  }
  if (state.layers.has('rings')) {
    const seen = [];
    for (let row = 0; row < nSites; row += 1) {
      if (sites.lat[row] !== null && siteShown(row) && view.contains([sites.lat[row], sites.lon[row]])) seen.push(row);
    }
    if (seen.length > LEGIBLE_RINGS || map.getZoom() < 9) cut.add('rings');
    else seen.forEach((row) => ringsOf(row).forEach((ring) => layers.rings.addLayer(ring)));
  }
  if (state.layers.has('pairs')) {
    const seen = [];
    pairs['tier_' + state.radius].forEach((tier, pair) => {
      if (REACHED.includes(tier) && current.keep[pairs.incident[pair]] && view.contains(endOf(pair))) seen.push(pair);
    });
    if (seen.length > LEGIBLE_PAIRS) cut.add('pairs');
    else seen.forEach((pair) => lineOf(pair).forEach((line) => layers.lines.addLayer(line)));
  }
  if (registrations && state.layers.has('displaced')) {
    registrations.outcome.forEach((outcome, row) => {
      if (outcome === 'displaced') displacement(row).forEach((line) => layers.lines.addLayer(line));
    });
  }
  noteCut(cut);
}

export function circlesOf(rows) {
  const sizes = [...new Set(rows.map((row) => incidents.error_m[row]))].filter((size) => size > 0);
  return sizes.map((radius) => L.circle([incidents.lat[rows[0]], incidents.lon[rows[0]]], { ...CIRCLE, radius, color: theme.line, fillColor: theme.line }));
}

// Many circles over each other must not turn the ground black: the more there are, the fainter each.
function faded(n) {
  return { opacity: Math.max(0.08, Math.min(CIRCLE.opacity, 8 / n)), fillOpacity: n > FILLED_CIRCLES ? 0 : CIRCLE.fillOpacity };
}

export function ringsOf(row) {
  return radii.map((radius, k) => L.circle([sites.lat[row], sites.lon[row]], { ...RING, radius, color: theme.site, dashArray: k ? '4 4' : null }));
}

const endOf = (pair) => {
  const row = pairs.facility[pair];
  return sites.lat[row] === null ? [90, 0] : [sites.lat[row], sites.lon[row]];
};

export function lineOf(pair) {
  const row = pairs.incident[pair];
  if (incidents.drawn[row] !== 'point' || sites.lat[pairs.facility[pair]] === null) return [];
  const near = NEAR.includes(pairs['tier_' + state.radius][pair]);
  return [L.polyline([[incidents.lat[row], incidents.lon[row]], endOf(pair)], { color: theme.line, weight: 1.2, opacity: 0.7, interactive: false, dashArray: near ? null : '2 4' })];
}

// An arrow from where the list points to where the site is; its head stops short of the site's mark.
export function displacement(row) {
  const site = registrations.facility[row];
  if (site === null || registrations.lat[row] === null || sites.lat[site] === null) return [];
  const from = [registrations.lat[row], registrations.lon[row]];
  const to = [sites.lat[site], sites.lon[site]];
  const blue = theme.site;
  const line = L.polyline([from, to], { color: blue, weight: 2.2, opacity: 0.9, interactive: false });
  const end = L.circleMarker(from, { radius: 3.5, color: blue, weight: 1.5, fillColor: PAPER, fillOpacity: 1, interactive: false });
  const head = new Mark(to, { radius: 18, interactive: false, draw: (ctx, x, y) => drawHead(ctx, x, y, map.latLngToLayerPoint(from), blue) });
  if (registrations.distance_m[row] !== null && map.getZoom() >= 11) {
    end.bindTooltip(make('span', {}, metres(registrations.distance_m[row])), { permanent: true, direction: 'right', className: 'metres' });
  }
  return [line, end, head];
}

export function redraw() {
  select();
  paint();
}

export function paint() {
  layers.chosen.clearLayers();
  if (state.layers.has('names')) nameLayer.addTo(map); else nameLayer.remove();
  drawAround();
  drawSites();
  forgetBundles();
  drawIncidents();
  layers.areas.eachLayer((area) => area.bringToBack());
}

// What is drawn comes with the view; marks stay above what surrounds them.
let namesAt = map.getZoom();

export function follow() {
  drawAround();
  drawSites();
  drawIncidents();
  if (map.getZoom() !== namesAt) drawNames();
  namesAt = map.getZoom();
  ['lines', 'rings', 'circles', 'areas'].forEach((name) => layers[name].eachLayer((layer) => layer.bringToBack && layer.bringToBack()));
}
