import {confirm, tell} from '../dialogs.js';
import {attribute, h, text} from '../dom.js';
import {span} from '../format.js';

/** A rover's own link in a few words. @param clockAhead milliseconds that this browser's clock is ahead */
export function linkWords(link, clockAhead = 0) {
  if (!link) return '–';
  if (link.state === 'up') return 'up';
  return `${link.state} for ${span(Math.max(0, Date.now() - clockAhead - link.since) / 1000)}${link.why ? `: ${link.why}` : ''}`;
}

/** Speed in metres a second; not known while the rover's link is not up. */
export function speedWords(velocity) {
  return velocity ? `${velocity.linear.toFixed(2)} m/s` : '–';
}

/** What a rover's card has of its own link: two facts and two buttons, for one rover. */
export class RoverLinkCard {
  constructor(depot, id) {
    this.depot = depot;
    this.id = id;
    this.speed = h('dd');
    this.link = h('dd');
    this.facts = [h('dt', {}, 'Speed'), this.speed, h('dt', {}, 'Own link'), this.link];
    this.stop = h('button.small.stop', {type: 'button', onclick: () => this.#stop()}, 'E-stop');
    this.release = h('button.small', {type: 'button', hidden: true, onclick: () => this.#release()}, 'Release');
    this.buttons = [this.stop, this.release];
  }

  update(rover) {
    text(this.speed, speedWords(rover.velocity));
    text(this.link, linkWords(rover.link, this.depot.fleet.clockAhead));
    attribute(this.link, 'class', rover.link?.state === 'down' ? 'warn' : null);
    this.release.hidden = rover.mode !== 4;
  }

  /** Stops at once, without a question. The outcome shows in the mode, or in the banner of unconfirmed e-stops. */
  async #stop() {
    this.stop.disabled = true;
    await this.depot.stops.stop([this.id]).catch(() => {});
    this.stop.disabled = false;
  }

  async #release() {
    const name = this.depot.fleet.rovers.get(this.id)?.name || this.id;
    if (!await confirm(`Release ${name}?`, 'Look at it first: from then on it may be driven again.', 'Release it')) return;
    try {
      const {unreached} = await this.depot.stops.release(this.id);
      if (unreached.length) await tell('It has not confirmed', unreached[0].why);
    } catch (error) {
      await tell('It is not known to be released', error.message);
    }
  }
}
