// Pictures from space by an online service: off until the reader has been told what that costs.

import { placeControls } from './controls.js';
import { about } from './data.js';
import { aside, button, make } from './elements.js';
import { map } from './map.js';
import { announceAll } from './tools.js';
import { say } from './words.js';

export let online = null;
map.createPane('tiles').style.zIndex = 155;
map.getPane('tiles').style.pointerEvents = 'none';

function showTiles() {
  tilesBox.hide();
  online = L.tileLayer(about.tiles.url, { pane: 'tiles', maxNativeZoom: about.tiles.zoom, maxZoom: 17, noWrap: true });
  online.once('tileerror', () => announceAll(say('tiles_failed', { host: about.tiles.host })));
  online.addTo(map);
  pressTiles();
}

export function hideTiles() {
  online.remove();
  online = null;
  pressTiles();
}

function pressTiles() {
  document.getElementById('tiles').setAttribute('aria-pressed', String(!!online));
  document.getElementById('tiles').focus();
  placeControls();
}

export function askForTiles() {
  document.getElementById('ask-tiles').hidden = false;
  document.querySelector('#ask-tiles button').focus();
}

export function tilesBox() {
  tilesBox.hide = () => { box.hidden = true; };
  const box = make('div', { id: 'ask-tiles', class: 'asking', hidden: true }, make('span', {}, say('tiles_ask', { host: about.tiles.host })),
    button(say('tiles_yes'), showTiles), button(say('tiles_no'), () => { tilesBox.hide(); pressTiles(); }));
  return box;
}

// Who made the pictures stands on the map while they are on it.
export function tilesCredit() {
  const control = L.control({ position: 'bottomleft' });
  control.onAdd = () => make('div', { class: 'tilescredit' }, aside(about.tiles.credit));
  return control.addTo(map);
}
