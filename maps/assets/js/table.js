// All that is on the map as a table: sorted as asked, and written to a file.

import { assign, entries, keys, max, min } from './builtins.js';
import { csv } from './csv.js';
import { about, data, incidents, listOf, pairsOfSite, radii, registrations, rowsOf, sites, sourceTitle, textsAwaited, textsHere, tierCodes, tierOf } from './data.js';
import { citationOf, incidentTitle, nameIn, placeName, precisionOf, siteName } from './details.js';
import { aria, aside, bodyClass, button, byId, fill, find, findAll, link, make, small, turning } from './elements.js';
import { TABLE_ROWS } from './limits.js';
import { keepLink } from './link.js';
import { placeIn, resized } from './map.js';
import { openRegistration, showIncident, showSite, visit } from './popups.js';
import { byTime, isReached, shownRows, shownSites, state, timeOf } from './state.js';
import { SHORT, collate, datePhrase, day, edition, kindName, metres, number, outcomeName, probability, say, tierName } from './words.js';

export const tableBox = byId('table');
export const table = { tab_: 'incidents', sort_: null, down_: false, first_: 0, rows_: [], marked_: null };

const tierAt = (row, k) => (incidents.kind[row] === 'other' ? null : tierOf(row, k));
const reachedBy = (row, k) => pairsOfSite(row).filter((pair) => isReached(pair, k)).length;
const reachedNow = (row) => reachedBy(row, state.radius_);
const pOf = (row) => incidents['p_' + state.radius_][row];
const known = (value, write) => (value === null ? '' : write(value));

// What a column is called, what it says of a row, by what it sorts.
const TABS = {
  incidents: {
    of_: incidents,
    rows_: () => byTime(shownRows()),
    open_: (row) => showIncident(row),
    columns_: {
      c_date: [(row) => datePhrase(row, SHORT), timeOf],
      c_event: [incidentTitle],
      c_place: [placeName],
      c_tier: [(row) => tierName(tierAt(row, state.radius_) || 'none'), (row) => tierCodes[state.radius_][row]],
      c_p: [(row) => known(pOf(row), probability).replace('=\u00a0', ''), pOf],
      c_known_to: [precisionOf],
      c_reported: [(row) => say(incidents.reported[row] ? 'yes' : 'not_so'), (row) => Number(incidents.reported[row])],
      c_source: [(row) => sourceTitle(incidents.source[row])],
    },
  },
  facilities: {
    of_: sites,
    rows_: shownSites,
    open_: (row) => showSite(row),
    columns_: {
      c_name: [siteName],
      c_kind: [(row) => kindName(sites.kind[row])],
      ...(about.with_registry && { c_outcome: [(row) => outcomeName(sites.outcome[row])] }),
      c_reached: [(row) => number(reachedNow(row)), reachedNow],
      c_list: [(row) => listOf(sites.source[row]).title || sites.source[row] || ''],
    },
  },
  registrations: {
    of_: registrations,
    rows_: () => rowsOf(registrations),
    open_: (row) => (registrations.facility[row] === null ? visit(placeIn(registrations, row), 0, () => openRegistration(row)) : showSite(registrations.facility[row])),
    columns_: {
      c_name: [(row) => nameIn(registrations, row)],
      c_outcome: [(row) => outcomeName(registrations.outcome[row])],
      c_facility: [(row) => known(registrations.facility[row], siteName)],
      c_distance: [(row) => known(registrations.distance_m[row], metres), (row) => registrations.distance_m[row]],
      c_registered: [(row) => known(registrations.on[row], (iso) => day(iso, SHORT)), (row) => registrations.on[row]],
    },
  },
};
export const tabs = () => keys(TABS).filter((name) => name !== 'registrations' || registrations.id.length);
const columns = () => {
  const { of_, columns_ } = TABS[table.tab_];
  return entries({ ...columns_, c_number: [(row) => of_.id[row]] });
};

