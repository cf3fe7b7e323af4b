import {Access} from './access.js';
import {AlarmBook} from './alarm-book.js';
import {alarms} from './alarms.js';
import {soundStatus} from './bounds.js';
import {askForToken} from './dialogs.js';
import {EmergencyStops} from './estop.js';
import {Fleet} from './fleet.js';
import {moment, span} from './format.js';
import {meter} from './frames.js';
import {Limits} from './limits.js';
import {Link} from './link.js';
import {MadeMaps} from './made-maps.js';
import {Palette} from './map/palette.js';
import {Plan} from './plan.js';
import {Pulse} from './pulse.js';
import {Service} from './service.js';
import {Signal} from './signal.js';
import {Site} from './site.js';
import {Tracks} from './tracks.js';

const LOAD_AGAIN_MS = 3000;
const KEPT_SURVEY = 1200;
const SURVEY = 'depot.survey';
const KEEP_SURVEY_MS = 2000;

/** The curve of a survey that this tab saw before it was loaded anew. */
function keptSurvey() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(SURVEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(each => Number.isFinite(each?.seconds) && Number.isFinite(each?.metres))
      .slice(-KEPT_SURVEY) : [];
  } catch {
    return [];
  }
}

/** All that the views show, and the connections that fill it: the one model of the page. */
export class Depot {
  palette = new Palette().read();
  fleet = new Fleet(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  meter = meter;
  alarms = [];
  /** The base station's status as it last came; null before. */
  base = null;
  baseHistory = keptSurvey();
  links = {};
  pulses = {};
  /** Something changed that a view may show. */
  changed = new Signal();
  /** Something on the map did. */
  moved = new Signal();

  #surveyKeptAt = -Infinity;

  constructor(places) {
    const access = new Access(sessionStorage, askForToken);
    this.services = Object.fromEntries(places.map(place => [place.name, new Service(place, access)]));
    this.plan = new Plan(this.services.dispatch);
    this.limits = new Limits(this.services.discovery);
    this.site = new Site(this.services.dispatch);
    this.madeMaps = new MadeMaps(this.services.archive, localStorage);
    this.tracks = new Tracks(this.services.discovery);
    this.#link('discovery',
      'ws?mode=delta', {onOpen: () => this.limits.load(),
        onMessage: message => meter.measure(() => this.fleet.take(message, performance.now(), Date.now()))});
    this.#link('dispatch', 'ws/console', {onOpen: () => this.#loadAll(),
      onMessage: message => meter.measure(() => this.#takeOfDispatch(message))});
    this.#link('gps', 'ws', {onMessage: message => message.type === 'gps_status' && this.#takeStatus(message.data)});
    this.alarmBook = new AlarmBook(this.services.dispatch);
    this.alarmBook.changed.on(() => this.changed.emit());
    this.stops = new EmergencyStops(this.services.discovery, this.fleet);
    this.stops.changed.on(() => this.changed.emit());
    this.fleet.changed.on(() => this.#mapChanged());
    this.limits.changed.on(() => this.changed.emit());
    this.site.moved.on(() => this.fleet.locate(this.site.toPlane, performance.now()));
    this.site.changed.on(() => this.#mapChanged());
    this.madeMaps.changed.on(() => this.#mapChanged());
    this.plan.changed.on(() => this.#mapChanged());
    this.tracks.changed.on(() => this.#mapChanged());
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
    this.madeMaps.start();
  }

  /** The network may be back: tries every connection now. */
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
    this.alarmBook.load();
    this.#loadPlan();
  }

  #takeOfDispatch(message) {
    if (message.type === 'alarm') this.alarmBook.take(message.alarm);
    else if (message.type === 'site_update') this.site.load();
    else this.plan.take(message);
  }

  /** What time it is at the depot, by the service's clock; in Unix milliseconds. */
  now() {
    return Date.now() - this.fleet.clockAhead;
  }

  /** Where the base station's antenna is, in degrees, or null. */
  get basePosition() {
    const place = this.base?.basePosition ?? (this.base?.latitude == null ? null : this.base);
    return place && Number.isFinite(place.latitude) && Number.isFinite(place.longitude)
      ? {lat: place.latitude, lon: place.longitude, kept: Boolean(this.base.basePosition)} : null;
  }

  /** And on the plane. */
  get basePlace() {
    const place = this.site.toPlane && this.basePosition;
    return place ? this.site.toPlane(place) : null;
  }

  #loadPlan() {
    this.plan.load().catch(error => { // the database is away, perhaps: the lists come with it
      this.plan.problem = error.message;
      this.changed.emit();
      setTimeout(() => this.links.dispatch.state === 'live' && this.#loadPlan(), LOAD_AGAIN_MS);
    });
  }

  #takeStatus(told) {
    const status = soundStatus(told);
    if (!status) return;
    this.base = status;
    const survey = status.surveyIn;
    const last = this.baseHistory.at(-1);
    if (survey && last && survey.duration < last.seconds) this.baseHistory = []; // another survey
    if (survey && survey.duration !== last?.seconds) this.baseHistory.push({seconds: survey.duration, metres: survey.accuracy});
    if (this.baseHistory.length > KEPT_SURVEY) this.baseHistory = this.baseHistory.filter((_, i) => i % 2 === 0);
    if (survey && performance.now() - this.#surveyKeptAt > KEEP_SURVEY_MS) {
      this.#surveyKeptAt = performance.now();
      sessionStorage.setItem(SURVEY, JSON.stringify(this.baseHistory));
    }
    this.changed.emit();
  }

  /** Looks for alarms anew. @returns those that were not there before and are critical */
  lookForAlarms() {
    const before = new Set(this.alarms.map(alarm => alarm.key));
    this.alarms = this.alarmBook.merge(alarms(this.fleet.rovers.values(), this.plan.tasksOfRovers(), this.plan.links,
      this.limits, this.now()),
      id => this.fleet.rovers.get(id)?.name || id);
    return this.alarms.filter(alarm => alarm.critical && !before.has(alarm.key));
  }

  /** Why what a service sent is old, in words; '' while it is not. */
  oldWords(name) {
    const link = this.links[name];
    if (!link.isAway() || link.liveUntil === null) return '';
    return `As it was at ${moment(link.liveUntil)}, ${span((Date.now() - link.liveUntil) / 1000)} ago`;
  }
}
