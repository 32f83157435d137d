// The panel: figures, limits, legend and filters, lists, sources; or one facility.

import { placeControls } from './controls.js';
import { about, data, nSites, sites } from './data.js';
import { incidentLabel, linkTo, siteName, whyNotDrawn } from './details.js';
import { announce, aside, button, clear, make, paged, phrase } from './elements.js';
import { facetRows, figures, furtherRows, radiusChoice, siteRows, tierRows } from './filters.js';
import { redraw } from './layers.js';
import { keepLink } from './link.js';
import { map } from './map.js';
import { openIncident, showIncident, visit } from './popups.js';
import { go } from './search.js';
import { byTier, byTime, current, facets, shownRows, state } from './state.js';
import { fillTable, tableBox } from './table.js';
import { timeline } from './timeline.js';
import { day, number, say, words } from './words.js';

export const panel = document.getElementById('panel');
let listBox = null;
let undrawnNote = null;
let listShown = 'incidents';

function section(heading, name, ...children) {
  return make('section', { class: name }, make('h2', {}, say(heading)), children);
}

function sentences(list) {
  return make('ul', {}, list.map((sentence) => make('li', {}, sentence)));
}

function showList(name) {
  listShown = name;
  const box = clear(listBox);
  const tabs = [['incidents', current.n], ['facilities', nSites], ['not_drawn', current.undrawn.length]];
  box.append(make('div', { class: 'tabs' }, tabs.map(([tab, n]) => make('button', {
    type: 'button', 'aria-pressed': String(tab === name), onclick: () => showList(tab),
  }, say('list_' + tab) + ' ' + number(n)))));
  const lists = {
    incidents: () => [byTier(shownRows()), (at) => linkTo(incidentLabel(at), () => showIncident(at))],
    facilities: () => [[...sites.id.keys()], (at) => linkTo(aside(siteName(at)),
      () => go({ kind: 'facilities', row: at }),
      sites.outcome[at] === 'not_assessed' ? null : make('span', { class: 'small' }, say('outcome_' + sites.outcome[at])))],
    not_drawn: () => [byTime(current.undrawn), (at) => linkTo(incidentLabel(at), () => visit(null, 0, () => openIncident(at)),
      make('span', { class: 'small' }, whyNotDrawn(at)))],
  };
  const [rows, render] = lists[name]();
  box.append(rows.length ? paged(rows, 20, render) : make('p', {}, say('nothing')));
}

function sourceEntry(entry) {
  const dated = entry.dates && entry.dates[0] && entry.dates[1];
  return make('div', { class: 'source' },
    make('h3', {}, aside(entry.title || entry.source)),
    make('p', {}, say('source_counts', { n: number(entry.n_incidents || 0), strikes: number(entry.n_strikes || 0) }),
      dated ? ' ' + say('source_dates', { first: day(entry.dates[0]), last: day(entry.dates[1]) }) : null),
    entry.selected ? make('p', {}, say('selected_for_health')) : null,
    entry.citation ? phrase('p', {}, 'citation_line', { citation: entry.citation }) : null,
    entry.licence ? phrase('p', {}, 'licence_line', { licence: entry.licence }) : null);
}

function listEntry(entry) {
  return make('div', { class: 'source' }, make('h3', {}, aside(entry.title || entry.source || entry.file || '')),
    make('p', {}, entry.as_of ? say('list_as_of', { date: day(entry.as_of) }) : say('list_undated')),
    entry.citation ? phrase('p', {}, 'citation_line', { citation: entry.citation }) : null,
    entry.licence ? phrase('p', {}, 'licence_line', { licence: entry.licence }) : null);
}

function readEntry(entry) {
  const line = (name, label, value) => (value === null || value === undefined || value === ''
    ? null : phrase('p', {}, label, { [name]: value }));
  const columns = Object.entries(entry.columns || {});
  return make('div', { class: 'source' },
    line('file', 'read_file', entry.file), line('sheet', 'read_sheet', entry.sheet),
    line('row', 'read_header', entry.header_row), line('format', 'read_format', entry.format),
    line('format', 'read_coordinates', entry.coordinate_format), line('crs', 'read_crs', entry.crs),
    columns.length ? make('dl', {}, columns.map(([column, meaning]) => [
      make('dt', {}, aside(column)), make('dd', {}, aside(meaning))]).flat()) : null);
}

function sourcesSection() {
  return make('details', { class: 'sources' }, make('summary', {}, make('h2', {}, say('h_sources'))),
    data.sources.map(sourceEntry), data.lists.map(listEntry),
    data.read_as.length ? [make('h3', {}, say('read_as')), data.read_as.map(readEntry)] : null,
    make('div', { class: 'source' },
      make('p', {}, say('credit_circles')),
      phrase('p', {}, 'credit_borders', { name: about.ground }),
      make('p', {}, say('credit_map')),
      phrase('p', {}, 'tiles_credit', { host: about.tiles.host, credit: about.tiles.credit }),
      about.generated ? make('p', {}, say('generated', { date: day(about.generated) })) : null));
}

// On a telephone the panel folds away.
export function fold(folded) {
  document.body.classList.toggle('folded', folded);
  const folder = panel.querySelector('.fold');
  folder.textContent = say(folded ? 'panel_show' : 'panel_hide');
  folder.setAttribute('aria-expanded', String(!folded));
  map.invalidateSize({ animate: false });
}

const foldButton = () => button(say('panel_hide'), () => fold(!document.body.classList.contains('folded')),
  { class: 'fold', 'aria-expanded': 'true', 'aria-controls': 'panel' });

export function buildPanel() {
  figures.length = 0;
  listBox = make('div', { class: 'lists' });
  undrawnNote = make('p', { class: 'undrawn' });
  placeControls();
  clear(panel).append(
    foldButton(),
    section('h_headline', 'headline', sentences(words.headline.slice(0, 1))),
    section('h_limits', 'limits', sentences(words.limits)),
    words.headline.length > 1 ? section('h_more', 'headline more', sentences(words.headline.slice(1))) : '',
    section('h_legend', 'legend', radiusChoice(), tierRows(), timeline(), siteRows(), furtherRows(), undrawnNote),
    section('h_filters', 'filters', facets.slice(1).map(facetRows),
      button(say('show_all'), () => { showAll(); buildPanel(); refresh(); }, { class: 'all' })),
    section('h_list', 'listing', listBox),
    sourcesSection());
}

function showAll() {
  facets.forEach((one) => one.on.fill(1));
  Object.assign(state, { from: null, until: null, undated: true });
  sites.outcome.concat(['unmatched']).forEach((outcome) => state.outcomes.add(outcome));
  sites.kind.forEach((kind) => state.siteKinds.add(kind));
}

export function tell() {
  figures.forEach((write) => write());
  undrawnNote.hidden = !current.undrawn.length;
  undrawnNote.textContent = say('not_drawn_n', { n: number(current.undrawn.length) });
  showList(listShown);
  if (!tableBox.hidden) fillTable();
  keepLink();
}

export function refresh() {
  map.closePopup();
  redraw();
  tell();
  announce(say('now_shown', { n: number(current.n) }));
}
