import {Signal} from './signal.js';

const OPEN_WITHIN_MS = 8000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const STEADY_AFTER_MS = 10_000;
const MOMENT_MS = 3000;

/** The pause before a try: doubled each time, up to a bound, and spread so that many pages do not come at once. */
export function pauseMs(tries, random = Math.random) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.75 + random() / 2);
}

/**
 * A WebSocket that is opened again whenever it is lost. States: 'connecting', 'live', 'waiting' (for the next try),
 * 'locked' (no token).
 */
export class Link {
  state = 'connecting';
  /** When it was last live, in Unix milliseconds; null before. */
  liveUntil = null;
  nextTryAt = null;
  reconnects = 0;
  messages = 0;
  /** Messages that could not be used. */
  broken = 0;
  lastMessageAt = null;
  changed = new Signal();
  #service;
  #path;
  #onMessage;
  #onOpen;
  #socket = null;
  #timer = null;
  #tries = 0;
  #attempt = 0;

  /** @param onOpen called before the first message of each connection; @param onMessage with each message's object */
  constructor(service, path, {onOpen = () => {}, onMessage}) {
    this.#service = service;
    this.#path = path;
    this.#onOpen = onOpen;
    this.#onMessage = onMessage;
  }

  start() {
    this.#try();
  }

  /** Whether it has been lost for more than a moment, or never was there. */
  isAway() {
    if (this.state === 'live') return false;
    if (this.state === 'locked') return true;
    return this.liveUntil === null ? this.nextTryAt !== null : Date.now() - this.liveUntil > MOMENT_MS;
  }

  /** Now, and not at the end of the pause. */
  retryNow() {
    if (this.state === 'live' || this.state === 'connecting') return;
    this.#service.access.declined = false;
    this.#tries = 0;
    this.#try();
  }

  /** Takes a message in, as one that came. */
  hear(message) {
    this.#onMessage(message);
  }

  /** Another sign, such as a failed call, says that the connection is dead: drops it and connects anew. */
  doubt() {
    if (this.state === 'live') this.#lost();
  }

  async #try() {
    clearTimeout(this.#timer);
    const attempt = ++this.#attempt;
    this.#set('connecting');
    try {
      await this.#service.call('GET', 'version'); // tells by its status what a failed WebSocket keeps to itself
    } catch (error) {
      if (attempt === this.#attempt) this.#wait(error.status === 401 ? 'locked' : 'waiting');
      return;
    }
    if (attempt === this.#attempt) this.#open();
  }

  #open() {
    const socket = new WebSocket(this.#service.socketAddress(this.#path));
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(), OPEN_WITHIN_MS);
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => { this.#tries = 0; }, STEADY_AFTER_MS); // one that is lost at once counts as a failed try
      if (this.liveUntil !== null) this.reconnects++;
      this.#onOpen();
      this.#set('live');
    };
    socket.onmessage = event => {
      if (socket !== this.#socket) return;
      this.messages++;
      this.lastMessageAt = Date.now();
      try {
        this.hear(JSON.parse(event.data));
      } catch (error) { // one message that cannot be used is no reason to lose those that follow
        this.broken++;
        if (this.broken === 1) console.warn(`A message of ${this.#service.title} cannot be used`, error);
      }
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #lost() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#wait('waiting');
  }

  #wait(state) {
    clearTimeout(this.#timer);
    if (this.state === 'live') this.liveUntil = Date.now();
    const pause = pauseMs(this.#tries++);
    this.nextTryAt = state === 'locked' ? null : Date.now() + pause;
    if (state !== 'locked') this.#timer = setTimeout(() => this.#try(), pause);
    this.#set(state);
  }

  #set(state) {
    if (state === 'live') this.liveUntil = Date.now();
    this.state = state;
    this.changed.emit(this);
  }
}
