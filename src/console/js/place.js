import {FAR_METRES} from './bounds.js';
import {bearing, metres} from './format.js';

const COURSE_METRES = 0.5;
const TURNED_RADIANS = 0.35; // so far off, a course is no heading any more

/** Where telemetry says a rover is, or null. @returns {lat, lon, accuracy, at} at in Unix milliseconds */
export function positionOf(telemetry) {
  if (telemetry?.latitude == null || telemetry.longitude == null) return null;
  return {lat: telemetry.latitude, lon: telemetry.longitude, accuracy: telemetry.accuracyMetres ?? null, at: telemetry.positionAt};
}

/**
 * Where a rover stands on the site's plane, or null when that is not known. Its telemetry and the site's origin come first, then the
 * pose in its heartbeats. A pose from its own link counts from where it was switched on, so it is used only while the site has no
 * origin. A pose of zeros means that the rover does not know it. Pure.
 *
 * @param toPlane latitude and longitude to the plane; null while the site's origin is not known
 * @returns {x, y, theta, by}, theta null for a heading that is not known, by 'position' or 'pose'
 */
export function placeOf(rover, toPlane) {
  const place = placeAnywhere(rover, toPlane);
  return place && Math.abs(place.x) <= FAR_METRES && Math.abs(place.y) <= FAR_METRES ? place : null;
}

/** Whether a rover reports a place that is too far away to be on the map. */
export function isFar(rover, toPlane) {
  return placeOf(rover, toPlane) === null && placeAnywhere(rover, toPlane) !== null;
}

function placeAnywhere(rover, toPlane) {
  if (rover.position && toPlane) {
    const {x, y} = toPlane(rover.position);
    return {x, y, theta: rover.course.heading, by: 'position'};
  }
  const {pose} = rover;
  const told = rover.poseKnown !== false && (!toPlane || rover.link?.state !== 'up') && (pose.x !== 0 || pose.y !== 0 || pose.theta !== 0);
  return told ? {x: pose.x, y: pose.y, theta: pose.theta, by: 'pose'} : null;
}

/**
 * Which way a rover looks, by the way that its positions went: known once it has driven, and not any more when it has turned on the spot.
 */
export class Course {
  heading = null;
  #from = null;
  #turned = 0;
  #at = 0;

  /** @param point {x, y} in metres @param telemetry of that moment */
  take(point, accuracy, telemetry) {
    const seconds = this.#at ? Math.min(10, Math.max(0, (telemetry.at - this.#at) / 1000)) : 0;
    this.#at = telemetry.at;
    this.#turned += Math.abs(telemetry.angularRadiansPerSecond ?? 0) * seconds;
    if (this.#turned > TURNED_RADIANS) this.heading = null;
    if (!this.#from) this.#from = point;
    const east = point.x - this.#from.x;
    const north = point.y - this.#from.y;
    if (Math.hypot(east, north) < Math.max(COURSE_METRES, 2 * (accuracy ?? 0))) return;
    const backwards = telemetry.linearMetresPerSecond < 0;
    this.heading = backwards ? Math.atan2(-north, -east) : Math.atan2(north, east);
    this.#from = point;
    this.#turned = 0;
  }
}

/**
 * A rover's place in words, with how good and how old it is.
 *
 * @param age Unix milliseconds to an age in words
 * @param siteKnown whether the site has an origin
 */
export function placeWords(rover, age, siteKnown) {
  const {place, position} = rover;
  if (place) {
    const across = `${metres(Math.abs(place.x))} ${place.x < 0 ? 'west' : 'east'}`;
    const there = `${across}, ${metres(Math.abs(place.y))} ${place.y < 0 ? 'south' : 'north'}`;
    const looks = place.theta === null ? 'heading not known' : `heading ${bearing(place.theta)}`;
    if (place.by === 'pose' && rover.link?.state === 'up') return `${there}, ${looks}, from where it was switched on`;
    return place.by === 'pose' ? `${there}, ${looks}` : `${there}, ${looks}; ${goodness(position, age)}`;
  }
  if (!position) return siteKnown ? 'not known: it has told no position' : 'not known';
  const degrees = `${position.lat.toFixed(7)}, ${position.lon.toFixed(7)}`;
  return `not known on the map, as the site’s origin is not set: ${degrees}; ${goodness(position, age)}`;
}

function goodness(position, age) {
  return `${position.accuracy === null ? '' : `± ${metres(position.accuracy)}, `}${age(position.at)}`;
}
