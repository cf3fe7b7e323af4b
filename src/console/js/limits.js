import {Signal} from './signal.js';

const ASK_AGAIN_MS = 10_000;

/** A motor above this is in danger; the alert rule says so too. */
export const HOT_CELSIUS = 75;

/** The depot's battery limits, from discovery; null while they are not known. */
export class Limits {
  lowVolts = null;
  criticalVolts = null;
  changed = new Signal();
  #discovery;
  #timer = 0;

  constructor(discovery) {
    this.#discovery = discovery;
  }

  /** Asks; to be called whenever discovery is there anew. */
  async load() {
    clearTimeout(this.#timer);
    try {
      const told = await this.#discovery.call('GET', 'fleet');
      this.lowVolts = told.batteryLowVolts;
      this.criticalVolts = told.batteryCriticalVolts;
      this.changed.emit();
    } catch (error) {
      if (error.status !== 404) this.#timer = setTimeout(() => this.load(), ASK_AGAIN_MS);
    }
  }

  /** 'critical', 'low' or ''; a voltage of 0 is not known, and neither is anything while the limits are not. */
  levelOf(volts) {
    if (!(volts > 0)) return '';
    return volts < this.criticalVolts ? 'critical' : volts < this.lowVolts ? 'low' : '';
  }
}
