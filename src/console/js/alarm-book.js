import {soundAlarm} from './bounds.js';
import {Signal} from './signal.js';

const KEPT = 500;
const LOADED = 200;
const LOAD_AGAIN_MS = 5000;
/** From the kinds of alarms that this page finds by itself to dispatch's kinds. */
const SAME = {stop: 'estop', fault: 'fault', away: 'offline', hot: 'motor_hot'};

/** The depot's alarms, open and past, from dispatch. An older dispatch has none: then only those that this page finds are shown. */
export class AlarmBook {
  /** By id. */
  alarms = new Map();
  supported = false;
  changed = new Signal();
  #service;
  #timer = 0;

  constructor(service) {
    this.#service = service;
  }

  async load() {
    clearTimeout(this.#timer);
    try {
      const {alarms} = await this.#service.call('GET', `alarms?limit=${LOADED}`);
      const {alarms: open} = await this.#service.call('GET', 'alarms?open=true');
      this.supported = true;
      this.alarms.clear();
      for (const alarm of [...open, ...alarms]) this.#put(alarm);
      this.changed.emit();
    } catch (error) {
      this.supported = this.supported && error.status !== 404;
      if (error.status !== 404) this.#timer = setTimeout(() => this.load(), LOAD_AGAIN_MS);
    }
  }

  take(alarm) {
    this.supported = true;
    this.#put(alarm);
    this.changed.emit();
  }

  #put(told) {
    const alarm = soundAlarm(told);
    if (!alarm) return;
    this.alarms.set(alarm.id, alarm);
    if (this.alarms.size > KEPT) {
      const over = this.history().filter(each => !isOpen(each)).slice(LOADED);
      for (const each of over) this.alarms.delete(each.id);
    }
  }

  /** Newest first. */
  history() {
    return [...this.alarms.values()].sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0));
  }

  /** What needs an eye: the open ones first, then what this page finds by itself and the depot has no alarm for. */
  merge(found, nameOf) {
    const lasting = new Map();
    const all = [];
    for (const alarm of this.history()) {
      if (!alarm.endedAt) lasting.set(`${alarm.kind} ${alarm.roverId}`, alarm);
      if (isOpen(alarm)) {
        all.push({key: alarm.id, id: alarm.id, roverId: alarm.roverId, name: alarm.roverId ? nameOf(alarm.roverId) : 'Base station',
          text: alarm.text, since: alarm.since, critical: true});
      }
    }
    for (const each of found) {
      const known = lasting.get(`${SAME[each.key.split(' ')[0]]} ${each.roverId}`);
      if (known && isOpen(known)) continue;
      all.push(known ? {...each, critical: false, text: `${each.text} (seen by ${known.acknowledgedBy ?? 'somebody'})`} : each);
    }
    return all;
  }

  async acknowledge(id, by) {
    this.take(await this.#service.call('POST', `alarms/${encodeURIComponent(id)}/acknowledge`, {body: by ? {by} : {}}));
  }
}

export function isOpen(alarm) {
  return !alarm.endedAt && !alarm.acknowledgedAt;
}
