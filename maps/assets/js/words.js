// Words, numbers and dates, in the language that the reader chose.

import { round } from './builtins.js';
import { data, incidents, languages } from './data.js';

export let words = data.words;
languages[words.lang] = words;

let wholeNumbers;
export let tenths;
let probabilities;
let dates;
export let shortDates;
export let collate;
let regions;

export const useLanguage = (lang) => {
  words = languages[lang];
  const known = [words.locale, 'en'];
  const numbers = (options) => new Intl.NumberFormat(known, options);
  const days = (month) => new Intl.DateTimeFormat(known, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' });
  wholeNumbers = numbers({ maximumFractionDigits: 0 });
  tenths = numbers({ maximumFractionDigits: 1 });
  probabilities = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  dates = days('long');
  shortDates = days('short');
  regions = new Intl.DisplayNames(known, { type: 'region', style: 'short', fallback: 'none' });
  collate = new Intl.Collator(known, { numeric: true }).compare;
};
useLanguage(words.lang);

// A phrase in pieces, its names filled in as `write` does it; one value alone fills what there is.
export const pieces = (key, values, write) => (words.labels[key] ?? key).split(/\{(\w+)\}/)
  .map((piece, at) => (at % 2 ? write(Object(values) === values ? values[piece] : values) : piece));

// A phrase with its values filled in. Numbers are written out.
export const say = (key, values) => pieces(key, values, (value) => (typeof value === 'number' ? number(value) : value)).join('');

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
export const countryName = (code) => (code ? regions.of(code) : undefined);

export const number = (n) => wholeNumbers.format(n);

export const kilometres = (m, format) => say('kilometres', format.format(m / 1000));

export const metres = (m) => m < 1000 ? say('metres', m) : kilometres(m, m < 10000 ? tenths : wholeNumbers);

// "= 0.42", and never as sure or as impossible: "> 0.99", "< 0.01".
export const probability = (p) => {
  const [sign, shown] = p < 0.01 ? ['<', 0.01] : p > 0.99 ? ['>', 0.99] : ['=', p];
  return sign + '\u00a0' + probabilities.format(shown);
};

export const day = (iso, style = dates) => style.format(new Date(iso + 'T00:00:00Z'));

export const datePhrase = (row, style) => {
  const first = incidents.from[row];
  const last = incidents.until[row] || first;
  if (!first) return say('date_unknown');
  return first === last ? day(first, style) : say('date_between', { first: day(first, style), last: day(last, style) });
};

export const direction = (degrees) => say('direction_' + (round(degrees / 45) * 45) % 360);
