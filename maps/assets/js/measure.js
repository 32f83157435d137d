// Measuring: points taken on the map, and the length of the way along them.

import { announce, aria, bodyClass, byId, find } from './elements.js';
import { geodesic } from './geodesic.js';
import { closePopup, map, put } from './map.js';
import { PAPER, theme } from './symbols.js';
import { TENTHS, kilometres, say } from './words.js';

const box = byId('measured');
const opener = byId('measure');
export let measuring = null;

export const measureAt = ({ lat, lng }) => {
  measuring.push([lat, lng]);
  const style = { color: theme.line, weight: 2, interactive: false };
  put('measured', L.polyline(measuring, { ...style, dashArray: '6 4' }),
    measuring.map((point) => L.circleMarker(point, { ...style, radius: 4, fillColor: PAPER, fillOpacity: 1 })));
  const total = measuring.reduce((sum, point, at) => sum + (at && geodesic(measuring[at - 1], point)), 0);
  tellMeasure(measuring.length > 1 ? say('measured', exactly(total)) : say('measure_next'));
};

const exactly = (m) => (m < 10000 ? say('metres', m) : kilometres(m, TENTHS));

const tellMeasure = (text) => {
  find('span', box).textContent = text;
  announce(text);
};

const atClick = (event) => measureAt(event.latlng);

const begun = (on) => {
  measuring = on ? [] : null;
  map[on ? 'on' : 'off']('click', atClick);
  bodyClass.toggle('measuring', on);
  box.hidden = !on;
  aria(opener, 'pressed', on);
};

export const startMeasuring = () => {
  closePopup();
  begun(true);
  tellMeasure(say('measure_how'));
};

export const stopMeasuring = () => {
  begun(false);
  put('measured');
};
