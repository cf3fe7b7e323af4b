import {kindOf} from './rover-layer.js';
import {label} from './zone-layer.js';

const APART = 1.5; // pixels; what lies nearer to the place before is left out
const MOVING_APART = 5;
const MOST_STROKES = 40_000; // of more, every so many-th is drawn
const ANEW_MS = 2000; // rovers' colours change with what they do
const NAMED = 40; // rovers up to which each has its name where it was

/**
 * Where rovers were: lines up to a time, and where each was then. They are drawn on a sheet of its own, anew only when there is something
 * else
 * to see, and coarsely while the map moves.
 */
export class TrackLayer {
  #sheet = document.createElement('canvas');
  #key = '';
  #view = '';
  #drawnAt = -Infinity;
  /** How many strokes the sheet took, for tests. */
  strokes = 0;

  /**
   * @param tracks {rovers, window, at, version}: lines by rover id
   * @param fleet for colours and names
   * @param chosen the id of the rover that stands out, or null
   * @returns whether it is to be drawn once more
   */
  draw(context, viewport, colours, tracks, fleet, toPlane, chosen, now) {
    if (!toPlane) return false;
    const view = `${viewport.x} ${viewport.y} ${viewport.scale} ${context.canvas.width} ${context.canvas.height}`;
    const moving = view !== this.#view;
    this.#view = view;
    const key = `${view} ${moving} ${tracks.version} ${chosen} ${colours.map}`;
    if (key !== this.#key || toPlane !== this.toPlane || now - this.#drawnAt > ANEW_MS) {
      this.#key = key;
      this.toPlane = toPlane;
      this.#drawnAt = now;
      this.#redraw(context.canvas, viewport, colours, tracks, fleet, chosen, moving ? MOVING_APART : APART);
    }
    context.drawImage(this.#sheet, 0, 0, viewport.width, viewport.height);
    return moving;
  }

  #redraw(canvas, viewport, colours, tracks, fleet, chosen, apart) {
    this.#sheet.width = canvas.width; // clears it too
    this.#sheet.height = canvas.height;
    const context = this.#sheet.getContext('2d');
    const ratio = canvas.width / viewport.width;
    context.scale(ratio, ratio);
    context.lineJoin = context.lineCap = 'round';
    const colourOf = id => {
      const rover = fleet.rovers.get(id);
      const kind = rover ? kindOf(rover) : 'gone';
      return kind === 'gone' ? colours.off : colours[kind];
    };
    const ids = [...tracks.rovers.keys()].filter(id => id !== chosen);
    if (tracks.rovers.has(chosen)) ids.push(chosen);
    let all = 0;
    for (const id of ids) for (const line of tracks.rovers.get(id)) this.#walk(viewport, line, tracks.window, apart,
      (left, top, begins) => (all += begins ? 0 : 1));
    const every = Math.ceil(all / MOST_STROKES);
    let nth = 0;
    this.strokes = 0;
    const go = (left, top, begins) => {
      if (begins) {
        context.moveTo(left, top);
      } else if (nth++ % every === 0) {
        context.lineTo(left, top);
        this.strokes++;
      }
    };
    for (const id of ids) {
      context.strokeStyle = colourOf(id);
      context.globalAlpha = id === chosen ? 1 : 0.55;
      context.lineWidth = id === chosen ? 2.5 : 1.25;
      context.beginPath();
      for (const line of tracks.rovers.get(id)) this.#walk(viewport, line, tracks.window, apart, go);
      context.stroke();
    }
    context.globalAlpha = 1;
    if (tracks.at !== null) this.#marks(context, viewport, colours, tracks, fleet, chosen, colourOf);
  }

  /** Along the part of a line that is within the window, if it may be seen. @param go is given left and top of each place, and whether the
   * part begins there */
  #walk(viewport, line, {from, to}, apart, go) {
    if (line.end < from || line.begin > to) return;
    const {xs, ys, box} = line.on(this.toPlane);
    if (!box) return;
    const {scale, width, height} = viewport;
    const [zeroLeft, zeroTop] = viewport.toScreen(0, 0);
    if (zeroLeft + box.right * scale < 0 || zeroLeft + box.left * scale > width || zeroTop - box.bottom * scale < 0
      || zeroTop - box.top * scale > height) return;
    const first = line.begin >= from ? 0 : line.until(from);
    const last = line.end <= to ? xs.length : line.until(to);
    let left = NaN;
    let top = NaN;
    const take = (x, y, always) => {
      const nextLeft = zeroLeft + x * scale;
      const nextTop = zeroTop - y * scale;
      if (!always && Math.abs(nextLeft - left) < apart && Math.abs(nextTop - top) < apart) return;
      if (!Number.isNaN(x)) {
        if (Number.isNaN(left)) go(nextLeft, nextTop, true); // the first, or after one that is far away
        go(nextLeft, nextTop, false);
      }
      left = nextLeft;
      top = nextTop;
    };
    if (line.begin < from) {
      const {x, y} = line.placeAt(from, this.toPlane);
      take(x, y, true);
    }
    for (let i = first; i < last; i++) take(xs[i], ys[i], i === xs.length - 1);
    if (line.end > to) {
      const {x, y} = line.placeAt(to, this.toPlane);
      take(x, y, true);
    }
  }

  /** Where each was at the time that is pointed at; none where that is not known. */
  #marks(context, viewport, colours, tracks, fleet, chosen, colourOf) {
    const marks = [];
    for (const [id, lines] of tracks.rovers) {
      const line = lines.findLast(each => each.begin <= tracks.at && each.end >= tracks.at);
      if (!line) continue;
      const {x, y} = line.placeAt(tracks.at, this.toPlane);
      if (!Number.isNaN(x)) marks.push({id, place: viewport.toScreen(x, y)});
    }
    context.font = colours.font;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    for (const {id, place: [left, top]} of marks) {
      context.beginPath();
      context.arc(left, top, id === chosen ? 7 : 5, 0, 7);
      context.fillStyle = colours.map;
      context.fill();
      context.strokeStyle = colourOf(id);
      context.lineWidth = 2.5;
      context.stroke();
      const name = fleet.rovers.get(id)?.name || id;
      if (marks.length <= NAMED || id === chosen) label(context, colours, name.length > 28 ? `${name.slice(0, 27)}…` : name, left + 12,
        top, colours.text);
    }
  }
}
