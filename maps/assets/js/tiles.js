// Pictures from space by an online service: off until the reader has been told what that costs.

import { placeControls } from './controls.js';
import { about } from './data.js';
import { aria, aside, byId, find, make } from './elements.js';
import { corner, map } from './map.js';
import { announceAll } from './tools.js';
import { say } from './words.js';

const { url, zoom, host, credit } = about.tiles;
const question = byId('ask-tiles');
const opener = byId('tiles');
export let online = null;

export const showTiles = () => {
  online = L.tileLayer(url, { pane: 'tiles', maxNativeZoom: zoom, maxZoom: 17, noWrap: true })
    .once('tileerror', () => announceAll(say('tiles_failed', host))).addTo(map);
  pressTiles();
};

export const pressTiles = () => {
  question.hidden = true;
  aria(opener, 'pressed', !!online);
  opener.focus();
  placeControls();
};

export const askForTiles = () => {
  if (online) {
    online.remove();
    online = null;
    pressTiles();
    return;
  }
  question.hidden = false;
  find('button', question).focus();
};

// Who made the pictures stands on the map while they are on it.
export const tilesCredit = () => corner('bottomleft', make('div.tilescredit', aside(credit)));
