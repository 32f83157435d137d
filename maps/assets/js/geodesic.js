// Distance along the ellipsoid (WGS 84), by the inverse formula of Vincenty (1975), with the
// shorter series of his addendum (1976).

export const geodesic = ([lat1, lon1], [lat2, lon2]) => {
  const a = 6378137;
  const f = 1 / 298.257223563;
  const b = a * (1 - f);
  const radians = Math.PI / 180;
  const U = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * radians)));
  const [s1, s2] = U.map(Math.sin);
  const [c1, c2] = U.map(Math.cos);
  const apart = (lon2 - lon1) * radians;
  let lambda = apart;
  for (let turn = 0; turn < 200; turn += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(c2 * sinL, c1 * s2 - s1 * c2 * cosL);
    if (sinS === 0) return 0;
    const cosS = s1 * s2 + c1 * c2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (c1 * c2 * sinL) / sinS;
    const cos2A = 1 - sinA * sinA;
    const cosM = cos2A ? cosS - (2 * s1 * s2) / cos2A : 0;
    const C = (f / 16) * cos2A * (4 + f * (4 - 3 * cos2A));
    const before = lambda;
    lambda = apart + (1 - C) * f * sinA * (sigma + C * sinS * (cosM + C * cosS * (2 * cosM * cosM - 1)));
    if (Math.abs(lambda - before) < 1e-12) {
      const u2 = cos2A * ((1 - f) ** -2 - 1);
      const k = (Math.sqrt(1 + u2) - 1) / (Math.sqrt(1 + u2) + 1);
      const A = (1 + (k * k) / 4) / (1 - k);
      const B = k * (1 - (3 / 8) * k * k);
      const off = B * sinS * (cosM + (B / 4) * (cosS * (2 * cosM * cosM - 1)
        - (B / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3)));
      return b * A * (sigma - off);
    }
  }
  return null; // nearly opposite points of the globe
};
