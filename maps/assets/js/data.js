// The page's data: unpacked from the inert blocks, and looked up by row number.
// Text in it is hostile; nothing here or after may write it other than as a text node.

import { assign, doc, floor, keys, round } from './builtins.js';
import { bytesOf, codesIn, grouped, wide } from './columns.js';

// The browser's own inflater where it has one; the small one inside this page where it has none.
const unpack = async (id) => {
  const block = doc.getElementById(id);
  const bytes = bytesOf(block.textContent);
  try {
    const inflated = new Response(bytes).body.pipeThrough(new DecompressionStream('deflate-raw'));
    return await new Response(inflated).json();
  } catch (error) {
    const out = new Uint8Array(+block.dataset.length);
    window.tinyInflate()(bytes, out);
    return JSON.parse(new TextDecoder().decode(out));
  }
};

// Lets the browser answer its reader between two steps of a large map.
let paused = Date.now();
export const pause = async () => {
  if (Date.now() - paused < 40) return;
  await new Promise((next) => { setTimeout(next); });
  paused = Date.now();
};

export const data = await unpack('nostrike-data');
await pause();
// The page's words in its further languages, which it opens without.
export const languages = {};
export const allLanguages = async () => assign(languages, await unpack('nostrike-words'));
export const about = data.about;
export const radii = about.radii_m;
const asPacked = { ...data.incidents };
export const incidents = wide(data.incidents, data.rows.incidents);
export const sites = wide(data.facilities, data.rows.facilities);
export const pairs = wide(data.pairs, data.rows.pairs);
export const registrations = data.registrations;
export const candidates = data.candidates;
export const rowsOf = (table) => [...table.id.keys()];
export const nIncidents = data.rows.incidents;
export const nSites = data.rows.facilities;

export const TIERS = keys(data.marks.tiers); // strongest first
export const NEAR = TIERS.slice(0, 2);
export const REACHED = TIERS.slice(0, 3);

// The different values of a column of incidents, and for each row which of them it is.
const coded = (name) => {
  const column = asPacked[name];
  if (column.of) return { of: column.of, at: codesIn(column, nIncidents) };
  if ('all' in column) return { of: [column.all], at: new Uint8Array(nIncidents) };
  const of = [...new Set(incidents[name])];
  const codes = new Map(of.map((value, code) => [value, code]));
  return { of, at: Uint32Array.from(incidents[name], (value) => codes.get(value)) };
};

export const recoded = (Numbers, name, read) => {
  const { of, at } = coded(name);
  const numbers = of.map(read);
  return Numbers.from(at, (code) => numbers[code]);
};

// Long texts of a large map come in blocks of their own, each unpacked when one of them is wanted.
const perBlock = data.rows.texts;
const blocks = [];
if (perBlock) ['id', 'text'].forEach((name) => { incidents[name] = new Array(nIncidents); });

export const textOf = (row) => {
  const k = floor(row / perBlock);
  return (blocks[k] ??= unpack('nostrike-text-' + k).then((block) => keys(block).forEach((name) => {
    block[name].forEach((text, at) => { incidents[name][k * perBlock + at] = text; });
  })));
};
export const textsAwaited = (row) => incidents.id[row] === undefined;
export const textsHere = async () => {
  for (let row = 0; perBlock && row < nIncidents; row += perBlock) await textOf(row);
};

export const pairsOfIncident = grouped(pairs.incident);
export const pairsOfSite = grouped(pairs.facility);
export const registrationsOfSite = grouped(registrations.facility);
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
const dayNumbers = (name) => recoded(Int32Array, name, (iso) => (iso === null ? NO_DAY : round(Date.parse(iso) / 864e5)));
export const starts = dayNumbers('from');
export const ends = dayNumbers('until').map((last, row) => (last === NO_DAY ? starts[row] : last));

await pause();
export const tierCodes = radii.map((radius, k) => recoded(Uint8Array, 'tier_' + k, (tier) => TIERS.indexOf(tier ?? 'none')));
export const tierOf = (row, k) => TIERS[tierCodes[k][row]];
