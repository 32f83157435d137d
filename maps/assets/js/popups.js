// Opening an incident, a place with several, or a facility.

import { counted, placeMark } from './bundles.js';
import {
  TIERS, about, data, incidents, pairs, pairsOfIncident, pairsOfSite, radii, registrations,
  registrationsOfSite, sites, textsAwaited, textsHere,
} from './data.js';
import {
  incidentDetails, incidentLabel, linkTo, placeName, registrationDetails, siteDetails, siteName,
} from './details.js';
import { aside, button, make, paged } from './elements.js';
import { circlesOf, displacement, lineOf, mark, ringsOf } from './layers.js';
import { keepLink } from './link.js';
import { layers, map } from './map.js';
import { measuring, stopMeasuring } from './measure.js';
import { fold, panel } from './panel.js';
import { byTime, state } from './state.js';
import { circleMark, drawSite } from './symbols.js';
import { markRow, showInTable, tableBox } from './table.js';
import { metres, number, say } from './words.js';

// A popup opens beside the key, where there is room.
let popupFrom = null;
export let openedIncident = null;
const besideKey = (side) => (about.dir === side && map.getSize().x > 800 ? 250 : 12);

function popup(place, content) {
  const wide = Math.min(340, map.getSize().x - 60);
  if (!document.body.classList.contains('popped')) popupFrom = document.activeElement;
  const shown = L.popup({ maxWidth: wide, minWidth: Math.min(260, wide), maxHeight: Math.min(380, map.getSize().y - 70), autoPanPaddingTopLeft: [besideKey('ltr'), 12], autoPanPaddingBottomRight: [besideKey('rtl'), 12] })
    .setLatLng(place).setContent(content).openOn(map);
  shown.getElement().querySelector('.leaflet-popup-close-button').setAttribute('aria-label', say('close'));
  content.tabIndex = -1;
  content.focus({ preventScroll: true });
  return shown;
}

function choose(drawn) {
  layers.chosen.clearLayers();
  drawn.forEach((layer) => layers.chosen.addLayer(layer));
}

function aroundIncident(row) {
  const drawn = incidents.drawn[row] === 'point' ? circlesOf([row]) : [];
  (pairsOfIncident.get(row) || []).slice(0, 30).forEach((pair) => {
    drawn.push(...lineOf(pair));
    if (sites.lat[pairs.facility[pair]] !== null) drawn.push(...ringsOf(pairs.facility[pair]));
  });
  if (incidents.drawn[row] === 'point') drawn.push(placeMark([row]));
  return drawn;
}

function placeOf(row) {
  if (incidents.drawn[row] === 'point') return [incidents.lat[row], incidents.lon[row]];
  if (incidents.drawn[row] === 'area') {
    const area = data.areas[incidents.area[row]];
    return [area.lat, area.lon];
  }
  return null;
}

export function openIncident(row, back) {
  const place = placeOf(row);
  const details = incidentDetails(row);
  if (back) details.prepend(make('button', { type: 'button', class: 'link back', onclick: (event) => { event.stopPropagation(); back(); } }, say('back')));
  details.append(make('p', {}, button(say('in_table'), () => showInTable('incidents', row))));
  choose(aroundIncident(row));
  popup(place || map.getCenter(), details);
  openedIncident = row;
  markRow('incidents', row);
  keepLink();
  if (textsAwaited) textsHere.then(() => { if (openedIncident === row) openIncident(row, back); });
}

export function openGroup(rows, place) {
  if (rows.length === 1) { openIncident(rows[0]); return; }
  const area = incidents.drawn[rows[0]] === 'area' ? data.areas[incidents.area[rows[0]]] : null;
  const counts = counted(rows);
  const known = placeName(rows[0]);
  choose(area ? [] : circlesOf(rows));
  popup(place, make('div', { class: 'details' },
    make('h2', {}, say(area ? 'n_incidents_area' : 'n_incidents', { n: number(rows.length) })),
    area && area.name ? make('p', { class: 'when' }, aside(area.name)) : known ? make('p', { class: 'when' }, aside(known)) : null,
    area ? null : make('p', {}, say('one_point_note')),
    make('p', { class: 'small' }, metres(radii[state.radius]) + ': ' + TIERS.filter((tier) => counts[tier])
      .map((tier) => say('tier_' + tier) + ' ' + number(counts[tier])).join(' · ')),
    paged(byTime(rows), 8, (row) => linkTo(incidentLabel(row), () => openIncident(row, () => openGroup(rows, place))))));
}

