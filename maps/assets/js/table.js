// All that is on the map as a table: sorted as asked, and written to a file.

import { cell } from './csv.js';
import {
  REACHED, about, incidents, listOf, pairs, pairsOfSite, radii, registrations, sites, sourceTitle,
  textsAwaited, textsHere, tierCodes, tierOf,
} from './data.js';
import { eventName, kindName, placeName, siteName } from './details.js';
import { aside, button, clear, make } from './elements.js';
import { keepLink } from './link.js';
import { map } from './map.js';
import { openRegistration, showIncident, visit } from './popups.js';
import { go } from './search.js';
import { byTime, shownRows, siteShown, state, timeOf } from './state.js';
import { collate, datePhrase, day, metres, number, probability, say, shortDates } from './words.js';

const TABLE_ROWS = 50;
export const tableBox = document.getElementById('table');
export const table = { tab: 'incidents', sort: null, down: false, first: 0, rows: [], marked: null };

const tierAt = (row, k) => (incidents.kind[row] === 'other' ? null : tierOf(row, k));
const reachedBy = (row) => (pairsOfSite.get(row) || []).filter((pair) => REACHED.includes(pairs['tier_' + state.radius][pair]));

// What a column is called, what it says of a row, by what it sorts.
export const TABS = {
  incidents: {
    rows: () => byTime(shownRows()),
    open: (row) => showIncident(row),
    columns: [
      ['c_date', (row) => datePhrase(row, shortDates), timeOf],
      ['c_event', eventName],
      ['c_place', placeName],
      ['c_tier', (row) => (tierAt(row, state.radius) ? say('tier_' + tierAt(row, state.radius)) : say('tier_none')), (row) => tierCodes[state.radius][row]],
      ['c_p', (row) => { const p = incidents['p_' + state.radius][row]; return p === null ? '' : probability(p).replace('=\u00a0', ''); }, (row) => incidents['p_' + state.radius][row]],
      ['c_known_to', (row) => say('precision_' + (incidents.precision[row] || 'unknown'))],
      ['c_reported', (row) => say(incidents.reported[row] ? 'yes' : 'not_so'), (row) => Number(incidents.reported[row])],
      ['c_source', (row) => sourceTitle(incidents.source[row])],
      ['c_number', (row) => incidents.id[row]],
    ],
  },
  facilities: {
    rows: () => [...sites.id.keys()].filter(siteShown),
    open: (row) => go({ kind: 'facilities', row }),
    columns: [
      ['c_name', siteName],
      ['c_kind', (row) => kindName(sites.kind[row])],
      ...(about.with_registry ? [['c_outcome', (row) => say('outcome_' + sites.outcome[row])]] : []),
      ['c_reached', (row) => number(reachedBy(row).length), (row) => reachedBy(row).length],
      ['c_list', (row) => (listOf.get(sites.source[row]) || {}).title || sites.source[row] || ''],
      ['c_number', (row) => sites.id[row]],
    ],
  },
  registrations: {
    rows: () => [...registrations.id.keys()],
    open: (row) => (registrations.facility[row] === null ? visit(registrations.lat[row] === null ? null : [registrations.lat[row], registrations.lon[row]], 0, () => openRegistration(row))
      : go({ kind: 'facilities', row: registrations.facility[row] })),
    columns: [
      ['c_name', (row) => registrations.name[row] || say('unnamed')],
      ['c_outcome', (row) => say('outcome_' + registrations.outcome[row])],
      ['c_facility', (row) => (registrations.facility[row] === null ? '' : siteName(registrations.facility[row]))],
      ['c_distance', (row) => (registrations.distance_m[row] === null ? '' : metres(registrations.distance_m[row])), (row) => registrations.distance_m[row]],
      ['c_registered', (row) => (registrations.on[row] ? day(registrations.on[row], shortDates) : ''), (row) => registrations.on[row]],
      ['c_number', (row) => registrations.id[row]],
    ],
  },
};

function sortedRows() {
  const tab = TABS[table.tab];
  const rows = tab.rows();
  if (table.sort === null) return rows;
  const [, text, by] = tab.columns[table.sort];
  const keyed = rows.map((row) => [by ? by(row) : text(row), row]);
  const way = table.down ? -1 : 1;
  const order = by ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : (a, b) => collate(a || '', b || '');
  return keyed.sort((a, b) => {
    if (a[0] === null || b[0] === null) return (a[0] === null) - (b[0] === null);
    return way * order(a[0], b[0]);
  }).map((pair) => pair[1]);
}

