// On paper and in the dark: the ground's colours follow, paper is light.

import { drawGround } from './layers.js';
import { map } from './map.js';
import { prefersDark, useTheme } from './symbols.js';
import { anew } from './tools.js';

const PAPER_WIDTH = 680;

function dress(dark) {
  useTheme(dark);
  drawGround();
  anew();
}
const asPreferred = () => dress(prefersDark.matches);
prefersDark.addEventListener('change', asPreferred);

// The map keeps its size and is scaled to the paper. The browser waits for no further frame: what
// was drawn dark is drawn light at once.
addEventListener('beforeprint', () => {
  const { style, clientWidth, clientHeight } = map.getContainer();
  Object.assign(style, { width: clientWidth + 'px', height: clientHeight + 'px' });
  style.setProperty('--paper-zoom', PAPER_WIDTH / clientWidth);
  if (prefersDark.matches) dress(false);
  map.eachLayer((layer) => layer._redraw?.());
  document.querySelectorAll('.sources, .mapkey').forEach((one) => { one.open = true; });
});
addEventListener('afterprint', () => {
  Object.assign(map.getContainer().style, { width: '', height: '' });
  asPreferred();
});
