import {count} from '../format.js';
import {h, keyed, text} from '../dom.js';

const SHOWN = 50;

/** The rovers that have no place on the map, beside it, and why. */
export class Unplaced {
  constructor(choose) {
    this.choose = choose;
    this.title = h('summary');
    this.why = h('p.hint');
    this.list = h('ul');
    this.element = h('details.unplaced', {hidden: true}, this.title, this.why, this.list);
  }

  /** @param rovers those without a place @param siteKnown whether the site has an origin */
  show(rovers, siteKnown) {
    this.element.hidden = rovers.length === 0;
    text(this.title, `Place not known: ${count(rovers.length, 'rover')}`);
    text(this.why, siteKnown ? 'They have told no position by telemetry yet.'
      : 'The site’s origin is not set, so what they tell of their position has no place on this map.');
    keyed(this.list, this.element.open ? rovers.slice(0, SHOWN) : [], rover => rover.id,
      rover => h('li', {}, h('button.quiet.small', {type: 'button', onclick: () => this.choose(rover.id)})),
      (element, rover) => text(element.firstChild, rover.name || rover.id));
  }
}
