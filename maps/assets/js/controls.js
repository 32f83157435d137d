// What stands on the map itself: key, zoom, scale.

import { data } from './data.js';
import { listed, make } from './elements.js';
import { facilitiesTitle, incidentKey, layerKey, layerName, siteKey, stackKey, tierQuestion } from './filters.js';
import { corner, map } from './map.js';
import { narrowed } from './narrowed.js';
import { online, tilesCredit } from './tiles.js';
import { metres, outcomeName, say, tierName, words } from './words.js';

const mapKey = () => {
  const marks = (names, picture, label) => listed('ul', names, (name) => [picture(name, 22), make('span', label(name))]);
  const { key_tiers: tiers, outcomes, key_layers: circles } = data.legend;
  return corner(words.dir === 'rtl' ? 'topright' : 'topleft', make('details.mapkey', { open: map.getSize().x > 620 }, make('summary', say('key')),
    tierQuestion('p'),
    marks(tiers, incidentKey, tierName),
    outcomes.length && [make('p', facilitiesTitle()), marks(outcomes, siteKey, outcomeName)],
    marks(circles, layerKey, layerName), marks(['bundle_short'], stackKey, say), narrowed()));
};

// The bar of the scale speaks the page's language.
const Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const round = this._getRoundNum(most);
    this._updateScale(this._mScale, metres(round), round / most);
  },
});

let controls = [];

export const placeControls = () => {
  controls.forEach((control) => control.remove());
  controls = [
    ...(online ? [tilesCredit()] : []),
    mapKey(),
    L.control.zoom({ position: 'bottomright', zoomInTitle: say('zoom_in'), zoomOutTitle: say('zoom_out') }).addTo(map),
    new Scale({ imperial: false, maxWidth: 160 }).addTo(map),
  ];
};
