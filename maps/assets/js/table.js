// All that is on the map as a table: sorted as asked, and written to a file.

import { csv } from './csv.js';
import { REACHED, about, incidents, listOf, pairs, pairsOfSite, radii, registrations, sites, sourceTitle, textsAwaited, textsHere, tierCodes, tierOf } from './data.js';
import { eventName, kindName, placeName, precisionName, siteName } from './details.js';
import { JUMP, aside, bodyClass, button, byId, fill, link, make, turning } from './elements.js';
import { keepLink } from './link.js';
import { map, placeIn } from './map.js';
import { openRegistration, showIncident, showSite, visit } from './popups.js';
import { byTime, shownRows, siteShown, state, timeOf } from './state.js';
import { collate, datePhrase, day, metres, number, outcomeName, probability, say, shortDates, tierName } from './words.js';

const TABLE_ROWS = 50;
export const tableBox = byId('table');
export const table = { tab: 'incidents', sort: null, down: false, first: 0, rows: [], marked: null };

const tierAt = (row, k) => (incidents.kind[row] === 'other' ? null : tierOf(row, k));
const reachedBy = (row) => pairsOfSite(row).filter((pair) => REACHED.includes(pairs['tier_' + state.radius][pair])).length;
const pOf = (row) => incidents['p_' + state.radius][row];
const citationOf = (row) => incidents.citations[incidents.citation[row]];
const known = (value, write) => (value === null ? '' : write(value));

// What a row is called, what it says of itself, by what it sorts; and the file's columns: plain
// names and ISO dates in every language.
const TABS = {
  incidents: {
    rows: () => byTime(shownRows()),
    open: showIncident,
    columns: {
      c_date: [(row) => datePhrase(row, shortDates), timeOf],
      c_event: [eventName],
      c_place: [placeName],
      c_tier: [(row) => tierName(tierAt(row, state.radius) || 'none'), (row) => tierCodes[state.radius][row]],
      c_p: [(row) => known(pOf(row), probability).replace('=\u00a0', ''), pOf],
      c_known_to: [precisionName],
      c_reported: [(row) => say(incidents.reported[row] ? 'yes' : 'not_so'), (row) => Number(incidents.reported[row])],
      c_source: [(row) => sourceTitle(incidents.source[row])],
      c_number: [(row) => incidents.id[row]],
    },
    file: () => [incidents, 'id source date_start=from date_end=until type kind weapon actor place admin1 admin2 lon lat precision error_m reported', [
      ...radii.flatMap((radius, k) => [['tier_' + radius, (row) => tierAt(row, k)], ['p_' + radius, (row) => incidents['p_' + k][row]]]),
      ['citation', citationOf], ['licence', (row) => incidents.licence[row]],
    ]],
  },
  facilities: {
    rows: () => [...sites.id.keys()].filter(siteShown),
    open: showSite,
    columns: {
      c_name: [siteName],
      c_kind: [(row) => kindName(sites.kind[row])],
      ...(about.with_registry && { c_outcome: [(row) => outcomeName(sites.outcome[row])] }),
      c_reached: [(row) => number(reachedBy(row)), reachedBy],
      c_list: [(row) => listOf(sites.source[row]).title || sites.source[row] || ''],
      c_number: [(row) => sites.id[row]],
    },
    file: () => [sites, 'id source name kind outcome lon lat error_m list_as_of=as_of', [
      ['within_reach_' + radii[state.radius], reachedBy], ['licence', (row) => sites.licence[row]],
    ]],
  },
  registrations: {
    rows: () => [...registrations.id.keys()],
    open: (row) => (registrations.facility[row] === null ? visit(placeIn(registrations, row), 0, () => openRegistration(row)) : showSite(registrations.facility[row])),
    columns: {
      c_name: [(row) => registrations.name[row] || say('unnamed')],
      c_outcome: [(row) => outcomeName(registrations.outcome[row])],
      c_facility: [(row) => known(registrations.facility[row], siteName)],
      c_distance: [(row) => known(registrations.distance_m[row], metres), (row) => registrations.distance_m[row]],
      c_registered: [(row) => known(registrations.on[row], (iso) => day(iso, shortDates)), (row) => registrations.on[row]],
      c_number: [(row) => registrations.id[row]],
    },
    file: () => [registrations, 'id name outcome distance_m bearing_deg lon lat registered_on=on registered_until=until', [
      ['facility_id', (row) => known(registrations.facility[row], (site) => sites.id[site])],
    ]],
  },
};
export const tabs = () => Object.keys(TABS).filter((name) => name !== 'registrations' || registrations);
const columns = () => Object.entries(TABS[table.tab].columns);

