import {toPlane} from './ground.js';
import {Signal} from './signal.js';

const LOOK_AGAIN_MS = 60_000;

/** Where on earth x 0, y 0 is, as dispatch knows it. An older dispatch does not, and is not asked again before it comes back. */
export class Site {
  origin = null;
  /** Latitude and longitude to the plane; null while the origin is not known. */
  toPlane = null;
  changed = new Signal();
  #timer = 0;
  #dispatch;

  constructor(dispatch) {
    this.#dispatch = dispatch;
  }

  /** Asks; to be called whenever dispatch is there anew. */
  async load() {
    clearTimeout(this.#timer);
    try {
      this.take(await this.#dispatch.call('GET', 'site'));
    } catch (error) {
      if (error.status === 404 || error.status === 405) { // what it knew before holds while it is only away
        this.take(null);
        return;
      }
    }
    this.#timer = setTimeout(() => this.load(), LOOK_AGAIN_MS);
  }

  /** @param site as GET /site answers, or null */
  take(site) {
    const told = site?.origin;
    const origin = Number.isFinite(told?.latitude) && Number.isFinite(told?.longitude) ? {lat: told.latitude, lon: told.longitude} : null;
    if (origin?.lat === this.origin?.lat && origin?.lon === this.origin?.lon) return;
    this.origin = origin;
    this.toPlane = origin && (place => toPlane(origin, place));
    this.changed.emit();
  }
}
