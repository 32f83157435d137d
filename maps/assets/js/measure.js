// Measuring: points taken on the map, and the length of the way along them.

import { announce, button, make } from './elements.js';
import { geodesic } from './geodesic.js';
import { map } from './map.js';
import { PAPER, theme } from './symbols.js';
import { number, say, tenths } from './words.js';

export let measuring = null;
const measured = L.layerGroup().addTo(map);

export function measureAt({ lat, lng }) {
  measuring.push([lat, lng]);
  const line = { color: theme.line, weight: 2, dashArray: '6 4', interactive: false };
  measured.clearLayers();
  measured.addLayer(L.polyline(measuring, line));
  measuring.forEach((point) => measured.addLayer(L.circleMarker(point, { ...line, dashArray: null, radius: 4, fillColor: PAPER, fillOpacity: 1 })));
  let total = 0;
  for (let at = 1; at < measuring.length; at += 1) total += geodesic(measuring[at - 1], measuring[at]) || 0;
  tellMeasure(measuring.length > 1 ? say('measured', { length: exactly(total) }) : say('measure_next'));
}

const exactly = (m) => (m < 10000 ? say('metres', { n: number(m) }) : say('kilometres', { n: tenths.format(m / 1000) }));

function tellMeasure(text) {
  const box = document.getElementById('measured');
  box.querySelector('span').textContent = text;
  announce(text);
}

const atMiddle = () => measureAt(map.getCenter());
const atClick = (event) => measureAt(event.latlng);

export function startMeasuring() {
  measuring = [];
  map.closePopup();
  document.body.classList.add('measuring');
  document.getElementById('measured').hidden = false;
  document.getElementById('measure').setAttribute('aria-pressed', 'true');
  map.on('click', atClick);
  tellMeasure(say('measure_how'));
}

export function stopMeasuring() {
  measuring = null;
  measured.clearLayers();
  map.off('click', atClick);
  document.body.classList.remove('measuring');
  document.getElementById('measured').hidden = true;
  document.getElementById('measure').setAttribute('aria-pressed', 'false');
}

export function measureBox() {
  return make('div', { id: 'measured', hidden: true }, make('span', {}),
    button(say('measure_middle'), atMiddle), button(say('close'), () => { stopMeasuring(); document.getElementById('measure').focus(); }));
}
