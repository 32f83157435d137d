// Begin.

import './paper.js';
import { allLanguages, data, pause } from './data.js';
import { on, root } from './elements.js';
import { drawGround } from './ground.js';
import { drawNames, follow, paint } from './layers.js';
import { followLink, followView, keepLink, readLink, written } from './link.js';
import { map, resized, wholeView } from './map.js';
import { select } from './state.js';
import { buildTools, buildTop, writePanel } from './tools.js';
import { words } from './words.js';

// First the map, which answers before the panel beside it is written.
const asked = await readLink();
if (words !== data.words) buildTop();
const fit = () => { resized(); wholeView(); followView(asked); };
for (const step of [select, buildTools, fit, drawGround, drawNames, paint]) {
  await pause();
  step();
}
map.on('moveend', () => { follow(); keepLink(); });
on(window, 'resize', () => resized());
on(window, 'hashchange', () => { if (location.hash.includes('=') && location.hash.slice(1) !== written()) location.reload(); });
window.nostrikeMap = map;
root.classList.add('answers');
await new Promise((next) => { setTimeout(next, 20); });
writePanel();
await followLink(asked);
await allLanguages();
root.classList.add('ready');
