import {bounded, tame} from './bounds.js';
import {drawPicture} from './map/ground-layer.js';
import {cornersOf, soundEdges, soundPlacement} from './map/placement.js';
import {Signal} from './signal.js';

const STORED = 'depot.madeMaps';
const LOOK_AGAIN_MS = 60_000;
const MOST_SHOWN = 12; // pictures in memory
const MOST_PICTURE_BYTES = 40_000_000;

/**
 * The maps that archive made of recordings, and which of them lie under the site's map, how opaque. Archive is asked when somebody looks
 * for
 * them, and from the start where some were chosen before in this browser. Only a map of which it is known where on earth it is can be laid
 * there.
 */
export class MadeMaps {
  /** As archive lists them. */
  list = [];
  opacity = 0.7;
  /** The id of one that is not drawn, as it is being placed. */
  except = null;
  changed = new Signal();
  #chosen = new Set();
  #pictures = new Map(); // by id: {version, picture, corners in degrees}
  #timer = 0;

  constructor(archive, storage) {
    this.archive = archive;
    this.storage = storage;
    try {
      const kept = JSON.parse(storage.getItem(STORED) ?? '{}');
      this.opacity = bounded(kept.opacity, 0.1, 1, this.opacity);
      if (Array.isArray(kept.ids)) this.#chosen = new Set(kept.ids.filter(id => typeof id === 'string').slice(0, MOST_SHOWN));
    } catch {
      // as if nothing had been kept
    }
  }

  start() {
    if (this.#chosen.size) this.load().catch(() => this.#lookAgain());
  }

  #keep() {
    this.storage.setItem(STORED, JSON.stringify({ids: [...this.#chosen], opacity: this.opacity}));
  }

  #lookAgain() {
    clearTimeout(this.#timer);
    if (this.#chosen.size) this.#timer = setTimeout(() => this.start(), LOOK_AGAIN_MS);
  }

  /** Asks anew. @throws CallError */
  async load() {
    const {maps} = tame(await this.archive.call('GET', 'maps'));
    this.list = Array.isArray(maps) ? maps : [];
    for (const id of this.#chosen) {
      if (!this.placed.some(map => map.id === id)) this.#forget(id);
    }
    // the next look tries again
    await Promise.all(this.list.filter(map => this.#chosen.has(map.id)).map(map => this.#fetch(map).catch(() => {})));
    this.#lookAgain();
    this.changed.emit();
  }

  /** Those that can be laid on the site's map. */
  get placed() {
    return this.list.filter(map => map.bounds && map.thumbnailUrl);
  }

  isShown(id) {
    return this.#chosen.has(id);
  }

  /** @throws CallError, or an Error with the reason, where its picture cannot be had */
  async show(map, on) {
    if (!on) {
      this.#forget(map.id);
    } else {
      if (this.#chosen.size >= MOST_SHOWN) throw new Error(`No more than ${MOST_SHOWN} maps are shown at a time.`);
      await this.#fetch(map);
      this.#chosen.add(map.id);
    }
    this.#keep();
    this.#lookAgain();
    this.changed.emit();
  }

  #forget(id) {
    this.#chosen.delete(id);
    this.#pictures.get(id)?.picture.close();
    this.#pictures.delete(id);
  }

  setOpacity(value) {
    this.opacity = bounded(value, 0.1, 1, this.opacity);
    this.#keep();
    this.changed.emit();
  }

  async #fetch(map) {
    const version = map.updatedAt;
    if (this.#pictures.get(map.id)?.version === version) return;
    const manifest = tame(await this.archive.call('GET', `maps/${map.id}`));
    const placement = soundPlacement(manifest.placement);
    const edges = soundEdges(manifest.pictureMetres);
    if (!placement) throw new Error('Nothing says where on earth that map is.');
    if (!edges) throw new Error('Whoever made that map’s picture did not say how large what it shows is.');
    const picture = await this.picture(map);
    this.#pictures.get(map.id)?.picture.close();
    this.#pictures.set(map.id, {version, picture, corners: cornersOf(placement, edges)});
  }

  /** A map's picture, ready to be drawn; whoever gets it closes it. Fetched, so that no other source of pictures is to be allowed. */
  async picture(map) {
    const file = await this.archive.file(map.thumbnailUrl.slice(1));
    if (file.size > MOST_PICTURE_BYTES) throw new Error('That map’s picture is too large.');
    return createImageBitmap(file);
  }

  /** @param toPlane latitude and longitude to the plane; null while the site's origin is not known */
  draw(context, viewport, toPlane) {
    if (!toPlane) return;
    for (const [id, {picture, corners}] of this.#pictures) {
      if (id !== this.except) drawPicture(context, viewport, picture, corners.map(toPlane), this.opacity);
    }
  }

  /** What “show everything” has to show of them. */
  corners(toPlane) {
    return toPlane ? [...this.#pictures.values()].flatMap(({corners}) => corners.map(toPlane)) : [];
  }
}
