// What each mark looks like. Shape and lightness say it, colour only repeats it.

import { TIERS } from './data.js';
import { make } from './elements.js';

const COLOURS = {
  almost_certain: '#7a0c1e', likely: '#c8501e', possible: '#e8a33d', unlikely: '#8b8f94',
  cannot_tell: '#3c4650', not_stated: '#3c4650', none: '#8b8f94',
};
const BLUE = '#0b5c8f';
const INK = '#1f2a33';
export const PAPER = '#ffffff';

// What lies straight on the ground follows the reader's choice of light or dark; paper is light.
export const THEMES = {
  light: { land: '#f6f4ee', district: '#cfcabd', border: '#8f8a7c', line: '#3c4650', site: BLUE },
  dark: { land: '#2b3238', district: '#46505a', border: '#7f8b95', line: '#c9d3da', site: '#7cc0ec' },
};
export const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
export let theme;
export function useTheme(dark) { theme = THEMES[dark ? 'dark' : 'light']; }
useTheme(prefersDark.matches);

function outline(ctx, corners) {
  ctx.beginPath();
  corners.forEach(([x, y], at) => (at ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

function fillAndEdge(ctx, fill, edge, width) {
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineWidth = width || 1.2;
  ctx.strokeStyle = edge;
  ctx.stroke();
}

const TIER_SHAPES = {
  almost_certain(ctx, x, y) {
    outline(ctx, [[x, y - 8], [x + 8, y], [x, y + 8], [x - 8, y]]);
    fillAndEdge(ctx, COLOURS.almost_certain, PAPER);
  },
  likely(ctx, x, y) {
    outline(ctx, [[x, y - 7.5], [x + 7.5, y + 6], [x - 7.5, y + 6]]);
    fillAndEdge(ctx, COLOURS.likely, PAPER);
  },
  possible(ctx, x, y) {
    ctx.beginPath();
    ctx.arc(x, y, 6, 0, 7);
    fillAndEdge(ctx, COLOURS.possible, INK);
  },
  unlikely(ctx, x, y) {
    ctx.beginPath();
    ctx.arc(x, y, 3.8, 0, 7);
    fillAndEdge(ctx, COLOURS.unlikely, PAPER);
  },
  cannot_tell(ctx, x, y) { hollow(ctx, x, y, '?'); },
  not_stated(ctx, x, y) { hollow(ctx, x, y, '–'); },
  none(ctx, x, y) {
    ctx.beginPath();
    [[-3.5, -3.5, 3.5, 3.5], [-3.5, 3.5, 3.5, -3.5]].forEach(([a, b, c, d]) => {
      ctx.moveTo(x + a, y + b);
      ctx.lineTo(x + c, y + d);
    });
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = theme.line;
    ctx.stroke();
  },
};

// Dashed and empty: a stated place too vague for a tier must not look like a spot.
function hollow(ctx, x, y, mark) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, 8.2, 0, 7);
  ctx.fillStyle = 'rgba(255,255,255,0.8)';
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, 7);
  ctx.setLineDash([3, 2.4]);
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = COLOURS.cannot_tell;
  ctx.stroke();
  ctx.restore();
  write(ctx, x, y, mark, 10, COLOURS.cannot_tell);
}

export function write(ctx, x, y, text, size, colour) {
  ctx.save();
  ctx.font = '600 ' + size + 'px system-ui, sans-serif';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.direction = 'ltr';
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y + 0.5);
  ctx.restore();
}

export function circleMark(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.lineWidth = 1.8;
  ctx.strokeStyle = theme.line;
  ctx.stroke();
}

export function drawIncident(ctx, x, y, tier, kind, reported) {
  if (reported) circleMark(ctx, x, y, 11);
  TIER_SHAPES[tier](ctx, x, y);
  if (kind === 'attack' && tier !== 'cannot_tell' && tier !== 'not_stated') {
    ctx.beginPath();
    ctx.arc(x, y + (tier === 'likely' ? 1.5 : 0), 1.9, 0, 7);
    ctx.fillStyle = PAPER;
    ctx.fill();
  }
}

// Several incidents at one stated place: their number, in a ring of their tiers.
export const manyRadius = (n) => 11 + 3.2 * Math.log10(n);

