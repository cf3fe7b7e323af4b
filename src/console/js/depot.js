import {Access} from './access.js';
import {alarms} from './alarms.js';
import {Anchor} from './anchor.js';
import {askForToken} from './dialogs.js';
import {EmergencyStops} from './estop.js';
import {Fleet} from './fleet.js';
import {moment, span} from './format.js';
import {meter} from './frames.js';
import {Limits} from './limits.js';
import {Link} from './link.js';
import {Palette} from './map/palette.js';
import {Plan} from './plan.js';
import {Pulse} from './pulse.js';
import {Service} from './service.js';
import {Signal} from './signal.js';
import {Site} from './site.js';

const LOAD_AGAIN_MS = 3000;
const KEPT_SURVEY = 1200;

/** What the views stand on. */
export class Depot {
  palette = new Palette().read();
  anchor = new Anchor();
  fleet = new Fleet(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  meter = meter;
  alarms = [];
  /** The base station's status as it last came; null before. */
  base = null;
  baseHistory = [];
  links = {};
  pulses = {};
  /** Something changed that a view may show. */
  changed = new Signal();
  /** Something on the map did. */
  moved = new Signal();

  constructor(places) {
    const access = new Access(sessionStorage, askForToken);
    this.services = Object.fromEntries(places.map(place => [place.name, new Service(place, access)]));
    this.plan = new Plan(this.services.dispatch);
    this.limits = new Limits(this.services.discovery);
    this.site = new Site(this.services.dispatch);
    this.#link('discovery', 'ws?mode=delta', {onOpen: () => this.limits.load(), onMessage: message => meter.measure(() => this.fleet.take(message, performance.now(), Date.now()))});
    this.#link('dispatch', 'ws/console', {onOpen: () => this.#loadAll(), onMessage: message => meter.measure(() => this.plan.take(message))});
    this.#link('gps', 'ws', {onMessage: message => message.type === 'gps_status' && this.#takeStatus(message.data)});
    this.stops = new EmergencyStops(this.services.discovery, this.fleet);
    this.stops.changed.on(() => this.changed.emit());
    this.fleet.changed.on(() => this.#mapChanged());
    this.limits.changed.on(() => this.changed.emit());
    this.site.changed.on(() => {
      this.anchor.takeSite(this.site.origin);
      this.fleet.locate(this.site.toPlane, performance.now());
    });
    this.plan.changed.on(() => {
      this.anchor.takeZones(this.plan.zones.values());
      this.#mapChanged();
    });
    this.anchor.changed.on(() => this.#mapChanged());
  }

  #link(name, path, handlers) {
    this.links[name] = new Link(this.services[name], path, handlers);
    this.pulses[name] = new Pulse(this.services[name], this.links[name]);
    this.links[name].changed.on(() => this.changed.emit());
    this.pulses[name].changed.on(() => this.changed.emit());
  }

  start() {
    Object.values(this.links).forEach(link => link.start());
    Object.values(this.pulses).forEach(pulse => pulse.start());
  }

  /** The network may be back. */
  wake() {
    for (const link of Object.values(this.links)) {
      if (link.state === 'waiting') link.retryNow();
    }
  }

  #mapChanged() {
    this.moved.emit();
    this.changed.emit();
  }

  #loadAll() {
    this.site.load();
    this.#loadPlan();
  }

  #loadPlan() {
    this.plan.load().catch(error => { // the database is away, perhaps: the lists come with it
      this.plan.problem = error.message;
      this.changed.emit();
      setTimeout(() => this.links.dispatch.state === 'live' && this.#loadPlan(), LOAD_AGAIN_MS);
    });
  }

  #takeStatus(status) {
    this.base = status;
    this.anchor.take(status);
    const survey = status.surveyIn;
    const last = this.baseHistory.at(-1);
    if (survey && last && survey.duration < last.seconds) this.baseHistory = []; // another survey
    if (survey && survey.duration !== last?.seconds) this.baseHistory.push({seconds: survey.duration, metres: survey.accuracy});
    if (this.baseHistory.length > KEPT_SURVEY) this.baseHistory = this.baseHistory.filter((_, i) => i % 2 === 0);
    this.changed.emit();
  }

  /** Looks for alarms anew. @returns those that were not there before and are critical */
  lookForAlarms() {
    const before = new Set(this.alarms.map(alarm => alarm.key));
    this.alarms = alarms(this.fleet.rovers.values(), this.plan.tasksOfRovers(), this.plan.links, this.limits, Date.now());
    return this.alarms.filter(alarm => alarm.critical && !before.has(alarm.key));
  }

  /** Why what a service told is old, for a person; '' while it is not. */
  oldWords(name) {
    const link = this.links[name];
    if (!link.isAway() || link.liveUntil === null) return '';
    return `As it was at ${moment(link.liveUntil)}, ${span((Date.now() - link.liveUntil) / 1000)} ago`;
  }
}
