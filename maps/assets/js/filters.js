// The legend, which is also the filter. Figures beside a filter follow all the other filters.

import { TIERS, about, data, radii, registrations, sites, tierCodes } from './data.js';
import { kindName } from './details.js';
import { button, check, choice, figure, kept, make } from './elements.js';
import { refresh } from './panel.js';
import { state, tierFacet } from './state.js';
import { OUTCOMES, arc, drawHead, drawIncident, drawMany, drawSite, drawStack, key, stroked, theme, write } from './symbols.js';
import { metres, outcomeName, say, words } from './words.js';

const cutNotes = new Map();

const group = (legend, ...children) => make('fieldset', make('legend', legend), children);

export const checkRow = (picture, label, checked, set, more) => make('label.row',
  check(checked, (on) => { set(on); refresh(); }), picture, make('span.words', label), more);

// A box for one value of a set that is shown.
const inSet = (picture, label, set, value, more) => checkRow(picture, label, set.has(value), (on) => set[on ? 'add' : 'delete'](value), more);

export function radiusChoice() {
  const options = radii.map((radius, k) => [k, metres(radius)]);
  return make(radii.length > 1 ? 'label.radius' : 'p.radius', say('radius') + ' ', radii.length > 1
    ? choice('radius', options, state.radius, (k) => { state.radius = Number(k); refresh(); }) : options[0][1]);
}

function answerRow(one, code, picture, note) {
  return checkRow(picture, [one.label(one.values[code]), note && make('span.note', ' ' + note)], one.on[code],
    (on) => { one.on[code] = on; }, figure(() => one.counts[code]));
}

export function tierQuestion(what) {
  const asked = () => say('tiers', metres(radii[state.radius]));
  return kept(make(what, asked()), (node) => { node.textContent = asked(); });
}

export const incidentKey = (tier, size) => key((ctx, x, y) => drawIncident(ctx, x, y, tier), size);
export const siteKey = (outcome, size) => key((ctx, x, y) => drawSite(ctx, x, y, outcome), size);
export const stackKey = (size) => key((ctx, x, y) => drawStack(ctx, x - 1, y + 1, EXAMPLE, 7), size);
export const facilitiesTitle = () => say(about.with_registry ? 'facilities_by_outcome' : 'facilities');
const EXAMPLE = { likely: 2, cannot_tell: 5 };

export function tierRows() {
  const used = new Set(tierCodes.flatMap((codes) => [...new Set(codes)]));
  const row = (picture, label) => make('p.row still', picture, make('span.words', say(label)));
  return make('fieldset.tiers', tierQuestion('legend'),
    TIERS.map((tier, code) => (code < 5 || used.has(code)) && answerRow(tierFacet, code, incidentKey(tier), words.labels['tier_' + tier + '_note'])),
    row(key((ctx, x, y) => drawMany(ctx, x, y, EXAMPLE, 7), 32), 'several'),
    row(stackKey(32), 'bundle'),
    row(key((ctx, x, y) => drawIncident(ctx, x, y, 'cannot_tell', 'strike', true)), 'reported_ring'),
    make('p.small', say('counts_note')));
}

const folded = (name, ...rows) => make('details.facet', make('summary', say('f_' + name)), group(make('span.unseen', say('f_' + name)), rows));

// A question with one answer is no filter.
export function facetRows(one) {
  if (one.values.length < 2) return null;
  const all = (key_, on) => button(say(key_), () => {
    one.on.fill(on);
    box.querySelectorAll('input').forEach((input) => { input.checked = on; });
    refresh();
  });
  const box = folded(one.name, one.values.map((value, code) => answerRow(one, code)), make('p.both', all('all', 1), all('none', 0)));
  box.open = one.values.length < 6 || one.on.includes(0);
  return box;
}

export function siteRows() {
  const placed = [...sites.id.keys()].filter((at) => sites.lat[at] !== null);
  const has = (column, value, other, on) => figure(() => placed.filter((at) => column[at] === value && on.has(other[at])).length);
  const outcomes = OUTCOMES.filter((outcome) => placed.some((at) => sites.outcome[at] === outcome));
  const kinds = [...new Set(placed.map((at) => sites.kind[at]))];
  return outcomes.length && [
    group(facilitiesTitle(), outcomes.map((outcome) => inSet(siteKey(outcome), outcomeName(outcome), state.outcomes, outcome,
      has(sites.outcome, outcome, sites.kind, state.siteKinds)))),
    kinds.length > 1 && folded('site_kind', kinds.map((kind) => inSet(null, kindName(kind), state.siteKinds, kind,
      has(sites.kind, kind, sites.outcome, state.outcomes)))),
  ];
}

const circleKey = (dash, width, size) => key((ctx, x, y) => {
  arc(ctx, x, y, 9);
  ctx.fillStyle = 'rgba(128,128,128,0.12)';
  ctx.fill();
  stroked(ctx, theme.line, width, dash);
}, size);

const lineKey = (colour, width, tip) => key((ctx, x, y) => {
  ctx.beginPath();
  ctx.moveTo(x - 11, y);
  ctx.lineTo(x + 11 - tip, y);
  stroked(ctx, colour, width);
  if (tip) drawHead(ctx, x + 18, y, { x: x - 60, y }, colour);
});

const hasAreas = () => Object.keys(data.areas).length;
export const circleKeys = (size) => [['uncertainty', circleKey([], 1, size)], ...(hasAreas() ? [['areas', circleKey([6, 5], 1.3, size)]] : [])];

export const layerName = (name) => say('layer_' + name, radii.map(metres).join(', '));

export function furtherRows() {
  const has = (outcome) => registrations?.outcome.includes(outcome);
  const rows = [
    ...circleKeys(),
    ['rings', key((ctx, x, y) => { arc(ctx, x, y, 9); stroked(ctx, theme.site, 1); })],
    ['pairs', lineKey(theme.line, 1.2, 0)],
    has('displaced') && ['displaced', lineKey(theme.site, 2.2, 2)],
    has('unmatched') && ['unmatched', siteKey('unmatched')],
    data.ground.names.length + data.ground.places.length && ['names', key((ctx, x, y) => write(ctx, x, y, 'Aa', 11, theme.border))],
  ];
  return group(say('further'), rows.map((row) => {
    if (!row) return null;
    const [name, picture] = row;
    const note = make('span.note cut', { hidden: true }, say('in_view_only'));
    cutNotes.set(name, note);
    return inSet(picture, [layerName(name), note], state.layers, name);
  }));
}

export const noteCut = (cut) => cutNotes.forEach((note, name) => { note.hidden = !cut.has(name); });
