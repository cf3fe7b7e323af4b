// A rover's track as discovery tells it: lines of places with their times, nothing joined that it does not join. Pure.

import {FAR_METRES} from './bounds.js';
import {bounds, length} from './ground.js';

const NUMBERS = 4; // a point: Unix milliseconds, latitude, longitude, accuracy or null

/** Places in the order of time. What they are on the plane is worked out when that is known. */
export class TrackLine {
  #toPlane = null;
  #plane = null;

  /** @param points [{at, lat, lon, accuracy}], one at least */
  constructor(points, continues = false) {
    this.points = points;
    this.continues = continues;
  }

  get begin() {
    return this.points[0].at;
  }

  get end() {
    return this.points.at(-1).at;
  }

  /** On the plane: {xs, ys, box}; what is far away is NaN there, and the box null where all of it is. @param toPlane as the site has it: a
   * new function for another origin */
  on(toPlane) {
    if (this.#toPlane !== toPlane || this.#plane.xs.length < this.points.length) {
      const places = this.points.map(toPlane).map(place => (Math.abs(place.x) <= FAR_METRES && Math.abs(place.y) <= FAR_METRES ? place
        : {x: NaN, y: NaN}));
      this.#toPlane = toPlane;
      this.#plane = {xs: Float64Array.from(places, place => place.x), ys: Float64Array.from(places, place => place.y),
        box: bounds(places.filter(place => !Number.isNaN(place.x)))};
    }
    return this.#plane;
  }

  /** How many of its points are of that time or before. */
  until(at) {
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.points[middle].at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where it was at a time within it, on the plane; NaN for far away. */
  placeAt(at, toPlane) {
    const {xs, ys} = this.on(toPlane);
    const after = Math.min(this.until(at), xs.length - 1);
    const before = Math.max(0, after - 1);
    const [from, to] = [this.points[before].at, this.points[after].at];
    const part = to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 1;
    return {x: xs[before] + (xs[after] - xs[before]) * part, y: ys[before] + (ys[after] - ys[before]) * part};
  }
}

/**
 * The lines of one rover, as a service tells them; what is no place or no time is left out, and a line ends where its times go back.
 * @param most points
 */
export function readLines(told, most) {
  const lines = [];
  for (const line of Array.isArray(told) ? told : []) {
    const numbers = Array.isArray(line?.points) ? line.points : [];
    let points = [];
    let continues = line?.continues === true;
    const finish = () => {
      if (points.length) lines.push(new TrackLine(points, continues));
      points = [];
      continues = false;
    };
    for (let i = 0; i + NUMBERS <= numbers.length && most > 0; i += NUMBERS) {
      const [at, lat, lon, accuracy] = [numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]];
      if (![at, lat, lon].every(Number.isFinite) || Math.abs(at) > 1e15 || Math.abs(lat) > 90 || Math.abs(lon) > 180) continue;
      if (points.length && at < points.at(-1).at) finish();
      points.push({at, lat, lon, accuracy: Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null});
      most--;
    }
    finish();
  }
  return lines;
}

/** Adds what came since to a rover's lines; the two may overlap. */
export function extend(lines, fresh) {
  for (const line of fresh) {
    const last = lines.at(-1);
    const known = last ? line.until(last.end) : 0;
    if (known === line.points.length) continue;
    if (last && (known > 0 || line.continues)) last.points = last.points.concat(line.points.slice(known));
    else lines.push(line);
  }
}

/** Metres along the lines. */
export function lengthOf(lines, toPlane) {
  return lines.reduce((sum, line) => sum + length(line.points.map(toPlane)), 0);
}

/** Milliseconds between two times of which nothing is kept. */
export function missing(lines, from, to) {
  const kept = lines.reduce((sum, line) => sum + Math.max(0, Math.min(line.end, to) - Math.max(line.begin, from)), 0);
  return Math.max(0, to - from - kept);
}

/** What nine of ten places are at least as exact as, in metres; null where that is not told. */
export function accuracyOf(lines) {
  const told = lines.flatMap(line => line.points.map(point => point.accuracy)).filter(accuracy => accuracy !== null).sort((a, b) => a - b);
  return told.length ? told[Math.min(told.length - 1, Math.floor(told.length * 0.9))] : null;
}

/** As GeoJSON (RFC 7946): a feature for each line, a place alone is a point. */
export function toGeoJson(lines, properties) {
  const time = at => new Date(at).toISOString();
  return {type: 'FeatureCollection', features: lines.map(line => {
    const coordinates = line.points.map(({lat, lon}) => [lon, lat]);
    const alone = coordinates.length === 1;
    return {type: 'Feature', properties: {...properties, lineStartedAt: time(line.begin), lineEndedAt: time(line.end),
      ...(alone ? {} : {coordTimes: line.points.map(point => time(point.at))})},
      geometry: alone ? {type: 'Point', coordinates: coordinates[0]} : {type: 'LineString', coordinates}};
  })};
}
