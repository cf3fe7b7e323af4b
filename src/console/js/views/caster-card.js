import {attribute, h, keyed, parts, text} from '../dom.js';
import {bytes, count, moment} from '../format.js';
import {takers} from '../takers.js';
import {FIXES} from './fixes.js';

const LISTED_CLIENTS = 50;
const LISTED_ROVERS = 20;

/** Who gets corrections from the caster, and which of the fleet's rovers do and do not. */
export class CasterCard {
  #clients = null; // as last listed; null while that is not known

  constructor(depot) {
    this.depot = depot;
    this.element = this.#card();
  }

  #card() {
    this.clients = h('p.figure');
    this.clientsHint = h('p.muted');
    this.taking = h('p', {hidden: true, 'data-rovers': 'taking'});
    this.without = h('p.problem', {hidden: true, 'data-rovers': 'without'});
    this.strangers = h('p.muted.small', {hidden: true});
    this.clientList = h('ul.list', {'aria-label': 'NTRIP clients'});
    return h('article.card', {}, h('header', {}, h('h2', {}, 'NTRIP clients')), this.clients, this.clientsHint, this.taking, this.without,
      this.strangers, this.clientList);
  }

  /** @param clients their number */
  show(clients) {
    text(this.clients, clients);
    text(this.clientsHint, clients ? `${count(clients, 'client')} of the caster on port 2101 ${clients === 1 ? 'gets' : 'get'} corrections.`
        : 'Nobody is connected to the caster on port 2101.');
  }

  /** Who they are. */
  async load() {
    try {
      ({clients: this.#clients} = await this.depot.services.gps.call('GET', 'clients'));
    } catch {
      this.#clients = null; // their number stands above; who they are comes with the next try
    }
    this.#showRovers();
    keyed(this.clientList, (this.#clients ?? []).slice(0, LISTED_CLIENTS), client => client.id,
      client => h('li', {}, h('div.head', {}, h('span', {}, client.user || client.address), h('span.badge', {'data-part': 'fix'})),
        h('div.task-line', {}, h('span', {}, client.address), h('span', {}, client.mountpoint), h('span.clip', {}, client.agent),
          h('span', {'data-part': 'flow'}))),
      (element, client) => {
        const [kind, word] = FIXES[client.position?.fixQuality] ?? ['', 'position not told'];
        text(parts(element).fix, word);
        attribute(parts(element).fix, 'class', `badge ${kind}`);
        const behind = client.behind ? `, ${count(client.behind, 'message')} behind` : '';
        text(parts(element).flow,
          `${bytes(client.bytes)} since ${moment(client.connectedAt)}, ${client.delayMillis.toFixed(1)} ms late${behind}`);
      });
  }

  /** Nothing is said of the rovers while who is connected, or who is online, is not known. */
  #showRovers() {
    const known = this.#clients && this.depot.links.discovery.state === 'live';
    const {taking, without, strangers} = known ? takers(this.depot.fleet.rovers.values(), this.#clients)
      : {taking: [], without: [], strangers: []};
    this.taking.hidden = taking.length === 0;
    text(this.taking, `Take corrections: ${names(taking.map(({rover}) => rover))}.`);
    this.without.hidden = without.length === 0;
    text(this.without, `Online, and take none: ${names(without)}.`);
    this.strangers.hidden = !strangers.length || !without.length;
    text(this.strangers, `${count(strangers.length, 'client is', 'clients are')} no known rover’s, by user name or address: `
      + 'a rover of these takes them too. Let each give its id as the user name.');
  }
}

function names(rovers) {
  const shown = rovers.slice(0, LISTED_ROVERS).map(rover => rover.name).join(', ');
  return rovers.length > LISTED_ROVERS ? `${shown} and ${rovers.length - LISTED_ROVERS} more` : shown;
}
