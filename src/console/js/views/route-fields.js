import {h, text} from '../dom.js';
import {count, metres} from '../format.js';
import {enters, leaves, length} from '../ground.js';
import {shapeOf} from '../map/zone-layer.js';
import {Signal} from '../signal.js';

const AFTER_MS = 350; // of no change
const LANES = 'lanes';

/**
 * The route of an area: the one that it has, along its edge, or in lanes that dispatch plans; shown before it is saved,
 * with what is wrong with it.
 */
export class RouteFields {
  changed = new Signal();
  /** What is to be saved; null while it is being planned or could not be. */
  route = null;
  #timer = 0;
  #asked = 0;

  /** @param kept the route that the zone has @param site where its form's origin is: {toPlane, toDegrees} */
  constructor(depot, zone, frame) {
    this.depot = depot;
    this.zone = zone;
    this.kept = zone?.waypoints ?? [];
    this.frame = frame;
    const number = (name, value, more = {}) => h('input',
      {name, type: 'number', step: 'any', min: 0, value, oninput: () => this.#later(), ...more});
    this.kind = h('select', {name: 'inside', onchange: () => this.#later(0)},
      [['keep', this.kept.length ? 'stays as it is' : 'none'], ['edge', 'along its edge'], [LANES, 'in lanes across it']]
      .map(([value, label]) => h('option', {value}, label)));
    this.spacing = number('spacing', 1, {min: 0.1, max: 100});
    this.inset = number('inset', '', {placeholder: 'half a lane', max: 100});
    this.angle = number('angle', '', {placeholder: 'fewest turns', min: -360, max: 360});
    this.headlands = number('headlands', 0, {step: 1, max: 50});
    this.laneFields = h('div.row', {hidden: true}, h('label.field', {}, 'Lanes apart, m', this.spacing),
      h('label.field', {}, 'From the edge, m', this.inset),
      h('label.field', {}, 'Angle, ° from east', this.angle), h('label.field', {}, 'Rounds along the edge', this.headlands));
    this.words = h('p.note', {'data-route': true, 'aria-live': 'polite'});
    this.trouble = h('p.problem', {'data-trouble': true, hidden: true, role: 'status'});
    this.element = h('div.fields', {hidden: true}, h('label.field', {}, 'Route in it', this.kind), this.laneFields,
      this.words, this.trouble);
  }

  /** The corners are others. @param corners on the plane; null for no area */
  area(corners) {
    const same = corners && this.corners && corners.length === this.corners.length
      && corners.every((each, i) => each.x === this.corners[i].x && each.y === this.corners[i].y);
    if (same) return;
    this.corners = corners?.map(({x, y}) => ({x, y})) ?? null;
    this.element.hidden = !corners;
    this.#later();
  }

  #later(after = AFTER_MS) {
    clearTimeout(this.#timer);
    this.laneFields.hidden = this.kind.value !== LANES;
    this.#timer = setTimeout(() => this.#plan(), after);
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  /** The route is ready to be saved, or it is said why not. */
  async ready() {
    clearTimeout(this.#timer);
    await this.#plan();
    if (this.route === null) throw new Error(this.problem);
    return this.route;
  }

  async #plan() {
    const asked = ++this.#asked;
    const {corners} = this;
    this.problem = '';
    if (!corners || corners.length < 3) {
      this.#show(corners ? [] : this.kept, '');
      return;
    }
    if (this.kind.value === 'keep') this.#show(this.kept, '');
    else if (this.kind.value === 'edge') this.#show([...corners, corners[0]].map(({x, y}) => ({x, y})), '');
    else await this.#lanes(corners, asked);
  }

  async #lanes(corners, asked) {
    const value = input => (Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : undefined);
    const {toDegrees} = this.frame;
    const body = {polygon: corners.map(toDegrees), laneMetres: value(this.spacing) ?? 1, insetMetres: value(this.inset),
      headlands: value(this.headlands) ?? 0,
      angle: this.angle.value === '' ? undefined : value(this.angle) * Math.PI / 180};
    try {
      const plan = await this.depot.services.dispatch.call('POST', 'coverage', {body, patience: 20_000});
      if (asked !== this.#asked) return;
      const degrees = Math.round(((plan.angle * 180 / Math.PI) % 180 + 180) % 180);
      this.#show(plan.waypoints,
        `, covers ${Math.round(plan.coveredShare * 100)} %, lanes at ${degrees}°, ${count(plan.turns ?? 0, 'turn')}`
        + (plan.piecesLeftOut
          ? `; ${count(plan.piecesLeftOut, 'part that cannot be reached is', 'parts that cannot be reached are')} left out` : ''));
    } catch (error) {
      if (asked !== this.#asked) return;
      this.problem = `No lanes: ${error.message}`;
      this.#show(null, '');
    }
  }

  #show(route, more) {
    this.route = route;
    text(this.words, this.problem
        || (route?.length ? `The route that is driven: ${count(route.length, 'waypoint')}, ${metres(length(route))}${more}.`
            : 'No route: it cannot be driven.'));
    const trouble = route?.length && this.corners?.length > 2 ? troubles(route, this.corners, this.depot, this.zone?.id) : [];
    this.trouble.hidden = trouble.length === 0;
    text(this.trouble, trouble.join(' '));
    this.changed.emit();
  }

  /** How far apart its lanes are, metres; null where it has none. */
  get lanesApart() {
    return this.kind.value === LANES && this.spacing.valueAsNumber > 0 ? this.spacing.valueAsNumber : null;
  }

  /** For the map: the new route, and the one it would take the place of. */
  get preview() {
    if (!this.corners || !this.route) return null;
    return {points: this.route, old: this.kind.value === 'keep' ? null : this.kept};
  }
}

/** What is wrong with a route, in sentences. @param area that it should stay in, or null */
export function troubles(route, area, depot, self) {
  const where = place => `on the way to waypoint ${place.waypoint + 1}, at x ${place.x.toFixed(1)}, y ${place.y.toFixed(1)} m`;
  const found = [];
  const out = area && leaves(route, area);
  if (out) found.push(`The route leaves its area ${where(out)}.`);
  const fences = [];
  for (const zone of depot.plan.zones.values()) {
    if (zone.id === self || !['keepout', 'fence'].includes(zone.zoneType)) continue;
    const {corners} = shapeOf(zone, depot.site.toPlane);
    if (corners.length < 3) continue;
    if (zone.zoneType === 'fence') {
      fences.push(corners);
      continue;
    }
    const crossed = enters(route, corners);
    if (crossed) found.push(`It crosses keep-out ${zone.name} ${where(crossed)}.`);
  }
  if (fences.length === 1) {
    const beyond = leaves(route, fences[0]);
    if (beyond) found.push(`It leaves the fence ${where(beyond)}.`);
  } else if (fences.length > 1 && !fences.some(corners => leaves(route, corners) === null)) {
    found.push('It may leave the fences: dispatch says so when it is saved.');
  }
  return found;
}
