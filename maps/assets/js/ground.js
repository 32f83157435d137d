// The ground: land, what divides it, and borders, as three shapes of one drawing under all else. The
// style sheet gives their colours, so these follow light, dark and paper by themselves.

import { round } from './builtins.js';
import { pixelX, pixelY } from './bundling.js';
import { bytesOf } from './columns.js';
import { data } from './data.js';
import { map, zoomNow } from './map.js';

export const drawGround = () => {
  const drawing = L.svg({ pane: 'ground', padding: 0.2 }).addTo(map);
  // Lines come as the steps from corner to corner, and are drawn from pixels of zoom 0. All outer
  // rings turn one way and all holes the other: an area over its country makes no hole.
  const shapes = ['land', 'context', 'borders'].map((name) => {
    const { sizes, at } = data.ground[name];
    const path = L.SVG.create('path');
    path.setAttribute('class', 'ground ' + name);
    drawing._rootGroup.append(path);
    let [lat, lon] = [0, 0];
    return [path, sizes, Float64Array.from(new Int32Array(bytesOf(at).buffer),
      (step, k) => (k % 2 ? pixelX((lon += step) / 1e5) : pixelY((lat += step) / 1e5)))];
  });
  let drawn;
  // One drawing does for all views at a zoom. A corner on the same pixel as the one before is left out.
  const draw = () => {
    const scale = 2 ** zoomNow();
    const { x, y } = map.getPixelOrigin();
    if (drawn === (drawn = [scale, x, y].join())) return;
    shapes.forEach(([path, sizes, corners]) => {
      let k = 0;
      path.setAttribute('d', sizes.map((n) => {
        let [d, last] = ['', ''];
        for (const end = k + 2 * n; k < end; k += 2) {
          const next = round(corners[k + 1] * scale - x) + ' ' + round(corners[k] * scale - y);
          if (next !== last) d += (last ? 'L' : 'M') + next;
          last = next;
        }
        return d;
      }).join(''));
    });
  };
  drawing.on('update', draw);
  draw();
};
