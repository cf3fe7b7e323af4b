const PATIENCE_MS = 10_000;

/** A call that was not answered as hoped; the message is for a person. */
export class CallError extends Error {
  /** @param status 0 when no answer came; @param field which one a service finds wrong */
  constructor(status, message, field = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** A service and how it is called. */
export class Service {
  constructor({name, title, base}, access) {
    this.name = name;
    this.title = title;
    this.base = base;
    this.access = access;
  }

  /**
   * @param options body: what is sent as JSON; key: an idempotency key; open: the call needs no token
   * @returns the answer's JSON, or null where it has no body
   * @throws CallError
   */
  async call(method, path, options = {}) {
    const token = this.access.token;
    const answer = await this.#send(method, path, options, token);
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    if (answer.status === 401 && !options.open) {
      if (await this.access.renew(token)) return this.call(method, path, options);
      throw new CallError(401, `${this.title} wants an access token.`);
    }
    throw await refusal(answer, this.title);
  }

  async #send(method, path, {body, key, patience = PATIENCE_MS}, token) {
    const headers = {};
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (key) headers['idempotency-key'] = key;
    try {
      return await fetch(this.base + path, {method, headers, cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(patience)});
    } catch (error) {
      throw new CallError(0, error.name === 'TimeoutError'
        ? `${this.title} did not answer within ${patience / 1000} s. Look at the list before you try again: it may have done it.`
        : `${this.title} cannot be reached. Check that it runs and that this browser has a network.`);
    }
  }

  /** A link that a browser follows by itself, so the token is in it. */
  address(path) {
    return this.base + path + this.#tokenQuery(path);
  }

  socketAddress(path) {
    return this.base.replace(/^http/, 'ws') + path + this.#tokenQuery(path);
  }

  #tokenQuery(path) {
    const token = this.access.token;
    return token ? `${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}` : '';
  }
}

async function refusal(answer, title) {
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // a proxy's page, perhaps
  }
  const fallback = answer.status === 503 ? `${title} is not ready. Try again in a moment.` : `${title} answered with status ${answer.status}.`;
  const message = typeof told.error === 'string' && told.error ? told.error : fallback;
  return new CallError(answer.status, message.charAt(0).toUpperCase() + message.slice(1), told.field ?? null);
}

/** A key under which a call may be sent again without being done twice. (randomUUID is only there on secure pages.) */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
