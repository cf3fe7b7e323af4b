import {Signal} from './signal.js';

const KEPT_ENDED = 200;
const OPEN = new Set(['pending', 'assigned', 'active']);
const ON_ROVER = new Set(['assigned', 'active']);

export function isOpen(task) {
  return OPEN.has(task.status);
}

export function isOnRover(task) {
  return ON_ROVER.has(task.status);
}

/**
 * Zones, missions, tasks and who is connected, as dispatch tells: lists that are fetched at each connection, and what the
 * socket says since. Where both speak of one thing, the socket is newer.
 */
export class Plan {
  zones = new Map();
  missions = new Map();
  tasks = new Map();
  /** By rover id: {connected, taskId, warning}. */
  links = new Map();
  loaded = false;
  /** Whether dispatch holds everything: {held, since}; null where it says nothing of that. */
  hold = null;
  /** Why the lists could not be read, for a person; '' when they were. */
  problem = '';
  changed = new Signal();
  #service;
  #heard = new Set();
  #loads = 0;

  constructor(service) {
    this.#service = service;
  }

  /** A connection begins: the socket will tell of every connected rover and open task, the lists of the rest. */
  async load() {
    const load = ++this.#loads;
    this.#heard.clear();
    this.links.clear();
    const [zones, missions, tasks] = await Promise.all(['zones', 'missions', 'tasks'].map(list => this.#service.call('GET', list)));
    if (load !== this.#loads) return;
    this.#merge(this.zones, zones);
    this.#merge(this.missions, missions);
    this.#mergeTasks(tasks);
    this.loaded = true;
    this.problem = '';
    this.changed.emit();
  }

  #merge(known, list) {
    const ids = new Set(list.map(item => item.id));
    for (const id of known.keys()) {
      if (!ids.has(id) && !this.#heard.has(id)) known.delete(id);
    }
    for (const item of list) {
      if (!this.#heard.has(item.id)) known.set(item.id, item);
    }
  }

  /** The list has the newest only: an open task that neither it nor the socket speaks of has ended meanwhile. */
  #mergeTasks(list) {
    const ids = new Set(list.map(task => task.id));
    for (const [id, task] of this.tasks) {
      if (!ids.has(id) && !this.#heard.has(id) && isOpen(task)) this.tasks.delete(id);
    }
    for (const task of list) {
      if (!this.#heard.has(task.id)) this.tasks.set(task.id, task);
    }
    this.#forgetOld();
  }

  take(message) {
    switch (message.type) {
      case 'rover_update':
        this.links.set(message.rover_id, {connected: message.connected, taskId: message.task_id, warning: message.warning ?? null});
        break;
      case 'task_update': this.#put(this.tasks, message.task); this.#forgetOld(); break;
      case 'hold_update': this.hold = {held: message.held, since: message.since}; break;
      case 'zone_update': this.#put(this.zones, message.zone); break;
      case 'mission_update': this.#put(this.missions, message.mission); break;
      case 'zone_delete': this.#dropZone(message.id); break;
      case 'mission_delete': this.#drop(this.missions, message.id); break;
      default: return;
    }
    this.changed.emit();
  }

  /** What a call answered counts as heard. */
  note(kind, item) {
    this.#put(this[kind], item);
    this.changed.emit();
  }

  #put(known, item) {
    this.#heard.add(item.id);
    known.set(item.id, item);
  }

  #drop(known, id) {
    this.#heard.add(id);
    known.delete(id);
  }

  /** Its missions go with it. */
  #dropZone(id) {
    this.#drop(this.zones, id);
    for (const mission of this.missions.values()) {
      if (mission.zoneId === id) this.#drop(this.missions, mission.id);
    }
  }

  #forgetOld() {
    if (this.tasks.size <= KEPT_ENDED * 2) return;
    const ended = [...this.tasks.values()].filter(task => !isOpen(task)).sort(newestFirst);
    for (const task of ended.slice(KEPT_ENDED)) this.tasks.delete(task.id);
  }

  openTasks() {
    return [...this.tasks.values()].filter(isOpen).sort(newestFirst);
  }

  endedTasks() {
    return [...this.tasks.values()].filter(task => !isOpen(task)).sort((a, b) => compare(b.endedAt ?? b.createdAt, a.endedAt ?? a.createdAt));
  }

  /** The tasks that rovers are on, by rover id. */
  tasksOfRovers() {
    const byRover = new Map();
    for (const task of this.tasks.values()) {
      if (task.roverId && isOnRover(task)) byRover.set(task.roverId, task);
    }
    return byRover;
  }

  zoneOf(task) {
    return this.zones.get(this.missions.get(task.missionId)?.zoneId);
  }

  missionName(task) {
    return this.missions.get(task.missionId)?.name ?? 'a deleted mission';
  }
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function newestFirst(a, b) {
  return compare(b.createdAt, a.createdAt);
}
