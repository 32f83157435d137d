// Begin.

import './paper.js';
import { data, pause } from './data.js';
import { drawGround, drawNames, follow, paint } from './layers.js';
import { followLink, keepLink, readLink, written } from './link.js';
import { map, resized, wholeView } from './map.js';
import { buildPanel, tell } from './panel.js';
import { select } from './state.js';
import { buildTools, buildTop } from './tools.js';
import { words } from './words.js';

const asked = readLink();
if (words !== data.words) buildTop();
const fit = () => { resized(); wholeView(); };
for (const step of [select, buildTools, buildPanel, fit, drawGround, drawNames, paint, tell]) {
  await pause();
  step();
}
map.on('moveend', follow);
map.on('moveend', keepLink);
addEventListener('resize', () => resized());
addEventListener('hashchange', () => { if (location.hash.includes('=') && location.hash.slice(1) !== written()) location.reload(); });
window.nostrikeMap = map;
await followLink(asked);
document.documentElement.classList.add('ready');
