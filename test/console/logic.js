// The page's pure parts, in the browser that runs them. Calls back with what is wrong; '' when nothing is.
const done = arguments[0];
const wrong = [];
const same = (what, actual, expected) => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    wrong.push(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  }
};
const near = (what, actual, expected, most) => {
  if (!(Math.abs(actual - expected) <= most)) wrong.push(`${what}: ${actual}, expected ${expected}`);
};
const load = name => import(`/js/${name}.js`);

async function schedules() {
  const {words, toForm, daysCron, daysCrons, everyCron} = await load('schedule');
  const cron = (text, zone = 'UTC') => words({trigger: 'cron', cron: text, loop: false, timezone: zone}, 'UTC');
  same('weekdays', cron('30 7 * * 1-5'), 'Monday to Friday at 07:30');
  same('zone', cron('30 7 * * 1-5', 'Europe/Berlin'), 'Monday to Friday at 07:30 (Europe/Berlin)');
  same('weekend', cron('0 9 * * 6,7'), 'At weekends at 09:00');
  same('days', cron('5 22 * * 1,3'), 'Mon, Wed at 22:05');
  same('hours', cron('0 6,18 * * *'), 'Every day at 06:00, 18:00');
  same('interval', cron('*/15 * * * *'), 'Every 15 minutes');
  same('hourly', cron('0 * * * *'), 'Every hour');
  same('uneven', cron('*/7 * * * *'), 'By cron: */7 * * * *');
  same('monthly', cron('5 4 1 * *'), 'By cron: 5 4 1 * *');
  same('manual', words({trigger: 'manual', loop: true}, 'UTC'), 'Started by hand, looping');
  same('two times', daysCrons(['08:00', '17:30', '9:00'], [1]), ['0 8,9 * * 1', '30 17 * * 1']);
  same('form', toForm('30 7 * * 1-5'), {kind: 'days', times: ['07:30'], days: [1, 2, 3, 4, 5]});
  for (const text of ['30 7 * * 1,2', '0 6,18 * * *', '*/20 * * * *', '0 */4 * * *', '* * * * *', '0 * * * *']) {
    const form = toForm(text);
    same(`there and back: ${text}`, form.kind === 'days' ? daysCron(form.times, form.days) : everyCron(form.minutes), text);
  }
}

async function ground() {
  const {toPlane, toDegrees, crossesItself, area, length, leaves, enters, contains} = await load('ground');
  const munich = {lat: 48.1375, lon: 11.5755};
  const place = toPlane(munich, toDegrees(munich, {x: 120, y: -45}));
  near('x there and back', place.x, 120, 1e-6);
  near('y there and back', place.y, -45, 1e-6);
  near('a minute of latitude is a nautical mile', toPlane({lat: 45, lon: 0}, {lat: 45 + 1 / 60, lon: 0}).y, 1852.2, 1);
  const square = [{x: 0, y: 0}, {x: 10, y: 0}, {x: 10, y: 4}, {x: 0, y: 4}];
  same('area', area(square), 40);
  same('length', length(square, true), 28);
  const at = place => place && [place.waypoint, Number(place.x.toFixed(3)), Number(place.y.toFixed(3))];
  same('inside', contains(square, {x: 5, y: 2}), true);
  same('stays', leaves([{x: 0, y: 0}, {x: 10, y: 4}], square), null);
  same('leaves', at(leaves([{x: 1, y: 1}, {x: 1, y: 3}, {x: 14, y: 3}], square)), [2, 10, 3]);
  same('over a notch', at(leaves([{x: 0.3, y: 8}, {x: 8.9, y: 8}], [{x: 0, y: 0}, {x: 9, y: 0}, {x: 9, y: 9}, {x: 5, y: 1}, {x: 0, y: 9}])),
    [1, 0.625, 8]);
  same('along an edge', leaves([{x: 0, y: 0}, {x: 10, y: 0}, {x: 10, y: 4}], square), null);
  same('through', at(enters([{x: -5, y: 2}, {x: 15, y: 2}], square)), [1, 0, 2]);
  same('beside', enters([{x: -5, y: 4}, {x: 15, y: 4}], square), null);
  same('many corners are left to dispatch', crossesItself(Array.from({length: 10_000}, (_, i) => ({x: i % 7, y: i}))), false);
  same('a bow crosses itself', crossesItself([square[0], square[2], square[1], square[3]]), true);
  same('a square does not', crossesItself(square), false);
}

