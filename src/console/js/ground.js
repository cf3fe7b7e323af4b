// Places on the ground: the rovers' plane in metres, and latitude and longitude around a point of it. Pure.

const EARTH_METRES = 6_378_137; // WGS 84, semi-major axis
const FLATTENING = 1 / 298.257223563;
const MOST_LANES = 2000;

/** Metres for one degree of latitude and of longitude there. */
function scale(latitude) {
  const e2 = FLATTENING * (2 - FLATTENING);
  const sin = Math.sin(latitude * Math.PI / 180);
  const w = 1 - e2 * sin * sin;
  return {
    north: EARTH_METRES * (1 - e2) / w ** 1.5 * Math.PI / 180,
    east: EARTH_METRES / Math.sqrt(w) * Math.cos(latitude * Math.PI / 180) * Math.PI / 180,
  };
}

/** @param origin {lat, lon} of x 0, y 0; x is east, y north. Good to a millimetre over a yard, a decimetre over kilometres. */
export function toPlane(origin, {lat, lon}) {
  const {north, east} = scale(origin.lat);
  return {x: (lon - origin.lon) * east, y: (lat - origin.lat) * north};
}

export function toDegrees(origin, {x, y}) {
  const {north, east} = scale(origin.lat);
  return {lat: origin.lat + y / north, lon: origin.lon + x / east};
}

export function length(points, closed = false) {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
  if (closed && points.length > 2) sum += Math.hypot(points.at(-1).x - points[0].x, points.at(-1).y - points[0].y);
  return sum;
}

/** Square metres within a polygon. */
export function area(points) {
  let twice = 0;
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length];
    twice += a.x * b.y - b.x * a.y;
  });
  return Math.abs(twice) / 2;
}

/** {left, bottom, right, top}, or null for no points. */
export function bounds(points) {
  let box = null;
  for (const {x, y} of points) {
    if (!box) box = {left: x, right: x, bottom: y, top: y};
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.bottom = Math.min(box.bottom, y);
    box.top = Math.max(box.top, y);
  }
  return box;
}

/** Whether a polygon's sides cross each other: dispatch takes no such area. */
export function crossesItself(points) {
  const side = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  const count = points.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue; // neighbours
      const [a, b, c, d] = [points[i], points[(i + 1) % count], points[j], points[(j + 1) % count]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  }
  return false;
}

/**
 * A route that covers an area in lanes, to and fro along the x axis.
 * @param spacing metres between lanes
 * @returns waypoints; empty where a lane would leave the area, as in one with a notch, or there would be too many
 */
export function lanes(polygon, spacing) {
  const box = bounds(polygon);
  const route = [];
  if (!box || !(spacing > 0) || (box.top - box.bottom) / spacing > MOST_LANES) return route;
  for (let y = box.bottom + spacing / 2; y < box.top; y += spacing) {
    const crossings = [];
    polygon.forEach((a, i) => {
      const b = polygon[(i + 1) % polygon.length];
      if ((a.y <= y) !== (b.y <= y)) crossings.push(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    });
    if (crossings.length > 2) return [];
    const ends = crossings.sort((a, b) => a - b).map(x => ({x: round(x), y: round(y)}));
    route.push(...(route.length % 4 ? ends.reverse() : ends));
  }
  return route;
}

/** To the millimetre. */
export function round(value) {
  return Math.round(value * 1000) / 1000;
}
