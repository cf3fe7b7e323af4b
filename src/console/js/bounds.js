// Bounds what services send before it drives a loop, a canvas or a table: no number or text can hang the page. Pure.

const MOST = 1e15; // times are 2e12 milliseconds
const LONGEST_TEXT = 2000;
const MOST_ENTRIES = 100_000;
const DEEPEST = 12;
const MOST_POINTS = 10_000;
/** Beyond this from x 0, y 0 nothing is drawn: it is said to be far away. */
export const FAR_METRES = 100_000;

/** A number between both; the fallback where it is none. */
export function bounded(value, least, most, fallback = 0) {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
}

function text(value, longest = LONGEST_TEXT) {
  return typeof value === 'string' ? (value.length > longest ? `${value.slice(0, longest)}…` : value) : '';
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any JSON with its numbers, texts, lists and depth within bounds. */
export function tame(value, depth = 0) {
  if (typeof value === 'number') return bounded(value, -MOST, MOST);
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map(each => tame(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, tame(each, depth + 1)]));
}

const list = value => (Array.isArray(value) ? value.filter(isObject) : []);
const number = (value, fallback = null) => (typeof value === 'number' ? value : fallback);

function telemetry(value) {
  if (!isObject(value)) return null;
  const told = {...value, at: number(value.at, 0)};
  for (const name of ['batteryVolts', 'currentAmperes', 'latitude', 'longitude', 'accuracyMetres', 'positionAt', 'linearMetresPerSecond',
      'angularRadiansPerSecond']) {
    told[name] = number(value[name]);
  }
  if (Math.abs(told.latitude) > 90 || Math.abs(told.longitude) > 180) told.latitude = told.longitude = null;
  told.motors = list(value.motors).slice(0, 32)
    .map(motor => ({...motor, id: String(motor.id ?? ''), celsius: number(motor.celsius), amperes: number(motor.amperes)}));
  told.mesh = isObject(value.mesh) ? value.mesh : null;
  return told;
}

/** A rover of discovery's, or null for what has no id. */
export function soundRover(value) {
  const told = tame(value);
  if (!isObject(told) || typeof told.id !== 'string' || !told.id) return null;
  const pose = isObject(told.lastPose) ? told.lastPose : {};
  const velocity = isObject(told.velocity) ? {linear: number(told.velocity.linear, 0), angular: number(told.velocity.angular, 0)} : null;
  return {...told, name: text(told.name, 200), address: text(told.address, 500), videoAddress: text(told.videoAddress, 500),
    online: told.online === true,
    batteryVoltage: number(told.batteryVoltage, 0), mode: Number.isInteger(told.mode) ? told.mode : 0, lastSeen: number(told.lastSeen, 0),
    lastPose: {x: number(pose.x, 0), y: number(pose.y, 0), theta: number(pose.theta, 0) % (2 * Math.PI)}, velocity,
    link: isObject(told.link)
    ? {...told.link, since: number(told.link.since, 0), why: told.link.why == null ? null : text(String(told.link.why), 300)} : null,
    telemetry: telemetry(told.telemetry)};
}

function isNear({x, y}) {
  return Math.abs(x) <= FAR_METRES && Math.abs(y) <= FAR_METRES;
}

/** A zone; waypoints that are no places, or far away, are left out and counted. */
export function soundZone(value) {
  const told = tame(value);
  if (!isObject(told) || typeof told.id !== 'string') return null;
  const all = list(told.waypoints);
  const waypoints = all.filter(each => typeof each.x === 'number' && typeof each.y === 'number' && isNear(each)).slice(0, MOST_POINTS);
  const corners = list(told.polygon)
    .filter(each => typeof each.lat === 'number' && typeof each.lon === 'number' && Math.abs(each.lat) <= 90 && Math.abs(each.lon) <= 180)
    .slice(0, MOST_POINTS);
  return {...told, name: text(told.name, 200), zoneType: text(told.zoneType, 40) || 'route', waypoints,
    leftOut: all.length - waypoints.length,
    polygon: Array.isArray(told.polygon) ? corners : null};
}