async function sound() {
  const {soundRover, soundZone, soundTask, withoutOutliers} = await load('bounds');
  const rover = soundRover({id: 'a', lastPose: {x: 1e300, y: -1e21, theta: 1e300}, batteryVoltage: 1e300, name: 'x'.repeat(1e5),
    telemetry: {motors: [{id: 1, celsius: 'hot'}], latitude: 1e9}});
  same('a pose is a number', [rover.lastPose.x, rover.lastPose.y, rover.name.length, rover.telemetry.motors[0].celsius,
    rover.telemetry.latitude], [1e15, -1e15, 201, null, null]);
  same('no id, no rover', [soundRover({}), soundRover(5), soundRover(null)], [null, null, null]);
  const zone = soundZone({id: 'z', name: 'z', waypoints: [{x: 1, y: 2}, {x: 1e300, y: 0}, {x: 'a', y: 1}, null],
    polygon: [{lat: 1, lon: 2}, {lat: 1e9, lon: 0}]});
  same('places only', [zone.waypoints, zone.leftOut, zone.polygon.length], [[{x: 1, y: 2}], 2, 1]);
  same('progress', soundTask({id: 't', progress: 1e300, waypoint: -5}).progress, 100);
  const points = [...Array.from({length: 20}, (_, i) => ({x: i, y: 0})), {x: 90_000, y: 0}];
  same('one far away', withoutOutliers(points).map(list => list.length), [20, 1]);
}

async function pictures() {
  const {fit} = await load('map/picture-tool');
  const corners = [{x: 0, y: 10}, {x: 20, y: 10}, {x: 0, y: 0}];
  const near2 = (what, actual, expected) =>
    actual.forEach((each, i) => { near(`${what} x${i}`, each.x, expected[i].x, 1e-9);
      near(`${what} y${i}`, each.y, expected[i].y, 1e-9); });
  near2('one pair moves it', fit(corners, [{share: {across: 0, down: 0}, to: {x: 5, y: 15}}]),
    [{x: 5, y: 15}, {x: 25, y: 15}, {x: 5, y: 5}]);
  near2('two turn and scale it',
    fit(corners, [{share: {across: 0, down: 0}, to: {x: 0, y: 0}}, {share: {across: 1, down: 0}, to: {x: 0, y: 40}}]),
    [{x: 0, y: 0}, {x: 0, y: 40}, {x: 20, y: 0}]);
}

async function placing() {
  const {placementOf, pointsOf, cornersOf, soundEdges, soundPlacement} = await load('map/placement');
  const {toPlane} = await load('ground');
  const {TwoPoints} = await load('map/two-points');
  const at = {latitude: 48.1375, longitude: 11.5755, turn: 2.5};
  const {placement, own, earth} = placementOf(pointsOf(at));
  near('latitude there and back', placement.latitude, at.latitude, 1e-9);
  near('longitude there and back', placement.longitude, at.longitude, 1e-9);
  near('turn there and back', placement.turn, at.turn, 1e-7);
  near('as far on earth', own - earth, 0, 1e-6);
  const quarter = cornersOf({...at, turn: Math.PI / 2}, [0, 0, 30, 20])
    .map(corner => toPlane({lat: at.latitude, lon: at.longitude}, corner));
  [[-20, 0], [-20, 30], [0, 0]].forEach(([x, y], i) => { near(`corner x${i}`, quarter[i].x, x, 1e-6); near(`corner y${i}`, quarter[i].y,
    y, 1e-6); });
  const [first, second] = pointsOf(at);
  same('too near', Boolean(placementOf([first, {...first, x: 0.5}]).problem), true);
  same('not the same two', /14.0 m apart in the map, and 10.0 m/.test(placementOf([first, {...second, x: 14}]).problem), true);
  same('not all of it', placementOf([first, {...second, longitude: NaN}]), {problem: null});
  same('no edges', [soundEdges([0, 0, 0, 1]), soundEdges([0, 0, 1e300, 1]), soundEdges(null),
    soundPlacement({latitude: 1e9, longitude: 0, turn: 0})], [null, null, null, null]);
  const two = new TwoPoints();
  const seen = [];
  two.changed.on(() => seen.push(two.next && two.next.join(' ')));
  two.take('own', {x: 1, y: 2});
  two.take('earth', {latitude: 1, longitude: 2});
  two.take('earth', {latitude: 3, longitude: 4});
  two.take('own', {x: 5, y: 6});
  two.take('own', {x: 7, y: 8}); // all is there: the second is another
  same('what is next', seen, ['0 earth', '1 own', '1 own', null, null]);
  two.undo();
  same('undone', two.points[1], {x: 5, y: 6, latitude: 3, longitude: 4});
}

