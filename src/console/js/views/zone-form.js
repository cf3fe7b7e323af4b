import {h, text} from '../dom.js';
import {count, metres} from '../format.js';
import {area, crossesItself, lanes, length, round} from '../ground.js';
import {Pen} from '../map/pen.js';
import {newKey} from '../service.js';

const LISTED_POINTS = 200;
const POINTS = {route: 1, polygon: 3, point: 1};

function toMillimetres({x, y}) {
  return {x: round(x), y: round(y)};
}

/** Draws a zone or changes one: on the map, or by the numbers of its points. */
export class ZoneForm {
  #key = newKey();

  /** @param zone null for a new one */
  constructor(view, zone) {
    this.view = view;
    this.zone = zone;
    this.title = zone ? 'Change the zone' : 'New zone';
    const {anchor} = view.depot;
    this.nameInput = h('input', {name: 'name', required: true, maxlength: 128, 'data-focus': true, autocomplete: 'off', value: zone?.name ?? ''});
    const types = [['route', 'Route to drive'], ['polygon', 'Area'], ['point', 'Point']];
    if (zone && !types.some(([type]) => type === zone.zoneType)) types.push([zone.zoneType, zone.zoneType]); // an existing client's own word stays
    this.type = h('select', {name: 'type', onchange: () => this.#start()}, types.map(([value, label]) => h('option', {value, selected: value === zone?.zoneType}, label)));
    this.inside = h('select', {name: 'inside'}, [['keep', zone?.waypoints.length ? 'stays as it is' : 'none'], ['edge', 'along its edge'], ['lanes', 'in lanes across it']]
      .map(([value, label]) => h('option', {value}, label)));
    this.spacing = h('input', {name: 'spacing', type: 'number', min: 0.1, max: 100, step: 'any', value: 1});
    this.insideFields = h('div.row', {hidden: true}, h('label.field', {}, 'Route in it', this.inside), h('label.field', {}, 'Lanes apart, m', this.spacing));
    this.exclusive = h('input', {type: 'checkbox', name: 'exclusive', checked: zone ? zone.exclusive === true : false, onchange: () => { this.exclusiveChosen = true; }});
    this.noAnchor = h('p.problem', {hidden: true}, 'An area is kept in latitude and longitude, and this page does not know yet where that is: the base station has told no position. Set it up first, or draw a route.');
    this.size = h('p.muted', {'aria-live': 'polite'});
    this.list = h('ol.points', {'aria-label': 'Points, in metres east and north'});
    this.undo = h('button.small', {type: 'button', onclick: () => this.pen.undo()}, 'Undo');
    this.clear = h('button.small', {type: 'button', onclick: () => this.pen.replace([])}, 'Remove all');
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.save = h('button.primary', {type: 'submit'}, 'Save');
    this.element = h('form.fields', {onsubmit: event => this.#submit(event)}, h('label.field', {}, 'Name', this.nameInput), h('label.field', {}, 'Kind', this.type), this.noAnchor, this.insideFields,
      h('label.check', {}, this.exclusive, 'One rover at a time'),
      h('div.buttons', {}, this.size, this.undo, this.clear), this.list,
      h('div.buttons', {}, h('button.small', {type: 'button', onclick: () => this.#addPoint()}, 'Add a point by numbers')),
      this.problem, h('div.buttons', {}, this.save, h('button', {type: 'button', onclick: () => view.back()}, 'Leave it')));
    this.firstPoints = zone?.zoneType === 'polygon' ? (anchor.toPlane ? zone.polygon ?? [] : []).map(corner => toMillimetres(anchor.toPlane(corner))) : zone?.waypoints ?? [];
    view.chooseZone(zone);
    if (this.firstPoints.length) view.map.fitTo(this.firstPoints);
    this.#start();
  }

  get #isArea() {
    return this.type.value === 'polygon';
  }

  #start() {
    const points = this.pen?.points ?? this.firstPoints.map(point => ({...point}));
    this.pen = new Pen(this.view.map.viewport, this.zone?.id ?? '', points, this.#isArea);
    this.pen.changed.on(() => this.#show());
    this.view.map.tool = this.pen;
    this.view.map.canvas.classList.add('drawing');
    this.view.setHint('Click to set points, drag to move them, click a side to put one in between. With the keyboard: focus the map, arrows and Enter.');
    this.insideFields.hidden = !this.#isArea;
    if (!this.zone && !this.exclusiveChosen) this.exclusive.checked = this.#isArea;
    this.noAnchor.hidden = !this.#isArea || Boolean(this.view.depot.anchor.origin);
    this.#show();
  }

  /** The panel was left. */
  closed() {
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
    text(this.size, points.length ? `${count(points.length, this.#isArea ? 'corner' : 'waypoint')}${points.length > 1 ? `, ${size}` : ''}` : 'No points yet');
    this.#showPoints(points);
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
    const input = (axis, label) => h('input', {type: 'number', step: 'any', required: true, 'aria-label': `Point ${i + 1}, metres ${label}`, onfocus: () => this.pen.select(i),
      onchange: event => {
        const value = event.target.valueAsNumber;
        if (Number.isFinite(value)) this.pen.put(i, {...this.pen.points[i], [axis]: value});
      }});
    const inputs = [input('x', 'east'), input('y', 'north')];
    const row = h('li', {}, h('span.number.faint', {}, i + 1), inputs, h('button.quiet.icon', {type: 'button', 'aria-label': `Remove point ${i + 1}`, title: 'Remove', onclick: () => this.pen.remove(i)}, '×'));
    row.inputs = inputs;
    return row;
  }

  #addPoint() {
    const {viewport} = this.view.map;
    this.pen.add({x: round(viewport.x), y: round(viewport.y)});
    this.list.lastChild?.inputs[0].focus();
  }

  #body() {
    const {points} = this.pen;
    const body = {name: this.nameInput.value.trim(), zoneType: this.type.value, exclusive: this.exclusive.checked};
    const least = POINTS[body.zoneType] ?? 0;
    if (points.length < least) throw new Error(this.#isArea ? 'An area needs at least three corners.' : 'Set at least one waypoint on the map.');
    if (!this.#isArea) return {...body, waypoints: points};
    if (!this.view.depot.anchor.origin) throw new Error('The base station has told no position yet, so the area cannot be kept.');
    if (crossesItself(points)) throw new Error('The area’s sides cross each other. Drag a corner until they do not.');
    return {...body, polygon: points.map(point => this.view.depot.anchor.toDegrees(point)), ...this.#routeInside(points)};
  }

  #routeInside(corners) {
    if (this.inside.value === 'edge') return {waypoints: [...corners, corners[0]].map(({x, y}) => ({x, y}))};
    if (this.inside.value === 'lanes') {
      const waypoints = lanes(corners, this.spacing.valueAsNumber);
      if (waypoints.length === 0) throw new Error('Lanes do not fit in this area: it has a notch, or they are too far apart or too many. Draw the route as a zone of its own.');
      return {waypoints};
    }
    return this.zone ? {} : {waypoints: []};
  }

  async #submit(event) {
    event.preventDefault();
    this.problem.hidden = true;
    this.save.disabled = true;
    try {
      const body = this.#body();
      const {plan, services} = this.view.depot;
      plan.note('zones', this.zone ? await services.dispatch.call('PUT', `zones/${this.zone.id}`, {body}) : await services.dispatch.call('POST', 'zones', {body, key: this.#key}));
      this.view.back(2);
    } catch (error) {
      if (error.status) this.#key = newKey();
      this.problem.hidden = false;
      text(this.problem, error.message);
    } finally {
      this.save.disabled = false;
    }
  }
}
