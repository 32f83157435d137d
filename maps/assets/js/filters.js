// The legend, which is also the filter. Figures beside a filter follow all the other filters.

import { TIERS, about, data, radii, rowsOf, sites } from './data.js';
import { button, figure, fill, findAll, kept, make, small } from './elements.js';
import { refresh } from './panel.js';
import { isDrawn, siteFacets, state, tierFacet } from './state.js';
import { LAYER_MARKS, drawIncident, drawMany, drawSite, drawStack, drawSteps, key } from './symbols.js';
import { metres, say, words } from './words.js';

let cutNow = new Set();

const group = (legend, ...children) => make('fieldset', make('legend', legend), children);

export const checkRow = (picture, label, checked, set, more) => make('label.row',
  make('input', { type: 'checkbox', checked: !!checked, onchange: ({ target }) => { set(target.checked); refresh(); } }), picture, make('span.words', label), more);

export const radiusChoice = () => {
  const options = radii.map((radius, k) => [k, metres(radius)]);
  const said = say('radius') + ' ';
  return options.length < 2 ? make('p.radius', said, options[0][1]) : make('label.radius', said, make('select', {
    id: 'radius', onchange: ({ target }) => { state.radius_ = Number(target.value); refresh(); },
  }, options.map(([value, label]) => make('option', { value, selected: value === state.radius_ }, label))));
};

const answerRow = (one, code, picture, note, count = () => one.counts_[code]) => checkRow(
  picture, [one.label_(one.values_[code]), note && make('span.note', ' ' + note)], one.on_[code], (on) => { one.on_[code] = on; }, figure(count));

export const tiersAsked = () => say('tiers', metres(radii[state.radius_]));
export const tierQuestion = (what) => kept(make(what, tiersAsked()), (node) => { fill(node, tiersAsked()); });

export const incidentKey = (tier, size) => key((ctx) => drawIncident(ctx, tier), size);
export const siteKey = (outcome, size) => key((ctx) => drawSite(ctx, outcome), size);
export const stackKey = () => key((ctx) => { ctx.translate(-1, 1); drawStack(ctx, EXAMPLE, 7); }, 32);
export const facilitiesTitle = () => say(about.with_registry ? 'facilities_by_outcome' : 'facilities');
const EXAMPLE = { likely: 2, cannot_tell: 5 };

export const tierRows = () => {
  const row = (picture, label) => make('p.row still', picture, make('span.words', say(label)));
  return make('fieldset.tiers', tierQuestion('legend'),
    data.legend.tiers.map((tier) => answerRow(tierFacet, TIERS.indexOf(tier), incidentKey(tier), words.labels['tier_' + tier + '_note'])),
    row(key((ctx) => drawMany(ctx, EXAMPLE, 7), 32), 'several'),
    row(stackKey(), 'bundle'),
    row(key((ctx) => drawIncident(ctx, 'cannot_tell', 'strike', true)), 'reported_ring'),
    small(say('counts_note')));
};

const folded = (name, ...rows) => make('details.facet', make('summary', say('f_' + name)), group(make('span.unseen', say('f_' + name)), rows));

// A question with one answer is no filter.
export const facetRows = (one) => {
  if (one.values_.length < 2) return null;
  const all = (key_, on) => button(say(key_), () => {
    one.on_.fill(on);
    box.querySelectorAll('input').forEach((input) => { input.checked = on; });
    refresh();
  });
  const box = folded(one.name_, one.values_.map((value, code) => answerRow(one, code)), make('p.both', all('all', 1), all('none', 0)));
  box.open = one.values_.length < 6 || one.on_.includes(0);
  return box;
};

export const siteRows = () => {
  const placed = rowsOf(sites).filter((at) => sites.lat[at] !== null);
  const [outcomeFacet, siteKindFacet] = siteFacets;
  const { outcomes, kinds } = data.legend;
  const row = (one, other, value, picture) => {
    const code = one.values_.indexOf(value);
    return answerRow(one, code, picture, null, () => placed.filter((at) => one.codes_[at] === code && other.on_[other.codes_[at]]).length);
  };
  return outcomes.length && [
    group(facilitiesTitle(), outcomes.map((outcome) => row(outcomeFacet, siteKindFacet, outcome, siteKey(outcome)))),
    kinds.length > 1 && folded('site_kind', kinds.map((kind) => row(siteKindFacet, outcomeFacet, kind))),
  ];
};

export const layerKey = (name, size) => key((ctx) => drawSteps(ctx, LAYER_MARKS[name]), size);
// What it is called, and whether it waits until one zooms in: in the legend and in the key on the map.
export const layerName = (name) => [say('layer_' + name, radii.map(metres).join(', ')),
  make('span.note cut', { 'data-layer': name, hidden: !cutNow.has(name) }, say('in_view_only'))];

export const furtherRows = () => group(say('further'), data.legend.layers.map((name) => checkRow(
  layerKey(name), layerName(name), isDrawn(name), (on) => state.hiddenLayers_[on ? 'delete' : 'add'](name))));

export const noteCut = (cut) => {
  cutNow = cut;
  findAll('.cut').forEach((note) => { note.hidden = !cut.has(note.dataset.layer); });
};
