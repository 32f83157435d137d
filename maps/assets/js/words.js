// Words, numbers and dates, in the language that the reader chose.

import { round } from './builtins.js';
import { about, data, incidents, languages } from './data.js';

export let words = data.words;
languages[words.lang] = words;

// The browser's own ways to write numbers and dates, to name and to order: made when first used.
const WHOLE = { maximumFractionDigits: 0 };
export const TENTHS = { maximumFractionDigits: 1 };
const PROBABILITY = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
const LONG = { dateStyle: 'long', timeZone: 'UTC' };
export const SHORT = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
const REGION = { type: 'region', style: 'short', fallback: 'none' };
const NUMERIC = { numeric: true };
let made;
const by = (kind, options) => {
  if (!made.has(options)) made.set(options, new Intl[kind]([words.locale, 'en'], options));
  return made.get(options);
};

export const useLanguage = (lang) => {
  words = languages[lang];
  made = new Map();
};
useLanguage(words.lang);

export const collate = (a, b) => by('Collator', NUMERIC).compare(a, b);

// A phrase in pieces, its names filled in as `write` does it; one value alone fills what there is.
export const pieces = (key, values, write) => (words.labels[key] ?? key).split(/\{(\w+)\}/)
  .map((piece, at) => (at % 2 ? write(Object(values) === values ? values[piece] : values) : piece));

// A phrase with its values filled in. Numbers are written out.
export const say = (key, values) => pieces(key, values, (value) => (typeof value === 'number' ? number(value) : value)).join('');

export const edition = () => say('edition_' + about.edition);

// What the tables say in English, in the language chosen where the page knows it.
export const told = (text) => words.labels['=' + text] ?? text;

// What one of a few values is called.
const named = (of) => (value) => say(of + (value || 'unknown'));
export const tierName = named('tier_');
export const outcomeName = named('outcome_');
export const eventName = named('event_');
export const actorName = named('actor_');
export const precisionName = named('precision_');
export const incidentKindName = named('kind_');
export const kindName = (kind) => (kind === 'other' ? say('site_other') : incidentKindName(kind));

// Whether a name is written in the letters of the language chosen.
export const isInScript = (name) => RegExp('\\p{sc=' + words.script + '}', 'u').test(name);

// The browser's own names of countries (CLDR); no network is asked.
export const countryName = (code) => (code ? by('DisplayNames', REGION).of(code) : undefined);

export const number = (n, options = WHOLE) => by('NumberFormat', options).format(n);

export const kilometres = (m, options) => say('kilometres', number(m / 1000, options));

export const metres = (m) => m < 1000 ? say('metres', m) : kilometres(m, m < 10000 ? TENTHS : WHOLE);

// "= 0.42", and never as sure or as impossible: "> 0.99", "< 0.01".
export const probability = (p) => {
  const [sign, shown] = p < 0.01 ? ['<', 0.01] : p > 0.99 ? ['>', 0.99] : ['=', p];
  return sign + '\u00a0' + number(shown, PROBABILITY);
};

export const day = (iso, style = LONG) => by('DateTimeFormat', style).format(new Date(iso + 'T00:00:00Z'));

export const datePhrase = (row, style) => {
  const first = incidents.from[row];
  const last = incidents.until[row] || first;
  if (!first) return say('date_unknown');
  return first === last ? day(first, style) : say('date_between', { first: day(first, style), last: day(last, style) });
};

export const direction = (degrees) => say('direction_' + (round(degrees / 45) * 45) % 360);
