// What each mark looks like. Shape and lightness say it, colour only repeats it.

import { TIERS } from './data.js';
import { make } from './elements.js';

const COLOURS = {
  almost_certain: '#7a0c1e', likely: '#c8501e', possible: '#e8a33d', unlikely: '#8b8f94', cannot_tell: '#3c4650', not_stated: '#3c4650', none: '#8b8f94',
};
const BLUE = '#0b5c8f';
const INK = '#1f2a33';
export const PAPER = '#fff';

// What lies straight on the ground follows the reader's choice of light or dark; paper is light.
const LIGHT = { land: '#f6f4ee', district: '#cfcabd', border: '#8f8a7c', line: '#3c4650', site: BLUE };
const DARK = { land: '#2b3238', district: '#46505a', border: '#7f8b95', line: '#c9d3da', site: '#7cc0ec' };
export const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
export let theme;
export const useTheme = (dark) => { theme = dark ? DARK : LIGHT; };
useTheme(prefersDark.matches);

export function arc(ctx, x, y, radius, from = 0, to = 7) {
  ctx.beginPath();
  ctx.arc(x, y, radius, from, to);
}

function outline(ctx, x, y, corners) {
  ctx.beginPath();
  corners.forEach(([dx, dy]) => ctx.lineTo(x + dx, y + dy));
  ctx.closePath();
}

export function stroked(ctx, colour, width = 1.2, dash = []) {
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.setLineDash([]);
}

function filled(ctx, colour) {
  ctx.fillStyle = colour;
  ctx.fill();
}

// A cross from corner to corner of a square.
function crossed(ctx, x, y, half, colour, width) {
  ctx.beginPath();
  [1, -1].forEach((way) => {
    ctx.moveTo(x - half, y - half * way);
    ctx.lineTo(x + half, y + half * way);
  });
  stroked(ctx, colour, width);
}

// Edge and form (a radius or corners) of what stands for a tier.
const TIER_MARKS = {
  almost_certain: [PAPER, [[0, -8], [8, 0], [0, 8], [-8, 0]]],
  likely: [PAPER, [[0, -7.5], [7.5, 6], [-7.5, 6]]],
  possible: [INK, 6],
  unlikely: [PAPER, 3.8],
};
const isVague = (tier) => tier === 'cannot_tell' || tier === 'not_stated';

// Dashed and empty: a stated place too vague for a tier must not look like a spot.
function hollow(ctx, x, y, sign) {
  arc(ctx, x, y, 8.2);
  filled(ctx, 'rgba(255,255,255,0.8)');
  arc(ctx, x, y, 7);
  stroked(ctx, COLOURS.cannot_tell, 1.4, [3, 2.4]);
  write(ctx, x, y, sign, 10, COLOURS.cannot_tell);
}

export function write(ctx, x, y, text, size, colour) {
  Object.assign(ctx, { font: '600 ' + size + 'px system-ui, sans-serif', textAlign: 'center', textBaseline: 'middle', direction: 'ltr', fillStyle: colour });
  ctx.fillText(text, x, y + 0.5);
}

export function circleMark(ctx, x, y, radius) {
  arc(ctx, x, y, radius);
  stroked(ctx, theme.line, 1.8);
}

export function drawIncident(ctx, x, y, tier, kind, reported) {
  const [edge, form] = TIER_MARKS[tier] || [];
  if (reported) circleMark(ctx, x, y, 11);
  if (isVague(tier)) hollow(ctx, x, y, tier === 'cannot_tell' ? '?' : '–');
  else if (!form) crossed(ctx, x, y, 3.5, theme.line, 1.6);
  else {
    if (form.length) outline(ctx, x, y, form); else arc(ctx, x, y, form);
    filled(ctx, COLOURS[tier]);
    stroked(ctx, edge);
  }
  if (kind === 'attack' && !isVague(tier)) {
    arc(ctx, x, y + (tier === 'likely' ? 1.5 : 0), 1.9);
    filled(ctx, PAPER);
  }
}

// Several incidents at one stated place: their number, in a ring of their tiers.
export const manyRadius = (n) => 11 + 3.2 * Math.log10(n);

