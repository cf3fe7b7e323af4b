import {isFar} from '../place.js';
import {count, metres} from '../format.js';
import {h, keyed, text} from '../dom.js';

const SHOWN = 50;

/** The rovers that are not seen on the map, beside it, and why: their place is not known, or far away from all others. */
export class Unplaced {
  constructor(choose) {
    this.choose = choose;
    this.title = h('summary');
    this.why = h('p.hint');
    this.list = h('ul');
    this.element = h('details.unplaced', {hidden: true}, this.title, this.why, this.list);
  }

  /** @param rovers those without a place @param away those whose place is far from the others' */
  show(rovers, away, site) {
    const far = rovers.filter(rover => isFar(rover, site.toPlane));
    const unknown = rovers.length - far.length;
    const distant = far.length + away.length;
    this.element.hidden = unknown + distant === 0;
    text(this.title, [unknown && `Place not known: ${count(unknown, 'rover')}`, distant && `Far away: ${count(distant, 'rover')}`].filter(
      Boolean).join(' · '));
    text(this.why, !unknown ? 'What they tell of their place is far from all others: “show everything” leaves them out.'
      : site.origin !== null ? 'They have told no position by telemetry yet.'
        : 'The site’s origin is not set, so what they tell of their position has no place on this map.');
    const listed = this.element.open ? [...far, ...away, ...rovers.filter(rover => !far.includes(rover))].slice(0, SHOWN) : [];
    keyed(this.list, listed, rover => rover.id, rover => h('li', {},
      h('button.quiet.small', {type: 'button', onclick: () => this.choose(rover.id)})),
      (element, rover) => text(element.firstChild, (rover.name || rover.id) + this.#distance(rover, far, away)));
  }

  #distance(rover, far, away) {
    if (far.includes(rover)) return ': more than 100 km away';
    return away.includes(rover) ? `: ${metres(Math.hypot(rover.place.x, rover.place.y))} away` : '';
  }
}
