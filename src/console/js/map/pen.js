import {round} from '../ground.js';
import {Signal} from '../signal.js';
import {drawPen} from './pen-layer.js';

const HANDLE_PIXELS = 11;
const SIDE_PIXELS = 7;
const KEPT_STEPS = 100;
const KEPT_POINTS = 100_000; // of all steps together

/**
 * Draws a route or an area on the map: a click sets a point, on a side it is put in between, a drag moves one. By keys:
 * Enter sets one at the crosshair in the middle, brackets choose one, arrows move it, Delete takes it away, u undoes.
 */
export class Pen {
  changed = new Signal();
  chosen = -1;
  /** Whether anything was drawn since the beginning. */
  touched = false;
  /** A route that is shown beside what is drawn: {points, old}, old the one that it would take the place of; null for none. */
  preview = null;
  #steps = [];
  #grabbed = -1;

  /** @param viewport the map's @param zone the id of the zone that is being changed, or null */
  constructor(viewport, zone, points, closed) {
    this.viewport = viewport;
    this.zone = zone;
    this.points = points;
    /** An area's last point is joined to its first. */
    this.closed = closed;
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  #remember() {
    this.#steps.push(this.points.map(point => ({...point})));
    while (this.#steps.length > 1 && (this.#steps.length > KEPT_STEPS || this.#steps.length * this.points.length > KEPT_POINTS)) {
      this.#steps.shift();
    }
    this.touched = true;
  }

  undo() {
    if (!this.canUndo) return;
    this.points = this.#steps.pop();
    this.chosen = -1;
    this.changed.emit();
  }

  replace(points) {
    this.#remember();
    this.points = points;
    this.chosen = -1;
    this.changed.emit();
  }

  add({x, y}, at = this.points.length) {
    this.#remember();
    this.points.splice(at, 0, {x: round(x), y: round(y)});
    this.chosen = at;
    this.changed.emit();
  }

  remove(at) {
    if (!this.points[at]) return;
    this.#remember();
    this.points.splice(at, 1);
    this.chosen = Math.min(at, this.points.length - 1);
    this.changed.emit();
  }

  /** Moves a point; a heading that it has stays. */
  put(at, {x, y}) {
    this.#remember();
    Object.assign(this.points[at], {x: round(x), y: round(y)});
    this.changed.emit();
  }

  select(at) {
    this.chosen = at;
    this.changed.emit();
  }

  #pointAt(left, top) {
    let nearest = -1;
    let least = HANDLE_PIXELS;
    this.points.forEach((point, i) => {
      const [x, y] = this.viewport.toScreen(point.x, point.y);
      const distance = Math.hypot(x - left, y - top);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    });
    return nearest;
  }

  /** The side under a place on the screen: the index of its end, or -1. */
  #sideAt(left, top) {
    const count = this.points.length;
    for (let i = 1; i < count + (this.closed && count > 2 ? 1 : 0); i++) {
      const [ax, ay] = this.viewport.toScreen(this.points[i - 1].x, this.points[i - 1].y);
      const [bx, by] = this.viewport.toScreen(this.points[i % count].x, this.points[i % count].y);
      const long = (bx - ax) ** 2 + (by - ay) ** 2;
      const part = Math.max(0, Math.min(1, ((left - ax) * (bx - ax) + (top - ay) * (by - ay)) / (long || 1)));
      if (Math.hypot(ax + part * (bx - ax) - left, ay + part * (by - ay) - top) < SIDE_PIXELS) return i;
    }
    return -1;
  }

  grab(left, top) {
    this.#grabbed = this.#pointAt(left, top);
    this.moving = false;
    return this.#grabbed >= 0;
  }

  drag(left, top) {
    if (!this.moving) this.#remember();
    this.moving = true;
    this.chosen = this.#grabbed;
    const {x, y} = this.viewport.toPlane(left, top);
    Object.assign(this.points[this.#grabbed], {x: round(x), y: round(y)});
    this.changed.emit();
  }

  drop() {
    this.#grabbed = -1;
  }

  /** A click on a point. */
  choose() {
    this.select(this.#grabbed);
  }

  click(left, top) {
    const side = this.#sideAt(left, top);
    this.add(this.viewport.toPlane(left, top), side > 0 ? side : undefined);
    return true;
  }

  key(name, fine) {
    const {viewport, points, chosen} = this;
    const step = viewport.gridStep() / (fine ? 100 : 10);
    const move = (x, y) => {
      if (chosen < 0) return false;
      this.put(chosen, {x: points[chosen].x + x, y: points[chosen].y + y});
      return true;
    };
    switch (name) {
      case 'Enter': this.add(viewport.toPlane(viewport.width / 2, viewport.height / 2)); return true;
      case 'Delete': case 'Backspace': this.remove(chosen); return true;
      case 'u': this.undo(); return true;
      case 'Escape': this.select(-1); return true;
      case '[': case ']':
        if (points.length) this.select((chosen + (name === ']' ? 1 : -1) + points.length) % points.length);
        return true;
      case 'ArrowLeft': return move(-step, 0);
      case 'ArrowRight': return move(step, 0);
      case 'ArrowUp': return move(0, step);
      case 'ArrowDown': return move(0, -step);
      default: return false;
    }
  }

  draw(context, viewport, colours) {
    drawPen(context, viewport, colours, this);
  }
}