export function drawMany(ctx, x, y, counts, n, reported) {
  const radius = manyRadius(n);
  arc(ctx, x, y, radius + 1.4);
  filled(ctx, PAPER);
  let turn = -Math.PI / 2;
  TIERS.filter((tier) => counts[tier]).forEach((tier) => {
    const end = turn + (2 * Math.PI * counts[tier]) / n;
    arc(ctx, x, y, radius - 2, turn, end);
    stroked(ctx, COLOURS[tier], 4, isVague(tier) ? [4.5, 3] : []);
    turn = end;
  });
  if (reported) circleMark(ctx, x, y, radius + 2.5);
  write(ctx, x, y, n > 9999 ? Math.round(n / 1000) + 'k' : String(n), n > 999 ? 9.5 : 11, INK);
}

// Several places too close to tell apart at this scale: the same, as a stack.
export function drawStack(ctx, x, y, counts, n) {
  arc(ctx, x + 3, y - 3, manyRadius(n));
  filled(ctx, PAPER);
  stroked(ctx, '#5d666e');
  drawMany(ctx, x, y, counts, n);
}

export function drawHead(ctx, x, y, from, colour) {
  const [dx, dy] = [x - from.x, y - from.y];
  if (Math.hypot(dx, dy) < 22) return;
  ctx.translate(x, y);
  ctx.rotate(Math.atan2(dy, dx));
  outline(ctx, 0, 0, [[-8, 0], [-18, 5], [-18, -5]]);
  filled(ctx, colour);
}

// Squares by outcome, one over the other: half a side, filling, edge, its width, dashes, how far off.
const SITE_MARKS = {
  covered: [[6, BLUE, PAPER]],
  displaced: [[6, PAPER, BLUE, 2]],
  undetermined: [[6, '#a9cfe6', BLUE, 1.5]],
  unregistered: [[5.5, PAPER, '#7d2a68', 2.6]],
  out_of_scope: [[4, '#c3cdd4', '#5d7383']],
  unmatched: [[5.5, PAPER, BLUE, 1.4]],
  duplicate: [[5, PAPER, BLUE, 1.4, [], 2.5], [5, BLUE, PAPER, 1.2, [], -1.5]],
  outdated: [[5.5, PAPER, BLUE, 1.8, [3, 2]]],
  not_assessed: [[5.5, BLUE, PAPER], [1.8, PAPER, PAPER, 0.1]],
};
export const OUTCOMES = Object.keys(SITE_MARKS);

export function drawSite(ctx, x, y, outcome) {
  (SITE_MARKS[outcome] || SITE_MARKS.not_assessed).forEach(([half, fill, edge, width, dash, off = 0]) => {
    outline(ctx, x + off, y - off, [[-half, -half], [half, -half], [half, half], [-half, half]]);
    filled(ctx, fill);
    stroked(ctx, edge, width, dash);
  });
  if (outcome === 'undetermined') write(ctx, x, y, '?', 10, INK);
  if (outcome === 'unmatched') crossed(ctx, x, y, 5.5, BLUE, 1.4);
  if (outcome !== 'displaced') return;
  outline(ctx, x, y, [[-6, 6], [-6, -6], [6, 6]]);
  filled(ctx, BLUE);
}

// A mark on the map's one canvas; `draw(ctx, x, y)` puts it there.
export const Mark = L.CircleMarker.extend({
  _updatePath() { this._renderer._updateMark(this); },
});

L.Canvas.include({
  // On whole pixels: Leaflet leaves a canvas between them after a jump, and every line blurs.
  _updateTransform(center, zoom) {
    if (zoom === this._zoom && this._bounds) L.DomUtil.setPosition(this._container, this._bounds.min);
    else L.Renderer.prototype._updateTransform.call(this, center, zoom);
  },
  _updateMark(layer) {
    if (!this._drawing || layer._empty()) return;
    // Whatever was drawn before may have left the pen half transparent.
    this._ctx.save();
    this._ctx.globalAlpha = 1;
    layer.options.draw(this._ctx, layer._point.x, layer._point.y);
    this._ctx.restore();
  },
});

// The same mark in the legend.
export function key(draw, side = 26) {
  const node = make('canvas.key', { width: side * 2, height: side * 2, 'aria-hidden': 'true' });
  const ctx = node.getContext('2d');
  ctx.scale(2, 2);
  draw(ctx, side / 2, side / 2);
  return node;
}
