// Random values within the contract's types, for each message of each service, handed to the page's own parts while its views are shown.
// Calls back with what went wrong; '' for nothing.
const done = arguments[0];
const SEED = 18;
const ROUNDS = 120;
let state = SEED;
const random = () => {
  state = (state * 1664525 + 1013904223) % 4294967296;
  return state / 4294967296;
};
const pick = list => list[Math.floor(random() * list.length)];
const number = () => pick([0, -0, 1, -1, 0.1, 1e21, -1e21, 1e300, -1e300, 5e-324, 1.7976931348623157e308, 100, 255, -180, 89.999,
  9007199254740993, random() * 100]);
const text = () => pick(['', ' ', 'a', '<b>x</b>', '\u202e\u0000', 'é'.repeat(5000), '😀'.repeat(128), 'not a time', '2026-03-01T08:00:00Z',
  '0', 'NaN', '__proto__']);
const flag = () => random() < 0.5;
const list = (make, most = 6) => Array.from({length: Math.floor(random() * most)}, make);
const maybe = make => (random() < 0.3 ? null : make());
const id = () => pick(['r-1', 'r-2', 'a', '__proto__', 'constructor', text() || 'x']);

const rover = () => ({id: id(), name: text(), address: text(), videoAddress: text(), online: flag(), batteryVoltage: number(),
  mode: number(), lastSeen: number(),
  lastPose: {x: number(), y: number(), theta: number()}, poseKnown: flag(), velocity: maybe(() => ({linear: number(), angular: number()})),
  link: maybe(() => ({state: pick(['up', 'down', 'off', text()]), since: number(), why: maybe(text)})),
  telemetry: maybe(() => ({at: number(), batteryVolts: maybe(number), currentAmperes: maybe(number), mode: text(), latitude: maybe(number),
    longitude: maybe(number), accuracyMetres: maybe(number),
    positionAt: maybe(number), linearMetresPerSecond: maybe(number), angularRadiansPerSecond: maybe(number),
    motors: list(() => ({id: text(), celsius: maybe(number), amperes: maybe(number)})),
    mesh: maybe(() => ({rssi: maybe(number), latency: maybe(number), hops: maybe(number)}))}))});
const zone = () => ({id: id(), name: text(), zoneType: pick(['route', 'polygon', 'point', 'keepout', 'fence', text()]),
  waypoints: list(() => ({x: number(), y: number(), theta: maybe(number)}), 40),
  polygon: maybe(() => list(() => ({lat: number(), lon: number()}), 20)), mapId: null, createdAt: text(), updatedAt: text()});
const mission = () => ({id: id(), name: text(), zoneId: id(), roverId: maybe(id),
  schedule: {trigger: pick(['manual', 'once', 'cron', text()]), cron: maybe(text), loop: flag(), at: maybe(text),
    timezone: maybe(() => pick(['UTC', text()]))},
  enabled: flag(), createdAt: text(), updatedAt: text()});
const task = () => ({id: id(), missionId: id(), roverId: maybe(id),
  status: pick(['pending', 'assigned', 'active', 'done', 'failed', 'cancelled', text()]), progress: number(),
  waypoint: number(), lap: number(),
  error: maybe(text), createdAt: text(), startedAt: maybe(text), endedAt: maybe(text), waitingFor: maybe(text), silentSince: maybe(text),
  delivery: maybe(text)});
const alarm = () => ({id: id(), kind: pick(['estop', 'fault', text()]), roverId: maybe(id), taskId: maybe(id), text: text(), since: text(),
  endedAt: maybe(text), acknowledgedAt: maybe(text), acknowledgedBy: maybe(text)});
