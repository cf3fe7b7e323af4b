import {attribute, h, keyed, s, text} from './dom.js';
import {count, moment} from './format.js';

// What is around every view: the tabs, how the services are, and banners for those that are away.

const ICONS = {
  fleet: 'M3 20l5-3 8 3 5-3V4l-5 3-8-3-5 3zM8 4v13M16 7v13',
  dispatch: 'M5 19a2 2 0 1 0 0-.1M19 5a2 2 0 1 0 0-.1M7 19h8a4 4 0 0 0 0-8H9a3 3 0 0 1 0-6h8',
  base: 'M12 13v8M12 10a1 1 0 1 0 0-.1M8 14a6 6 0 0 1 0-8M16 14a6 6 0 0 0 0-8M5 17a10 10 0 0 1 0-14M19 17a10 10 0 0 0 0-14',
  sessions: 'M4 6h16M4 12h16M4 18h10',
  maps: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  services: 'M4 5h16v5H4zM4 14h16v5H4zM8 7.5h.1M8 16.5h.1',
};

const byId = id => document.getElementById(id);

/** @param shown the view that is @param critical how many alarms are */
export function showTabs(views, shown, critical) {
  keyed(document.querySelector('nav.views'), views, view => view.name,
    view => h('a', {href: `#${view.name}`}, s('svg', {viewBox: '0 0 24 24', 'aria-hidden': true}, s('path', {d: ICONS[view.name]})),
      h('span', {}, view.title),
      h('b.count', {hidden: true})),
    (element, view) => {
      attribute(element, 'aria-current', view === shown ? 'page' : null);
      const badge = element.lastChild;
      const number = view.name === 'fleet' ? critical : 0;
      badge.hidden = number === 0;
      text(badge, number);
      attribute(badge, 'aria-label', number ? `${number} critical` : null);
    });
}

export function showLinks(depot) {
  const links = Object.values(depot.links);
  const live = links.filter(link => link.state === 'live').length;
  const degraded = Object.values(depot.pulses).some(pulse => pulse.health?.status === 'degraded');
  const state = byId('links-state');
  attribute(state.firstChild, 'class', `dot ${live === links.length ? (degraded ? 'warn' : 'good') : live ? 'warn' : 'bad'}`);
  text(state.lastChild, live === links.length ? (degraded ? 'Degraded' : 'Live') : live
      ? `${live} of ${links.length} live` : 'Not connected');
  attribute(state, 'aria-label', `Services: ${state.lastChild.textContent}`);
}

let announced = '';

/** Said once: the banners themselves count seconds, which nobody wants read out. */
function announce(names) {
  const words = names.length ? `${names.join(' and ')} cannot be reached` : 'All services are live';
  if (names.join() === announced) return;
  announced = names.join();
  text(byId('announcer'), words);
}

/** Shows a banner for each service that is away for more than a moment, or degraded, with what to do. */
export function showBanners(depot) {
  const away = Object.keys(depot.links).filter(name => depot.links[name].isAway());
  const degraded = Object.keys(depot.links).filter(name => !away.includes(name) && depot.pulses[name].health?.reason);
  announce(away.map(name => depot.services[name].title));
  keyed(byId('banners'), [...away, ...degraded], name => name,
    name => h('div.banner', {}, h('p'), h('button.small', {type: 'button', onclick: () => depot.links[name].retryNow()})),
    (element, name) => {
      const [words, button] = away.includes(name) ? awayWords(depot.services[name].title, depot.links[name])
        : [`${depot.services[name].title} is degraded: ${depot.pulses[name].health.reason}.`, ''];
      text(element.firstChild, words);
      text(element.lastChild, button);
      element.lastChild.hidden = !button;
      element.lastChild.disabled = depot.links[name].state === 'connecting';
    });
}

const SIMULATED = /^sim-\d+$/; // what the simulator calls its rovers

/** Shows a banner on every view while rovers or the base are simulated. */
export function showMadeUp(depot) {
  const rovers = [...depot.fleet.rovers.keys()].filter(id => SIMULATED.test(id)).length;
  const words = [];
  if (depot.base?.simulated) {
    words.push('The base station is made up: its position and its corrections are invented, and of no use to a rover.');
  }
  if (rovers) words.push(`${count(rovers, 'rover is', 'rovers are')} simulated.`);
  keyed(byId('made-up'), words, each => each, () => h('div.banner', {}, h('p')), (element, each) => text(element.firstChild, each));
}

/** @returns the words and those on the button */
function awayWords(title, link) {
  if (link.state === 'locked') return [`${title} wants an access token.`, 'Enter it'];
  const since = link.liveUntil ? ` What is shown is from ${moment(link.liveUntil)}.` : '';
  const next = link.state === 'connecting' ? ' Trying now…'
    : ` Next try in ${Math.max(1, Math.ceil((link.nextTryAt - Date.now()) / 1000))} s.`;
  return [`${title} cannot be reached.${since}${next}`, 'Try now'];
}
