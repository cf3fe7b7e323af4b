// Where the services are, as seen from this page.

const TITLES = {discovery: 'Discovery', dispatch: 'Dispatch', gps: 'Base station', archive: 'Archive'};
const USUAL_PORTS = {discovery: 4860, dispatch: 4890, gps: 4880, archive: 4870};
const PROBE = 'api/discovery/health';

/**
 * Asks once. Discovery itself answers with the ports of the others; a proxy passes discovery's health on, which has none;
 * of any other server the files are served, and the services have their usual ports.
 *
 * @param page the page's address
 * @returns [{name, title, base}], base with a slash at its end
 */
export async function findServices(page, ask = fetch) {
  const here = new URL('./', page);
  let ports = USUAL_PORTS;
  try {
    const answer = await ask(new URL(PROBE, here), {cache: 'no-store', signal: AbortSignal.timeout(5000)});
    if (answer.status >= 502 && answer.status <= 504) return proxied(here); // there is a proxy, only discovery is away
    const health = answer.ok ? await answer.json() : null;
    if (health?.ports) return direct(here, health.ports, here.href);
    if (health?.status) return proxied(here);
  } catch {
    ports = USUAL_PORTS;
  }
  return direct(here, ports);
}

function proxied(here) {
  return services(name => new URL(`api/${name}/`, here).href);
}

function direct(here, ports, discovery) {
  return services(name => {
    if (name === 'discovery' && discovery) return discovery;
    const place = new URL('/', here);
    place.port = ports[name] ?? USUAL_PORTS[name];
    return place.href;
  });
}

function services(base) {
  return Object.entries(TITLES).map(([name, title]) => ({name, title, base: base(name)}));
}
