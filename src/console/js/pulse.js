import {Signal} from './signal.js';

const EVERY_MS = 5000;
const PATIENCE_MS = 4000;
const KEPT = 60;
const FAILURES_TO_DOUBT = 2;

/** Asks a service for its health every five seconds: how it is, how long the answer takes, and whether it is there at all. */
export class Pulse {
  health = null;
  ready = null;
  version = null;
  /** Milliseconds of each answer, newest last; null where none came. */
  delays = [];
  changed = new Signal();
  /** Whether anybody looks at more than the health. */
  watched = false;
  #failures = 0;

  constructor(service, link) {
    this.service = service;
    this.link = link;
  }

  start() {
    this.beat();
    setInterval(() => {
      if (document.visibilityState === 'visible') this.beat();
    }, EVERY_MS);
  }

  async beat() {
    const began = performance.now();
    try {
      this.health = await this.service.call('GET', 'health', {open: true, patience: PATIENCE_MS});
      this.#note(performance.now() - began);
      this.#failures = 0;
      if (this.watched) await this.#lookCloser();
    } catch {
      this.health = null;
      this.#note(null);
      if (++this.#failures >= FAILURES_TO_DOUBT) this.link.doubt();
    }
    this.changed.emit(this);
  }

  async #lookCloser() {
    try {
      await this.service.call('GET', 'ready', {open: true, patience: PATIENCE_MS});
      this.ready = true;
    } catch (error) {
      this.ready = error.status === 503 ? false : null;
    }
    if (this.link.state === 'live') this.version = await this.service.call('GET', 'version', {patience: PATIENCE_MS});
  }

  #note(delay) {
    this.delays.push(delay);
    if (this.delays.length > KEPT) this.delays.shift();
  }
}
