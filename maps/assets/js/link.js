// View, filters and what is open, kept in the address after "#", so that a link brings them back.
// What comes from there is only ever compared with what the data hold.

import { assign, entries, stringify } from './builtins.js';
import { about, allLanguages, data, incidents, isoOf, languages, radii, sites, textsHere } from './data.js';
import { JUMP, inLine } from './elements.js';
import { map, zoomNow } from './map.js';
import { openIncident, openSite, openedIncident, openedSite } from './popups.js';
import { dayIn, list } from './reading.js';
import { questions, state } from './state.js';
import { LAYER_MARKS } from './symbols.js';
import { table, tableBox, tabs, toggleTable } from './table.js';
import { announceAll } from './tools.js';
import { edition, say, useLanguage, words } from './words.js';

let reading = true;
let keeping;

const off = ({ values_, on_ }) => stringify(values_.filter((value, code) => !on_[code]));
const usually = questions.map(off);

export const written = () => {
  const { lat, lng } = map.getCenter();
  const said = {
    at: [zoomNow(), lat.toFixed(5), lng.toFixed(5)].join(),
    lang: words !== data.words && words.lang,
    r: state.radius_,
    from: state.from !== null && isoOf(state.from),
    until: state.until !== null && isoOf(state.until),
    undated: !state.undated_ && '0',
    'no-layer': state.hiddenLayers_.size && stringify([...state.hiddenLayers_]),
  };
  questions.forEach((one, k) => {
    const now = off(one);
    said['no-' + one.name_] = now !== usually[k] && now;
  });
  said.table = !tableBox.hidden && table.tab_;
  if (openedSite !== null) said.facility = sites.id[openedSite];
  else said.incident = openedIncident !== null && incidents.id[openedIncident];
  return new URLSearchParams(entries(said).filter(([, value]) => value)).toString();
};

// A page shown inside another has no address of its own.
const keep = () => {
  try { history.replaceState(null, '', '#' + written()); } catch { keeping = 0; }
};

export const keepLink = () => {
  if (reading) return;
  clearTimeout(keeping);
  keeping = setTimeout(keep, 150);
};

// The filters that a link asks for; the view and what is open come after the page is built.
export const readLink = async () => {
  const said = new URLSearchParams(location.hash.slice(1));
  const asked = (name) => said.get(name);
  if (said.has('lang')) await allLanguages();
  const radius = Number(asked('r'));
  if (languages[asked('lang')]?.labels) useLanguage(asked('lang'));
  assign(state, {
    radius_: radii[radius] ? radius : 0, from: dayIn(asked('from')), until: dayIn(asked('until')), undated_: asked('undated') !== '0',
    hiddenLayers_: new Set(list(asked('no-layer')).filter((name) => LAYER_MARKS[name])),
  });
  questions.forEach((one) => {
    const gone = asked('no-' + one.name_);
    if (gone) one.values_.forEach((value, code) => { one.on_[code] = !list(gone).includes(value); });
  });
  return said;
};

export const followView = (said) => {
  const [zoom, ...place] = (said.get('at') || '').split(',').map(Number);
  if (place.length === 2 && [zoom, ...place].every(Number.isFinite)) map.setView(place, zoom, JUMP);
};

export const followLink = async (said) => {
  const [tab, site] = [said.get('table'), sites.id.indexOf(said.get('facility'))];
  if (tabs().includes(tab)) { table.tab_ = tab; toggleTable(true); }
  if (site >= 0) openSite(site);
  else if (said.has('incident')) {
    await textsHere();
    const row = incidents.id.indexOf(said.get('incident'));
    if (row >= 0) openIncident(row);
  }
  reading = false;
};

// The link with the edition's mark, to be passed on.
export const copyLink = async () => {
  keep();
  const mark = inLine([edition() + '.', about.edition === 'restricted' && say('edition_note_restricted')], ' ');
  try {
    await navigator.clipboard.writeText(mark + '\n' + location.href);
    announceAll(say('link_copied'));
  } catch {
    announceAll(say('link_in_address'));
  }
};
