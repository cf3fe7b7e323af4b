import {toDegrees, toPlane} from './ground.js';
import {Signal} from './signal.js';

/**
 * Where on Earth the rovers' plane lies. Their poses are metres from a point that no message names; this page takes the
 * base station for it: x 0, y 0 is its antenna. Without a base, the first corner of the first area that is known.
 */
export class Anchor {
  origin = null;
  /** Latitude and longitude to the plane; a new function whenever the origin is another, null while there is none. */
  toPlane = null;
  ofBase = false;
  changed = new Signal();

  /** @param status of the base station. Its own position counts only once: it wanders, a base's does not. */
  take(status) {
    const place = status.basePosition ?? (this.ofBase || status.latitude == null ? null : status);
    if (place) this.#set({lat: place.latitude, lon: place.longitude}, true);
  }

  takeZones(zones) {
    if (this.origin) return;
    for (const zone of zones) {
      if (zone.polygon?.length) {
        this.#set(zone.polygon[0], false);
        return;
      }
    }
  }

  toDegrees(point) {
    return toDegrees(this.origin, point);
  }

  #set({lat, lon}, ofBase) {
    this.ofBase ||= ofBase;
    if (this.origin && Math.abs(this.origin.lat - lat) < 1e-7 && Math.abs(this.origin.lon - lon) < 1e-7) return;
    const origin = {lat, lon};
    this.origin = origin;
    this.toPlane = place => toPlane(origin, place);
    this.changed.emit();
  }
}
