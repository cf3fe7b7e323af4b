import {soundMission, soundTask, soundZone} from './bounds.js';
import {Signal} from './signal.js';

const SOUND = {zones: soundZone, missions: soundMission, tasks: soundTask};
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
 * Zones, missions, tasks and which rovers are connected, from dispatch: lists that are fetched at each connection, and the
 * socket's changes since. Where both have one thing, the socket's is newer.
 */
export class Plan {
  zones = new Map();
  missions = new Map();
  tasks = new Map();
  /** By rover id: {connected, taskId, warning}. */
  links = new Map();
  /** Ids of rovers that are out of service. */
  outOfService = new Set();
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

  /** A connection begins: the socket will send every connected rover and open task, the lists have the rest. */
  async load() {
    const load = ++this.#loads;
    this.#heard.clear();
    this.links.clear();
    const [zones, missions, tasks] = await Promise.all(['zones', 'missions', 'tasks'].map(async list =>
      (await this.#service.call('GET', list)).map(SOUND[list]).filter(Boolean)));
    if (load !== this.#loads) return;
    this.#loadHold(load);
    this.#merge(this.zones, zones);
    this.#merge(this.missions, missions);
    this.#mergeTasks(tasks);
    this.loaded = true;
    this.problem = '';
    this.changed.emit();
  }

  /** Who is out of service, connected or not; an older dispatch does not say. */
  async #loadHold(load) {
    try {
      const hold = await this.#service.call('GET', 'hold');
      if (load !== this.#loads) return;
      this.outOfService = new Set(Array.isArray(hold.outOfService) ? hold.outOfService : []);
      this.hold = {held: hold.held === true, since: hold.since};
      this.changed.emit();
    } catch {
      // the socket tells of the hold as well
    }
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
        this.links.set(message.rover_id, {connected: message.connected === true, taskId: message.task_id,
          warning: typeof message.warning === 'string' ? message.warning : null});
        if (message.outOfService) this.outOfService.add(message.rover_id);
        else this.outOfService.delete(message.rover_id);
        break;
      case 'task_update': this.#put('tasks', message.task); this.#forgetOld(); break;
      case 'hold_update': this.hold = {held: message.held, since: message.since}; break;
      case 'zone_update': this.#put('zones', message.zone); break;
      case 'mission_update': this.#put('missions', message.mission); break;
      case 'zone_delete': this.#dropZone(message.id); break;
      case 'mission_delete': this.#drop(this.missions, message.id); break;
      default: return;
    }
    this.changed.emit();
  }

  /** The answer of a call counts like a message of the socket. */
  note(kind, item) {
    this.#put(kind, item);
    this.changed.emit();
  }

  #put(kind, told) {
    const item = SOUND[kind](told);
    if (!item) return;
    this.#heard.add(item.id);
    this[kind].set(item.id, item);
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
    return [...this.tasks.values()].filter(task => !isOpen(task))
      .sort((a, b) => compare(b.endedAt ?? b.createdAt, a.endedAt ?? a.createdAt));
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
