import {h, text} from '../dom.js';
import {byName, metres} from '../format.js';
import {round} from '../ground.js';

const STEP_METRES = 0.5;
const MOST = 5000;

/** Records a route by driving: takes a rover's places as it goes. */
export class Follower {
  #last = null;
  #off = null;
  #count = 0;
  #driven = 0;

  /** @param take is given each place, {x, y} */
  constructor(depot, take) {
    this.depot = depot;
    this.take = take;
    this.rover = h('select', {name: 'follow'});
    this.button = h('button.small', {type: 'button', onclick: () => (this.#off ? this.stop() : this.#begin())}, 'Record by driving');
    this.words = h('p.note', {hidden: true, 'aria-live': 'polite', 'data-follow': true});
    this.element = h('div.fields', {},
      h('div.row', {}, h('label.field', {}, 'Follow a rover', this.rover), h('div.buttons', {}, this.button)), this.words);
    this.update();
  }

  update() {
    if (this.#off || document.activeElement === this.rover) return;
    const rovers = [...this.depot.fleet.rovers.values()].filter(rover => rover.online).sort((a, b) => byName(a.name, b.name));
    const ids = rovers.map(rover => rover.id).join('\n');
    this.button.disabled = rovers.length === 0;
    if (ids === this.listed) return;
    this.listed = ids;
    const chosen = this.rover.value;
    this.rover.replaceChildren(
      ...rovers.map(rover => h('option', {value: rover.id, selected: rover.id === chosen}, rover.name || rover.id)));
  }

  #begin() {
    this.#last = null;
    this.#count = this.#driven = 0;
    text(this.button, 'Stop recording');
    this.rover.disabled = true;
    this.words.hidden = false;
    this.#off = this.depot.fleet.changed.on(() => this.#look());
    this.#look();
  }

  stop() {
    this.#off?.();
    this.#off = null;
    this.rover.disabled = false;
    text(this.button, 'Record by driving');
  }

  #look() {
    const rover = this.depot.fleet.rovers.get(this.rover.value);
    if (!rover?.place) {
      text(this.words, 'Where this rover is, is not known: nothing is recorded.');
      return;
    }
    const {x, y} = rover.place;
    const far = this.#last ? Math.hypot(x - this.#last.x, y - this.#last.y) : Infinity;
    if (far >= STEP_METRES && this.#count < MOST) {
      if (this.#last) this.#driven += far;
      this.#last = {x, y};
      this.#count++;
      this.take({x: round(x), y: round(y)});
    }
    const full = this.#count >= MOST ? ' It is full.' : '';
    text(this.words, `Recording ${rover.name || rover.id}: a waypoint every half metre, ${metres(this.#driven)} so far.${full}`);
  }
}