async function links() {
  const {roverPage} = await load('rover-page');
  const rover = address => ({id: 'a b', address});
  same('its own page', roverPage(rover('ws://10.0.0.7:4850'), 'http://{host}:8080/?r={id}&ws={address}'),
    'http://10.0.0.7:8080/?r=a%20b&ws=ws%3A%2F%2F10.0.0.7%3A4850');
  same('no script', [roverPage(rover('javascript:alert(1)'), 'http://{host}/'), roverPage(rover('ws://a'), 'javascript:{host}'),
    roverPage(rover('x'), 'http://{host}/')], [null, null, null]);
  const {nameProblem} = await load('names');
  same('names', [nameProblem('   ') !== '', nameProblem('😀'.repeat(128)), nameProblem('😀'.repeat(129)) !== ''], [true, '', true]);
}

async function fleets() {
  const {Fleet} = await load('fleet');
  const {alarms} = await load('alarms');
  const {Limits} = await load('limits');
  const limits = Object.assign(new Limits(null), {lowVolts: 42, criticalVolts: 39});
  same('levels', [0, -1, 38.9, 39, 41.9, 42, NaN].map(volts => limits.levelOf(volts)), ['', '', 'critical', 'low', 'low', '', '']);
  same('no limits, no level', new Limits(null).levelOf(30), '');
  const fleet = new Fleet();
  const rover = (id, x, extra) => ({id, name: id, address: '', videoAddress: '', online: true, batteryVoltage: 48, mode: 1,
    lastSeen: 900_000, lastPose: {x, y: 0, theta: 3}, ...extra});
  fleet.take({type: 'rovers', data: [rover('a', 0), rover('b', 5)]}, 0, 1_000_000);
  fleet.take({type: 'delta', changed: [rover('a', 10, {lastPose: {x: 10, y: 0, theta: -3}})], removed: ['b']}, 2000, 1_000_000);
  same('removed', [...fleet.rovers.keys()], ['a']);
  same('glides', fleet.advance(3000), true);
  const a = fleet.rovers.get('a');
  near('half way', a.x, 5, 1e-9);
  near('turns the short way', Math.cos(a.theta), -1, 0.01);
  same('arrives', fleet.advance(4001), false);
  same('at its pose', a.x, 10);
  near('a clock that is ahead makes nobody old', fleet.age(a, 1_000_000), 0, 1);
  const found = alarms([a, {...a, id: 'c', name: 'c', volts: 41}, {...a, id: 'd', name: 'd', online: false},
    {...a, id: 'e', name: 'e', mode: 4}, {...a, id: 'f', name: 'f', volts: 0}],
    new Map([['d', {roverId: 'd'}]]), new Map(), limits, 0);
  same('alarms', found.map(each => `${each.name} ${each.text}`),
    ['d Offline while on a task', 'e Emergency stop is pressed', 'c Battery is low: 41.0 V']);
}

