// What the reader asked to see, and which incidents that leaves.

import { arrayFrom, floor, max, min, round } from './builtins.js';
import { NO_DAY, REACHED, TIERS, coded, data, ends, incidents, nIncidents, pairs, pause, sites, sourceTitle, starts, tierCodes } from './data.js';
import { aside } from './elements.js';
import { kindName, outcomeName, say, tierName, told, wordFor } from './words.js';

export const state = {
  radius: 0,
  from: null, // days since 1970
  until: null,
  undated: true,
  hiddenLayers: new Set(),
};

export const dated = starts.filter((start) => start !== NO_DAY);
export const firstDay = dated.reduce((a, b) => min(a, b), dated.length ? dated[0] : 0);
export const lastDay = ends.reduce((a, b) => max(a, b), firstDay);

// One question that an incident answers in one of a few ways; beyond thirty, the rarest together.
const REST = '\u2026';
const MOST_ANSWERS = 30;

const facet = (name, label) => {
  const { of, at } = coded(name);
  const often = new Int32Array(of.length);
  at.forEach((code) => { often[code] += 1; });
  const order = [...of.keys()].sort((a, b) => often[b] - often[a]);
  let values = order.map((code) => of[code]);
  if (values.length > MOST_ANSWERS) values = values.slice(0, MOST_ANSWERS - 1).concat(REST);
  const answer = new Uint8Array(of.length);
  order.forEach((code, rank) => { answer[code] = min(rank, values.length - 1); });
  return answers(name, values, Uint8Array.from(at, (code) => answer[code]), (value) => (value === REST ? say('rest') : label(value)));
};

const answers = (name, values, codes, label) => (
  { name, values, codes, label, on: new Uint8Array(values.length).fill(1), counts: new Int32Array(values.length) });

export const tierFacet = answers('tier', TIERS, tierCodes[0], tierName);
const kindFacet = facet('kind', (kind) => say('kind_' + kind));
export const facets = [
  tierFacet,
  kindFacet,
  facet('type', (type) => wordFor('event_', type)),
  facet('weapon', (weapon) => (weapon ? aside(told(weapon)) : say('not_given'))),
  facet('actor', (actor) => wordFor('actor_', actor)),
  facet('source', (source) => aside(sourceTitle(source))),
];
if (kindFacet.values.some((kind) => kind !== 'other')) {
  kindFacet.values.forEach((kind, code) => { if (kind === 'other') kindFacet.on[code] = 0; });
}

// The same asked of a facility.
const siteFacet = (name, column, label) => {
  const values = [...new Set(column)];
  return answers(name, values, column.map((value) => values.indexOf(value)), label);
};
export const siteFacets = [siteFacet('outcome', sites.outcome, outcomeName), siteFacet('site', sites.kind, kindName)];
export const questions = facets.concat(siteFacets);

await pause();

// Places where incidents are drawn: points and areas, each with the rows that stand there.
const placeOfRow = new Int32Array(nIncidents).fill(-1);
export const places = { lat: [], lon: [], area: [] };
(() => {
  const seen = new Map();
  for (let row = 0; row < nIncidents; row += 1) {
    const drawn = incidents.drawn[row];
    if (!drawn) continue;
    const area = drawn === 'area' ? incidents.area[row] : null;
    const [lat, lon] = area === null ? [incidents.lat[row], incidents.lon[row]] : [data.areas[area].lat, data.areas[area].lon];
    const name = area === null ? round((lat + 90) * 1e5) * 4e7 + round((lon + 180) * 1e5) : area;
    if (!seen.has(name)) {
      seen.set(name, places.lat.length);
      places.lat.push(lat);
      places.lon.push(lon);
      places.area.push(area);
    }
    placeOfRow[row] = seen.get(name);
  }
})();
export const nPlaces = places.lat.length;
const firstOf = new Int32Array(nPlaces + 1);
placeOfRow.forEach((place) => { if (place >= 0) firstOf[place + 1] += 1; });
for (let place = 0; place < nPlaces; place += 1) firstOf[place + 1] += firstOf[place];
const rowsByPlace = new Int32Array(firstOf[nPlaces]);
(() => {
  const next = firstOf.slice();
  placeOfRow.forEach((place, row) => { if (place >= 0) { rowsByPlace[next[place]] = row; next[place] += 1; } });
})();

// The rows at a place that the filters let through.
export const rowsAt = (place) => [...rowsByPlace.subarray(firstOf[place], firstOf[place + 1])].filter((row) => current.keep[row]);

// An inexact date is an interval: it stays while any part of it is asked for.
const inTime = (row) => {
  if (starts[row] === NO_DAY) return state.undated;
  return (state.from === null || ends[row] >= state.from) && (state.until === null || starts[row] <= state.until);
};

export const BINS = max(1, min(60, lastDay - firstDay + 1));
export const binOf = (start) => min(BINS - 1, floor(((start - firstDay) / (lastDay - firstDay + 1)) * BINS));

// Incidents that the filters let through. Each figure beside a filter counts what all the other
// filters let through, so that it says what choosing it would add.
const passed = () => {
  tierFacet.codes = tierCodes[state.radius];
  const found = { keep: new Uint8Array(nIncidents), n: 0, perPlace: new Int32Array(nPlaces), undrawn: [], bins: new Int32Array(BINS) };
  facets.forEach((one) => one.counts.fill(0));
  const timely = facets.length;
  for (let row = 0; row < nIncidents; row += 1) {
    let misses = 0;
    let which = -1;
    if (!inTime(row)) { misses = 1; which = timely; }
    for (let f = 0; f < facets.length && misses < 2; f += 1) {
      if (!facets[f].on[facets[f].codes[row]]) { misses += 1; which = f; }
    }
    if (misses > 1) continue;
    const place = placeOfRow[row];
    if (place < 0) {
      if (!misses) found.undrawn.push(row);
      continue;
    }
    if (starts[row] !== NO_DAY && (!misses || which === timely)) found.bins[binOf(starts[row])] += 1;
    if (!misses) {
      for (let f = 0; f < facets.length; f += 1) facets[f].counts[facets[f].codes[row]] += 1;
      found.keep[row] = 1;
      found.perPlace[place] += 1;
      found.n += 1;
    } else if (which < timely) facets[which].counts[facets[which].codes[row]] += 1;
  }
  return found;
};
export let current; // chosen when the page starts
export const select = () => { current = passed(); };

export const shownRows = () => [...current.keep.keys()].filter((row) => current.keep[row]);

const FAR = 1e7; // beyond any day, so that what has no date comes last
export const timeOf = (row) => (starts[row] === NO_DAY ? FAR : starts[row] - NO_DAY);
const inOrder = (rows, rank) => arrayFrom(
  Float64Array.from(rows, (row) => rank(row) * 1e6 + row).sort(), (value) => value % 1e6);
export const byTime = (rows) => inOrder(rows, timeOf);
export const byTier = (rows) => inOrder(rows, (row) => tierCodes[state.radius][row] * 2 * FAR + timeOf(row));

export const isDrawn = (name) => !state.hiddenLayers.has(name);
export const siteShown = (row) => siteFacets.every(({ on, codes }) => on[codes[row]]);
export const shownSites = () => [...sites.id.keys()].filter(siteShown);

// Whether a strike that the filters let through reached a facility, as far as the data can tell, at a radius.
export const isReached = (pair, k = state.radius) => current.keep[pairs.incident[pair]] && REACHED.includes(pairs['tier_' + k][pair]);
