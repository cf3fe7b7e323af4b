import {Access} from './access.js';
import {alarms} from './alarms.js';
import {Anchor} from './anchor.js';
import {askForToken} from './dialogs.js';
import {attribute, h, keyed, s, text} from './dom.js';
import {Fleet} from './fleet.js';
import {moment, span} from './format.js';
import {meter} from './frames.js';
import {Link} from './link.js';
import {Palette} from './map/palette.js';
import {findServices} from './places.js';
import {Plan} from './plan.js';
import {Pulse} from './pulse.js';
import {Service} from './service.js';
import {Settings} from './settings.js';
import {stopEverything} from './stop.js';
import {themeSwitch} from './theme.js';
import {BaseView} from './views/base-view.js';
import {DispatchView} from './views/dispatch-view.js';
import {FleetView} from './views/fleet-view.js';
import {ServicesView} from './views/services-view.js';
import {SessionsView} from './views/sessions-view.js';

const UPDATE_MS = 250; // between two updates of what is no drawing
const OLD_AFTER_MS = 3000;
const ICONS = {
  fleet: 'M3 20l5-3 8 3 5-3V4l-5 3-8-3-5 3zM8 4v13M16 7v13',
  dispatch: 'M5 19a2 2 0 1 0 0-.1M19 5a2 2 0 1 0 0-.1M7 19h8a4 4 0 0 0 0-8H9a3 3 0 0 1 0-6h8',
  base: 'M12 13v8M12 10a1 1 0 1 0 0-.1M8 14a6 6 0 0 1 0-8M16 14a6 6 0 0 0 0-8M5 17a10 10 0 0 1 0-14M19 17a10 10 0 0 0 0-14',
  sessions: 'M4 6h16M4 12h16M4 18h10',
  services: 'M4 5h16v5H4zM4 14h16v5H4zM8 7.5h.1M8 16.5h.1',
};

const byId = id => document.getElementById(id);

