const PATIENCE_MS = 10_000;

/** A call that was not answered as hoped; the message is for a person. */
export class CallError extends Error {
  /** @param status 0 when no answer came; @param field which one a service finds wrong */
  constructor(status, message, field = null, {current = null, tag = null} = {}) {
    super(message);
    this.status = status;
    this.field = field;
    /** Of a 412: what is there now, and its tag. */
    this.current = current;
    this.tag = tag;
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
   * @param options body: what is sent as JSON; raw: what is sent as it is; key: an idempotency key; match: the tag of what is changed;
   * open: the call needs no token; tagged: its tag is wanted too
   * @returns the answer's JSON, or null where it has no body; with options.tagged {body, tag}
   * @throws CallError
   */
  async call(method, path, options = {}) {
    const answer = await this.#answer(method, path, options);
    const body = answer.status === 204 ? null : await answer.json();
    return options.tagged ? {body, tag: answer.headers.get('etag')} : body;
  }

  /** A file, as a Blob. @throws CallError */
  async file(path, options = {}) {
    return (await this.#answer('GET', path, options)).blob();
  }

  async #answer(method, path, options) {
    const token = this.access.token;
    const answer = await this.#send(method, path, options, token);
    if (answer.ok) return answer;
    if ((answer.status === 401 || answer.status === 403) && !options.open) { // 403: the token is another kind's
      if (await this.access.renew(token)) return this.#answer(method, path, options);
      throw new CallError(401, `${this.title} wants an access token.`);
    }
    throw await refusal(answer, this.title);
  }

  async #send(method, path, {body, raw, key, match, patience = PATIENCE_MS}, token) {
    const headers = {};
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (raw !== undefined) headers['content-type'] = raw.type || 'application/octet-stream';
    if (key) headers['idempotency-key'] = key;
    if (match) headers['if-match'] = match;
    try {
      return await fetch(this.base + path, {method, headers, cache: 'no-store', body: body === undefined ? raw : JSON.stringify(body),
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
  const fallback = answer.status === 503 ? `${title} is not ready. Try again in a moment.`
    : `${title} answered with status ${answer.status}.`;
  const message = typeof told.error === 'string' && told.error ? told.error : fallback;
  return new CallError(answer.status, message.charAt(0).toUpperCase() + message.slice(1), told.field ?? null,
    {current: told.current ?? null, tag: answer.headers.get('etag')});
}

/** A key under which a call may be sent again without being done twice. (randomUUID is only there on secure pages.) */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