export function fillTable() {
  const tab = TABS[table.tab];
  table.rows = sortedRows();
  table.first = Math.min(table.first, Math.max(0, table.rows.length - 1));
  table.first -= table.first % TABLE_ROWS;
  const shown = table.rows.slice(table.first, table.first + TABLE_ROWS);
  const tabs = Object.keys(TABS).filter((name) => name !== 'registrations' || registrations);
  const head = tab.columns.map(([label], at) => make('th', { scope: 'col', 'aria-sort': table.sort === at ? (table.down ? 'descending' : 'ascending') : null },
    button([say(label, { radius: metres(radii[state.radius]) }), make('span', { 'aria-hidden': 'true' }, table.sort === at ? (table.down ? ' \u25bc' : ' \u25b2') : '')], () => sortBy(at))));
  const cells = (row) => tab.columns.map(([, text], at) => (at
    ? make('td', {}, aside(text(row)))
    : make('th', { scope: 'row' }, button(aside(text(row)), () => tab.open(row), { class: 'link' }))));
  const turn = (label, to, able) => button(say(label), () => { table.first = to; fillTable(); }, { disabled: !able });
  clear(tableBox).append(
    make('div', { class: 'bar' },
      make('h2', {}, say('table')),
      tabs.map((name) => button(say('table_' + name), () => { Object.assign(table, { tab: name, sort: null, first: 0, marked: null }); fillTable(); }, { 'aria-pressed': String(name === table.tab) })),
      button(say('csv'), saveCsv, { id: 'csv' }),
      button(say('close'), () => toggleTable(false), { class: 'shut' })),
    make('p', { class: 'small' }, make('strong', {}, say('edition_' + about.edition)), '. ', say('table_note')),
    make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': say('table_' + table.tab) },
      make('table', {}, make('caption', { class: 'unseen' }, say('table_' + table.tab)), make('thead', {}, make('tr', {}, head)),
        make('tbody', {}, shown.map((row) => make('tr', { 'data-row': row, 'aria-current': row === table.marked ? 'true' : null }, cells(row)))))),
    make('div', { class: 'turn' }, turn('earlier', table.first - TABLE_ROWS, table.first > 0),
      make('span', {}, say('page_of', { first: number(shown.length ? table.first + 1 : 0), last: number(table.first + shown.length), n: number(table.rows.length) })),
      turn('later', table.first + TABLE_ROWS, table.first + TABLE_ROWS < table.rows.length)));
  if (textsAwaited) textsHere.then(fillTable);
}

function sortBy(at) {
  table.down = table.sort === at && !table.down;
  table.sort = at;
  table.first = 0;
  fillTable();
  tableBox.querySelectorAll('thead button')[at].focus();
}

export function toggleTable(on) {
  tableBox.hidden = !on;
  document.body.classList.toggle('tabled', on);
  document.getElementById('open-table').setAttribute('aria-expanded', String(on));
  map.invalidateSize({ animate: false });
  if (on) fillTable(); else document.getElementById('open-table').focus();
  keepLink();
}

// From the map to the table, and the other way whatever is opened is marked.
export function markRow(tab, row) {
  if (tableBox.hidden || table.tab !== tab) return;
  table.marked = row;
  table.first = Math.max(0, table.rows.indexOf(row));
  fillTable();
  const marked = tableBox.querySelector('[aria-current]');
  if (marked) marked.scrollIntoView({ block: 'nearest' });
}

export function showInTable(tab, row) {
  if (table.tab !== tab) Object.assign(table, { tab, sort: null });
  if (tableBox.hidden) toggleTable(true); else fillTable();
  markRow(tab, row);
  const marked = tableBox.querySelector('[aria-current] button');
  if (marked) marked.focus();
}

// The file's columns: plain names and ISO dates in every language, and the edition in each row.
function csvColumns() {
  const of = (from, names) => names.map((name) => [name, (row) => from[name][row]]);
  const edition = ['edition', () => 'nostrike ' + about.edition + (about.edition === 'restricted' ? ': pass on only to those who need it' : '')];
  return [...{
    incidents: () => [
      ...of(incidents, ['id', 'source']), ['date_start', (row) => incidents.from[row]], ['date_end', (row) => incidents.until[row]],
      ...of(incidents, ['type', 'kind', 'weapon', 'actor', 'place', 'admin1', 'admin2', 'lon', 'lat', 'precision', 'error_m', 'reported']),
      ...radii.flatMap((radius, k) => [['tier_' + radius, (row) => tierAt(row, k)], ['p_' + radius, (row) => incidents['p_' + k][row]]]),
      ['citation', (row) => incidents.citations[incidents.citation[row]]], ...of(incidents, ['licence']),
    ],
    facilities: () => [
      ...of(sites, ['id', 'source', 'name', 'kind', 'outcome', 'lon', 'lat', 'error_m']), ['list_as_of', (row) => sites.as_of[row]],
      ['within_reach_' + radii[state.radius], (row) => reachedBy(row).length], ...of(sites, ['licence']),
    ],
    registrations: () => [
      ...of(registrations, ['id', 'name', 'outcome', 'distance_m', 'bearing_deg', 'lon', 'lat']),
      ['registered_on', (row) => registrations.on[row]], ['registered_until', (row) => registrations.until[row]],
      ['facility_id', (row) => (registrations.facility[row] === null ? null : sites.id[registrations.facility[row]])],
    ],
  }[table.tab](), edition];
}

async function saveCsv() {
  await textsHere;
  const columns = csvColumns();
  const lines = [columns.map(([name]) => name), ...table.rows.map((row) => columns.map(([, read]) => read(row)))];
  const content = '\ufeff' + lines.map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
  const address = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  make('a', { href: address, download: 'nostrike-' + table.tab + '-' + about.edition + '.csv' }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
