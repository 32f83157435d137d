// All that is on the map as a table: sorted as asked, and written to a file.

import { assign, entries, keys, max, min } from './builtins.js';
import { csv } from './csv.js';
import { about, data, incidents, listOf, pairsOfSite, radii, registrations, sites, sourceTitle, textsAwaited, textsHere, tierCodes, tierOf } from './data.js';
import { citationOf, eventName, placeName, precisionName, siteName } from './details.js';
import { JUMP, aria, aside, bodyClass, button, byId, fill, find, findAll, link, make, small, turning } from './elements.js';
import { keepLink } from './link.js';
import { map, placeIn } from './map.js';
import { openRegistration, showIncident, showSite, visit } from './popups.js';
import { byTime, isReached, shownRows, shownSites, state, timeOf } from './state.js';
import { collate, datePhrase, day, kindName, metres, number, outcomeName, probability, say, shortDates, tierName } from './words.js';

const TABLE_ROWS = 50;
export const tableBox = byId('table');
export const table = { tab: 'incidents', sort: null, down: false, first: 0, rows: [], marked: null };

const tierAt = (row, k) => (incidents.kind[row] === 'other' ? null : tierOf(row, k));
const reachedBy = (row, k) => pairsOfSite(row).filter((pair) => isReached(pair, k)).length;
const reachedNow = (row) => reachedBy(row, state.radius);
const pOf = (row) => incidents['p_' + state.radius][row];
const known = (value, write) => (value === null ? '' : write(value));

// What a column is called, what it says of a row, by what it sorts.
const TABS = {
  incidents: {
    rows: () => byTime(shownRows()),
    open: (row) => showIncident(row),
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
  },
  facilities: {
    rows: shownSites,
    open: (row) => showSite(row),
    columns: {
      c_name: [siteName],
      c_kind: [(row) => kindName(sites.kind[row])],
      ...(about.with_registry && { c_outcome: [(row) => outcomeName(sites.outcome[row])] }),
      c_reached: [(row) => number(reachedNow(row)), reachedNow],
      c_list: [(row) => listOf(sites.source[row]).title || sites.source[row] || ''],
      c_number: [(row) => sites.id[row]],
    },
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
  },
};
export const tabs = () => keys(TABS).filter((name) => name !== 'registrations' || registrations);
const columns = () => entries(TABS[table.tab].columns);

const sortedRows = () => {
  const rows = TABS[table.tab].rows();
  if (table.sort === null) return rows;
  const [, [text, by]] = columns()[table.sort];
  const order = by ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : (a, b) => collate(a || '', b || '');
  return rows.map((row) => [(by || text)(row), row]).sort(([a], [b]) => (
    a === null || b === null ? (a === null) - (b === null) : order(a, b) * (table.down ? -1 : 1))).map(([, row]) => row);
};

export const fillTable = () => {
  table.rows = sortedRows();
  const n = table.rows.length;
  table.first = max(0, min(table.first, n - 1));
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
    small(make('strong', say('edition_' + about.edition)), '. ', say('table_note')),
    make('div.scroll', { tabindex: 0, role: 'group', 'aria-label': title },
      make('table.' + table.tab, make('caption.unseen', title), make('thead', make('tr', columns().map(head))),
        make('tbody', table.rows.slice(table.first, table.first + TABLE_ROWS).map((row) => make('tr', { 'data-row': row, 'aria-current': row === table.marked && 'true' }, cells(row)))))),
    turning(table.first, TABLE_ROWS, n, (first) => turnTo({ first })));
  if (table.tab === 'incidents' && table.rows.some(textsAwaited)) textsHere().then(fillTable);
};

const turnTo = (changes) => {
  assign(table, changes);
  fillTable();
};

const sortBy = (sort) => {
  turnTo({ down: table.sort === sort && !table.down, sort, first: 0 });
  findAll('thead button', tableBox)[sort].focus();
};

export const toggleTable = (on) => {
  const opener = byId('open-table');
  tableBox.hidden = !on;
  bodyClass.toggle('tabled', on);
  aria(opener, 'expanded', on);
  map.invalidateSize(JUMP);
  if (on) fillTable(); else opener.focus();
  keepLink();
};

export const markedRow = (part = '') => find('[aria-current] ' + part, tableBox);

// From the map to the table, and the other way whatever is opened is marked.
export const markRow = (tab, row) => {
  if (tableBox.hidden || table.tab !== tab) return;
  turnTo({ marked: row, first: max(0, table.rows.indexOf(row)) });
  markedRow('th')?.scrollIntoView({ block: 'nearest' });
};

export const showInTable = (tab, row) => {
  if (table.tab !== tab) assign(table, { tab, sort: null });
  if (tableBox.hidden) toggleTable(true); else fillTable();
  markRow(tab, row);
  markedRow('button')?.focus();
};

// What a file says in words of its own, and not as a column of the data holds it.
const WRITTEN = {
  citation: citationOf,
  reached: reachedBy,
  tier: tierAt,
  facility: (row) => known(registrations.facility[row], (site) => sites.id[site]),
};

const saveCsv = async () => {
  await textsHere();
  const from = { incidents, facilities: sites, registrations }[table.tab];
  const { mark, columns: named } = data.files;
  const all = entries(named[table.tab]).map(([name, column]) => {
    const [what, k] = column.split('_');
    return [name, (row) => (WRITTEN[what] ? WRITTEN[what](row, k) : from[column][row])];
  });
  const content = csv([[...all.map(([name]) => name), 'edition'], ...table.rows.map((row) => [...all.map(([, read]) => read(row)), mark])]);
  const href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  make('a', { href, download: 'nostrike-' + table.tab + '-' + about.edition + '.csv' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
};
