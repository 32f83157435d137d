// Words, numbers and dates, in the language that the reader chose.

import { about, data, incidents, languages } from './data.js';

languages[about.lang] = {
  dir: about.dir, title: about.title, note: about.note, name: about.language,
  labels: data.labels, headline: data.headline, limits: data.limits,
};
export let words = languages[about.lang];

// Arabic pages write Western digits, as reports in Arabic do.
const LOCALES = { en: 'en-GB', ar: 'ar-u-nu-latn' };
let wholeNumbers;
export let tenths;
let probabilities;
let dates;
export let shortDates;
export let collate;
let regions;

export function useLanguage(lang) {
  words = languages[lang];
  about.lang = lang;
  about.dir = words.dir;
  const known = [LOCALES[lang] || lang, 'en'];
  const numbers = (options) => new Intl.NumberFormat(known, options);
  const days = (month) => new Intl.DateTimeFormat(known, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' });
  wholeNumbers = numbers({ maximumFractionDigits: 0 });
  tenths = numbers({ maximumFractionDigits: 1 });
  probabilities = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  dates = days('long');
  shortDates = days('short');
  regions = new Intl.DisplayNames(known, { type: 'region', style: 'short', fallback: 'none' });
  collate = new Intl.Collator(known, { numeric: true }).compare;
}
useLanguage(about.lang);

export function say(key, values) {
  const phrase = words.labels[key];
  if (phrase === undefined) return key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => (
    values && values[name] !== undefined && values[name] !== null ? String(values[name]) : whole));
}

// The browser's own names of countries (CLDR); no network is asked.
export const countryName = (code) => (code ? regions.of(code) : undefined);

export const number = (n) => wholeNumbers.format(n);

export function metres(m) {
  if (m < 1000) return say('metres', { n: number(m) });
  return say('kilometres', { n: (m < 10000 ? tenths : wholeNumbers).format(m / 1000) });
}

// "= 0.42", and never as sure or as impossible: "> 0.99", "< 0.01".
export function probability(p) {
  if (p < 0.01) return '<\u00a0' + probabilities.format(0.01);
  if (p > 0.99) return '>\u00a0' + probabilities.format(0.99);
  return '=\u00a0' + probabilities.format(p);
}

export const day = (iso, style) => (style || dates).format(new Date(iso + 'T00:00:00Z'));

export function datePhrase(row, style) {
  const first = incidents.from[row];
  const last = incidents.until[row] || first;
  if (!first) return say('date_unknown');
  if (first === last) return day(first, style);
  return say('date_between', { first: day(first, style), last: day(last, style) });
}

export function direction(degrees) {
  const names = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];
  return say('direction_' + names[Math.round(degrees / 45) % 8]);
}