const status = () => ({connected: flag(), mode: pick(['base', 'rover', 'unknown', text()]),
  fixQuality: pick(['no_fix', 'rtk_fixed', text()]), satellites: number(), latitude: maybe(number), longitude: maybe(number),
  altitude: maybe(number), hdop: maybe(number),
  surveyIn: maybe(() => ({active: flag(), valid: flag(), duration: number(), accuracy: number()})),
  rtcmMessages: list(() => ({type: number(), count: number(), lastSeen: number()})), clients: maybe(number), lastUpdate: number(),
  corrections: maybe(() => ({usable: flag(), missing: list(() => pick(['observations', 'position', text()])), since: text(),
    why: maybe(text)})),
  survey: maybe(() => ({state: pick(['none', 'running', 'overdue', 'done']), endsAt: maybe(text)})),
  push: list(() => ({target: text(), state: text(), since: text(), error: maybe(text)}))});
const site = () => ({name: maybe(text), origin: maybe(() => ({latitude: number(), longitude: number(), height: maybe(number)})),
  imageCorners: maybe(() => list(() => ({x: number(), y: number()}), 5)), image: null});

const tracks = () => ({now: number(), from: number(), to: number(), kept: flag(), complete: flag(),
  rovers: list(() => ({id: id(), since: maybe(number), lines: list(() => ({continues: flag(),
  points: list(() => maybe(() => random() < 0.5 ? number() : random() * 80), 60)}))}))});

const messages = [
  ['discovery', () => ({type: 'rovers', seq: number(), data: list(rover, 8)})],
  ['discovery', () => ({type: 'delta', seq: number(), changed: list(rover, 8), removed: list(id)})],
  ['dispatch', () => ({type: 'zone_update', zone: zone()})],
  ['dispatch', () => ({type: 'mission_update', mission: mission()})],
  ['dispatch', () => ({type: 'task_update', task: task()})],
  ['dispatch', () => ({type: 'rover_update', rover_id: id(), connected: flag(), task_id: maybe(id)})],
  ['dispatch', () => ({type: 'hold_update', held: flag(), since: maybe(text)})],
  ['dispatch', () => ({type: 'alarm', alarm: alarm()})],
  ['dispatch', () => ({type: text()})],
  ['gps', () => ({type: 'gps_status', data: status()})],
];

(async () => {
  const wrong = [];
  addEventListener('error', event => wrong.push(`error: ${event.message}`));
  addEventListener('unhandledrejection', event => wrong.push(`rejected: ${event.reason?.message ?? event.reason}`));
  const say = console.error;
  console.error = (...words) => wrong.push(words.map(String).join(' '));
  const warn = console.warn;
  console.warn = (...words) => wrong.push(words.map(each => each?.stack ?? String(each)).join(' '));
  const {pageDepot} = await import('/js/page.js');
  const depot = pageDepot();
  const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
  for (const view of ['fleet', 'dispatch', 'base', 'services', 'fleet']) {
    location.hash = view;
    await pause(50);
    if (view === 'fleet') depot.tracks.show(true);
    for (let i = 0; i < ROUNDS; i++) {
      const [service, make] = pick(messages);
      const message = JSON.parse(JSON.stringify(make()));
      try {
        depot.links[service].hear(message);
      } catch (error) {
        wrong.push(`${JSON.stringify(message).slice(0, 300)}: ${error.stack}`);
      }
      if (random() < 0.1) depot.site.take(JSON.parse(JSON.stringify(site())));
      if (random() < 0.1) {
        depot.tracks.take(JSON.parse(JSON.stringify(tracks())), flag());
        depot.tracks.pointAt(maybe(number));
      }
      if (random() < 0.1) {
        const began = performance.now();
        await pause(0);
        if (performance.now() - began > 3000) wrong.push('it stood still for three seconds');
      }
    }
    await pause(400); // the view is updated and drawn
  }
  console.error = say;
  console.warn = warn;
  depot.plan.load();
  depot.alarmBook.load();
  depot.site.load();
  depot.links.discovery.doubt(); // all of it anew
  await pause(100);
  done([...new Set(wrong)].slice(0, 8).join('\n'));
})().catch(error => done(String(error.stack ?? error)));
