// The legend, which is also the filter. Figures beside a filter follow all the other filters.

import { TIERS, about, data, radii, registrations, sites, tierCodes } from './data.js';
import { kindName } from './details.js';
import { button, make } from './elements.js';
import { refresh } from './panel.js';
import { state, tierFacet } from './state.js';
import { OUTCOME_SHAPES, drawHead, drawIncident, drawMany, drawSite, drawStack, key, theme, write } from './symbols.js';
import { metres, number, say, words } from './words.js';

const cutNotes = new Map();
export const figures = []; // what writes a figure anew

function group(legend, ...children) {
  return make('fieldset', {}, make('legend', {}, legend), children);
}

export function checkRow(picture, label, checked, set, more) {
  const input = make('input', { type: 'checkbox', checked });
  input.addEventListener('change', () => { set(input.checked); refresh(); });
  return make('label', { class: 'row' }, input, picture, make('span', { class: 'words' }, label), more);
}

const inSet = (set, value) => (on) => { if (on) set.add(value); else set.delete(value); };

export function figure(read) {
  const node = make('span', { class: 'count' });
  figures.push(() => { node.textContent = number(read()); });
  return node;
}

export function radiusChoice() {
  if (radii.length === 1) return make('p', { class: 'radius' }, say('radius') + ' ' + metres(radii[0]));
  const choice = make('select', { id: 'radius' }, radii.map((radius, k) => make('option', { value: k, selected: k === state.radius }, metres(radius))));
  choice.addEventListener('change', () => { state.radius = Number(choice.value); refresh(); });
  return make('label', { class: 'radius' }, say('radius') + ' ', choice);
}

function answerRow(one, code, picture, note) {
  const label = one.label(one.values[code]);
  return checkRow(picture, note ? [label, make('span', { class: 'note' }, ' ' + note)] : label, one.on[code] === 1,
    (on) => { one.on[code] = on ? 1 : 0; }, figure(() => one.counts[code]));
}

export const tierQuestion = () => say('tiers', { radius: metres(radii[state.radius]) });

export function tierRows() {
  const used = new Set(tierCodes.flatMap((codes) => [...new Set(codes)]));
  const legend = make('legend', {});
  figures.push(() => { legend.textContent = tierQuestion(); });
  const rows = TIERS.map((tier, code) => (code < 5 || used.has(code)
    ? answerRow(tierFacet, code, key((ctx, x, y) => drawIncident(ctx, x, y, tier, 'strike', false)), words.labels['tier_' + tier + '_note'])
    : null));
  const example = { likely: 2, cannot_tell: 5 };
  const line = (picture, label) => make('p', { class: 'row still' }, picture, make('span', { class: 'words' }, say(label)));
  return make('fieldset', { class: 'tiers' }, legend, rows,
    line(key((ctx, x, y) => drawMany(ctx, x, y, example, 7, false), 32), 'several'),
    line(key((ctx, x, y) => drawStack(ctx, x - 1, y + 1, example, 7), 32), 'bundle'),
    line(key((ctx, x, y) => drawIncident(ctx, x, y, 'cannot_tell', 'strike', true)), 'reported_ring'),
    make('p', { class: 'small' }, say('counts_note')));
}

// A question with one answer is no filter.
export function facetRows(one) {
  if (one.values.length < 2) return null;
  const box = make('details', { class: 'facet' }, make('summary', {}, say('f_' + one.name)),
    make('fieldset', {}, make('legend', { class: 'unseen' }, say('f_' + one.name)),
      one.values.map((value, code) => answerRow(one, code, null, null)),
      make('p', { class: 'both' },
        button(say('all'), () => { one.on.fill(1); again(box, one); }),
        button(say('none'), () => { one.on.fill(0); again(box, one); }))));
  box.open = one.values.length < 6 || !one.on.every((on) => on);
  return box;
}

function again(box, one) {
  box.querySelectorAll('input').forEach((input, code) => { input.checked = one.on[code] === 1; });
  refresh();
}

export function siteRows() {
  const placed = [...sites.id.keys()].filter((at) => sites.lat[at] !== null);
  const count = (passes) => figure(() => placed.filter(passes).length);
  const outcomes = Object.keys(OUTCOME_SHAPES).filter((outcome) => placed.some((at) => sites.outcome[at] === outcome));
  if (!outcomes.length) return null;
  const kinds = [...new Set(placed.map((at) => sites.kind[at]))];
  const outcomeRow = (outcome) => checkRow(key((ctx, x, y) => drawSite(ctx, x, y, outcome)), say('outcome_' + outcome),
    state.outcomes.has(outcome), inSet(state.outcomes, outcome),
    count((at) => sites.outcome[at] === outcome && state.siteKinds.has(sites.kind[at])));
  return [
    group(say(about.with_registry ? 'facilities_by_outcome' : 'facilities'), outcomes.map(outcomeRow)),
    kinds.length < 2 ? null : make('details', { class: 'facet' }, make('summary', {}, say('f_site_kind')),
      group(make('span', { class: 'unseen' }, say('f_site_kind')), kinds.map((kind) => checkRow(null, kindName(kind), state.siteKinds.has(kind), inSet(state.siteKinds, kind),
        count((at) => sites.kind[at] === kind && state.outcomes.has(sites.outcome[at])))))),
  ];
}

function layerRow(name, picture, label) {
  const note = make('span', { class: 'note cut', hidden: true }, say('in_view_only'));
  cutNotes.set(name, note);
  return checkRow(key(picture), [label, note], state.layers.has(name), inSet(state.layers, name));
}

export function stroke(style, dash, width, arc) {
  return (ctx, x, y) => {
    ctx.save();
    ctx.beginPath();
    if (arc) ctx.arc(x, y, 9, 0, 7);
    else { ctx.moveTo(x - 11, y); ctx.lineTo(x + 11, y); }
    ctx.setLineDash(dash);
    ctx.lineWidth = width;
    ctx.strokeStyle = theme[style];
    if (arc === 'filled') { ctx.fillStyle = 'rgba(128,128,128,0.12)'; ctx.fill(); }
    ctx.stroke();
    ctx.restore();
  };
}

const arrow = (ctx, x, y) => {
  stroke('site', [], 2.2)(ctx, x - 2, y);
  drawHead(ctx, x + 18, y, { x: x - 60, y }, theme.site);
};

export function furtherRows() {
  const has = (outcome) => registrations && registrations.outcome.includes(outcome);
  return group(say('further'),
    layerRow('uncertainty', stroke('line', [], 1, 'filled'), say('layer_uncertainty')),
    Object.keys(data.areas).length ? layerRow('areas', stroke('line', [6, 5], 1.3, 'filled'), say('layer_areas')) : null,
    layerRow('rings', stroke('site', [], 1, 'ring'), say('layer_rings', { radii: radii.map(metres).join(', ') })),
    layerRow('pairs', stroke('line', [], 1.2), say('layer_pairs')),
    has('displaced') ? layerRow('displaced', arrow, say('layer_displaced')) : null,
    has('unmatched') ? layerRow('unmatched', (ctx, x, y) => drawSite(ctx, x, y, 'unmatched'), say('layer_unmatched')) : null,
    data.ground.names.length + data.ground.places.length ? layerRow('names', (ctx, x, y) => write(ctx, x, y, 'Aa', 11, theme.border), say('layer_names')) : null);
}

export function noteCut(cut) {
  cutNotes.forEach((note, name) => { note.hidden = !cut.has(name); });
}