async function places() {
  const {Course, placeOf, placeWords} = await load('place');
  const {Fleet} = await load('fleet');
  const {path} = await load('views/hour-curve');
  const zeros = {x: 0, y: 0, theta: 0};
  const rover = extra => ({pose: zeros, poseKnown: true, link: null, position: null, course: {heading: null}, ...extra});
  const somewhere = {lat: 1, lon: 2, accuracy: 2.5, at: 5000};
  same('zeros are no place, ever', placeOf(rover({}), null), null);
  same('a pose that is told is one', placeOf(rover({pose: {x: 1, y: 0, theta: 0}}), null), {x: 1, y: 0, theta: 0, by: 'pose'});
  same('not one that was never known', placeOf(rover({pose: {x: 1, y: 0, theta: 0}, poseKnown: false}), null), null);
  const linked = rover({pose: {x: 1, y: 0, theta: 0}, link: {state: 'up'}});
  same('one from where it was switched on, while the site has no origin', placeOf(linked, null)?.by, 'pose');
  same('and not with it', placeOf(linked, ({lat, lon}) => ({x: lon, y: lat})), null);
  same('a position without the site’s origin is none', placeOf(rover({position: somewhere}), null), null);
  same('with it, it is', placeOf(rover({position: somewhere}), ({lat, lon}) => ({x: lon, y: lat})),
    {x: 2, y: 1, theta: null, by: 'position'});
  const words = placeWords({place: {x: 2, y: -1, theta: 0, by: 'position'}, position: somewhere}, at => `at ${at}`, true);
  same('in words', words, '2.00 m east, 1.00 m south, heading 90°; ± 2.50 m, at 5000');
  const course = new Course();
  const go = (x, y, at, linear = 1, angular = 0) => {
    course.take({x, y}, 0.02, {at, linearMetresPerSecond: linear, angularRadiansPerSecond: angular});
    return course.heading;
  };
  same('standing, it looks nobody knows where', [go(0, 0, 1000), go(0.2, 0, 2000)], [null, null]);
  near('driving north', go(0.2, 1, 3000), Math.atan2(1, 0.2), 1e-9);
  near('backwards', go(0.2, 2, 4000, -1), -Math.PI / 2, 1e-9);
  same('turned on the spot', go(0.2, 2, 5000, 0, 0.5), null);
  const fleet = new Fleet(false);
  const told = (telemetry, extra) => ({id: 'a', name: 'a', address: '', videoAddress: '', online: true, batteryVoltage: 0, mode: 1,
    lastSeen: 0, lastPose: zeros, poseKnown: false, telemetry, ...extra});
  const at = (lat, millis) => ({at: millis, batteryVolts: 48, latitude: lat, longitude: 0, accuracyMetres: 0.02, positionAt: millis,
    linearMetresPerSecond: 1, angularRadiansPerSecond: 0, motors: [], mesh: null});
  fleet.take({type: 'rovers', data: [told(at(0.001, 1000))]}, 0, 0);
  const a = fleet.rovers.get('a');
  same('voltage by telemetry, no place', [a.volts, a.place], [48, null]);
  fleet.locate(({lat, lon}) => ({x: lon, y: lat * 100_000}), 10);
  near('placed when the origin is known', a.y, 100, 1e-9);
  fleet.take({type: 'delta', changed: [told(at(0.00102, 2000))], removed: []}, 1000, 1000);
  near('it moves', a.y, 102, 1e-6);
  fleet.take({type: 'delta', changed: [told(null)], removed: []}, 2000, 2000);
  near('silent, it stands where it was', a.y, 102, 1e-6);
  same('and its voltage is not known', [a.volts, a.telemetryAt], [0, 2000]);
  fleet.locate(null, 3000);
  same('without an origin it has no place again', a.place, null);
  same('curve with a gap and a point alone', path([1, 2, null, 3], 1, 3), 'M0.0 37.0L80.0 20.0M240.0 3.0h1');
  same('curve of one value', path([5, 5], 5, 5), 'M0.0 20.0L240.0 20.0');
}

