/** An event: its listeners are called in the order in which they subscribed. */
export class Signal {
  #listeners = new Set();

  /** @returns a function that ends it */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value) {
    for (const listener of this.#listeners) listener(value);
  }
}
