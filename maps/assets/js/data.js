// The page's data: unpacked from the inert block, and looked up by row number.
// Text in it is hostile; nothing here or after may write it other than as a text node.

function unpack(id) {
  const block = document.getElementById(id);
  const packed = atob(block.textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const out = new Uint8Array(Number(block.dataset.length));
  tinyInflate(bytes, out);
  return JSON.parse(new TextDecoder().decode(out));
}

const data = unpack('nostrike-data');
const about = data.about;
const radii = about.radii_m;
const incidents = data.incidents;
const sites = data.facilities;
const pairs = data.pairs;
const registrations = data.registrations;
const nIncidents = incidents.id.length;
const nSites = sites.id.length;

const TIERS = ['almost_certain', 'likely', 'possible', 'unlikely', 'cannot_tell', 'not_stated', 'none'];
const NEAR = ['almost_certain', 'likely'];
const REACHED = ['almost_certain', 'likely', 'possible'];

// Pairs by incident, by facility; registrations by facility.
function grouped(keys) {
  const found = new Map();
  if (keys) {
    keys.forEach((key, row) => {
      if (key === null) return;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(row);
    });
  }
  return found;
}
const pairsOfIncident = grouped(pairs.incident);
const pairsOfSite = grouped(pairs.facility);
const registrationsOfSite = grouped(registrations && registrations.facility);
const sourceTitles = new Map(data.sources.map((entry) => [entry.source, entry.title || entry.source]));

const listOf = new Map(data.lists.map((entry) => [entry.source, entry]));

function tierOf(row, k) {
  const tier = incidents['tier_' + k][row];
  return TIERS.includes(tier) ? tier : 'none';
}

// Words and numbers, in the page's language.
function say(key, values) {
  const phrase = data.labels[key];
  if (phrase === undefined) return key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => (
    values && values[name] !== undefined && values[name] !== null ? String(values[name]) : whole));
}

// Arabic pages write Western digits, as reports in Arabic do.
const LOCALES = { en: 'en-GB', ar: 'ar-u-nu-latn' };

function formatter(make) {
  try { return make(LOCALES[about.lang] || about.lang); } catch (error) { return make('en'); }
}
const wholeNumbers = formatter((lang) => new Intl.NumberFormat(lang, { maximumFractionDigits: 0 }));
const tenths = formatter((lang) => new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }));
const probabilities = formatter((lang) => new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
const dates = formatter((lang) => new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }));
const shortDates = formatter((lang) => new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }));

const number = (n) => wholeNumbers.format(n);

function metres(m) {
  if (m < 1000) return say('metres', { n: wholeNumbers.format(m) });
  return say('kilometres', { n: (m < 10000 ? tenths : wholeNumbers).format(m / 1000) });
}

// "= 0.42", and never as sure or as impossible: "> 0.99", "< 0.01".
function probability(p) {
  if (p < 0.01) return '<\u00a0' + probabilities.format(0.01);
  if (p > 0.99) return '>\u00a0' + probabilities.format(0.99);
  return '=\u00a0' + probabilities.format(p);
}

function day(iso, style) {
  return (style || dates).format(new Date(iso + 'T00:00:00Z'));
}

function datePhrase(row, style) {
  const first = incidents.from[row];
  const last = incidents.until[row] || first;
  if (!first) return say('date_unknown');
  if (first === last) return day(first, style);
  return say('date_between', { first: day(first, style), last: day(last, style) });
}

function direction(degrees) {
  const names = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];
  return say('direction_' + names[Math.round(degrees / 45) % 8]);
}
