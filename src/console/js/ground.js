// Places on the ground: the rovers' plane in metres, and latitude and longitude around a point of it. Pure.

const EARTH_METRES = 6_378_137; // WGS 84, semi-major axis
const FLATTENING = 1 / 298.257223563;

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

const MOST_CORNERS_CHECKED = 1500;

/** Whether a polygon's sides cross each other: dispatch takes no such area. Of one with very many corners only dispatch says so. */
export function crossesItself(points) {
  const side = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  const count = points.length;
  if (count > MOST_CORNERS_CHECKED) return false;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue; // neighbours
      const [a, b, c, d] = [points[i], points[(i + 1) % count], points[j], points[(j + 1) % count]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  }
  return false;
}

/** Whether a place is within a polygon. */
export function contains(polygon, {x, y}) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i], polygon[j]];
    if ((a.y > y) !== (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Where the way from one place to another crosses a polygon's sides, as shares of the way, in order. */
function crossings(polygon, from, to) {
  const shares = [];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[j], polygon[i]];
    const [ex, ey] = [b.x - a.x, b.y - a.y];
    const cross = dx * ey - dy * ex;
    if (cross === 0) continue;
    const along = ((a.x - from.x) * ey - (a.y - from.y) * ex) / cross;
    const at = ((a.x - from.x) * dy - (a.y - from.y) * dx) / cross;
    if (along >= 0 && along <= 1 && at >= 0 && at <= 1) shares.push(along);
  }
  return shares.sort((a, b) => a - b);
}

const TOUCH = 0.01; // metres; an edge may be driven along
const MOST_CHECKS = 3_000_000; // sides times legs

/**
 * The first place at which a route is inside of a polygon, or outside of it.
 *
 * @returns {waypoint, x, y} with the waypoint on the way to which it is, or null
 */
function firstPlace(route, polygon, inside) {
  const box = bounds(polygon);
  if (!box || route.length * polygon.length > MOST_CHECKS) return null;
  for (let i = 0; i < route.length; i++) {
    const [from, to] = [route[Math.max(0, i - 1)], route[i]];
    if (inside && (Math.max(from.x, to.x) < box.left || Math.min(from.x, to.x) > box.right || Math.max(from.y, to.y) < box.bottom
            || Math.min(from.y, to.y) > box.top)) {
      continue;
    }
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const stops = length > 0 ? [0, ...crossings(polygon, from, to), 1] : [0, 1];
    for (let n = 1; n < stops.length; n++) {
      if (length > 0 && (stops[n] - stops[n - 1]) * length < TOUCH) continue;
      const middle = (stops[n] + stops[n - 1]) / 2;
      const place = {x: from.x + (to.x - from.x) * middle, y: from.y + (to.y - from.y) * middle};
      if (contains(polygon, place) === inside && farFromEdge(polygon, place)) {
        return {waypoint: i, x: from.x + (to.x - from.x) * stops[n - 1], y: from.y + (to.y - from.y) * stops[n - 1]};
      }
    }
  }
  return null;
}

function farFromEdge(polygon, place) {
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[j], polygon[i]];
    const long = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const part = long ? Math.max(0, Math.min(1, ((place.x - a.x) * (b.x - a.x) + (place.y - a.y) * (b.y - a.y)) / long)) : 0;
    if (Math.hypot(a.x + part * (b.x - a.x) - place.x, a.y + part * (b.y - a.y) - place.y) < TOUCH / 2) return false;
  }
  return true;
}

/** Where a route leaves an area; null for nowhere. */
export function leaves(route, polygon) {
  return firstPlace(route, polygon, false);
}

/** Where a route is in a polygon that it must not enter; null for nowhere. */
export function enters(route, polygon) {
  return firstPlace(route, polygon, true);
}

/** To the millimetre. */
export function round(value) {
  return Math.round(value * 1000) / 1000;
}
