import {attribute, h, keyed, parts, text} from '../dom.js';
import {bytes, count, moment} from '../format.js';
import {FIXES} from './fixes.js';

const LISTED_CLIENTS = 50;

/** Who gets corrections from the caster. */
export class CasterCard {
  constructor(depot) {
    this.depot = depot;
    this.element = this.#card();
  }

  #card() {
    this.clients = h('p.figure');
    this.clientsHint = h('p.muted');
    this.clientList = h('ul.list', {'aria-label': 'NTRIP clients'});
    return h('article.card', {}, h('header', {}, h('h2', {}, 'NTRIP clients')), this.clients, this.clientsHint, this.clientList);
  }

  /** @param clients their number */
  show(clients) {
    text(this.clients, clients);
    text(this.clientsHint, clients ? `${count(clients, 'client')} of the caster on port 2101 ${clients === 1 ? 'gets' : 'get'} corrections.` : 'Nobody is connected to the caster on port 2101.');
  }

  /** Who they are. */
  async load() {
    let clients = [];
    try {
      if (this.depot.base?.clients) ({clients} = await this.depot.services.gps.call('GET', 'clients'));
    } catch {
      // their number stands above; who they are comes with the next try
    }
    keyed(this.clientList, clients.slice(0, LISTED_CLIENTS), client => client.id,
      client => h('li', {}, h('div.head', {}, h('span', {}, client.user || client.address), h('span.badge', {'data-part': 'fix'})),
        h('div.task-line', {}, h('span', {}, client.address), h('span', {}, client.mountpoint), h('span.clip', {}, client.agent), h('span', {'data-part': 'flow'}))),
      (element, client) => {
        const [kind, word] = FIXES[client.position?.fixQuality] ?? ['', 'position not told'];
        text(parts(element).fix, word);
        attribute(parts(element).fix, 'class', `badge ${kind}`);
        text(parts(element).flow, `${bytes(client.bytes)} since ${moment(client.connectedAt)}, ${client.delayMillis.toFixed(1)} ms late${client.behind ? `, ${count(client.behind, 'message')} behind` : ''}`);
      });
  }
}
