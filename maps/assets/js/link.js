// View, filters and what is open, kept in the address after "#", so that a link brings them back.
// What comes from there is only ever compared with what the data hold.

import { about, data, incidents, isoOf, languages, radii, registrations, sites, textsHere } from './data.js';
import { map } from './map.js';
import { openIncident, openSite, openedIncident, openedSite } from './popups.js';
import { facets, state } from './state.js';
import { TABS, table, tableBox, toggleTable } from './table.js';
import { announceAll } from './tools.js';
import { say, useLanguage } from './words.js';

let reading = true;

export function written() {
  const said = new URLSearchParams();
  const { lat, lng } = map.getCenter();
  said.set('at', [map.getZoom(), lat.toFixed(5), lng.toFixed(5)].join(','));
  if (about.lang !== data.about.first_lang) said.set('lang', about.lang);
  if (state.radius) said.set('r', state.radius);
  if (state.from !== null) said.set('from', isoOf(state.from));
  if (state.until !== null) said.set('until', isoOf(state.until));
  if (!state.undated) said.set('undated', '0');
  facets.forEach((one) => {
    const off = one.values.filter((value, code) => !one.on[code]);
    if (off.length !== one.usually.length || off.some((value) => !one.usually.includes(value))) said.set('no-' + one.name, JSON.stringify(off));
  });
  [['outcome', state.outcomes, sites.outcome], ['site', state.siteKinds, sites.kind]].forEach(([name, on, all]) => {
    const off = [...new Set(all)].filter((value) => !on.has(value));
    if (off.length) said.set('no-' + name, JSON.stringify(off));
  });
  if (!tableBox.hidden) said.set('table', table.tab);
  if (openedSite !== null) said.set('facility', sites.id[openedSite]);
  else if (openedIncident !== null && incidents.id[openedIncident]) said.set('incident', incidents.id[openedIncident]);
  return said.toString();
}
facets.forEach((one) => { one.usually = one.values.filter((value, code) => !one.on[code]); });

let keeping = null;

export function keepLink() {
  if (reading) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    // A page shown inside another has no address of its own.
    try { window.history.replaceState(null, '', '#' + written()); } catch (error) { keeping = null; }
  }, 150);
}

function list(text) {
  try { const found = JSON.parse(text); return Array.isArray(found) ? found : []; } catch (error) { return []; }
}

const dayIn = (text) => (text && !Number.isNaN(Date.parse(text)) ? Math.round(Date.parse(text) / 864e5) : null);

// The filters that a link asks for; the view and what is open come after the page is built.
export function readLink() {
  const said = new URLSearchParams(window.location.hash.slice(1));
  if (languages[said.get('lang')]) useLanguage(said.get('lang'));
  state.radius = radii[Number(said.get('r'))] ? Number(said.get('r')) : 0;
  state.from = dayIn(said.get('from'));
  state.until = dayIn(said.get('until'));
  state.undated = said.get('undated') !== '0';
  facets.forEach((one) => {
    if (!said.has('no-' + one.name)) return;
    const off = list(said.get('no-' + one.name));
    one.values.forEach((value, code) => { one.on[code] = off.includes(value) ? 0 : 1; });
  });
  list(said.get('no-outcome')).forEach((value) => state.outcomes.delete(value));
  list(said.get('no-site')).forEach((value) => state.siteKinds.delete(value));
  return said;
}

export async function followLink(said) {
  const at = (said.get('at') || '').split(',').map(Number);
  if (at.length === 3 && at.every(Number.isFinite)) map.setView([at[1], at[2]], at[0], { animate: false });
  if (TABS[said.get('table')] && (registrations || said.get('table') !== 'registrations')) { table.tab = said.get('table'); toggleTable(true); }
  const site = said.has('facility') ? sites.id.indexOf(said.get('facility')) : -1;
  if (site >= 0) openSite(site);
  else if (said.has('incident')) {
    await textsHere;
    const row = incidents.id.indexOf(said.get('incident'));
    if (row >= 0) openIncident(row);
  }
  reading = false;
}

// The link with the edition's mark, to be passed on.
export async function copyLink() {
  window.history.replaceState(null, '', '#' + written());
  const text = say('edition_' + about.edition) + '. ' + (about.edition === 'restricted' ? say('edition_note_restricted') + '\n' : '\n') + window.location.href;
  try {
    await navigator.clipboard.writeText(text);
    announceAll(say('link_copied'));
  } catch (error) {
    announceAll(say('link_in_address'));
  }
}
