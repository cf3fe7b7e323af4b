import {Signal} from './signal.js';

const PATIENCE_MS = 5000;
const STOPPED = new Set([0, 4]); // disabled, e-stop

/**
 * E-stops on rovers' own links, by discovery: which rovers were stopped, and which have not confirmed it yet. A rover stays here
 * until its frames show that it stopped, or until somebody releases it.
 */
export class EmergencyStops {
  /** By rover id: why it is not known to stand. */
  unconfirmed = new Map();
  changed = new Signal();
  #service;
  #fleet;

  constructor(service, fleet) {
    this.#service = service;
    this.#fleet = fleet;
    fleet.changed.on(() => this.#look());
  }

  /** @param ids null for all @returns {stopped, unreached} @throws CallError: then nobody is known to stand */
  async stop(ids = null) {
    try {
      const answer = await this.#service.call('POST', 'estop', {body: ids ? {rovers: ids} : {}, patience: PATIENCE_MS});
      for (const {id} of answer.stopped) this.unconfirmed.delete(id);
      for (const {id, why} of answer.unreached) this.unconfirmed.set(id, why);
      return answer;
    } catch (error) {
      for (const id of ids ?? this.#fleet.rovers.keys()) this.unconfirmed.set(id, error.message);
      throw error;
    } finally {
      this.#look();
      this.changed.emit();
    }
  }

  /** @returns {released, unreached} */
  async release(id) {
    const answer = await this.#service.call('POST', 'estop/release', {body: {rovers: [id]}, patience: PATIENCE_MS});
    if (answer.released.length) this.unconfirmed.delete(id);
    this.changed.emit();
    return answer;
  }

  /** Only frames on a link that is up count as a confirmation. */
  #look() {
    for (const id of this.unconfirmed.keys()) {
      const rover = this.#fleet.rovers.get(id);
      if (rover?.link?.state === 'up' && STOPPED.has(rover.mode)) this.unconfirmed.delete(id);
    }
  }
}