const sortedRows = () => {
  const rows = TABS[table.tab_].rows_();
  if (table.sort_ === null) return rows;
  const [, [text, by]] = columns()[table.sort_];
  // What is not known comes last, whichever way the rest is sorted.
  return rows.map((row) => [(by || text)(row), row]).sort(([a], [b]) => (a === null) - (b === null)
    || (typeof a === 'number' ? a - b : collate(a || '', b || '')) * (table.down_ ? -1 : 1)).map(([, row]) => row);
};

export const fillTable = () => {
  table.rows_ = sortedRows();
  const n = table.rows_.length;
  table.first_ = max(0, min(table.first_, n - 1));
  table.first_ -= table.first_ % TABLE_ROWS;
  const title = say('table_' + table.tab_);
  const head = ([label], at) => {
    const [sorted, sign] = table.sort_ !== at ? [] : table.down_ ? ['descending', ' \u25bc'] : ['ascending', ' \u25b2'];
    return make('th', { scope: 'col', 'aria-sort': sorted },
      button([say(label, metres(radii[state.radius_])), make('span', { 'aria-hidden': 'true' }, sign)], () => sortBy(at)));
  };
  const cells = (row) => columns().map(([, [text]], at) => (at ? make('td', aside(text(row)))
    : make('th', { scope: 'row' }, link(aside(text(row)), () => TABS[table.tab_].open_(row)))));
  fill(tableBox,
    make('div.bar',
      make('h2', say('table')),
      tabs().map((tab) => button(say('table_' + tab), () => turnTo({ tab_: tab, sort_: null, first_: 0, marked_: null }), { 'aria-pressed': String(tab === table.tab_) })),
      button(say('csv'), saveCsv, { id: 'csv' }),
      button(say('close'), () => toggleTable(false), { class: 'shut' })),
    small(make('strong', edition()), '. ', say('table_note')),
    make('div.scroll', { tabindex: 0, role: 'group', 'aria-label': title },
      make('table.' + table.tab_, make('caption.unseen', title), make('thead', make('tr', columns().map(head))),
        make('tbody', table.rows_.slice(table.first_, table.first_ + TABLE_ROWS).map((row) => make('tr', { 'data-row': row, 'aria-current': row === table.marked_ && 'true' }, cells(row)))))),
    turning(table.first_, TABLE_ROWS, n, (first) => turnTo({ first_: first })));
  if (table.tab_ === 'incidents' && table.rows_.some(textsAwaited)) textsHere().then(fillTable);
};

const turnTo = (changes) => {
  assign(table, changes);
  fillTable();
};

const sortBy = (sort) => {
  turnTo({ down_: table.sort_ === sort && !table.down_, sort_: sort, first_: 0 });
  findAll('thead button', tableBox)[sort].focus();
};

export const toggleTable = (on) => {
  const opener = byId('open-table');
  tableBox.hidden = !on;
  bodyClass.toggle('tabled', on);
  aria(opener, 'expanded', on);
  resized();
  if (on) fillTable(); else opener.focus();
  keepLink();
};

export const markedRow = (part = '') => find('[aria-current] ' + part, tableBox);

// From the map to the table, and the other way whatever is opened is marked.
export const markRow = (tab, row) => {
  if (tableBox.hidden || table.tab_ !== tab) return;
  turnTo({ marked_: row, first_: max(0, table.rows_.indexOf(row)) });
  markedRow('th')?.scrollIntoView({ block: 'nearest' });
};

export const showInTable = (tab, row) => {
  if (table.tab_ !== tab) assign(table, { tab_: tab, sort_: null });
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
  const from = TABS[table.tab_].of_;
  const { mark, columns: named } = data.files;
  const all = entries(named[table.tab_]).map(([name, column]) => {
    const [what, k] = column.split('_');
    return [name, (row) => (WRITTEN[what] ? WRITTEN[what](row, k) : from[column][row])];
  });
  const content = csv([[...all.map(([name]) => name), 'edition'], ...table.rows_.map((row) => [...all.map(([, read]) => read(row)), mark])]);
  const href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  make('a', { href, download: 'nostrike-' + table.tab_ + '-' + about.edition + '.csv' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
};
