// Which places stand so close on the screen that they are one mark.

// Web Mercator at zoom 0, in pixels.
export const pixelX = (lon) => (lon + 180) * (256 / 360);
export const pixelY = (lat) => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
};

// Places are taken in their order, so that the same view always gives the same bundles: one that is
// nearer than `near` pixels to the first of a bundle joins the nearest such. `mx`, `my`: their middle.
export const bundling = (xs, ys, shown, scale, near) => {
  const bundles = [];
  const cells = new Map();
  const across = 2 ** 24;
  shown.forEach((place) => {
    const [x, y] = [xs[place] * scale, ys[place] * scale];
    const cell = Math.floor(x / near) * across + Math.floor(y / near);
    let best = null;
    let least = near ** 2;
    for (let di = -1; di <= 1; di += 1) {
      for (let dj = -1; dj <= 1; dj += 1) {
        for (let bundle = cells.get(cell + di * across + dj); bundle; bundle = bundle.next) {
          const distance = (bundle.x - x) ** 2 + (bundle.y - y) ** 2;
          if (distance < least) { best = bundle; least = distance; }
        }
      }
    }
    if (best) {
      best.places_.push(place);
      best.mx_ += (x - best.mx_) / best.places_.length;
      best.my_ += (y - best.my_) / best.places_.length;
    } else {
      const bundle = { x, y, mx_: x, my_: y, places_: [place], next: cells.get(cell) };
      bundles.push(bundle);
      cells.set(cell, bundle);
    }
  });
  return bundles;
};
