// What stands on the map itself: key, zoom, scale.

import { TIERS, about, data, incidents, sites, tierOf } from './data.js';
import { make } from './elements.js';
import { figures, stroke, tierQuestion } from './filters.js';
import { map } from './map.js';
import { OUTCOME_SHAPES, drawIncident, drawSite, drawStack, key } from './symbols.js';
import { online, tilesCredit } from './tiles.js';
import { metres, say } from './words.js';

function mapKey() {
  const line = (picture, label) => make('li', {}, key(picture, 22), make('span', {}, label));
  const tiers = TIERS.filter((tier) => incidents.id.some((id, at) => incidents.kind[at] !== 'other' && tierOf(at, 0) === tier));
  const outcomes = Object.keys(OUTCOME_SHAPES).filter((outcome) => sites.outcome.some((one, at) => one === outcome && sites.lat[at] !== null));
  const question = make('p', {});
  figures.push(() => { question.textContent = tierQuestion(); });
  const box = make('details', { class: 'mapkey', open: map.getSize().x > 620 }, make('summary', {}, say('key')),
    question,
    make('ul', {}, tiers.map((tier) => line((ctx, x, y) => drawIncident(ctx, x, y, tier, 'strike', false), say('tier_' + tier)))),
    outcomes.length ? [make('p', {}, say(about.with_registry ? 'facilities_by_outcome' : 'facilities')),
      make('ul', {}, outcomes.map((outcome) => line((ctx, x, y) => drawSite(ctx, x, y, outcome), say('outcome_' + outcome))))] : null,
    make('ul', {}, line(stroke('line', [], 1, 'filled'), say('layer_uncertainty')),
      Object.keys(data.areas).length ? line(stroke('line', [6, 5], 1.3, 'filled'), say('layer_areas')) : null,
      line((ctx, x, y) => drawStack(ctx, x - 1, y + 1, { likely: 1, cannot_tell: 2 }, 3), say('bundle_short'))));
  const control = L.control({ position: about.dir === 'rtl' ? 'topright' : 'topleft' });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  return control.addTo(map);
}

// The bar of the scale speaks the page's language.
const Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const round = this._getRoundNum(most);
    this._updateScale(this._mScale, metres(round), round / most);
  },
});

let controls = [];

export function placeControls() {
  controls.forEach((control) => control.remove());
  controls = [
    ...(online ? [tilesCredit()] : []),
    mapKey(),
    L.control.zoom({ position: 'bottomright', zoomInTitle: say('zoom_in'), zoomOutTitle: say('zoom_out') }).addTo(map),
    new Scale({ imperial: false, maxWidth: 160 }).addTo(map),
  ];
}
