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
 * The rovers as discovery tells of them, and where each is shown: between two reports, which are seconds apart, it glides
 * from the one place to the other, so what is seen is at most one report late and never made up.
 */
export class Fleet {
  rovers = new Map();
  changed = new Signal();
  /** Milliseconds that this browser's clock is ahead of the service's; known once a rover has been heard. */
  clockAhead = 0;
  #clockKnown = false;
  #gliding = new Set();
  #glides;

  /** @param glides whether shown poses move smoothly */
  constructor(glides = true) {
    this.#glides = glides;
  }

  /** A message of discovery's delta feed. @param now performance.now() @param clock Date.now() */
  take(message, now, clock) {
    if (message.type === 'rovers') {
      const ids = new Set(message.data.map(rover => rover.id));
      for (const id of this.rovers.keys()) {
        if (!ids.has(id)) this.#remove(id);
      }
      for (const rover of message.data) this.#put(rover, now);
      this.#setClock(message.data, clock, false);
    } else if (message.type === 'delta') {
      for (const rover of message.changed) this.#put(rover, now);
      for (const id of message.removed) this.#remove(id);
      this.#setClock(message.changed, clock, true);
    } else {
      return;
    }
    this.changed.emit();
  }

  /** A change of a rover that is online was told at once, so the least age seen is the difference of the clocks. */
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
    const pose = told.lastPose;
    if (!rover) {
      rover = {id: told.id, x: pose.x, y: pose.y, theta: pose.theta, from: null, glideFrom: 0, glideFor: 0, posedAt: now, trail: new Trail()};
      this.rovers.set(told.id, rover);
      rover.trail.add(pose.x, pose.y);
    }
    const startedAnew = rover.link && told.link && rover.link.frameSince !== told.link.frameSince;
    const moved = rover.pose && (pose.x !== rover.pose.x || pose.y !== rover.pose.y || pose.theta !== rover.pose.theta);
    Object.assign(rover, {name: told.name, address: told.address, videoAddress: told.videoAddress, online: told.online,
      volts: told.batteryVoltage, mode: told.mode, lastSeen: told.lastSeen, pose, link: told.link, velocity: told.velocity});
    if (startedAnew) this.#begin(rover, now);
    else if (moved) this.#move(rover, now);
  }

  /** It counts its metres from somewhere else now: what was drawn before is not joined to what comes. */
  #begin(rover, now) {
    rover.posedAt = now;
    rover.trail.clear();
    this.#gliding.delete(rover);
    this.#arrive(rover);
  }

  #move(rover, now) {
    const distance = Math.hypot(rover.pose.x - rover.x, rover.pose.y - rover.y);
    const since = now - rover.posedAt;
    rover.posedAt = now;
    if (!this.#glides || distance > JUMP_METRES || !rover.online) {
      if (distance > JUMP_METRES) rover.trail.clear();
      this.#gliding.delete(rover);
      this.#arrive(rover);
      return;
    }
    rover.from = {x: rover.x, y: rover.y, theta: rover.theta};
    rover.turn = Math.atan2(Math.sin(rover.pose.theta - rover.theta), Math.cos(rover.pose.theta - rover.theta));
    rover.glideFrom = now;
    rover.glideFor = Math.min(LONGEST_GLIDE_MS, Math.max(100, since));
    this.#gliding.add(rover);
  }

  #arrive(rover) {
    Object.assign(rover, {x: rover.pose.x, y: rover.pose.y, theta: rover.pose.theta});
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
        rover.x = rover.from.x + (rover.pose.x - rover.from.x) * part;
        rover.y = rover.from.y + (rover.pose.y - rover.from.y) * part;
        rover.theta = rover.from.theta + rover.turn * part;
        this.#leaveTrail(rover);
      }
    }
    return this.#gliding.size > 0;
  }
}
