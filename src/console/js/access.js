/** The operator's token: kept for this tab's session, asked for when a service wants one. */
export class Access {
  #store;
  #ask;
  #asking = null;
  /** Whether the operator has put the question off. */
  declined = false;

  /** @param store as sessionStorage; @param ask (wrong) => a promise of what was entered, or null */
  constructor(store, ask) {
    this.#store = store;
    this.#ask = ask;
  }

  get token() {
    return this.#store.getItem('depot.token') ?? '';
  }

  /**
   * A token was refused: asks for another, only once however many services refuse.
   * @param refused what was sent
   * @returns whether there is a new one to try
   */
  async renew(refused) {
    if (this.token !== refused) return true; // another call got a new one meanwhile
    if (this.declined) return false;
    this.#asking ??= this.#ask(refused !== '').finally(() => { this.#asking = null; });
    const entered = await this.#asking;
    if (entered) this.#store.setItem('depot.token', entered);
    this.declined = !entered;
    return Boolean(entered);
  }
}
