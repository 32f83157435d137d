// Marks on the map and in its legend, drawn as the data's table of marks says.

import { assign, round } from './builtins.js';
import { TIERS, data } from './data.js';
import { asks, make } from './elements.js';

export const { tiers: TIER_MARKS, sites: SITE_MARKS, layers: LAYER_MARKS, arrow, themes } = data.marks;
const INK = '#1f2a33';
export const PAPER = '#fff';

// What lies straight on the ground follows the reader's choice of light or dark; paper is light.
export const prefersDark = asks('(prefers-color-scheme: dark)');
export let theme;
export const useTheme = (dark) => { theme = themes[dark ? 'dark' : 'light']; };
useTheme(prefersDark.matches);

const stroked = (ctx, colour, width = 1.2, dash = [], path) => {
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.stroke(path);
};

const filled = (ctx, colour, path) => {
  ctx.fillStyle = colour;
  ctx.fill(path);
};

const arc = (radius, x = 0, y = 0, from = 0, to = 7) => {
  const path = new Path2D();
  path.arc(x, y, radius, from, to);
  return path;
};

const write = (ctx, text, size, fillStyle) => {
  assign(ctx, { font: '600 ' + size + 'px system-ui, sans-serif', textAlign: 'center', textBaseline: 'middle', direction: 'ltr', fillStyle });
  ctx.fillText(text, 0, 0.5);
};

export const drawSteps = (ctx, steps) => {
  steps.forEach((step) => {
    const { d, fill, edge, width, dash, sign } = step;
    const path = step.path ||= new Path2D(d);
    const colour = (name) => theme[name] || name;
    if (sign) write(ctx, sign, 10, colour(fill));
    else if (fill) filled(ctx, colour(fill), path);
    if (edge) stroked(ctx, colour(edge), width, dash, path);
  });
};

export const circleMark = (ctx, radius) => stroked(ctx, theme.line, 1.8, [], arc(radius));

export const drawIncident = (ctx, tier, kind, reported) => {
  const { steps, dot } = TIER_MARKS[tier];
  if (reported) circleMark(ctx, 11);
  drawSteps(ctx, steps);
  if (kind === 'attack' && dot !== undefined) filled(ctx, PAPER, arc(1.9, 0, dot));
};

// Several incidents at one stated place: their number, in a ring of their tiers.
export const manyRadius = (n) => 11 + 3.2 * Math.log10(n);

export const drawMany = (ctx, counts, n, reported) => {
  const radius = manyRadius(n);
  filled(ctx, PAPER, arc(radius + 1.4));
  let turn = -Math.PI / 2;
  TIERS.filter((tier) => counts[tier]).forEach((tier) => {
    const end = turn + (2 * Math.PI * counts[tier]) / n;
    stroked(ctx, TIER_MARKS[tier].colour, 4, TIER_MARKS[tier].vague && [4.5, 3], arc(radius - 2, 0, 0, turn, end));
    turn = end;
  });
  if (reported) circleMark(ctx, radius + 2.5);
  write(ctx, n > 9999 ? round(n / 1000) + 'k' : String(n), n > 999 ? 9.5 : 11, INK);
};

// Several places too close to tell apart at this scale: the same, as a stack.
export const drawStack = (ctx, counts, n) => {
  const behind = arc(manyRadius(n), 3, -3);
  filled(ctx, PAPER, behind);
  stroked(ctx, '#5d666e', 1.2, [], behind);
  drawMany(ctx, counts, n);
};

export const drawSite = (ctx, outcome) => drawSteps(ctx, SITE_MARKS[outcome] || SITE_MARKS.not_assessed);

// Marks on the map's one canvas, as one layer: of each its place, its radius in pixels, `draw(ctx)` that
// puts it around its place, and `open(event)` where it can be pressed. The last lies on top.
export const Marks = L.Path.extend({
  options: { bubblingMouseEvents: false },
  initialize(marks) {
    this.marks = marks;
    this.on('click', (event) => {
      const { at, radius, open } = this.hit_;
      open(radius > 10 ? event : { latlng: L.latLng(at) });
    });
  },
  _project() { this.marks.forEach((mark) => { mark.point = this._map.latLngToLayerPoint(mark.at); }); },
  _update() { this._pxBounds = this._renderer._bounds; },
  _updatePath() {
    const ctx = this._renderer._ctx;
    this.marks.forEach(({ point, draw }) => {
      ctx.save();
      ctx.globalAlpha = 1; // whatever was drawn before may have left the pen half transparent
      ctx.translate(point.x, point.y);
      draw(ctx);
      ctx.restore();
    });
  },
  _containsPoint(at) {
    this.hit_ = this.marks.filter(({ point, radius, open }) => open && point.distanceTo(at) < radius + 4.5).pop();
    return this.hit_;
  },
});

// On whole pixels: Leaflet leaves a canvas between them after a jump, and every line blurs.
L.Canvas.include({
  _updateTransform(center, zoom) {
    if (zoom === this._zoom && this._bounds) L.DomUtil.setPosition(this._container, this._bounds.min);
    else L.Renderer.prototype._updateTransform.call(this, center, zoom);
  },
});

// The same mark in the legend.
export const key = (draw, side = 26) => {
  const node = make('canvas.key', { width: side * 2, height: side * 2, 'aria-hidden': 'true' });
  const ctx = node.getContext('2d');
  ctx.scale(2, 2);
  ctx.translate(side / 2, side / 2);
  draw(ctx);
  return node;
};
