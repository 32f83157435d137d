// What the reader asked to see, and which incidents that leaves.

import { arrayFrom, floor, max, min, round } from './builtins.js';
import { NO_DAY, REACHED, TIERS, data, ends, incidents, nIncidents, pairs, pause, recoded, rowsOf, sites, sourceTitle, starts, tierCodes } from './data.js';
import { aside } from './elements.js';
import { FAR, REST } from './limits.js';
import { dayIn } from './reading.js';
import { actorName, eventName, incidentKindName, kindName, outcomeName, say, tierName, told } from './words.js';

// A property that ends in "_" is known to these modules only: the build makes its name short.
export const state = {
  radius_: 0,
  from: null, // days since 1970
  until: null,
  undated_: true,
  hiddenLayers_: new Set(),
};

export const [firstDay = 0, lastDay = 0] = data.legend.days.map(dayIn);

// One question that an incident answers in one of a few ways: the page is told which, the most
// frequent first, and where they are many the rarest as one.
const facet = (name, label) => {
  const values = data.legend.answers[name];
  const codes = recoded(Uint8Array, name, (value) => {
    const code = values.indexOf(value);
    return code < 0 ? values.length - 1 : code;
  });
  return answers(name, values, codes, (value) => (value === REST ? say('rest') : label(value)));
};

const answers = (name, values, codes, label) => (
  { name_: name, values_: values, codes_: codes, label_: label, on_: new Uint8Array(values.length).fill(1), counts_: new Int32Array(values.length) });

export const tierFacet = answers('tier', TIERS, tierCodes[0], tierName);
const kindFacet = facet('kind', incidentKindName);
export const facets = [
  tierFacet,
  kindFacet,
  facet('type', eventName),
  facet('weapon', (weapon) => (weapon ? aside(told(weapon)) : say('not_given'))),
  facet('actor', actorName),
  facet('source', (source) => aside(sourceTitle(source))),
];
if (kindFacet.values_.some((kind) => kind !== 'other')) {
  kindFacet.values_.forEach((kind, code) => { if (kind === 'other') kindFacet.on_[code] = 0; });
}

// The same asked of a facility.
const siteFacet = (name, column, label) => {
  const values = [...new Set(column)];
  return answers(name, values, column.map((value) => values.indexOf(value)), label);
};
export const siteFacets = [siteFacet('outcome', sites.outcome, outcomeName), siteFacet('site', sites.kind, kindName)];
export const questions = facets.concat(siteFacets);

await pause();

// Places where incidents are drawn: points and areas. Of each the first row that stands there, and
// of each row the next one at its place.
const placeOfRow = new Int32Array(nIncidents).fill(-1);
const nextAt = placeOfRow.slice();
const firstAt = [];
export const places = { lat: [], lon: [], area_: [] };
(() => {
  const seen = new Map();
  const lastAt = [];
  for (let row = 0; row < nIncidents; row += 1) {
    const drawn = incidents.drawn[row];
    if (!drawn) continue;
    const area = drawn === 'area' ? incidents.area[row] : null;
    const { lat, lon } = area === null ? { lat: incidents.lat[row], lon: incidents.lon[row] } : data.areas[area];
    const name = area ?? round((lat + 90) * 1e5) * 4e7 + round((lon + 180) * 1e5);
    let place = seen.get(name);
    if (place === undefined) {
      place = firstAt.push(row) - 1;
      seen.set(name, place);
      places.lat.push(lat);
      places.lon.push(lon);
      places.area_.push(area);
    } else nextAt[lastAt[place]] = row;
    lastAt[place] = row;
    placeOfRow[row] = place;
  }
})();
export const nPlaces = places.lat.length;

// The rows at a place that the filters let through.
export const rowsAt = (place) => {
  const rows = [];
  for (let row = firstAt[place]; row >= 0; row = nextAt[row]) if (current.keep_[row]) rows.push(row);
  return rows;
};

// An inexact date is an interval: it stays while any part of it is asked for.
const inTime = (row) => {
  if (starts[row] === NO_DAY) return state.undated_;
  return (state.from === null || ends[row] >= state.from) && (state.until === null || starts[row] <= state.until);
};

export const BINS = max(1, min(60, lastDay - firstDay + 1));
export const binOf = (start) => min(BINS - 1, floor(((start - firstDay) / (lastDay - firstDay + 1)) * BINS));

// Incidents that the filters let through. Each figure beside a filter counts what all the other
// filters let through, so that it says what choosing it would add.
const passed = () => {
  tierFacet.codes_ = tierCodes[state.radius_];
  const found = { keep_: new Uint8Array(nIncidents), n: 0, perPlace_: new Int32Array(nPlaces), undrawn_: [], bins_: new Int32Array(BINS) };
  facets.forEach((one) => one.counts_.fill(0));
  const timely = facets.length;
  for (let row = 0; row < nIncidents; row += 1) {
    let misses = 0;
    let which = -1;
    if (!inTime(row)) { misses = 1; which = timely; }
    for (let f = 0; f < facets.length && misses < 2; f += 1) {
      if (!facets[f].on_[facets[f].codes_[row]]) { misses += 1; which = f; }
    }
    if (misses > 1) continue;
    const place = placeOfRow[row];
    if (place < 0) {
      if (!misses) found.undrawn_.push(row);
      continue;
    }
    if (starts[row] !== NO_DAY && (!misses || which === timely)) found.bins_[binOf(starts[row])] += 1;
    for (let f = 0; f < facets.length; f += 1) if (!misses || which === f) facets[f].counts_[facets[f].codes_[row]] += 1;
    if (misses) continue;
    found.keep_[row] = 1;
    found.perPlace_[place] += 1;
    found.n += 1;
  }
  return found;
};
export let current; // chosen when the page starts
export const select = () => { current = passed(); };

export const shownRows = () => [...current.keep_.keys()].filter((row) => current.keep_[row]);

export const timeOf = (row) => (starts[row] === NO_DAY ? FAR : starts[row] - NO_DAY);
const inOrder = (rows, rank) => arrayFrom(
  Float64Array.from(rows, (row) => rank(row) * 1e6 + row).sort(), (value) => value % 1e6);
export const byTime = (rows) => inOrder(rows, timeOf);
export const byTier = (rows) => inOrder(rows, (row) => tierCodes[state.radius_][row] * 2 * FAR + timeOf(row));

export const isDrawn = (name) => !state.hiddenLayers_.has(name);
export const siteShown = (row) => siteFacets.every(({ on_, codes_ }) => on_[codes_[row]]);
export const shownSites = () => rowsOf(sites).filter(siteShown);

// Whether a strike that the filters let through reached a facility, as far as the data can tell, at a radius.
export const isReached = (pair, k = state.radius_) => current.keep_[pairs.incident[pair]] && REACHED.includes(pairs['tier_' + k][pair]);
