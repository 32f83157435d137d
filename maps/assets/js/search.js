// Search by name across scripts. Names and question are both written in Latin letters first (the
// table of letters comes with the data); vowels and doubled letters count only for the order.

import { data, incidents, nIncidents, nSites, registrations, sites } from './data.js';
import { announce, aside, button, clear, make } from './elements.js';
import { openSite, showIncident, visit } from './popups.js';
import { collate, number, say } from './words.js';

const MOST_FOUND = 12;

function folded(text) {
  return [...text.toLowerCase()].map((letter) => (data.letters[letter] === undefined ? letter : data.letters[letter])).join('')
    .normalize('NFKD').replace(/[^\p{L}\p{N} ]/gu, '').toLowerCase();
}

const skeleton = (name) => name.replace(/[aeiouhwy ]/g, '').replace(/(.)\1+/g, '$1').replace(/q/g, 'k').replace(/j/g, 'g');

let names = null;

function allNames() {
  const found = [];
  const add = (text, kind, row) => { if (text) found.push({ text, kind, row, folded: folded(text), bare: skeleton(folded(text)) }); };
  for (let row = 0; row < nSites; row += 1) {
    add(sites.name[row], 'facilities', row);
    ((sites.other && sites.other[row]) || []).forEach((name) => add(name, 'facilities', row));
  }
  if (registrations) registrations.name.forEach((name, row) => { if (registrations.facility[row] !== null) add(name, 'facilities', registrations.facility[row]); });
  const seen = new Set();
  for (let row = 0; row < nIncidents; row += 1) {
    [incidents.place[row], incidents.named[row], incidents.admin2[row]].forEach((name) => {
      if (!name || seen.has(name)) return;
      seen.add(name);
      add(name, 'incidents', row);
    });
  }
  return found;
}

// Best first: begins so, holds it, the same consonants.
function find(question) {
  names = names || allNames();
  const asked = folded(question).trim();
  const bare = skeleton(asked);
  if (!asked) return [];
  const rank = (name) => {
    const at = name.folded.indexOf(asked);
    if (at === 0 || (at > 0 && name.folded[at - 1] === ' ')) return 0;
    if (at > 0) return 1;
    return bare.length > 1 && name.bare.includes(bare) ? 2 + name.bare.length / 1000 : null;
  };
  const once = new Set();
  return names.map((name) => [rank(name), name]).filter(([value]) => value !== null)
    .sort((a, b) => a[0] - b[0] || collate(a[1].text, b[1].text))
    .filter(([, name]) => {
      const known = name.kind + name.row;
      return !once.has(known) && once.add(known);
    }).map(([, name]) => name);
}

export function go(name) {
  if (name.kind === 'facilities') {
    const place = sites.lat[name.row] === null ? null : [sites.lat[name.row], sites.lon[name.row]];
    visit(place, 0, () => openSite(name.row));
  } else showIncident(name.row);
}

export function searchBox() {
  const list = make('ul', { class: 'found', hidden: true });
  const input = make('input', { type: 'search', id: 'search', placeholder: say('search'), 'aria-label': say('search'), autocomplete: 'off' });
  input.addEventListener('input', () => {
    const found = find(input.value);
    clear(list).append(...found.slice(0, MOST_FOUND).map((name) => make('li', {}, button(aside(name.text), () => {
      list.hidden = true;
      go(name);
    }, { class: 'link' }), make('span', { class: 'note' }, ' ' + say(name.kind === 'facilities' ? 'a_facility' : 'a_place')))));
    if (!found.length) list.append(make('li', {}, say('nothing')));
    list.hidden = !input.value.trim();
    announce(say('found_n', { n: number(found.length) }));
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { const first = list.querySelector('button'); if (first) first.click(); }
  });
  const box = make('div', { class: 'search', role: 'search' }, input, list);
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') list.hidden = true; });
  return box;
}
