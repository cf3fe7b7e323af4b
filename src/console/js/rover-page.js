// The rover's own page, for teleop and video: where it is follows from the address that the rover registered with.

const STORED = 'depot.roverPage';
export const DEFAULT = 'http://{host}/';

/** What the operator has set: a link with {host}, {port}, {id} and {address} in it. */
export function roverPageTemplate() {
  return localStorage.getItem(STORED) || DEFAULT;
}

export function setRoverPageTemplate(template) {
  if (template && template !== DEFAULT) localStorage.setItem(STORED, template);
  else localStorage.removeItem(STORED);
}

/** The link for a rover; null where its address is no WebSocket's, or the link would be none that a browser opens as a page. */
export function roverPage(rover, template = roverPageTemplate()) {
  try {
    const address = new URL(rover.address);
    if (!['ws:', 'wss:'].includes(address.protocol)) return null;
    const values = {host: address.hostname, port: address.port, id: encodeURIComponent(rover.id),
      address: encodeURIComponent(rover.address)};
    const link = new URL(template.replace(/\{(host|port|id|address)\}/g, (_, name) => values[name]));
    return ['http:', 'https:'].includes(link.protocol) ? link.href : null;
  } catch {
    return null;
  }
}
