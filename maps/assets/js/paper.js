// On paper and in the dark: the ground's colours follow, paper is light.

import { drawGround } from './layers.js';
import { map } from './map.js';
import { THEMES, prefersDark, theme, useTheme } from './symbols.js';
import { anew } from './tools.js';

const dress = (dark) => { useTheme(dark); drawGround(); anew(); };
prefersDark.addEventListener('change', () => dress(prefersDark.matches));
// The map keeps its size and is scaled to the paper: what is drawn anew now would be printed on white.
const PAPER_WIDTH = 680;
window.addEventListener('beforeprint', () => {
  const box = map.getContainer();
  const { clientWidth, clientHeight } = box;
  document.querySelectorAll('.sources, .mapkey').forEach((one) => { one.open = true; });
  Object.assign(box.style, { width: clientWidth + 'px', height: clientHeight + 'px', background: theme === THEMES.dark ? '#12181c' : '' });
  box.style.setProperty('--paper-zoom', PAPER_WIDTH / clientWidth);
});
window.addEventListener('afterprint', () => {
  Object.assign(map.getContainer().style, { width: '', height: '', background: '' });
  dress(prefersDark.matches);
});

// Paper is light: on a dark screen the map is drawn in light first.
export async function print() {
  if (prefersDark.matches) { dress(false); await new Promise((next) => { setTimeout(next, 300); }); }
  window.print();
}