function sortedRows() {
  const rows = TABS[table.tab].rows();
  if (table.sort === null) return rows;
  const [, [text, by]] = columns()[table.sort];
  const order = by ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : (a, b) => collate(a || '', b || '');
  return rows.map((row) => [(by || text)(row), row]).sort(([a], [b]) => (
    a === null || b === null ? (a === null) - (b === null) : order(a, b) * (table.down ? -1 : 1))).map(([, row]) => row);
}

export function fillTable() {
  table.rows = sortedRows();
  const n = table.rows.length;
  table.first = Math.max(0, Math.min(table.first, n - 1));
  table.first -= table.first % TABLE_ROWS;
  const title = say('table_' + table.tab);
  const head = ([label], at) => {
    const [sorted, sign] = table.sort !== at ? [] : table.down ? ['descending', ' \u25bc'] : ['ascending', ' \u25b2'];
    return make('th', { scope: 'col', 'aria-sort': sorted },
      button([say(label, metres(radii[state.radius])), make('span', { 'aria-hidden': 'true' }, sign)], () => sortBy(at)));
  };
  const cells = (row) => columns().map(([, [text]], at) => (at ? make('td', aside(text(row)))
    : make('th', { scope: 'row' }, link(aside(text(row)), () => TABS[table.tab].open(row)))));
  fill(tableBox,
    make('div.bar',
      make('h2', say('table')),
      tabs().map((tab) => button(say('table_' + tab), () => turnTo({ tab, sort: null, first: 0, marked: null }), { 'aria-pressed': String(tab === table.tab) })),
      button(say('csv'), saveCsv, { id: 'csv' }),
      button(say('close'), () => toggleTable(false), { class: 'shut' })),
    make('p.small', make('strong', say('edition_' + about.edition)), '. ', say('table_note')),
    make('div.scroll', { tabindex: 0, role: 'group', 'aria-label': title },
      make('table.' + table.tab, make('caption.unseen', title), make('thead', make('tr', columns().map(head))),
        make('tbody', table.rows.slice(table.first, table.first + TABLE_ROWS).map((row) => make('tr', { 'data-row': row, 'aria-current': row === table.marked && 'true' }, cells(row)))))),
    turning(table.first, TABLE_ROWS, n, (first) => turnTo({ first })));
  if (table.tab === 'incidents' && table.rows.some(textsAwaited)) textsHere().then(fillTable);
}

function turnTo(changes) {
  Object.assign(table, changes);
  fillTable();
}

function sortBy(sort) {
  turnTo({ down: table.sort === sort && !table.down, sort, first: 0 });
  tableBox.querySelectorAll('thead button')[sort].focus();
}

export function toggleTable(on) {
  const opener = byId('open-table');
  tableBox.hidden = !on;
  bodyClass.toggle('tabled', on);
  opener.setAttribute('aria-expanded', on);
  map.invalidateSize(JUMP);
  if (on) fillTable(); else opener.focus();
  keepLink();
}

export const markedRow = (part = '') => tableBox.querySelector('[aria-current] ' + part);

// From the map to the table, and the other way whatever is opened is marked.
export function markRow(tab, row) {
  if (tableBox.hidden || table.tab !== tab) return;
  turnTo({ marked: row, first: Math.max(0, table.rows.indexOf(row)) });
  markedRow('th')?.scrollIntoView({ block: 'nearest' });
}

export function showInTable(tab, row) {
  if (table.tab !== tab) Object.assign(table, { tab, sort: null });
  if (tableBox.hidden) toggleTable(true); else fillTable();
  markRow(tab, row);
  markedRow('button')?.focus();
}

async function saveCsv() {
  await textsHere();
  const edition = 'nostrike ' + about.edition + (about.edition === 'restricted' ? ': pass on only to those who need it' : '');
  const [from, names, more] = TABS[table.tab].file();
  const all = [
    ...names.split(' ').map((pair) => pair.split('=')).map(([name, column = name]) => [name, (row) => from[column][row]]),
    ...more, ['edition', () => edition],
  ];
  const content = csv([all.map(([name]) => name), ...table.rows.map((row) => all.map(([, read]) => read(row)))]);
  const href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  make('a', { href, download: 'nostrike-' + table.tab + '-' + about.edition + '.csv' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
