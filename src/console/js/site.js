import {tame} from './bounds.js';
import {toDegrees, toPlane} from './ground.js';
import {Signal} from './signal.js';

const LOOK_AGAIN_MS = 60_000;

/**
 * The site as dispatch has it: where on earth x 0, y 0 is, and the yard's picture. Nothing is guessed: while there is no origin, what is in
 * degrees has no place on the plane. An older dispatch knows none, and is not asked again before it comes back.
 */
export class Site {
  name = null;
  origin = null;
  /** Latitude and longitude to the plane; a new function whenever the origin is another, null while there is none. */
  toPlane = null;
  corners = null;
  /** The picture, ready to be drawn, or null. */
  picture = null;
  /** Whether dispatch has been asked and has answered. */
  known = false;
  supported = true;
  tag = null;
  changed = new Signal();
  /** The origin was set or changed. */
  moved = new Signal();
  #timer = 0;
  #dispatch;
  #pictureTag = null;

  constructor(dispatch) {
    this.#dispatch = dispatch;
  }

  /** Asks; to be called whenever dispatch is there anew. */
  async load() {
    clearTimeout(this.#timer);
    try {
      const {body, tag} = await this.#dispatch.call('GET', 'site', {tagged: true});
      this.take(body, tag);
    } catch (error) {
      if (error.status === 404 || error.status === 405) { // what it knew before holds while it is only away
        this.supported = false;
        this.take(null);
        return;
      }
    }
    this.#timer = setTimeout(() => this.load(), LOOK_AGAIN_MS);
  }

  /** @param site as GET /site answers, or null */
  take(site, tag = null) {
    const {origin: told, name, imageCorners, image} = tame(site) ?? {};
    const sound = Number.isFinite(told?.latitude) && Number.isFinite(told?.longitude) && Math.abs(told.latitude) < 90
      && Math.abs(told.longitude) <= 180;
    const origin = sound ? {lat: told.latitude, lon: told.longitude, height: told.height ?? null} : null;
    const same = origin?.lat === this.origin?.lat && origin?.lon === this.origin?.lon;
    this.known = true;
    this.tag = tag ?? this.tag;
    this.name = typeof name === 'string' ? name : null;
    this.corners = Array.isArray(imageCorners) && imageCorners.length === 3
      && imageCorners.every(each => Number.isFinite(each?.x) && Number.isFinite(each?.y)) ? imageCorners : null;
    if (!same) {
      this.origin = origin;
      this.toPlane = origin && (place => toPlane(origin, place));
      this.moved.emit();
    }
    this.#loadPicture(image?.tag ?? null);
    this.changed.emit();
  }

  toDegrees(point) {
    return toDegrees(this.origin, point);
  }

  /** It is fetched, and not linked to, as a token may be needed. */
  async #loadPicture(tag) {
    if (tag === this.#pictureTag) return;
    this.#pictureTag = tag;
    let picture = null;
    try {
      if (tag) picture = await createImageBitmap(await this.#dispatch.file('site/image'));
    } catch {
      if (this.#pictureTag === tag) this.#pictureTag = null; // asked for again at the next look
    }
    if (tag !== this.#pictureTag && picture) return; // another came meanwhile
    this.picture?.close();
    this.picture = picture;
    this.changed.emit();
  }

  /** Saves a part of it. @throws CallError; of status 412 where somebody else was quicker */
  async save(body) {
    const answer = await this.#dispatch.call('PUT', 'site', {body, match: this.tag, tagged: true});
    this.take(answer.body, answer.tag);
  }

  async savePicture(file) {
    const answer = await this.#dispatch.call('PUT', 'site/image', {raw: file, tagged: true, patience: 60_000});
    this.take(answer.body, answer.tag);
  }
}
