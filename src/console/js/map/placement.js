import {toDegrees, toPlane} from '../ground.js';

// Where a made map's own frame is on earth: {latitude, longitude, turn}, the turn of its x axis from east in radians, counter-clockwise.
// Pure.

const LEAST_METRES = 1; // between two points that place a map
const MOST_APART = 0.1; // of their distance, and
const MOST_MORE = 0.5; // metres: so far the two distances may differ

const isPlace = value => Number.isFinite(value?.latitude) && Number.isFinite(value?.longitude) && Math.abs(value.latitude) < 90
  && Math.abs(value.longitude) <= 180;

/** What archive says of a map's place, or null where it is none. */
export function soundPlacement(value) {
  return isPlace(value) && Number.isFinite(value.turn) ? value : null;
}

/** West, south, east and north of a picture in metres of its map's frame, or null where they are none. */
export function soundEdges(value) {
  const sound = Array.isArray(value) && value.length === 4 && value.every(each => Number.isFinite(each) && Math.abs(each) <= 1e5)
    && value[0] < value[2] && value[1] < value[3];
  return sound ? value : null;
}

const turned = ({x, y}, turn) => ({x: Math.cos(turn) * x - Math.sin(turn) * y, y: Math.sin(turn) * x + Math.cos(turn) * y});

/** Latitude and longitude of a place in the map's frame. */
export function degreesOf({latitude, longitude, turn}, place) {
  return toDegrees({lat: latitude, lon: longitude}, turned(place, turn));
}

/** The edges' top left, top right and bottom left corners on earth. */
export function cornersOf(placement, [west, south, east, north]) {
  return [{x: west, y: north}, {x: east, y: north}, {x: west, y: south}].map(corner => degreesOf(placement, corner));
}

/** Two points that say the same as a placement. */
export function pointsOf(placement) {
  return [{x: 0, y: 0}, {x: 10, y: 0}].map(place => {
    const {lat, lon} = degreesOf(placement, place);
    return {...place, latitude: lat, longitude: lon};
  });
}

/**
 * The place that two points say, as archive works it out: the middles of both pairs are on each other, so that what one was missed by is
 * shared.
 *
 * @param points two of {x, y, latitude, longitude}
 * @returns {placement, own, earth} own and earth metres between the two; or {problem}, in words
 */
export function placementOf([first, second]) {
  if (![first, second].every(each => Number.isFinite(each.x) && Number.isFinite(each.y) && isPlace(each))) return {problem: null};
  const origin = {lat: first.latitude, lon: first.longitude};
  const away = toPlane(origin, {lat: second.latitude, lon: second.longitude});
  const [dx, dy] = [second.x - first.x, second.y - first.y];
  const own = Math.hypot(dx, dy);
  const earth = Math.hypot(away.x, away.y);
  if (own < LEAST_METRES || earth < LEAST_METRES) {
    return {problem: 'The two points have to be a metre apart or more: the further, the better the turn is known.'};
  }
  if (Math.abs(own - earth) > MOST_APART * own + MOST_MORE) {
    return {problem: `These cannot be the same two points: they are ${own.toFixed(1)} m apart in the map, and ${
      earth.toFixed(1)} m on the site.`};
  }
  const turn = Math.atan2(away.y, away.x) - Math.atan2(dy, dx);
  const middle = turned({x: (first.x + second.x) / 2, y: (first.y + second.y) / 2}, turn);
  const {lat, lon} = toDegrees(origin, {x: away.x / 2 - middle.x, y: away.y / 2 - middle.y});
  return {placement: {latitude: lat, longitude: lon, turn}, own, earth};
}
