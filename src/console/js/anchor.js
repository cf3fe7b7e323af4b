import {toDegrees, toPlane} from './ground.js';
import {Signal} from './signal.js';

/**
 * Where on Earth the rovers' plane lies. Their poses are metres from a point that no message names; this page takes the
 * base station for it: x 0, y 0 is its antenna. Without a base, the first corner of the first area that is known. Where dispatch knows the site's
 * origin, that is it, and nothing is guessed. (Rovers are placed by the site alone: see Site.)
 */
export class Anchor {
  origin = null;
  /** Latitude and longitude to the plane; a new function whenever the origin is another, null while there is none. */
  toPlane = null;
  ofSite = false;
  /** Where the base's antenna is on the plane, or null. */
  base = null;
  #baseAt = null;
  changed = new Signal();

  /** @param status of the base station. Its own position counts only once: it wanders, a base's does not. */
  take(status) {
    const place = status.basePosition ?? (this.#baseAt || status.latitude == null ? null : status);
    if (!place) return;
    this.#baseAt = {lat: place.latitude, lon: place.longitude};
    if (this.ofSite) this.base = this.toPlane(this.#baseAt);
    else this.#set(this.#baseAt);
  }

  /** @param origin of the site, or null where it has none */
  takeSite(origin) {
    this.ofSite = origin !== null;
    if (origin) this.#set(origin);
    else if (this.#baseAt) this.#set(this.#baseAt);
  }

  takeZones(zones) {
    if (this.origin) return;
    for (const zone of zones) {
      if (zone.polygon?.length) {
        this.#set(zone.polygon[0]);
        return;
      }
    }
  }

  toDegrees(point) {
    return toDegrees(this.origin, point);
  }

  #set({lat, lon}) {
    if (this.origin && Math.abs(this.origin.lat - lat) < 1e-7 && Math.abs(this.origin.lon - lon) < 1e-7) {
      this.base = this.#baseAt && this.toPlane(this.#baseAt);
      return;
    }
    const origin = {lat, lon};
    this.origin = origin;
    this.toPlane = place => toPlane(origin, place);
    this.base = this.#baseAt && this.toPlane(this.#baseAt);
    this.changed.emit();
  }
}
