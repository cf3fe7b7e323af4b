import {Signal} from '../signal.js';

/**
 * Places the yard's picture by pairs of places: first one that is seen on the picture, then where on the map it belongs.
 * One pair moves it, two turn it and scale it, three or more fit best (least squares over shift, turn and scale). By
 * keys: Enter takes the place at the crosshair.
 */
export class PictureTool {
  changed = new Signal();
  points = []; // for the pen's drawing
  pairs = [];
  touched = false;
  #from = null;

  constructor(viewport, corners) {
    this.viewport = viewport;
    this.first = corners;
    this.corners = corners;
  }

  get waitsFor() {
    return this.#from ? 'to' : 'from';
  }

  grab() {
    return false;
  }

  click(left, top) {
    this.#take(this.viewport.toPlane(left, top));
    return true;
  }

  key(name) {
    if (name !== 'Enter') return false;
    this.#take(this.viewport.toPlane(this.viewport.width / 2, this.viewport.height / 2));
    return true;
  }

  #take(place) {
    this.touched = true;
    if (!this.#from) {
      this.#from = {at: place, share: shareOf(this.corners, place)};
    } else {
      this.pairs.push({share: this.#from.share, to: place});
      this.#from = null;
      this.corners = fit(this.first, this.pairs) ?? this.corners;
    }
    this.changed.emit();
  }

  again() {
    this.pairs = [];
    this.#from = null;
    this.corners = this.first;
    this.changed.emit();
  }

  draw(context, viewport, colours) {
    context.lineWidth = 2;
    context.strokeStyle = colours.accent;
    const cross = ({x, y}) => {
      const [left, top] = viewport.toScreen(x, y);
      context.beginPath();
      context.arc(left, top, 6, 0, 7);
      context.moveTo(left - 10, top);
      context.lineTo(left + 10, top);
      context.moveTo(left, top - 10);
      context.lineTo(left, top + 10);
      context.stroke();
    };
    if (this.#from) cross(this.#from.at);
    this.pairs.forEach(pair => cross(pair.to));
  }
}

/** A place as shares of the picture's width and height. */
function shareOf([a, b, c], {x, y}) {
  const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
  const cross = ux * vy - uy * vx;
  return {across: ((x - a.x) * vy - (y - a.y) * vx) / cross, down: (ux * (y - a.y) - uy * (x - a.x)) / cross};
}

function placeOf([a, b, c], {across, down}) {
  return {x: a.x + across * (b.x - a.x) + down * (c.x - a.x), y: a.y + across * (b.y - a.y) + down * (c.y - a.y)};
}

/** The corners moved, turned and scaled so that the pairs fit best; null where they say nothing. Pure. */
export function fit(corners, pairs) {
  const from = pairs.map(pair => placeOf(corners, pair.share));
  const mean = points => ({x: points.reduce((sum, each) => sum + each.x, 0) / points.length,
    y: points.reduce((sum, each) => sum + each.y, 0) / points.length});
  const [p, q] = [mean(from), mean(pairs.map(pair => pair.to))];
  let [dot, cross, size] = [0, 0, 0];
  from.forEach((each, i) => {
    const [ax, ay, bx, by] = [each.x - p.x, each.y - p.y, pairs[i].to.x - q.x, pairs[i].to.y - q.y];
    dot += ax * bx + ay * by;
    cross += ax * by - ay * bx;
    size += ax * ax + ay * ay;
  });
  const [real, imaginary] = size > 1e-9 ? [dot / size, cross / size] : [1, 0]; // one pair only moves it
  if (!Number.isFinite(real) || !Number.isFinite(imaginary) || Math.hypot(real, imaginary) < 1e-6) return null;
  return corners.map(({x, y}) => ({x: q.x + real * (x - p.x) - imaginary * (y - p.y), y: q.y + imaginary * (x - p.x) + real * (y - p.y)}));
}