async function connections() {
  const {findServices} = await load('places');
  const answers = (status, body) => async () => new Response(body, {status});
  const bases = async (page, ask) => (await findServices(page, ask)).map(service => service.base);
  same('from discovery', await bases('http://depot:80/', answers(200, '{"status":"ok","ports":{"dispatch":1,"gps":2,"archive":3}}')),
    ['http://depot/', 'http://depot:1/', 'http://depot:2/', 'http://depot:3/']);
  const proxied = ['discovery', 'dispatch', 'gps', 'archive'].map(name => `https://depot/yard/api/${name}/`);
  same('behind a proxy', await bases('https://depot/yard/index.html#fleet', answers(200, '{"status":"ok","rovers":3}')), proxied);
  same('behind a proxy without discovery', await bases('https://depot/yard/', answers(502, '')), proxied);
  same('from another server', await bases('http://depot:8000/', answers(404, '')),
    ['http://depot:4860/', 'http://depot:4890/', 'http://depot:4880/', 'http://depot:4870/']);
  const {pauseMs} = await load('link');
  same('pauses grow', [0, 1, 2, 9].map(tries => pauseMs(tries, () => 0.5)), [500, 1000, 2000, 15_000]);
  const {Plan} = await load('plan');
  const lists = {zones: [{id: 'z1', name: 'old'}, {id: 'z2', name: 'of the list'}], missions: [{id: 'm1', zoneId: 'z2'}], tasks: []};
  const plan = new Plan({call: async (method, list) => lists[list]});
  const loading = plan.load();
  plan.take({type: 'zone_update', zone: {id: 'z1', name: 'new'}});
  await loading;
  same('the socket is newer than the list', plan.zones.get('z1').name, 'new');
  plan.take({type: 'zone_delete', id: 'z2'});
  same('a zone’s missions go with it', plan.missions.size, 0);
}

async function corrections() {
  const {takers} = await load('takers');
  const rovers = [{id: 'frog-0', name: 'Frog 0', address: 'ws://10.0.0.7:4850', online: true},
    {id: 'frog-1', name: 'Frog 1', address: 'ws://10.0.0.8:4850', online: true},
    {id: 'frog-2', name: 'Frog 2', address: 'ws://[fd00::2]:4850', online: true},
    {id: 'frog-3', name: 'Frog 3', address: 'ws://10.0.0.9:4850', online: false},
    {id: 'frog-10', name: 'Frog 10', address: 'ws://10.0.0.20:4850', online: true},
    {id: 'frog-11', name: 'Frog 11', address: 'ws://10.0.0.20:4851', online: true},
    {id: 'frog-12', name: 'Frog 12', address: '', online: true}];
  const seen = takers(rovers, [{user: 'rover', address: '10.0.0.7:40000'}, {user: 'frog-1', address: '172.18.0.1:40001'},
    {user: '', address: '[fd00:0:0:0:0:0:0:2]:40002'},
    {user: 'rover', address: '10.0.0.20:40003'}, {user: 'frog-3', address: '10.0.0.9:1'}, {user: 'rover', address: 'no address'}]);
  same('take them: by address, by user name, by the other way to write an address', seen.taking.map(({rover}) => rover.id),
    ['frog-0', 'frog-1', 'frog-2', 'frog-3']);
  same('online without; two of one address are not told apart', seen.without.map(rover => rover.id), ['frog-10', 'frog-11', 'frog-12']);
  same('nobody we know', seen.strangers.map(client => client.address), ['10.0.0.20:40003', 'no address']);
}

