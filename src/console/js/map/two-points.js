import {Signal} from '../signal.js';

const NAMES = {own: ['x', 'y'], earth: ['latitude', 'longitude']};
const KEPT_STEPS = 100;
const empty = () => ({x: NaN, y: NaN, latitude: NaN, longitude: NaN});

/** Two points that place a map, each in the map's own frame and on earth; what is not set is NaN. */
export class TwoPoints {
  changed = new Signal();
  #points = [empty(), empty()];
  #steps = [];

  get points() {
    return this.#points;
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  /** @param side 'own' or 'earth' */
  isSet(index, side) {
    return NAMES[side].every(name => Number.isFinite(this.#points[index][name]));
  }

  /** What is to be set next: [index, side], or null when all is. */
  get next() {
    for (const index of [0, 1]) {
      for (const side of ['own', 'earth']) {
        if (!this.isSet(index, side)) return [index, side];
      }
    }
    return null;
  }

  remember() {
    this.#steps.push(this.#points.map(point => ({...point})));
    if (this.#steps.length > KEPT_STEPS) this.#steps.shift();
  }

  /** @param values some of a point's numbers @param step whether undo comes back to what was before */
  set(index, values, step = true) {
    if (step) this.remember();
    Object.assign(this.#points[index], values);
    this.changed.emit();
  }

  /** A place that was clicked: the first of that side that is missing; when none is, the second. */
  take(side, values) {
    this.set(this.isSet(0, side) ? 1 : 0, values);
  }

  undo() {
    if (!this.canUndo) return;
    this.#points = this.#steps.pop();
    this.changed.emit();
  }

  again() {
    this.remember();
    this.#points = [empty(), empty()];
    this.changed.emit();
  }
}