export function drawMany(ctx, x, y, counts, n, reported) {
  const radius = manyRadius(n);
  ctx.beginPath();
  ctx.arc(x, y, radius + 1.4, 0, 7);
  ctx.fillStyle = PAPER;
  ctx.fill();
  let turn = -Math.PI / 2;
  ctx.save();
  ctx.lineWidth = 4;
  TIERS.filter((tier) => counts[tier]).forEach((tier) => {
    const share = (2 * Math.PI * counts[tier]) / n;
    ctx.beginPath();
    ctx.arc(x, y, radius - 2, turn, turn + share);
    ctx.setLineDash(tier === 'cannot_tell' || tier === 'not_stated' ? [4.5, 3] : []);
    ctx.strokeStyle = COLOURS[tier];
    ctx.stroke();
    turn += share;
  });
  ctx.restore();
  if (reported) circleMark(ctx, x, y, radius + 2.5);
  write(ctx, x, y, n > 9999 ? Math.round(n / 1000) + 'k' : String(n), n > 999 ? 9.5 : 11, INK);
}

// Several places too close to tell apart at this scale: the same, as a stack.
export function drawStack(ctx, x, y, counts, n) {
  const radius = manyRadius(n);
  ctx.beginPath();
  ctx.arc(x + 3, y - 3, radius, 0, 7);
  fillAndEdge(ctx, PAPER, '#5d666e', 1.2);
  drawMany(ctx, x, y, counts, n, false);
}

export function drawHead(ctx, x, y, from, colour) {
  const length = Math.hypot(x - from.x, y - from.y);
  if (length < 22) return;
  ctx.translate(x, y);
  ctx.rotate(Math.atan2(y - from.y, x - from.x));
  outline(ctx, [[-8, 0], [-18, 5], [-18, -5]]);
  ctx.fillStyle = colour;
  ctx.fill();
}

function square(ctx, x, y, half) {
  outline(ctx, [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]);
}

export const OUTCOME_SHAPES = {
  covered(ctx, x, y) { square(ctx, x, y, 6); fillAndEdge(ctx, BLUE, PAPER); },
  displaced(ctx, x, y) {
    square(ctx, x, y, 6);
    fillAndEdge(ctx, PAPER, BLUE, 2);
    outline(ctx, [[x - 6, y + 6], [x - 6, y - 6], [x + 6, y + 6]]);
    ctx.fillStyle = BLUE;
    ctx.fill();
  },
  undetermined(ctx, x, y) {
    square(ctx, x, y, 6);
    fillAndEdge(ctx, '#a9cfe6', BLUE, 1.5);
    write(ctx, x, y, '?', 10, INK);
  },
  unregistered(ctx, x, y) { square(ctx, x, y, 5.5); fillAndEdge(ctx, PAPER, '#7d2a68', 2.6); },
  out_of_scope(ctx, x, y) { square(ctx, x, y, 4); fillAndEdge(ctx, '#c3cdd4', '#5d7383', 1.2); },
  unmatched(ctx, x, y) {
    square(ctx, x, y, 5.5);
    fillAndEdge(ctx, PAPER, BLUE, 1.4);
    ctx.beginPath();
    ctx.moveTo(x - 5.5, y - 5.5);
    ctx.lineTo(x + 5.5, y + 5.5);
    ctx.moveTo(x + 5.5, y - 5.5);
    ctx.lineTo(x - 5.5, y + 5.5);
    ctx.stroke();
  },
  duplicate(ctx, x, y) {
    square(ctx, x + 2.5, y - 2.5, 5);
    fillAndEdge(ctx, PAPER, BLUE, 1.4);
    square(ctx, x - 1.5, y + 1.5, 5);
    fillAndEdge(ctx, BLUE, PAPER);
  },
  outdated(ctx, x, y) {
    ctx.save();
    ctx.setLineDash([3, 2]);
    square(ctx, x, y, 5.5);
    fillAndEdge(ctx, PAPER, BLUE, 1.8);
    ctx.restore();
  },
  not_assessed(ctx, x, y) {
    square(ctx, x, y, 5.5);
    fillAndEdge(ctx, BLUE, PAPER);
    square(ctx, x, y, 1.8);
    ctx.fillStyle = PAPER;
    ctx.fill();
  },
};

export function drawSite(ctx, x, y, outcome) {
  (OUTCOME_SHAPES[outcome] || OUTCOME_SHAPES.not_assessed)(ctx, x, y);
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
export function key(draw, size) {
  const side = size || 26;
  const scale = 2;
  const node = make('canvas', { width: side * scale, height: side * scale, class: 'key', 'aria-hidden': 'true' });
  const ctx = node.getContext('2d');
  ctx.scale(scale, scale);
  draw(ctx, side / 2, side / 2);
  return node;
}
