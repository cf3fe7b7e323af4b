import {extend, readLines} from './track.js';
import {Signal} from './signal.js';

export const DAY_MS = 86_400_000;
const POINTS = 60_000; // asked for, of all rovers
const MOST_POINTS = 500_000;
const MOST_ROVERS = 20_000;
const REFRESH_MS = 30_000;
const OVERLAP_MS = 150_000; // what is known of a minute may be written some time later
const PATIENCE_MS = 60_000;

/**
 * The last day's tracks of all rovers, as discovery keeps them, while somebody wants to see them. All times are the service's; the page's
 * clock is asked for nothing but pauses.
 */
export class Tracks {
  shown = false;
  /** Lines by rover id. */
  rovers = new Map();
  /** From when to when they were asked for, Unix milliseconds; 0 before they came. */
  from = 0;
  to = 0;
  /** The time that the slider points at; null for now. */
  at = null;
  /** How long before that is drawn, milliseconds. */
  span = DAY_MS;
  /** Whether nothing had to be left out. */
  complete = true;
  /** Why there are none, for a person; '' while there are, or may be. */
  problem = '';
  loading = false;
  /** Grows when there is something else to draw. */
  version = 0;
  changed = new Signal();
  #discovery;
  #timer = 0;
  #load = 0;

  constructor(discovery) {
    this.#discovery = discovery;
  }

  /** @param shown whether somebody looks */
  show(shown) {
    if (shown === this.shown) return;
    this.shown = shown;
    if (shown) this.#ask(true);
    else this.#stop();
    this.#emit();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#load++;
    this.loading = false;
    this.rovers = new Map();
    this.from = this.to = 0;
    this.at = null;
  }

  /** From then on nothing is drawn. @param at null for now */
  pointAt(at) {
    this.at = at;
    this.#emit();
  }

  /** Only what was this long before. */
  reachBack(milliseconds) {
    this.span = milliseconds;
    this.#emit();
  }

  /** What is drawn is of from then to then. */
  get window() {
    const end = this.at ?? this.to;
    return {from: Math.max(this.from, end - this.span), to: end};
  }

  #emit() {
    this.version++;
    this.changed.emit();
  }

  async #ask(whole) {
    const load = ++this.#load;
    this.loading = whole;
    try {
      const answer = await this.#discovery.call('GET',
        `tracks?points=${POINTS}${whole ? '' : `&from=${Math.max(0, this.to - OVERLAP_MS)}`}`, {patience: PATIENCE_MS});
      if (load !== this.#load) return;
      if (!whole && !(answer.now >= this.to && answer.now - this.to < DAY_MS)) { // its clock was set
        this.#ask(true);
        return;
      }
      if (whole) this.complete = answer.complete !== false;
      this.take(answer, whole);
    } catch (error) {
      if (load !== this.#load) return;
      this.problem = error.status === 404 ? 'This discovery is older and keeps no tracks.' : `Tracks cannot be read. ${error.message}`;
    }
    this.loading = false;
    this.#timer = setTimeout(() => this.#ask(this.to === 0 || this.#count() > MOST_POINTS), REFRESH_MS);
    this.#emit();
  }

  /** What discovery answered. @param whole whether it is all of the day, and not what came since */
  take(answer, whole) {
    let left = MOST_POINTS;
    if (whole) this.rovers = new Map();
    for (const told of (Array.isArray(answer.rovers) ? answer.rovers : []).slice(0, MOST_ROVERS)) {
      if (typeof told?.id !== 'string') continue;
      const lines = readLines(told.lines, left);
      left -= lines.reduce((sum, line) => sum + line.points.length, 0);
      const known = this.rovers.get(told.id);
      if (known) extend(known, lines);
      else this.rovers.set(told.id, lines);
    }
    this.to = Number.isFinite(answer.now) && Math.abs(answer.now) <= 8e15 ? answer.now : 0; // what a Date takes
    this.from = this.to - DAY_MS;
    this.problem = answer.kept === false ? 'No tracks are kept here: discovery has no folder for them, or TRACKS_MB is 0.' : '';
    for (const [id, lines] of this.rovers) {
      const newer = lines.filter(line => line.end >= this.from);
      if (newer.length) this.rovers.set(id, newer);
      else this.rovers.delete(id);
    }
    if (this.at !== null && this.at < this.from) this.at = this.from;
  }

  #count() {
    let count = 0;
    for (const lines of this.rovers.values()) for (const line of lines) count += line.points.length;
    return count;
  }
}