/** What the views stand on. */
class Depot {
  settings = new Settings();
  palette = new Palette();
  anchor = new Anchor();
  fleet = new Fleet(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  meter = meter;
  alarms = [];
  /** The base station's status as it last came; null before. */
  base = null;
  baseHistory = [];
  links = {};
  pulses = {};

  constructor(places) {
    const access = new Access(sessionStorage, askForToken);
    this.services = Object.fromEntries(places.map(place => [place.name, new Service(place, access)]));
    this.plan = new Plan(this.services.dispatch);
  }

  /** Why what a service told is old, for a person; '' while it is not. */
  oldWords(name) {
    const link = this.links[name];
    if (link.state === 'live' || link.liveUntil === null || Date.now() - link.liveUntil < OLD_AFTER_MS) return '';
    return `As it was at ${moment(link.liveUntil)}, ${span((Date.now() - link.liveUntil) / 1000)} ago`;
  }
}

const depot = new Depot(await findServices(location.href));
let views = [];
let shown = null;

function connect() {
  const {fleet, plan, services} = depot;
  const link = (name, path, handlers) => {
    depot.links[name] = new Link(services[name], path, handlers);
    depot.pulses[name] = new Pulse(services[name], depot.links[name]);
    depot.links[name].changed.on(touch);
    depot.pulses[name].changed.on(touch);
  };
  link('discovery', 'ws?mode=delta', {onMessage: message => meter.measure(() => fleet.take(message, performance.now(), Date.now()))});
  link('dispatch', 'ws/console', {onOpen: loadPlan, onMessage: message => meter.measure(() => plan.take(message))});
  link('gps', 'ws', {onMessage: message => message.type === 'gps_status' && takeStatus(message.data)});
  fleet.changed.on(() => {
    shown?.map?.redraw();
    touch();
  });
  plan.changed.on(() => {
    depot.anchor.takeZones(plan.zones.values());
    shown?.map?.redraw();
    touch();
  });
  depot.anchor.changed.on(touch);
}

function loadPlan() {
  depot.plan.load().catch(() => {
    // the database is away, perhaps: the lists come with it
    setTimeout(() => depot.links.dispatch.state === 'live' && loadPlan(), 3000);
  });
}

function takeStatus(status) {
  depot.base = status;
  depot.anchor.take(status);
  const survey = status.surveyIn;
  const last = depot.baseHistory.at(-1);
  if (survey && last && survey.duration < last.seconds) depot.baseHistory = []; // another survey
  if (survey && survey.duration !== last?.seconds) depot.baseHistory.push({seconds: survey.duration, metres: survey.accuracy});
  if (depot.baseHistory.length > 1200) depot.baseHistory = depot.baseHistory.filter((_, i) => i % 2 === 0);
  touch();
}

let touched = false;
let updatedAt = 0;

/** Something changed: the view is updated soon, and not more often than four times a second. */
function touch() {
  if (touched) return;
  touched = true;
  setTimeout(() => {
    touched = false;
    updatedAt = performance.now();
    meter.measure(update);
  }, Math.max(0, updatedAt + UPDATE_MS - performance.now()));
}

function update() {
  const {fleet, plan} = depot;
  const fresh = depot.links.discovery.state === 'live';
  const before = new Set(depot.alarms.map(alarm => alarm.key));
  depot.alarms = alarms(fleet.rovers.values(), plan.tasksOfRovers(), plan.links, depot.settings.lowVolts, Date.now());
  const critical = depot.alarms.filter(alarm => alarm.critical);
  const news = critical.filter(alarm => !before.has(alarm.key));
  if (news.length && fresh) text(byId('announcer'), news.slice(0, 3).map(alarm => `${alarm.name}: ${alarm.text}`).join('. '));
  document.title = `${critical.length ? `(${critical.length}) ` : ''}${shown?.title ?? 'Fleet'} – Depot`;
  text(byId('clock'), new Date().toLocaleTimeString('en-GB'));
  showTabs(critical.length);
  showLinks();
  showBanners();
  shown?.update();
}

function showTabs(critical) {
  keyed(document.querySelector('nav.views'), views, view => view.name,
    view => h('a', {href: `#${view.name}`}, s('svg', {viewBox: '0 0 24 24', 'aria-hidden': true}, s('path', {d: ICONS[view.name]})), h('span', {}, view.title),
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

function showLinks() {
  const links = Object.values(depot.links);
  const live = links.filter(link => link.state === 'live').length;
  const degraded = Object.values(depot.pulses).some(pulse => pulse.health?.status === 'degraded');
  const state = byId('links-state');
  attribute(state.firstChild, 'class', `dot ${live === links.length ? (degraded ? 'warn' : 'good') : live ? 'warn' : 'bad'}`);
  text(state.lastChild, live === links.length ? (degraded ? 'Degraded' : 'Live') : live ? `${live} of ${links.length} live` : 'Not connected');
  attribute(state, 'aria-label', `Services: ${state.lastChild.textContent}`);
}

/** A service that is away for more than a moment is told of, with what to do. */
function showBanners() {
  const away = Object.entries(depot.links).filter(([, link]) => link.state === 'locked'
    || link.state !== 'live' && (link.liveUntil === null ? link.nextTryAt !== null : Date.now() - link.liveUntil > OLD_AFTER_MS));
  keyed(byId('banners'), away, ([name]) => name,
    ([, link]) => h('div.banner', {}, h('p'), h('button.small', {type: 'button', onclick: () => link.retryNow()})),
    (element, [name, link]) => {
      const {title} = depot.services[name];
      const locked = link.state === 'locked';
      const since = link.liveUntil ? ` What is shown is from ${moment(link.liveUntil)}.` : '';
      const next = link.state === 'connecting' ? ' Trying now…' : ` Next try in ${Math.max(1, Math.ceil((link.nextTryAt - Date.now()) / 1000))} s.`;
      text(element.firstChild, locked ? `${title} wants an access token.` : `${title} cannot be reached.${since}${next}`);
      text(element.lastChild, locked ? 'Enter it' : 'Try now');
      element.lastChild.disabled = link.state === 'connecting';
    });
}

function route() {
  const view = views.find(each => `#${each.name}` === location.hash.split('/')[0]) ?? views[0];
  if (view === shown) return;
  shown?.hide();
  shown = view;
  document.body.classList.toggle('fixed', Boolean(view.fixed));
  byId('main').replaceChildren(view.element);
  view.show();
  update();
}

connect();
views = [new FleetView(depot), new DispatchView(depot), new BaseView(depot), new SessionsView(depot), new ServicesView(depot)];
themeSwitch(byId('theme'), () => {
  depot.palette.read();
  shown?.map?.redraw();
});
byId('stop').addEventListener('click', () => stopEverything(depot));
addEventListener('hashchange', route);
addEventListener('resize', () => depot.palette.read());
const wake = () => Object.values(depot.links).forEach(link => link.state === 'waiting' && link.retryNow());
addEventListener('online', wake);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
setInterval(touch, 1000); // ages grow by themselves
route();
Object.values(depot.links).forEach(link => link.start());
Object.values(depot.pulses).forEach(pulse => pulse.start());
