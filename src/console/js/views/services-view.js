import {attribute, h, text} from '../dom.js';
import {ago, count, moment} from '../format.js';
import {DEFAULT, roverPageTemplate, setRoverPageTemplate} from '../rover-page.js';
import {Sparkline} from './charts.js';

const LINKS = {connecting: ['warn', 'Connecting'], live: ['good', 'Live'], waiting: ['bad', 'Not connected'],
  locked: ['warn', 'Wants a token']};
const DELAYS = 60;

/** The services as this browser finds them, and what this page itself costs. */
export class ServicesView {
  name = 'services';
  title = 'Services';

  constructor(depot) {
    this.depot = depot;
    this.services = Object.values(depot.services).filter(service => depot.links[service.name]).map(service => this.#card(service));
    this.element = h('section.page', {'aria-label': 'Services'},
      h('header', {}, h('h1', {}, 'Services'), h('a', {href: 'api.html'}, 'All calls and messages')),
      h('div.cards.services', {}, this.services.map(card => card.element), this.#pageCard(), this.#settingsCard()));
  }

  #card(service) {
    const facts = {};
    const fact = (name, label) => [h('dt', {}, label), facts[name] = h('dd')];
    const badge = h('span.badge');
    const reason = h('p.problem', {hidden: true});
    const spark = new Sparkline();
    const element = h('article.card', {'data-service': service.name}, h('header', {}, h('h2', {}, service.title), badge),
      h('div.cards', {}, reason,
      h('dl.facts', {}, fact('health', 'Health'), fact('ready', 'Ready'), fact('version', 'Version'), fact('java', 'Java'),
        fact('address', 'Address'), fact('messages', 'Messages'), fact('reconnects', 'Reconnected'), fact('delay', 'Answers in'),
        h('dt', {}, 'Calls'), h('dd', {}, h('a', {href: `api.html#${service.name}`}, 'what it answers'))),
      spark.element));
    return {service, element, badge, reason, facts, spark};
  }

  #pageCard() {
    this.page = {};
    const fact = (name, label) => [h('dt', {}, label), this.page[name] = h('dd', {id: `page-${name}`})];
    return h('article.card', {},
      h('header', {}, h('h2', {}, 'This page'),
        h('button.small', {type: 'button', onclick: () => this.depot.meter.reset()}, 'Measure anew')),
      h('div.cards', {}, h('dl.facts', {}, fact('rovers', 'Rovers'), fact('frames', 'Frames measured'),
        fact('median', 'Script a frame, median'), fact('mean', 'On average'), fact('p95', '95 of 100 below'),
        fact('worst', 'Worst of the newest'), fact('clock', 'Clock')),
      h('p.hint', {}, 'The time that this page’s own script takes for a frame of the map, the messages before it included. '
        + 'Look at the fleet for a while, then here.')));
  }

  #settingsCard() {
    this.batteries = h('dd', {id: 'battery-limits'});
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Settings of the depot')),
      h('dl.facts', {}, h('dt', {}, 'Batteries'), this.batteries),
      h('label.field', {}, 'A rover’s own page (for this browser)',
        h('input', {name: 'roverPage', value: roverPageTemplate(), placeholder: DEFAULT, autocomplete: 'off', onchange: event => {
        setRoverPageTemplate(event.target.value.trim());
        event.target.value = roverPageTemplate();
      }})), h('p.hint', {}, '{host} and {port} are of the address that a rover registers with, {address} is all of it, {id} its id.'));
  }

  show() {
    for (const pulse of Object.values(this.depot.pulses)) {
      pulse.watched = true;
      pulse.beat();
    }
    this.update();
  }

  hide() {
    for (const pulse of Object.values(this.depot.pulses)) pulse.watched = false;
  }

  update() {
    for (const card of this.services) this.#show(card, this.depot.links[card.service.name], this.depot.pulses[card.service.name]);
    const {frames, median, mean, p95, worst} = this.depot.meter.summary();
    const milliseconds = value => (frames ? `${value.toFixed(2)} ms` : '–');
    text(this.page.rovers, this.depot.fleet.rovers.size.toLocaleString('en'));
    text(this.page.frames, frames.toLocaleString('en'));
    text(this.page.median, milliseconds(median));
    text(this.page.mean, milliseconds(mean));
    text(this.page.p95, milliseconds(p95));
    text(this.page.worst, milliseconds(worst));
    const {lowVolts, criticalVolts} = this.depot.limits;
    text(this.batteries, lowVolts === null ? 'not known yet'
        : `low below ${lowVolts} V, critical below ${criticalVolts} V (BATTERY_LOW_VOLTS and BATTERY_CRITICAL_VOLTS of discovery)`);
    const ahead = this.depot.fleet.clockAhead;
    text(this.page.clock, Math.abs(ahead) < 2000 ? 'as the base station’s'
        : `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} the base station’s; ages are corrected`);
  }

  #show({service, badge, reason, facts, spark}, link, pulse) {
    const [kind, word] = LINKS[link.state];
    const {health, ready, version, delays} = pulse;
    text(badge, word);
    attribute(badge, 'class', `badge ${kind}`);
    reason.hidden = !health?.reason;
    text(reason, health?.reason ?? '');
    text(facts.health, health ? health.status : link.liveUntil ? `no answer; last seen ${moment(link.liveUntil)}` : 'no answer');
    attribute(facts.health, 'class', health ? (health.status === 'ok' ? 'good' : 'warn') : 'bad');
    text(facts.ready, !health || ready === null ? '–' : ready ? 'yes' : 'no');
    text(facts.version, version ? `${version.version} (${version.revision})` : '–');
    text(facts.java, version?.java ?? '–');
    text(facts.address, service.base);
    text(facts.messages, link.lastMessageAt ? `${link.messages.toLocaleString('en')}, the last ${ago(Date.now() - link.lastMessageAt)}`
        : 'none yet');
    text(facts.reconnects, link.reconnects ? count(link.reconnects, 'time') : 'never');
    const known = delays.filter(delay => delay !== null);
    text(facts.delay, known.length
        ? `${Math.round(known.at(-1))} ms now, ${Math.round(known.reduce((sum, delay) => sum + delay, 0) / known.length)} ms on average`
        : '–');
    spark.show(delays, DELAYS);
  }
}
