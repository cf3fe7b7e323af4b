import {soundRover} from './bounds.js';
import {Course, placeOf, positionOf} from './place.js';
import {Signal} from './signal.js';

const TRAIL_POINTS = 60;
const TRAIL_STEP_METRES = 0.3;
const LONGEST_GLIDE_MS = 2500;
const JUMP_METRES = 60;

export const MODES = ['Disabled', 'Idle', 'Teleop', 'Autonomous', 'E-stop', 'Fault'];

/** The word for a rover's mode; what a newer rover may say is shown as its number. */
export function modeName(mode) {
  return MODES[mode] ?? `Mode ${mode}`;
}

/** The last places of a rover, oldest first. */
class Trail {
  points = new Float32Array(TRAIL_POINTS * 2);
  length = 0;
  #first = 0;

  add(x, y) {
    const at = (this.#first + this.length) % TRAIL_POINTS;
    this.points[at * 2] = x;
    this.points[at * 2 + 1] = y;
    if (this.length < TRAIL_POINTS) this.length++;
    else this.#first = (this.#first + 1) % TRAIL_POINTS;
  }

  /** The index in points of the nth newest, 0 the newest. */
  newest(nth) {
    return (this.#first + this.length - 1 - nth) % TRAIL_POINTS * 2;
  }

  clear() {
    this.length = 0;
  }
}

/**
 * The rovers as discovery sends them, and where each is shown: between two reports, which are seconds apart, it glides
 * from the one place to the other, so what is seen is at most one report late and never made up. A rover whose place is not
 * known has none (`place` is null), and is on no map.
 */
export class Fleet {
  rovers = new Map();
  changed = new Signal();
  /** Milliseconds that this browser's clock is ahead of the service's; known once a rover has been heard. */
  clockAhead = 0;
  #clockKnown = false;
  #gliding = new Set();
  #glides;
  #toPlane = null;

  /** @param glides whether shown poses move smoothly */
  constructor(glides = true) {
    this.#glides = glides;
  }

  /** The site's origin was set or changed. @param toPlane latitude and longitude to the plane, or null */
  locate(toPlane, now) {
    this.#toPlane = toPlane;
    for (const rover of this.rovers.values()) {
      rover.course = new Course();
      this.#place(rover, now);
    }
    this.changed.emit();
  }

  /** A message of discovery's delta feed. @param now performance.now() @param clock Date.now() */
  take(message, now, clock) {
    const sound = list => (Array.isArray(list) ? list.map(soundRover).filter(Boolean) : []);
    if (message.type === 'rovers') {
      message = {...message, data: sound(message.data)};
      const ids = new Set(message.data.map(rover => rover.id));
      for (const id of this.rovers.keys()) {
        if (!ids.has(id)) this.#remove(id);
      }
      for (const rover of message.data) this.#put(rover, now);
      this.#setClock(message.data, clock, false);
    } else if (message.type === 'delta') {
      message = {...message, changed: sound(message.changed), removed: Array.isArray(message.removed) ? message.removed : []};
      for (const rover of message.changed) this.#put(rover, now);
      for (const id of message.removed) this.#remove(id);
      this.#setClock(message.changed, clock, true);
    } else {
      return;
    }
    this.changed.emit();
  }

  /** Changes of rovers that are online arrive at once, so the least age seen is the difference of the clocks. */
  #setClock(rovers, clock, fresh) {
    for (const rover of rovers) {
      if (!rover.online) continue;
      const age = clock - rover.lastSeen;
      if (!this.#clockKnown || age < this.clockAhead) this.clockAhead = age;
      this.#clockKnown ||= fresh;
    }
  }

  /** Milliseconds since a rover was heard. */
  age(rover, clock = Date.now()) {
    return Math.max(0, clock - this.clockAhead - rover.lastSeen);
  }

  #put(told, now) {
    let rover = this.rovers.get(told.id);
    if (!rover) {
      rover = {id: told.id, x: 0, y: 0, theta: 0, place: null, position: null, course: new Course(), telemetryAt: null,
        from: null, glideFrom: 0, glideFor: 0, posedAt: now, trail: new Trail()};
      this.rovers.set(told.id, rover);
    }
    const startedAnew = rover.link && told.link && rover.link.frameSince !== told.link.frameSince;
    const telemetry = told.telemetry ?? null;
    Object.assign(rover, {name: told.name, address: told.address, videoAddress: told.videoAddress, online: told.online,
      volts: telemetry?.batteryVolts ?? told.batteryVoltage, mode: told.mode, lastSeen: told.lastSeen, pose: told.lastPose,
      poseKnown: told.poseKnown, link: told.link ?? null, velocity: told.velocity ?? null, telemetry});
    if (telemetry) {
      const position = positionOf(telemetry);
      if (position && this.#toPlane && telemetry.at !== rover.telemetryAt) {
        rover.course.take(this.#toPlane(position), position.accuracy, telemetry);
      }
      rover.position = position ?? rover.position; // where it was, with its age
      rover.telemetryAt = telemetry.at;
    }
    if (startedAnew && rover.place?.by === 'pose') rover.place = null; // it counts its metres from somewhere else now
    this.#place(rover, now);
  }

  #place(rover, now) {
    const before = rover.place;
    rover.place = placeOf(rover, this.#toPlane);
    if (rover.place && before && rover.place.by === before.by) {
      const {x, y, theta} = rover.place;
      if (x !== before.x || y !== before.y || theta !== before.theta) this.#move(rover, now);
      return;
    }
    this.#gliding.delete(rover);
    rover.trail.clear();
    rover.posedAt = now;
    if (rover.place) this.#arrive(rover);
  }

  #move(rover, now) {
    const distance = Math.hypot(rover.place.x - rover.x, rover.place.y - rover.y);
    const since = now - rover.posedAt;
    rover.posedAt = now;
    if (!this.#glides || distance > JUMP_METRES || !rover.online) {
      if (distance > JUMP_METRES) rover.trail.clear();
      this.#gliding.delete(rover);
      this.#arrive(rover);
      return;
    }
    rover.from = {x: rover.x, y: rover.y, theta: rover.theta};
    const turn = (rover.place.theta ?? rover.theta) - rover.theta;
    rover.turn = Math.atan2(Math.sin(turn), Math.cos(turn));
    rover.glideFrom = now;
    rover.glideFor = Math.min(LONGEST_GLIDE_MS, Math.max(100, since));
    this.#gliding.add(rover);
  }

  #arrive(rover) {
    Object.assign(rover, {x: rover.place.x, y: rover.place.y, theta: rover.place.theta ?? rover.theta});
    this.#leaveTrail(rover);
  }

  #leaveTrail(rover) {
    const trail = rover.trail;
    const last = trail.length ? trail.newest(0) : 0;
    if (!trail.length || Math.hypot(rover.x - trail.points[last], rover.y - trail.points[last + 1]) >= TRAIL_STEP_METRES) {
      trail.add(rover.x, rover.y);
    }
  }

  #remove(id) {
    this.#gliding.delete(this.rovers.get(id));
    this.rovers.delete(id);
  }

  /** Moves what glides to where it is now. @returns whether anything still does */
  advance(now) {
    for (const rover of this.#gliding) {
      const part = (now - rover.glideFrom) / rover.glideFor;
      if (part >= 1) {
        this.#gliding.delete(rover);
        this.#arrive(rover);
      } else if (part > 0) {
        rover.x = rover.from.x + (rover.place.x - rover.from.x) * part;
        rover.y = rover.from.y + (rover.place.y - rover.from.y) * part;
        rover.theta = rover.from.theta + rover.turn * part;
        this.#leaveTrail(rover);
      }
    }
    return this.#gliding.size > 0;
  }
}
