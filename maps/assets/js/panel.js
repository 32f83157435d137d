// The panel: figures, limits, legend and filters, lists, sources; or one facility.

import { assign, entries } from './builtins.js';
import { placeControls } from './controls.js';
import { about, data, sites } from './data.js';
import { cited, incidentLabel, linkTo, listedOn, onDay, siteName, whyNotDrawn } from './details.js';
import { announce, aria, aside, beside, bodyClass, button, byId, figures, fill, find, line, listed, make, paged, para, phrase, sourceBox } from './elements.js';
import { facetRows, furtherRows, radiusChoice, siteRows, tierRows } from './filters.js';
import { redraw } from './layers.js';
import { keepLink } from './link.js';
import { closePopup, resized } from './map.js';
import { openIncident, showIncident, showSite, visit } from './popups.js';
import { byTier, byTime, current, facets, questions, shownRows, shownSites, state } from './state.js';
import { fillTable, tableBox } from './table.js';
import { timeline } from './timeline.js';
import { day, number, outcomeName, say, told, words } from './words.js';

export const panel = byId('panel');
const listBox = make('div.lists');
const undrawnNote = make('p.undrawn');
let listShown = 'incidents';

const section = (heading, name, ...children) => make('section.' + name, make('h2', say(heading)), children);
const sentences = (heading, name, list) => list.length && section(heading, name, listed('ul', list, (sentence) => sentence));

// How many each list holds, its rows, and what is written of one.
const LISTS = {
  incidents: [() => current.n, () => byTier(shownRows()), (at) => linkTo(incidentLabel(at), () => showIncident(at))],
  facilities: [() => shownSites().length, shownSites, (at) => linkTo(aside(siteName(at)), () => showSite(at),
    sites.outcome[at] !== 'not_assessed' && beside(outcomeName(sites.outcome[at])))],
  not_drawn: [() => current.undrawn_.length, () => byTime(current.undrawn_), (at) => linkTo(incidentLabel(at), () => visit(null, 0, () => openIncident(at)),
    beside(whyNotDrawn(at)))],
};

const showList = (name) => {
  listShown = name;
  const [, read, render] = LISTS[name];
  const rows = read();
  fill(listBox,
    make('div.tabs', entries(LISTS).map(([tab, [n]]) => button(say('list_' + tab) + ' ' + number(n()), () => showList(tab), { 'aria-pressed': String(tab === name) }))),
    rows.length ? paged(rows, 20, render) : para('nothing'));
};

const entryBox = (entry, ...said) => sourceBox(make('h3', aside(entry.heading)), said, cited(entry));

const sourceEntry = (entry) => {
  const [first, last] = entry.dates;
  return entryBox(entry,
    make('p', say('source_counts', { n: entry.n_incidents, strikes: entry.n_strikes }),
      first && last && ' ' + say('source_dates', { first: day(first), last: day(last) })),
    entry.selected && para('selected_for_health'));
};

// How a file was read.
const readEntry = ({ said, columns }) => sourceBox(
  said.map(([label, value]) => line(label, told(value))),
  columns.length && make('dl', columns.map(([column, meaning]) => [make('dt', aside(column)), make('dd', aside(meaning))])));

const sourcesSection = () => make('details.sources', make('summary', make('h2', say('h_sources'))),
  data.sources.map(sourceEntry), data.lists.map((entry) => entryBox(entry, listedOn(entry.as_of))),
  data.read_as.length && [make('h3', say('read_as')), data.read_as.map(readEntry)],
  sourceBox(
    para('credit_circles'),
    line('credit_borders', about.ground),
    para('credit_map'),
    phrase('p', 'tiles_credit', about.tiles),
    onDay('generated', about.generated)));

// On a telephone the panel folds away.
export const fold = (folded) => {
  bodyClass.toggle('folded', folded);
  const folder = find('.fold', panel);
  fill(folder, say(folded ? 'panel_show' : 'panel_hide'));
  aria(folder, 'expanded', !folded);
  resized();
};

export const buildPanel = () => {
  figures.length = 0;
  placeControls();
  fill(panel,
    button(say('panel_hide'), () => fold(!bodyClass.contains('folded')), { class: 'fold', 'aria-expanded': 'true', 'aria-controls': 'panel' }),
    sentences('h_headline', 'headline', words.headline[0].split('\n')),
    sentences('h_limits', 'limits', words.limits),
    sentences('h_more', 'headline more', words.headline.slice(1)),
    section('h_legend', 'legend', radiusChoice(), tierRows(), timeline(), siteRows(), furtherRows(), undrawnNote),
    section('h_filters', 'filters', facets.slice(1).map(facetRows),
      button(say('show_all'), () => { showAll(); buildPanel(); refresh(); }, { class: 'all' })),
    section('h_list', 'listing', listBox),
    sourcesSection());
};

const showAll = () => {
  questions.forEach(({ on_ }) => on_.fill(1));
  assign(state, { from: null, until: null, undated_: true });
};

export const tell = () => {
  figures.forEach((write) => write());
  undrawnNote.hidden = !current.undrawn_.length;
  fill(undrawnNote, say('not_drawn_n', current.undrawn_.length));
  showList(listShown);
  if (!tableBox.hidden) fillTable();
  keepLink();
};

export const refresh = () => {
  closePopup();
  redraw();
  tell();
  announce(say('now_shown', current.n));
};
