/**
 * Which rovers take the base's corrections. A rover is known by its id, which it gives the caster as its user name, or by the address
 * that its teleop link has, where no other rover has the same. Who is behind a proxy or another network is known by neither.
 * @param rovers id, name, address, online
 * @param clients as the gps service lists them: user, address
 * @returns taking: [{rover, client}], the newest connection of each; without: rovers that are online and take none;
 * strangers: clients that are no known rover's
 */
export function takers(rovers, clients) {
  const byId = new Map();
  const byHost = new Map();
  for (const rover of rovers) {
    byId.set(rover.id, rover);
    const host = hostOf(rover.address?.replace(/^ws/, 'http'));
    if (host) byHost.set(host, byHost.has(host) ? null : rover);
  }
  const taking = new Map();
  const strangers = [];
  for (const client of clients) {
    const rover = byId.get(client.user) ?? byHost.get(hostOf(`http://${client.address}`));
    if (rover) taking.set(rover.id, {rover, client});
    else strangers.push(client);
  }
  const inOrder = list => list.sort((a, b) => a.name.localeCompare(b.name, undefined, {numeric: true}));
  return {
    taking: [...taking.values()].sort((a, b) => a.rover.name.localeCompare(b.rover.name, undefined, {numeric: true})),
    without: inOrder([...byId.values()].filter(rover => rover.online && !taking.has(rover.id))),
    strangers,
  };
}

/** null for what is no address. */
function hostOf(url) {
  try {
    return new URL(url).hostname || null;
  } catch {
    return null;
  }
}