// One facility has the panel to itself, so that its strikes can be opened one after the other.
export let openedSite = null;
let openedFrom = null;

function aroundSite(row) {
  if (sites.lat[row] === null) return [];
  const drawn = ringsOf(row);
  (pairsOfSite.get(row) || []).slice(0, 200).forEach((pair) => drawn.push(...lineOf(pair)));
  (registrationsOfSite.get(row) || []).forEach((one) => drawn.push(...displacement(one)));
  const draw = (ctx, x, y) => { drawSite(ctx, x, y, sites.outcome[row]); circleMark(ctx, x, y, 13); };
  return drawn.concat(mark(sites.lat[row], sites.lon[row], 7, draw, () => openSite(row)));
}

export function openSite(row) {
  map.closePopup();
  if (openedSite === null) openedFrom = document.activeElement;
  closeCard();
  openedSite = row;
  choose(aroundSite(row));
  const card = make('section', { class: 'facility', tabindex: '-1', 'aria-label': siteName(row) },
    make('p', { class: 'both' }, button(say('close_facility'), closeSite), button(say('in_table'), () => showInTable('facilities', row))),
    siteDetails(row));
  panel.append(card);
  panel.classList.add('one');
  if (document.body.classList.contains('folded')) fold(false);
  const place = sites.lat[row] === null ? null : L.latLng(sites.lat[row], sites.lon[row]);
  if (place && !map.getBounds().pad(-0.1).contains(place)) map.panTo(place, { animate: false });
  panel.scrollTop = 0;
  card.focus({ preventScroll: true });
  keepLink();
}

export function closeCard() {
  panel.querySelectorAll('.facility').forEach((card) => card.remove());
  panel.classList.remove('one');
  openedSite = null;
}

function closeSite() {
  closeCard();
  layers.chosen.clearLayers();
  (openedFrom && openedFrom.isConnected && openedFrom !== document.body ? openedFrom : panel).focus();
  keepLink();
}

export function openRegistration(row) {
  const place = registrations.lat[row] === null ? map.getCenter() : [registrations.lat[row], registrations.lon[row]];
  popup(place, make('div', { class: 'details' },
    make('h2', {}, aside(registrations.name[row] || say('unnamed'))),
    make('p', { class: 'outcome' }, say('outcome_' + registrations.outcome[row]) + '.'), registrationDetails(row)));
}

export function showIncident(row) {
  visit(placeOf(row), incidents.drawn[row] === 'point' ? incidents.error_m[row] : 20000, () => openIncident(row));
}

// From a list: go there first, so that the place is seen.
export function visit(place, error, open) {
  if (window.matchMedia('(max-width: 760px)').matches) fold(true);
  map.invalidateSize({ animate: false });
  if (place) {
    const across = 2 * Math.max(error || 0, 2 * Math.max(...radii));
    const zoom = map.getBoundsZoom(L.latLng(place).toBounds(across));
    map.setView(place, Math.min(15, Math.max(map.getZoom(), zoom)), { animate: false });
  }
  open();
}

map.on('popupopen', () => document.body.classList.add('popped'));
map.on('popupclose', () => {
  document.body.classList.remove('popped');
  layers.chosen.clearLayers();
  if (openedSite !== null) choose(aroundSite(openedSite));
  openedIncident = null;
  // The row that was chosen in the table has been written anew since.
  const marked = tableBox.querySelector('[aria-current] button');
  const back = popupFrom && popupFrom.isConnected ? popupFrom : marked;
  if (back && document.activeElement === document.body) back.focus(); // what had the focus is gone
  keepLink();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (document.body.classList.contains('popped')) map.closePopup();
  else if (measuring) stopMeasuring();
  else if (openedSite !== null && panel.contains(document.activeElement)) closeSite();
});
