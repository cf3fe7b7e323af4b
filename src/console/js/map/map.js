import {byName} from '../format.js';
import {h, text} from '../dom.js';
import {nextFrame} from '../frames.js';
import {withoutOutliers} from '../bounds.js';
import {bounds} from '../ground.js';
import {fitCanvas} from './canvas.js';
import {drawBase, drawGround, drawNorth, drawPicture, drawScale} from './ground-layer.js';
import {listenToGestures} from './gestures.js';
import {LayerSwitch} from './layer-switch.js';
import {drawRovers, roversInView} from './rover-layer.js';
import {Sprites} from './sprites.js';
import {TrackLayer} from './track-layer.js';
import {TrailLayer} from './trail-layer.js';
import {drawZones, shapeOf} from './zone-layer.js';
import {Viewport} from './viewport.js';

const HIT_PIXELS = 18;
const ALL_METRES = 5000; // a depot wider than this may have something in it that is only far away

/**
 * A map on a canvas: the fleet, the zones and, with a tool, what is being drawn. It is drawn only while it is shown and
 * something on it changes.
 */
export class FleetMap {
  viewport = new Viewport();
  /** What gets the gestures first and draws last; null for none. */
  tool = null;
  /** Ids that stand out. */
  chosenRover = null;
  chosenZone = null;
  alarmed = new Set();
  /** The picture's corners while it is being placed; undefined for where it is kept, null for not at all. */
  picturePlace = undefined;
  /** Where rovers were, as {@link Tracks} has it; null for not at all. */
  tracks = null;
  onChoose = () => {};
  #follows = true; // everything is kept in view, until the operator moves the map
  #shown = false;
  #seen = [];
  #sprites = new Sprites();
  #trails = new TrailLayer();
  #tracksDrawn = new TrackLayer();

