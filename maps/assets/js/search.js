// Search by name across scripts. Names and question are both written in Latin letters first (the
// table of letters comes with the data); vowels and doubled letters count only for the order.

import { assign } from './builtins.js';
import { data, incidents, nIncidents, registrations, sites } from './data.js';
import { announce, aside, byId, fill, find, link, make, on } from './elements.js';
import { MOST_FOUND } from './limits.js';
import { showIncident, showSite } from './popups.js';
import { collate, say } from './words.js';


const folded = (text) => [...text.toLowerCase()].map((letter) => data.letters[letter] ?? letter).join('')
  .normalize('NFKD').replace(/[^\p{L}\p{N} ]/gu, '').toLowerCase();

const skeleton = (name) => name.replace(/[aeiouhwy ]/g, '').replace(/(.)\1+/g, '$1').replace(/q/g, 'k').replace(/j/g, 'g');

let names = null;

const allNames = () => {
  const found = [];
  const add = (text, isSite, row) => {
    if (!text) return;
    const latin = folded(text);
    found.push({ text, isSite_: isSite, row, latin_: latin, bare_: skeleton(latin) });
  };
  sites.id.forEach((id, row) => [sites.name[row], ...(sites.other?.[row] || [])].forEach((name) => add(name, true, row)));
  registrations.facility.forEach((site, row) => { if (site !== null) add(registrations.name[row], true, site); });
  const seen = new Set();
  for (let row = 0; row < nIncidents; row += 1) {
    [incidents.place[row], incidents.named[row], incidents.admin2[row]].forEach((name) => {
      if (!seen.has(name)) add(name, false, row);
      seen.add(name);
    });
  }
  return found;
};

// Best first: begins so, holds it, the same consonants.
const named = (question) => {
  names ??= allNames();
  const asked = folded(question).trim();
  const bare = skeleton(asked);
  if (!asked) return [];
  const rank = (name) => {
    const at = name.latin_.indexOf(asked);
    if (at >= 0) return at && name.latin_[at - 1] !== ' ' ? 1 : 0;
    return bare.length > 1 && name.bare_.includes(bare) ? 2 + name.bare_.length / 1000 : null;
  };
  const once = new Set();
  return names.map((name) => [rank(name), name]).filter(([value]) => value !== null)
    .sort((a, b) => a[0] - b[0] || collate(a[1].text, b[1].text))
    .map(([, name]) => name)
    .filter(({ isSite_: isSite, row }) => once.size < once.add(isSite + ' ' + row).size);
};

const box = byId('search');
const list = find('.found');

const show = (question) => {
  const found = named(question);
  fill(list, found.slice(0, MOST_FOUND).map(({ text, isSite_: isSite, row }) => make('li',
    link(aside(text), () => { list.hidden = true; (isSite ? showSite : showIncident)(row); }),
    make('span.note', ' ' + say(isSite ? 'a_facility' : 'a_place')))), !found.length && make('li', say('nothing')));
  list.hidden = !question.trim();
  announce(say('found_n', found.length));
};

export const closeSearch = () => {
  assign(box, { value: '', placeholder: say('search') });
  list.hidden = true;
};

export const wireSearch = () => {
  on(box, 'input', () => show(box.value));
  on(box.parentNode, 'keydown', ({ key, target }) => {
    if (key === 'Escape') list.hidden = true;
    if (key === 'Enter' && target === box) find('button', list)?.click();
  });
};
