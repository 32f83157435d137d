// The page's data: unpacked from the inert blocks, and looked up by row number.
// Text in it is hostile; nothing here or after may write it other than as a text node.

function bytesOf(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  return bytes;
}

// The browser's own inflater where it has one; the small one inside this page where it has none.
async function unpack(id) {
  const bytes = bytesOf(id);
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return await new Response(stream).json();
  } catch (error) {
    const out = new Uint8Array(Number(document.getElementById(id).dataset.length));
    window.tinyInflate()(bytes, out);
    return JSON.parse(new TextDecoder().decode(out));
  }
}

// A column that says one thing, or few things often, comes as those and where each stands.
function wide(columns, n) {
  Object.entries(columns || {}).forEach(([name, column]) => {
    if (column === null || Array.isArray(column)) return;
    if (!column.at) { columns[name] = new Array(n).fill(column.all); return; }
    const at = atob(column.at);
    columns[name] = Array.from({ length: n }, (none, row) => column.of[at.charCodeAt(row)]);
  });
  return columns;
}

// Lets the browser answer its reader between two steps of a large map.
export const pause = () => new Promise((next) => { setTimeout(next); });

export const data = await unpack('nostrike-data');
await pause();
export const languages = await unpack('nostrike-words');
export const about = data.about;
export const radii = about.radii_m;
export const incidents = wide(data.incidents, data.rows.incidents);
export const sites = wide(data.facilities, data.rows.facilities);
export const pairs = wide(data.pairs, data.rows.pairs);
export const registrations = data.registrations;
export const candidates = data.candidates;
export const nIncidents = data.rows.incidents;
export const nSites = data.rows.facilities;

export const TIERS = ['almost_certain', 'likely', 'possible', 'unlikely', 'cannot_tell', 'not_stated', 'none'];
export const NEAR = ['almost_certain', 'likely'];
export const REACHED = ['almost_certain', 'likely', 'possible'];

// Long texts of a large map come in blocks of their own, after it is drawn.
export let textsAwaited = data.rows.text_blocks > 0;
export const textsHere = (async () => {
  for (let k = 0; k < data.rows.text_blocks; k += 1) {
    await new Promise((next) => { setTimeout(next, 30); });
    const block = await unpack('nostrike-text-' + k);
    Object.entries(block).forEach(([name, column]) => { incidents[name] = (incidents[name] || []).concat(column); });
  }
  textsAwaited = false;
})();
if (textsAwaited) ['id', 'text'].forEach((name) => { incidents[name] = []; });

// Rows by what a column holds: pairs by incident, by facility; registrations by facility.
function grouped(keys) {
  const found = new Map();
  (keys || []).forEach((key, row) => {
    if (key === null) return;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(row);
  });
  return (key) => found.get(key) || [];
}
export const pairsOfIncident = grouped(pairs.incident);
export const pairsOfSite = grouped(pairs.facility);
export const registrationsOfSite = grouped(registrations?.facility);
export const candidatesOfIncident = grouped(candidates?.incident);
export const candidatesOfSite = grouped(candidates?.facility);
const bySource = (entries) => new Map(entries.map((entry) => [entry.source, entry]));
const sourcesNamed = bySource(data.sources);
export const sourceTitle = (source) => sourcesNamed.get(source)?.title || source || '';
const lists = bySource(data.lists);
export const listOf = (source) => lists.get(source) || {};

// Days since 1970, so that dates compare as numbers; NO_DAY where there is none.
export const NO_DAY = -1e6;
export const isoOf = (number) => new Date(number * 864e5).toISOString().slice(0, 10);
const dayNumbers = (() => {
  const seen = new Map([[null, NO_DAY]]);
  return (column) => Int32Array.from(column, (iso) => {
    if (!seen.has(iso)) seen.set(iso, Math.round(Date.parse(iso) / 864e5));
    return seen.get(iso);
  });
})();
export const starts = dayNumbers(incidents.from);
export const ends = dayNumbers(incidents.until).map((last, row) => (last === NO_DAY ? starts[row] : last));

await pause();
export const tierCodes = radii.map((radius, k) => Uint8Array.from(incidents['tier_' + k], (tier) => {
  const at = TIERS.indexOf(tier);
  return at < 0 ? TIERS.length - 1 : at;
}));
export const tierOf = (row, k) => TIERS[tierCodes[k][row]];