  /** @param depot {fleet, plan, site, madeMaps, palette} */
  constructor(depot, name) {
    this.depot = depot;
    this.canvas = h('canvas', {tabindex: 0, role: 'application',
      'aria-label': `${name}. Arrow keys move it, plus and minus zoom, 0 shows everything, brackets choose a rover.`});
    this.context = this.canvas.getContext('2d', {alpha: false});
    const tool = (sign, label, action) => h('button', {type: 'button', title: label, 'aria-label': label, onclick: action}, sign);
    this.old = h('p.map-old', {hidden: true}); // counts seconds: the announcer has said it already
    this.why = h('p.map-why', {hidden: true});
    this.element = h('div.map', {}, this.canvas, this.old, this.why, new LayerSwitch(depot.madeMaps).element, h('div.map-tools', {},
      tool('+', 'Zoom in', () => this.#zoom(1.4)), tool('−', 'Zoom out', () => this.#zoom(1 / 1.4)),
      tool('⤢', 'Show everything', () => this.fitAll())));
    listenToGestures(this.canvas, this);
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  /** Its place in the frame loop; the same function each time, as the loop knows it by that. */
  #draw = now => {
    if (!this.#shown || this.viewport.width < 2) return false;
    const gliding = this.depot.fleet.advance(now);
    if (this.#follows) this.#keepInView();
    const {context, viewport, depot} = this;
    const {fleet, plan, palette} = depot;
    const {site, basePlace} = depot;
    drawGround(context, viewport, palette);
    if (site.picture && this.picturePlace !== null) drawPicture(context, viewport, site.picture, this.picturePlace ?? site.corners);
    depot.madeMaps.draw(context, viewport, site.toPlane);
    if (basePlace) drawBase(context, viewport, palette, basePlace);
    const active = new Set([...plan.tasksOfRovers().values()].map(task => plan.zoneOf(task)?.id));
    const zones = this.tool?.zone ? [...plan.zones.values()].filter(zone => zone.id !== this.tool.zone) : plan.zones.values();
    drawZones(context, viewport, palette, zones, site.toPlane, this.chosenZone, active);
    this.#seen = roversInView(viewport, fleet.rovers.values());
    const again = this.tracks ? this.#tracksDrawn.draw(context, viewport, palette, this.tracks, fleet, site.toPlane, this.chosenRover,
      now) : false;
    this.#trails.draw(context, viewport, palette, this.#seen, now);
    drawRovers(context, this.#sprites, palette, this.#seen, this.chosenRover, this.alarmed);
    this.tool?.draw(context, viewport, palette);
    drawNorth(context, viewport, palette);
    drawScale(context, viewport, palette);
    return gliding || again;
  };

  redraw() {
    this.#sayWhy();
    if (this.#shown) nextFrame(this.#draw);
  }

  show() {
    this.#shown = true;
    this.#resize();
  }

  hide() {
    this.#shown = false;
  }

  /** @param words why what is seen is old, or '' */
  setOld(words) {
    this.old.hidden = !words;
    text(this.old, words);
  }

  /** Says why what is in degrees is not on the map. */
  #sayWhy() {
    const {site, plan} = this.depot;
    const hidden = !site.known || site.origin !== null;
    if (this.why.hidden !== hidden) this.why.hidden = hidden;
    if (hidden) return;
    const areas = [...plan.zones.values()].filter(zone => zone.polygon?.length).length;
    const what = areas ? `: ${areas} ${areas === 1 ? 'area has' : 'areas have'} no place on this map`
      : ', so nothing that is told in degrees has a place here';
    text(this.why, `The site’s origin is not set${what}.`);
  }

  #resize() {
    if (!this.#shown || !fitCanvas(this.element, this.canvas, this.context, this.viewport)) return;
    if (this.#follows) this.#fit();
    this.#draw(performance.now()); // a resized canvas is blank until it is drawn
    this.redraw();
  }

  /** The operator moved it. */
  moved() {
    this.#follows = false;
    this.redraw();
  }

  #zoom(factor) {
    this.viewport.zoom(factor);
    this.moved();
  }

  fitAll() {
    this.#follows = true;
    this.#fit(true);
    this.redraw();
  }

  /** Shows these points and stays there. */
  fitTo(points) {
    const box = bounds(points);
    if (!box) return;
    this.#follows = false;
    this.viewport.fit(box, 90);
    this.redraw();
  }

  /** @param tracked whether tracks count, too */
  #everything(tracked) {
    const {fleet, plan, site} = this.depot;
    const corners = this.depot.madeMaps.corners(site.toPlane);
    const lines = tracked && this.tracks && site.toPlane ? [...this.tracks.rovers.values()].flat() : [];
    for (const {box} of lines.map(line => line.on(site.toPlane))) {
      if (box) corners.push({x: box.left, y: box.bottom}, {x: box.right, y: box.top});
    }
    for (const zone of plan.zones.values()) {
      const {box} = shapeOf(zone, site.toPlane);
      if (box) corners.push({x: box.left, y: box.bottom}, {x: box.right, y: box.top});
    }
    for (const rover of fleet.rovers.values()) {
      if (rover.place) corners.push(rover);
    }
    const box = bounds(corners);
    return box && Math.max(box.right - box.left, box.top - box.bottom) > ALL_METRES ? bounds(withoutOutliers(corners)[0]) : box;
  }

  #fit(tracked = false) {
    const box = this.#everything(tracked);
    if (box) this.viewport.fit(box);
  }

  #keepInView() {
    const box = this.#everything(false);
    if (box && !this.viewport.holds(box)) this.viewport.fit(box);
  }

  /** The rover nearest to a place on the screen, if it is near. */
  click(left, top) {
    let nearest = null;
    let least = HIT_PIXELS;
    for (const rover of this.#seen) {
      const distance = Math.hypot(rover.left - left, rover.top - top);
      if (distance < least) {
        least = distance;
        nearest = rover;
      }
    }
    this.onChoose(nearest?.id ?? null);
  }

  /** Chooses the next rover by name, or the one before. */
  step(direction) {
    const rovers = [...this.depot.fleet.rovers.values()].sort((a, b) => byName(a.name, b.name));
    if (rovers.length === 0) return;
    const at = rovers.findIndex(rover => rover.id === this.chosenRover);
    const next = at < 0 ? (direction > 0 ? 0 : rovers.length - 1) : (at + direction + rovers.length) % rovers.length;
    this.onChoose(rovers[next].id);
  }
}
