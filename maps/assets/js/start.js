// Begin.

import './paper.js';
import { data, pause } from './data.js';
import { JUMP } from './elements.js';
import { drawGround, drawNames, follow, paint } from './layers.js';
import { followLink, keepLink, readLink, written } from './link.js';
import { map, wholeView } from './map.js';
import { buildPanel, tell } from './panel.js';
import { select } from './state.js';
import { buildTools, buildTop } from './tools.js';
import { words } from './words.js';

const asked = readLink();
if (words !== data.words) buildTop();
await pause();
select();
await pause();
buildTools();
await pause();
buildPanel();
await pause();
map.invalidateSize(JUMP);
wholeView();
await pause();
drawGround();
await pause();
drawNames();
await pause();
paint();
await pause();
tell();
map.on('moveend', follow);
map.on('moveend', keepLink);
addEventListener('resize', () => map.invalidateSize(JUMP));
addEventListener('hashchange', () => { if (location.hash.includes('=') && location.hash.slice(1) !== written()) location.reload(); });
window.nostrikeMap = map;
await followLink(asked);
document.documentElement.classList.add('ready');