async function tracks() {
  const {TrackLine, readLines, extend, lengthOf, missing, accuracyOf, toGeoJson} = await load('track');
  const plane = ({lat, lon}) => ({x: lon * 100, y: lat * 100});
  const line = (...points) => new TrackLine(points.map(([at, lon, lat = 0]) => ({at, lat, lon, accuracy: 0.02})));
  const spans = lines => lines.map(each => [each.begin, each.end, each.points.length]);
  const hostile = readLines([{points: [1, 2, 3, 0.5, 'x', 1, 1, 1, 2, 91, 0, 0, 3, 1e300, 0, 0, 4, null, null, null, 5, 1, 1, 1, 2, 3, 4,
    null, 7]}, null, 5, {points: 'x'}, {points: []}], 100);
  same('only places, and no time back', spans(hostile), [[1, 5, 2], [2, 2, 1]]);
  same('what nobody told is not known', hostile[1].points[0].accuracy, null);
  same('no lines', [readLines(null, 10), readLines({}, 10), readLines([{points: Array(4000).fill(1)}], 10)[0].points.length], [[], [], 10]);
  const known = [line([0, 0], [10, 1]), line([20, 2], [30, 3])];
  extend(known, [line([10, 1]), line([20, 2], [30, 3], [40, 4])]);
  same('what came since is put on', spans(known), [[0, 10, 2], [20, 40, 3]]);
  extend(known, [Object.assign(line([50, 5]), {continues: true}), line([60, 6])]);
  same('and a new line begins where one begins', spans(known), [[0, 10, 2], [20, 50, 4], [60, 60, 1]]);
  same('length', lengthOf(known, plane), 100 + 300);
  same('what is missing', missing(known, 5, 70), 65 - 5 - 30);
  same('accuracy', [accuracyOf(known), accuracyOf(readLines([{points: [1, 2, 3, null]}], 9))], [0.02, null]);
  same('in between', line([0, 0], [10, 1], [20, 1, 1]).placeAt(15, plane), {x: 100, y: 50});
  const file = toGeoJson([line([0, 1, 2]), line([0, 1, 2], [1000, 3, 4])], {a: 1});
  same('places alone are points', file.features.map(each => each.geometry),
    [{type: 'Point', coordinates: [1, 2]}, {type: 'LineString', coordinates: [[1, 2], [3, 4]]}]);
  same('with their times', file.features[1].properties.coordTimes, ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']);
}

async function sweeps() {
  const {swept} = await load('swept');
  const square = [{x: 0, y: 0}, {x: 10, y: 0}, {x: 10, y: 10}, {x: 0, y: 10}];
  const share = (lines, width, area = square, keepOuts = []) => swept(area, keepOuts, lines.map(line => line.map(([x, y]) => ({x, y}))),
    width).share;
  near('nothing', share([], 2), 0, 0);
  near('one pass', share([[[-5, 5], [15, 5]]], 2), 0.2, 0.001);
  near('upwards', share([[[5, -5], [5, 15]]], 2), 0.2, 0.001);
  near('twice is once', share([[[-5, 5], [15, 5], [-5, 5]], [[-5, 5], [15, 5]]], 2), 0.2, 0.001);
  near('half over the edge', share([[[-5, 0], [15, 0]]], 2), 0.1, 0.001);
  near('outside', share([[[-5, 12], [15, 12]]], 2), 0, 0);
  near('all', share([[[0, 1], [10, 1]], [[0, 3], [10, 3]], [[0, 5], [10, 5]], [[0, 7], [10, 7]], [[0, 9], [10, 9]]], 2.0001), 1, 0.001);
  near('corner to corner', share([[[-5, -5], [15, 15]]], 2), 1 - (1 - Math.SQRT2 / 10) ** 2, 0.001);
  near('a place alone', share([[[5, 5]]], 2), Math.PI / 100, 0.0005);
  near('a way with its ends', share([[[3, 5], [7, 5]]], 2), (8 + Math.PI) / 100, 0.0005);
  near('lines are not joined', share([[[5, -5], [5, -2]], [[5, 12], [5, 15]]], 2), 0, 0);
  const notched = [{x: 0, y: 0}, {x: 10, y: 0}, {x: 10, y: 10}, {x: 5, y: 10}, {x: 5, y: 5}, {x: 0, y: 5}];
  near('an L', share([[[-5, 7], [15, 7]]], 2, notched), 10 / 75, 0.001);
  const keepOut = [{x: 4, y: 4}, {x: 6, y: 4}, {x: 6, y: 6}, {x: 4, y: 6}];
  near('keep-outs are no part of it', share([[[-5, 5], [15, 5]]], 2, square, [keepOut]), 16 / 96, 0.001);
  near('of which there may be two over each other', share([[[-5, 5], [15, 5]]], 2, square, [keepOut, keepOut]), 16 / 96, 0.001);
  same('no area', [swept([], [], [], 1).share, swept(square, [square], [], 1).share, swept(square, [], [], 0).share,
    swept(square.map(({x}) => ({x, y: 0})), [], [], 1).share], [null, null, null, null]);
  near('its size', swept(square, [keepOut], [], 1).metres2, 96, 0.1);
  const day = [Array.from({length: 90_000}, (_, i) =>
    ({x: i % 600 * (Math.floor(i / 600) % 2 ? -1 : 1) + (Math.floor(i / 600) % 2 ? 600 : 0), y: Math.floor(i / 600)}))];
  const field = [{x: 0, y: 0}, {x: 600, y: 0}, {x: 600, y: 150}, {x: 0, y: 150}];
  const began = performance.now();
  near('a day in a large field', swept(field, [], day, 1).share, 0.995, 0.006);
  if (performance.now() - began > 20_000) wrong.push(`a day takes ${performance.now() - began} ms`);
}

async function drawnTracks() {
  const {TrackLayer} = await load('map/track-layer');
  const {TrackLine} = await load('track');
  const {Viewport} = await load('map/viewport');
  const canvas = Object.assign(document.createElement('canvas'), {width: 400, height: 200});
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const viewport = Object.assign(new Viewport(), {scale: 10});
  viewport.resize(400, 200);
  const colours = {map: '#fff', off: '#000', driving: '#00f', text: '#000', font: '12px sans-serif'};
  const plane = ({lat, lon}) => ({x: lon, y: lat});
  const lineOf = points => new TrackLine(points.map(([at, lon, lat = 0]) => ({at, lat, lon, accuracy: null})));
  const line = (...points) => lineOf(points);
  const fleet = {rovers: new Map()};
  const layer = new TrackLayer();
  let version = 0;
  const seen = (lines, at, from = 0, to = at ?? 100) => {
    context.clearRect(0, 0, 400, 200);
    const tracks = {rovers: new Map([['a', lines]]), window: {from, to}, at, version: ++version};
    for (let now = 0; layer.draw(context, viewport, colours, tracks, fleet, plane, null, now); now++);
    return x => context.getImageData(200 + x * 10, 100, 1, 1).data[3] > 0;
  };
  const parts = [line([0, -15], [10, -5]), line([20, 5], [30, 15])];
  same('lines, and nothing between them', [-10, 0, 10].map(seen(parts, null)), [true, false, true]);
  same('up to a time within a line', [-14, -12, -6, 10].map(seen(parts, 5, 0, 5)), [true, true, false, false]);
  same('and only what was not long before', [-14, -6, 14].map(seen(parts, null, 5, 25)), [false, true, false]);
  same('where it was is marked', [-10.5, -9.5].map(seen([line([0, -10, 0.5], [10, -10, -0.5])], 5)), [true, true]);
  const wild = [lineOf(Array.from({length: 300_000}, (_, i) => [i / 3000, (i * 7919 % 4000) / 100 - 20, (i * 104_729 % 2000) / 100 - 10]))];
  seen(wild, null);
  if (layer.strokes > 41_000) wrong.push(`strokes: ${layer.strokes}`);
  const dense = [lineOf(Array.from({length: 300_000}, (_, i) => [i / 3000, i / 10_000 - 15, Math.sin(i / 500)]))];
  seen(dense, null);
  if (layer.strokes > 40_000) wrong.push(`what is nearer than a pixel is not drawn: ${layer.strokes} strokes`);
}

Promise.all([schedules(), ground(), sound(), pictures(), placing(), links(), fleets(), places(), connections(), corrections(), tracks(),
  sweeps(), drawnTracks()]).then(() => done(wrong.join('\n')), error => done(String(error.stack ?? error)));
