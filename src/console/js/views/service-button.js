import {confirm, tell} from '../dialogs.js';
import {h, text} from '../dom.js';

/** Takes a rover out of service, so that it is given no task, and back. */
export class ServiceButton {
  constructor(depot, id) {
    this.depot = depot;
    this.id = id;
    this.element = h('button.small', {type: 'button', onclick: () => this.#toggle()});
  }

  get #isOut() {
    return this.depot.plan.outOfService.has(this.id);
  }

  update() {
    text(this.element, this.#isOut ? 'Back into service' : 'Out of service');
  }

  async #toggle() {
    const {plan, services, changed} = this.depot;
    const out = this.#isOut;
    if (!out && !await confirm('Take it out of service?', 'It is given no task until it is taken back. A task that it is on goes on.',
        'Take it out')) {
      return;
    }
    try {
      await services.dispatch.call('POST', `rovers/${encodeURIComponent(this.id)}/${out ? 'release' : 'hold'}`);
      if (out) plan.outOfService.delete(this.id);
      else plan.outOfService.add(this.id);
      changed.emit();
    } catch (error) {
      await tell(out ? 'It is still out of service' : 'It is still in service', error.message);
    }
  }
}
