// The map itself: where it opens, how far it goes, and the layers on it from the ground up.

import { about, data } from './data.js';
import { still } from './elements.js';

export const map = L.map('map', {
  preferCanvas: true, zoomControl: false, attributionControl: false, maxZoom: 17, zoomSnap: 0.5,
  renderer: L.canvas({ padding: 0.3, tolerance: 3 }), maxBoundsViscosity: 0.8, fadeAnimation: false,
  zoomAnimation: !still(), markerZoomAnimation: !still(), inertia: !still(),
});

const box = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
map.setMaxBounds(box(data.ground.clip));
// A wide map has the key at its side: what it opens on stands beside that.
export function wholeView() {
  const beside = map.getSize().x > 800 ? [235, 0] : [0, 0];
  map.fitBounds(box(about.frame), { animate: false, [about.dir === 'rtl' ? 'paddingBottomRight' : 'paddingTopLeft']: beside });
}
wholeView();
map.setMinZoom(Math.max(1, map.getBoundsZoom(box(data.ground.clip)) - 0.5));

map.createPane('ground').style.zIndex = 150;
map.getPane('ground').style.pointerEvents = 'none';
map.createPane('names').style.zIndex = 160;
map.getPane('names').style.pointerEvents = 'none';

export const layers = {};
['areas', 'circles', 'rings', 'lines', 'sites', 'incidents', 'chosen'].forEach((name) => {
  layers[name] = L.layerGroup().addTo(map);
});
export const nameLayer = L.layerGroup().addTo(map);
export const groundLayer = L.layerGroup().addTo(map);
