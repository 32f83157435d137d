// On paper and in the dark: the marks' colours follow, paper is light.

import { assign } from './builtins.js';
import { figures, findAll, on } from './elements.js';
import { PAPER_WIDTH } from './limits.js';
import { map } from './map.js';
import { prefersDark, useTheme } from './symbols.js';
import { anew, writePanel } from './tools.js';


const dress = (dark) => {
  useTheme(dark);
  anew();
};
const asPreferred = () => dress(prefersDark.matches);
on(prefersDark, 'change', asPreferred);

// While it prints, a browser passes what is drawn on to the paper stroke by stroke, and there clearing
// paints white over all that lies below. So nothing is cleared: it is drawn on a new canvas instead,
// and the old one, which listens to the mouse, comes back afterwards.
const putBack = [];
const drawAfresh = (renderer) => {
  const { _container: old, _ctx: context } = renderer;
  const canvas = old.cloneNode();
  putBack.push(() => { canvas.replaceWith(old); assign(renderer, { _container: old, _ctx: context }); });
  renderer._ctx = canvas.getContext('2d');
  renderer._ctx.setTransform(context.getTransform());
  renderer._container = canvas;
  old.replaceWith(canvas);
  renderer._draw();
};

// The map keeps its size and is scaled to the paper. The browser waits for no further frame: what
// was drawn dark is drawn light at once.
on(window, 'beforeprint', () => {
  const { style, clientWidth, clientHeight } = map.getContainer();
  assign(style, { width: clientWidth + 'px', height: clientHeight + 'px' });
  style.setProperty('--paper-zoom', PAPER_WIDTH / clientWidth);
  if (!figures.length) writePanel(); // one prints at once
  if (prefersDark.matches) dress(false);
  map.eachLayer((layer) => layer._ctx && drawAfresh(layer));
  findAll('.sources,.mapkey,.facet').forEach((one) => { one.open = true; });
});
on(window, 'afterprint', () => {
  putBack.splice(0).forEach((back) => back());
  assign(map.getContainer().style, { width: '', height: '' });
  asPreferred();
});
