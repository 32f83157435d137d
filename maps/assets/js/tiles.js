// Pictures from space by an online service: off until the reader has been told what that costs.

import { placeControls } from './controls.js';
import { about } from './data.js';
import { aria, aside, byId, find, make } from './elements.js';
import { corner, map } from './map.js';
import { announceAll } from './tools.js';
import { say } from './words.js';

const { url, zoom, host, credit } = about.tiles;
export let online = null;

export const showTiles = () => {
  online = L.tileLayer(url, { pane: 'tiles', maxNativeZoom: zoom, maxZoom: 17, noWrap: true })
    .once('tileerror', () => announceAll(say('tiles_failed', host))).addTo(map);
  pressTiles();
};

export const pressTiles = () => {
  byId('ask-tiles').hidden = true;
  aria(byId('tiles'), 'pressed', !!online);
  byId('tiles').focus();
  placeControls();
};

export const askForTiles = () => {
  if (online) {
    online.remove();
    online = null;
    pressTiles();
    return;
  }
  byId('ask-tiles').hidden = false;
  find('button', byId('ask-tiles')).focus();
};

// Who made the pictures stands on the map while they are on it.
export const tilesCredit = () => corner('bottomleft', make('div.tilescredit', aside(credit)));
