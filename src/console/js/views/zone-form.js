import {bounded} from '../bounds.js';
import {h, text} from '../dom.js';
import {count, metres} from '../format.js';
import {area, crossesItself, length, round, toDegrees, toPlane} from '../ground.js';
import {Pen} from '../map/pen.js';
import {nameProblem} from '../names.js';
import {newKey} from '../service.js';
import {keepWorkingWidth} from '../working-width.js';
import {askConflict, Version} from './conflict.js';
import {Follower} from './follower.js';
import {RouteFields, troubles} from './route-fields.js';

const LISTED_POINTS = 200;
const FAR = 100_000; // metres; dispatch takes no waypoint beyond
const TYPES = [['route', 'Route to drive'], ['polygon', 'Area'], ['point', 'Point'], ['keepout', 'Keep-out: never driven through'],
  ['fence', 'Fence: never left']];
const AREAS = new Set(['polygon', 'keepout', 'fence']);

function toMillimetres({x, y}) {
  return {x: round(x), y: round(y)};
}

/**
 * Draws a zone or changes one: on the map, by the numbers of its points, or by following a rover. It keeps the origin
 * that it was opened with.
 */
export class ZoneForm {
  #key = newKey();

  /** @param zone null for a new one @param from what a new one begins with, or null */
  constructor(view, zone, from = null) {
    this.view = view;
    this.zone = zone;
    this.title = zone ? 'Change the zone' : 'New zone';
    const {depot} = view;
    const {origin} = depot.site;
    this.frame = {origin, toPlane: origin && (place => toPlane(origin, place)), toDegrees: point => toDegrees(origin, point)};
    this.version = new Version(depot.services.dispatch, zone && `zones/${zone.id}`, zone);
    const begin = zone ?? from;
    this.nameInput = h('input', {name: 'name', required: true, 'data-focus': true, autocomplete: 'off', value: begin?.name ?? '',
      oninput: () => { this.named = true; }});
    // an existing client's own word stays
    const types = begin && !TYPES.some(([type]) => type === begin.zoneType) ? [...TYPES, [begin.zoneType, begin.zoneType]] : TYPES;
    this.type = h('select', {name: 'type', onchange: () => this.#start()},
      types.map(([value, label]) => h('option', {value, selected: value === begin?.zoneType}, label)));
    this.route = new RouteFields(depot, zone, this.frame);
    this.route.changed.on(() => this.#showRoute());
    this.noOrigin = h('p.problem', {hidden: true, 'data-no-origin': true},
      'An area is kept in latitude and longitude, and the site’s origin, where x 0, y 0 is, is not set. ',
      h('button.small', {type: 'button', onclick: () => view.openSite()}, 'Set it'));
    this.driven = h('p.note', {hidden: true, 'data-driven': true});
    this.exclusive = h('input', {type: 'checkbox', name: 'exclusive', checked: zone?.exclusive === true,
      onchange: () => { this.exclusiveChosen = true; }});
    this.oneRover = h('label.check', {}, this.exclusive, 'One rover at a time');
    this.size = h('p.muted', {'aria-live': 'polite'});
    this.trouble = h('p.problem', {hidden: true, role: 'status'});
    this.list = h('ol.points', {'aria-label': 'Points, in metres east and north'});
    this.undo = h('button.small', {type: 'button', onclick: () => this.pen.undo()}, 'Undo');
    this.clear = h('button.small', {type: 'button', onclick: () => this.pen.replace([])}, 'Remove all');
    this.follower = new Follower(depot, point => this.pen.add(point));
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.save = h('button.primary', {type: 'submit'}, 'Save');
    this.element = h('form.fields', {novalidate: true, onsubmit: event => this.#submit(event)},
      h('label.field', {}, 'Name', this.nameInput), h('label.field', {}, 'Kind', this.type), this.noOrigin, this.driven,
      this.route.element, this.oneRover, h('div.buttons', {}, this.size, this.undo, this.clear), this.trouble, this.list,
      h('div.buttons', {}, h('button.small', {type: 'button', onclick: () => this.#addPoint()}, 'Add a point by numbers')),
      this.follower.element,
      this.problem, h('div.buttons', {}, this.save, h('button', {type: 'button', onclick: () => view.leave()}, 'Leave it')));
    this.firstPoints = AREAS.has(begin?.zoneType) || begin?.polygon?.length && !begin.waypoints.length
      ? (this.frame.toPlane ? begin.polygon ?? [] : []).map(corner => toMillimetres(this.frame.toPlane(corner))) : begin?.waypoints ?? [];
    view.chooseZone(zone);
    if (this.firstPoints.length) view.map.fitTo(this.firstPoints);
    this.#start();
  }

  get #isArea() {
    return AREAS.has(this.type.value);
  }

  /** Whether something would be lost. */
  get dirty() {
    return Boolean(this.pen.touched || this.named);
  }

  #start() {
    const points = this.pen?.points ?? this.firstPoints.map(point => ({...point}));
    const touched = this.pen?.touched ?? false;
    this.pen = new Pen(this.view.map.viewport, this.zone?.id ?? '', points, this.#isArea);
    this.pen.touched = touched;
    this.pen.changed.on(() => this.#show());
    this.view.map.tool = this.pen;
    this.view.map.canvas.classList.add('drawing');
    this.view.setHint('Click to set points, drag to move them, click a side to put one in between. '
      + 'With the keyboard: focus the map, arrows and Enter.');
    this.noOrigin.hidden = !this.#isArea || this.frame.origin !== null;
    this.follower.element.hidden = this.#isArea;
    this.oneRover.hidden = this.#isArea && this.type.value !== 'polygon';
    if (!this.zone && !this.exclusiveChosen) this.exclusive.checked = this.type.value === 'polygon';
    this.#show();
  }

  /** Once a second or so: what may have changed around it. */
  update() {
    const {plan} = this.view.depot;
    const driving = this.zone ? [...plan.tasksOfRovers().values()].filter(task => plan.zoneOf(task)?.id === this.zone.id)
      .map(task => task.roverId) : [];
    this.driven.hidden = driving.length === 0;
    const names = driving.map(id => this.view.depot.fleet.rovers.get(id)?.name || id).join(', ');
    text(this.driven,
      `${names} ${driving.length === 1 ? 'is' : 'are'} driving this zone now: what you save counts from the next start.`);
    this.follower.update();
  }

  /** The panel was left. */
  closed() {
    this.route.close();
    this.follower.stop();
    this.view.map.tool = null;
    this.view.map.canvas.classList.remove('drawing');
    this.view.setHint('');
    this.view.chooseZone(null);
  }

  #show() {
    const {points} = this.pen;
    this.undo.disabled = !this.pen.canUndo;
    this.clear.disabled = points.length === 0;
    const size = this.#isArea ? `${Math.round(area(points)).toLocaleString('en')} m²` : metres(length(points));
    text(this.size, points.length ? `${count(points.length, this.#isArea ? 'corner' : 'waypoint')}${points.length > 1 ? `, ${size}` : ''}`
        : 'No points yet');
    const routed = this.type.value === 'polygon' && this.frame.origin !== null;
    this.route.area(routed ? points : null);
    const trouble = this.#isArea || points.length === 0 ? [] : troubles(points, null, this.view.depot, this.zone?.id);
    this.trouble.hidden = trouble.length === 0;
    text(this.trouble, trouble.join(' '));
    this.#showRoute();
    this.#showPoints(points);
  }

  #showRoute() {
    this.pen.preview = this.route.preview;
    this.view.map.redraw();
  }

  #showPoints(points) {
    const rows = points.length > LISTED_POINTS ? [] : points;
    const focused = this.list.contains(document.activeElement);
    while (this.list.children.length > rows.length) this.list.lastChild.remove();
    while (this.list.children.length < rows.length) this.list.append(this.#pointRow(this.list.children.length));
    rows.forEach((point, i) => {
      const row = this.list.children[i];
      row.classList.toggle('chosen', i === this.pen.chosen);
      [point.x, point.y].forEach((value, axis) => {
        const input = row.inputs[axis];
        if (input !== document.activeElement) input.value = value;
      });
    });
    if (!focused) this.list.children[this.pen.chosen]?.scrollIntoView({block: 'nearest'});
  }

  #pointRow(i) {
    const input = (axis, label) => h('input', {type: 'number', step: 'any', min: -FAR, max: FAR, required: true,
      'aria-label': `Point ${i + 1}, metres ${label}`, onfocus: () => this.pen.select(i),
      onchange: event => {
        const value = event.target.valueAsNumber;
        if (Number.isFinite(value)) this.pen.put(i, {...this.pen.points[i], [axis]: bounded(value, -FAR, FAR)});
      }});
    const inputs = [input('x', 'east'), input('y', 'north')];
    const row = h('li', {}, h('span.number.faint', {}, i + 1), inputs,
      h('button.quiet.icon', {type: 'button', 'aria-label': `Remove point ${i + 1}`, title: 'Remove', onclick: () => this.pen.remove(i)},
        '×'));
    row.inputs = inputs;
    return row;
  }

  #addPoint() {
    const {viewport} = this.view.map;
    this.pen.add({x: round(viewport.x), y: round(viewport.y)});
    this.list.lastChild?.inputs[0].focus();
  }

  async #body() {
    const {points} = this.pen;
    const problem = nameProblem(this.nameInput.value);
    if (problem) throw new Error(problem);
    const body = {name: this.nameInput.value.trim(), zoneType: this.type.value, exclusive: !this.oneRover.hidden && this.exclusive.checked};
    if (!this.#isArea) {
      if (points.length < 1 && ['route', 'point'].includes(body.zoneType)) throw new Error('Set at least one waypoint on the map.');
      return {...body, waypoints: points.map(point => this.#inSite(point))};
    }
    if (this.frame.origin === null) {
      throw new Error('The site’s origin is not set, so the area cannot be kept: it would have no place on earth.');
    }
    if (points.length < 3) throw new Error('An area needs at least three corners.');
    if (crossesItself(points)) throw new Error('The area’s sides cross each other. Drag a corner until they do not.');
    const polygon = points.map(this.frame.toDegrees);
    if (body.zoneType !== 'polygon') return {...body, polygon, waypoints: []};
    return {...body, polygon, waypoints: (await this.route.ready()).map(point => this.#inSite(point))};
  }

  /** On the plane of the site's origin, should that be another than when the form was opened. */
  #inSite(point) {
    const {origin} = this.view.depot.site;
    const before = this.frame.origin;
    if (!before || !origin || before.lat === origin.lat && before.lon === origin.lon) return point;
    return {...point, ...toMillimetres(toPlane(origin, this.frame.toDegrees(point)))};
  }

  async #submit(event) {
    event.preventDefault();
    this.problem.hidden = true;
    this.save.disabled = true;
    try {
      await this.#store(await this.#body());
    } catch (error) {
      if (error.status) this.#key = newKey();
      this.problem.hidden = false;
      text(this.problem, error.message);
    } finally {
      this.save.disabled = false;
    }
  }

  async #store(body, match = undefined) {
    const {plan, services} = this.view.depot;
    try {
      const saved = this.zone
        ? await services.dispatch.call('PUT', `zones/${this.zone.id}`, {body, match: match ?? await this.version.match()})
        : await services.dispatch.call('POST', 'zones', {body, key: this.#key});
      plan.note('zones', saved);
      keepWorkingWidth(saved.id, this.route.lanesApart);
      this.view.back(2);
    } catch (error) {
      if (error.status !== 412) throw error;
      await this.#settle(body, error);
    }
  }

  async #settle(body, {current, tag}) {
    const {plan, services} = this.view.depot;
    plan.note('zones', current);
    const sizes = zone => `${count(zone.waypoints?.length ?? 0, 'waypoint')}, ${metres(length(zone.waypoints ?? []))}`;
    const mine = {...this.zone, ...body};
    switch (await askConflict('zone', [['Name', mine.name, current.name], ['Kind', mine.zoneType, current.zoneType],
      ['Route', sizes(mine), sizes(current)],
      ['Corners', mine.polygon?.length ?? 0, current.polygon?.length ?? 0]], current)) {
      case 'mine': await this.#store(body, tag); break;
      case 'new':
        plan.note('zones', await services.dispatch.call('POST', 'zones',
          {body: {...mine, ...body, name: `${body.name} (2)`.slice(-128)}, key: newKey()}));
        this.view.back(2);
        break;
      case 'theirs': this.view.back(2); break;
      default:
    }
  }
}