export function soundMission(value) {
  const told = tame(value);
  if (!isObject(told) || typeof told.id !== 'string') return null;
  const schedule = isObject(told.schedule) ? told.schedule : {};
  return {...told, name: text(told.name, 200), roverId: typeof told.roverId === 'string' ? told.roverId : null,
    enabled: told.enabled !== false,
    schedule: {...schedule, trigger: text(schedule.trigger) || 'manual', loop: schedule.loop === true,
      cron: typeof schedule.cron === 'string' ? schedule.cron : null}};
}

export function soundTask(value) {
  const told = tame(value);
  if (!isObject(told) || typeof told.id !== 'string') return null;
  const whole = each => Math.round(bounded(each, 0, 1e6));
  return {...told, status: text(told.status), progress: Math.round(bounded(told.progress, 0, 100)), waypoint: whole(told.waypoint),
    lap: whole(told.lap),
    error: told.error == null ? null : text(String(told.error), 500), createdAt: text(told.createdAt)};
}

export function soundAlarm(value) {
  const told = tame(value);
  return isObject(told) && typeof told.id === 'string' ? {...told, kind: text(told.kind, 40), text: text(told.text, 500),
    since: text(told.since, 40)} : null;
}

/** The base station's status. */
export function soundStatus(value) {
  const told = tame(value);
  if (!isObject(told)) return null;
  const status = {...told, fixQuality: text(told.fixQuality, 40), mode: text(told.mode, 40), satellites: number(told.satellites, 0),
    rtcmMessages: list(told.rtcmMessages).slice(0, 200)};
  for (const name of ['latitude', 'longitude', 'altitude', 'hdop', 'clients', 'lastUpdate']) status[name] = number(told[name]);
  const survey = told.surveyIn;
  status.surveyIn = isObject(survey) ? {...survey, duration: bounded(survey.duration, 0, 1e9), accuracy: bounded(survey.accuracy, 0, 1e6)}
    : undefined;
  const place = told.basePosition;
  status.basePosition = isObject(place) && typeof place.latitude === 'number' && typeof place.longitude === 'number'
    && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined;
  status.push = list(told.push).slice(0, 50);
  const corrections = told.corrections;
  status.corrections = isObject(corrections)
    ? {...corrections, missing: Array.isArray(corrections.missing) ? corrections.missing.map(String) : [],
      why: corrections.why == null ? null : String(corrections.why)} : undefined;
  const types = new Map(status.rtcmMessages.map(
    message => [String(message.type), {...message, count: number(message.count, 0), lastSeen: number(message.lastSeen, 0)}]));
  status.rtcmMessages = [...types.values()];
  return status;
}

export function soundSatellite(value) {
  const told = tame(value);
  return {...told, elevation: number(told.elevation) === null ? null : bounded(told.elevation, -90, 90),
    azimuth: number(told.azimuth) === null ? null : bounded(told.azimuth, 0, 360),
    cno: bounded(told.cno, 0, 99), number: bounded(told.number, 0, 999), constellation: text(told.constellation, 20)};
}

/**
 * Of points, those that lie together: one that is far from most others would leave nothing of them to be seen. Where all lie within some
 * kilometres, that is all of them.
 * @returns [together, away]
 */
export function withoutOutliers(points, near = 3000) {
  if (points.length < 3) return [points, []];
  const middle = axis => points.map(point => point[axis]).sort((a, b) => a - b)[points.length >> 1];
  const x = middle('x');
  const y = middle('y');
  const distance = point => Math.max(Math.abs(point.x - x), Math.abs(point.y - y));
  const usual = points.map(distance).sort((a, b) => a - b)[points.length >> 1];
  const most = Math.max(near, 10 * usual);
  const together = points.filter(point => distance(point) <= most);
  return [together, points.filter(point => distance(point) > most)];
}
