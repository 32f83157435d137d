// The map itself: where it opens, how far it goes, and the layers on it from the ground up.

import { assign, max } from './builtins.js';
import { about, data } from './data.js';
import { JUMP, byId, fill, still } from './elements.js';
import { Marks } from './symbols.js';
import { words } from './words.js';

const moves = !still();
// A page saved as it stands holds a map's remains: they make room.
export const map = L.map(fill(byId('map')), {
  preferCanvas: true, zoomControl: false, attributionControl: false, maxZoom: 17, zoomSnap: 0.5,
  renderer: L.canvas({ padding: 0.15, tolerance: 3 }), maxBoundsViscosity: 1, fadeAnimation: false,
  zoomAnimation: moves, markerZoomAnimation: moves, inertia: moves,
});

export const zoomNow = () => map.getZoom();
export const closePopup = () => map.closePopup();
export const resized = () => map.invalidateSize(JUMP);
export const isWide = () => map.getSize().x > 800; // the key has room at the map's side

const box = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
const clip = box(data.ground.clip);
// Only held to: setMaxBounds would also pull the map back, with a movement that ends after the next jump.
map.options.maxBounds = clip;
// A wide map has the key at its side: what it opens on stands beside that.
export const wholeView = () => {
  map.fitBounds(box(about.frame), {
    ...JUMP, [words.dir === 'rtl' ? 'paddingBottomRight' : 'paddingTopLeft']: [isWide() ? 235 : 0, 0],
  });
};
wholeView();
map.setMinZoom(max(1, map.getBoundsZoom(clip) - 0.5));

[['ground', 150], ['tiles', 155], ['names', 160]].forEach(([name, zIndex]) => assign(map.createPane(name).style, { zIndex, pointerEvents: 'none' }));

export const layers = Object.fromEntries(
  ['areas', 'circles', 'rings', 'lines', 'sites', 'incidents', 'chosen', 'names', 'measured'].map((name) => [name, L.layerGroup().addTo(map)]));

// Draws in a layer what is given, in place of what it held: shapes, and on top of them marks.
export const put = (name, ...drawn) => {
  const all = drawn.flat(Infinity);
  const marks = all.filter((one) => one.draw);
  layers[name].clearLayers();
  all.filter((one) => !one.draw).concat(marks.length ? new Marks(marks) : []).forEach((layer) => layers[name].addLayer(layer));
};

// Where a row of a table stands, if that is known.
export const placeIn = (table, row) => (table.lat[row] === null ? null : [table.lat[row], table.lon[row]]);

// What stands in a corner of the map.
export const corner = (position, node) => {
  const control = L.control({ position });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return node;
  };
  return control.addTo(map);
};
