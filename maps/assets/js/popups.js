// Opening an incident, a place with several, or a facility.

import { doc, max, min } from './builtins.js';
import { counted, placeMark } from './bundles.js';
import { TIERS, data, incidents, pairs, pairsOfIncident, pairsOfSite, radii, registrations, registrationsOfSite, sites, textOf, textsAwaited } from './data.js';
import { incidentDetails, incidentLabel, linkTo, nameIn, placeName, registrationDetails, siteDetails, siteName } from './details.js';
import { JUMP, aria, aside, asks, bodyClass, button, find, focused, inLine, link, make, on, paged, para, small } from './elements.js';
import { circlesOf, displacement, lineOf, mark, ringsOf } from './layers.js';
import { keepLink } from './link.js';
import { closePopup, isWide, map, placeIn, put, resized, zoomNow } from './map.js';
import { measuring, stopMeasuring } from './measure.js';
import { fold, panel } from './panel.js';
import { byTime, state } from './state.js';
import { circleMark, drawSite } from './symbols.js';
import { markRow, markedRow, showInTable, toggleTable } from './table.js';
import { pressTiles } from './tiles.js';
import { metres, number, outcomeName, say, tierName, words } from './words.js';

// A popup opens beside the key, where there is room.
let popupFrom;
export let openedIncident = null;
const besideKey = (side) => [words.dir === side && isWide() ? 250 : 12, 12];

const popup = (place, ...content) => {
  const { x, y } = map.getSize();
  const [wide, details] = [min(340, x - 60), make('div.details', { tabindex: -1 }, content)];
  if (!bodyClass.contains('popped')) popupFrom = focused();
  const shown = L.popup({
    className: place ? '' : 'nowhere', maxWidth: wide, minWidth: min(260, wide), maxHeight: min(380, y - 70), autoPanPaddingTopLeft: besideKey('ltr'), autoPanPaddingBottomRight: besideKey('rtl'),
  }).setLatLng(place || map.getCenter()).setContent(details).openOn(map);
  aria(find('.leaflet-popup-close-button', shown.getElement()), 'label', say('close'));
  details.focus({ preventScroll: true });
};

const choose = (...drawn) => put('chosen', drawn);

const aroundIncident = (row) => {
  const isPoint = incidents.drawn[row] === 'point';
  return [
    isPoint ? circlesOf([row]) : [],
    pairsOfIncident(row).slice(0, 30).flatMap((pair) => [...lineOf(pair), ...ringsOf(pairs.facility[pair])]),
    isPoint ? placeMark([row]) : [],
  ];
};

const areaOf = (row) => incidents.drawn[row] === 'area' && data.areas[incidents.area[row]];

const placeOf = (row) => {
  const { lat, lon } = areaOf(row);
  return lat === undefined ? incidents.drawn[row] && placeIn(incidents, row) : [lat, lon];
};

export const openIncident = (row, back) => {
  choose(aroundIncident(row));
  popup(placeOf(row), back && link(say('back'), back, ' back'), incidentDetails(row),
    make('p', button(say('in_table'), () => showInTable('incidents', row))));
  openedIncident = row;
  markRow('incidents', row);
  keepLink();
  if (textsAwaited(row)) textOf(row).then(() => { if (openedIncident === row) openIncident(row, back); });
};

export const openGroup = (rows, place) => {
  if (rows.length === 1) { openIncident(rows[0]); return; }
  const area = areaOf(rows[0]);
  const counts = counted(rows);
  const name = area ? area.name : placeName(rows[0]);
  choose(area ? [] : circlesOf(rows));
  popup(place,
    make('h2', say(area ? 'n_incidents_area' : 'n_incidents', rows.length)),
    name && make('p.when', aside(name)),
    !area && para('one_point_note'),
    small(metres(radii[state.radius_]) + ': ' + inLine(TIERS.map((tier) => counts[tier] && tierName(tier) + ' ' + number(counts[tier])))),
    paged(byTime(rows), 8, (row) => linkTo(incidentLabel(row), () => openIncident(row, () => openGroup(rows, place)))));
};

// One facility has the panel to itself, so that its strikes can be opened one after the other.
export let openedSite = null;
let openedFrom;

const aroundSite = (row) => {
  const place = placeIn(sites, row);
  return place ? [
    ringsOf(row), pairsOfSite(row).slice(0, 200).map(lineOf), registrationsOfSite(row).map(displacement),
    mark(place, 7, (ctx) => { drawSite(ctx, sites.outcome[row]); circleMark(ctx, 13); }, () => openSite(row)),
  ] : [];
};

export const openSite = (row) => {
  closePopup();
  if (openedSite === null) openedFrom = focused();
  closeCard();
  openedSite = row;
  choose(aroundSite(row));
  const card = make('section.facility', { tabindex: -1, 'aria-label': siteName(row) },
    make('p.both', button(say('close_facility'), closeSite), button(say('in_table'), () => showInTable('facilities', row))), siteDetails(row));
  panel.append(card);
  panel.classList.add('one');
  if (bodyClass.contains('folded')) fold(false);
  const place = placeIn(sites, row);
  if (place && !map.getBounds().pad(-0.1).contains(place)) map.panTo(place, JUMP);
  panel.scrollTop = 0;
  card.focus({ preventScroll: true });
  keepLink();
};

export const closeCard = () => {
  find('.facility', panel)?.remove();
  panel.classList.remove('one');
  openedSite = null;
};

const closeSite = () => {
  closeCard();
  choose();
  (openedFrom.isConnected && openedFrom !== doc.body ? openedFrom : panel).focus();
  keepLink();
};

export const openRegistration = (row) => {
  popup(placeIn(registrations, row), make('h2', aside(nameIn(registrations, row))),
    make('p.outcome', outcomeName(registrations.outcome[row]) + '.'), registrationDetails(row));
};

export const showIncident = (row) => {
  visit(placeOf(row), incidents.drawn[row] === 'point' ? incidents.error_m[row] : 20000, () => openIncident(row));
};

export const showSite = (row) => visit(placeIn(sites, row), 0, () => openSite(row));

// From a list: go there first, so that the place is seen.
export const visit = (place, error, open) => {
  if (asks('(max-width: 760px)').matches) fold(true);
  resized();
  if (place) {
    const across = 2 * max(error, 2 * max(...radii));
    map.setView(place, min(15, max(zoomNow(), map.getBoundsZoom(L.latLng(place).toBounds(across)))), JUMP);
  }
  open();
};

map.on('popupopen', () => bodyClass.add('popped'));
map.on('popupclose', () => {
  bodyClass.remove('popped');
  choose(openedSite === null ? [] : aroundSite(openedSite));
  openedIncident = null;
  // The row that was chosen in the table has been written anew since.
  const back = popupFrom?.isConnected ? popupFrom : markedRow('button');
  if (focused() === doc.body) back?.focus(); // what had the focus is gone
  keepLink();
});
on(doc, 'keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (find('#ask-tiles :focus')) pressTiles();
  else if (bodyClass.contains('popped')) closePopup();
  else if (measuring) stopMeasuring();
  else if (openedSite !== null && panel.contains(focused())) closeSite();
  else if (find('#table :focus')) toggleTable(false);
});
