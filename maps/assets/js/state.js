// What the reader asked to see, and which incidents that leaves.

const state = {
  radius: 0,
  from: null,
  until: null,
  undated: true,
  sources: new Set(data.sources.map((entry) => entry.source)),
  kinds: new Set(['strike', 'attack']),
  tiers: new Set(TIERS),
  outcomes: new Set(sites.outcome.concat(['unmatched'])),
  layers: new Set(['uncertainty', 'rings', 'pairs', 'displaced', 'unmatched', 'areas', 'names']),
};
incidents.source.forEach((source) => state.sources.add(source));
if (!incidents.kind.some((kind) => kind !== 'other')) state.kinds.add('other');

const knownDates = incidents.from.concat(incidents.until).filter((value) => value).sort();
const firstDate = knownDates[0] || null;
const lastDate = knownDates[knownDates.length - 1] || null;

// An inexact date is an interval: it stays while any part of it is asked for.
function inTime(row) {
  const first = incidents.from[row];
  if (!first) return state.undated;
  const last = incidents.until[row] || first;
  return (!state.from || last >= state.from) && (!state.until || first <= state.until);
}

function passes(row, butTier) {
  return state.sources.has(incidents.source[row]) && state.kinds.has(incidents.kind[row])
    && inTime(row) && (butTier || state.tiers.has(tierOf(row, state.radius)));
}

// Incidents that the filters let through, by where they are drawn.
function select() {
  const found = { points: new Map(), areas: new Map(), shown: [], undrawn: [], tiers: {}, kinds: {} };
  for (let row = 0; row < nIncidents; row += 1) {
    if (!passes(row, true)) continue;
    const drawn = incidents.drawn[row];
    const tier = tierOf(row, state.radius);
    if (drawn) found.tiers[tier] = (found.tiers[tier] || 0) + 1;
    if (!state.tiers.has(tier)) continue;
    if (!drawn) { found.undrawn.push(row); continue; }
    found.shown.push(row);
    const groups = drawn === 'area' ? found.areas : found.points;
    const place = drawn === 'area' ? incidents.area[row] : incidents.lat[row] + ' ' + incidents.lon[row];
    if (!groups.has(place)) groups.set(place, []);
    groups.get(place).push(row);
  }
  return found;
}

function byTime(rows) {
  return rows.slice().sort((a, b) => {
    const [x, y] = [incidents.from[a] || '9999', incidents.from[b] || '9999'];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}

function byTier(rows) {
  const rank = (row) => TIERS.indexOf(tierOf(row, state.radius));
  return byTime(rows).sort((a, b) => rank(a) - rank(b));
}
