// Words, numbers and dates, in the language that the reader chose.

import { round } from './builtins.js';
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

export const useLanguage = (lang) => {
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
};
useLanguage(about.lang);

// A phrase with its values filled in; one value alone fills what there is. Numbers are written out.
export const say = (key, values) => {
  const value = (name) => (Object(values) === values ? values[name] : values);
  return (words.labels[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => {
    const given = value(name) ?? whole;
    return typeof given === 'number' ? number(given) : given;
  });
};

export const tierName = (tier) => say('tier_' + tier);
export const outcomeName = (outcome) => say('outcome_' + outcome);

// Whether a name is written in the letters of the language chosen.
const SCRIPTS = { ar: /\p{sc=Arab}/u, uk: /\p{sc=Cyrl}/u };
export const isInScript = (name) => (SCRIPTS[about.lang] || /\p{sc=Latn}/u).test(name);

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

export const direction = (degrees) => say('direction_' + ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'][round(degrees / 45) % 8]);
