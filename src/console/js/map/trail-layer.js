import {kindOf} from './rover-layer.js';

const SEGMENTS = 12_000; // for the whole fleet
const FEW = 60; // rovers up to which trails are drawn with every frame
const EVERY_MS = 1000;

/**
 * The rovers' trails. Those of few rovers are drawn with each frame; those of many on a sheet of their own, once a second,
 * and not while the map is being moved.
 */
export class TrailLayer {
  #sheet = document.createElement('canvas');
  #drawnAt = -Infinity;
  #view = '';
  #seenView = '';

  draw(context, viewport, colours, rovers, now) {
    if (rovers.length <= FEW) {
      trails(context, viewport, colours, rovers);
      return;
    }
    const ratio = context.canvas.width / viewport.width;
    const view = `${viewport.x} ${viewport.y} ${viewport.scale} ${context.canvas.width} ${context.canvas.height} ${colours.map}`;
    const still = view === this.#seenView;
    this.#seenView = view;
    if (still && (view !== this.#view || now - this.#drawnAt > EVERY_MS)) {
      this.#drawnAt = now;
      this.#view = view;
      this.#redraw(context.canvas, viewport, colours, rovers, ratio);
    }
    if (view === this.#view) context.drawImage(this.#sheet, 0, 0, viewport.width, viewport.height);
  }

  #redraw(canvas, viewport, colours, rovers, ratio) {
    this.#sheet.width = canvas.width; // clears it too
    this.#sheet.height = canvas.height;
    const context = this.#sheet.getContext('2d');
    context.scale(ratio, ratio);
    trails(context, viewport, colours, rovers);
  }
}

function trails(context, viewport, colours, rovers) {
  const most = Math.min(60, Math.floor(SEGMENTS / rovers.length));
  const {scale} = viewport;
  const [left, top] = viewport.toScreen(0, 0);
  context.lineWidth = 1.5;
  context.lineJoin = 'bevel';
  context.globalAlpha = 0.38;
  for (const rover of rovers) {
    const {trail} = rover;
    const points = Math.min(trail.length, most);
    const kind = kindOf(rover);
    context.strokeStyle = kind === 'gone' ? colours.off : colours[kind];
    context.beginPath();
    context.moveTo(rover.left, rover.top);
    for (let nth = 0; nth < points; nth++) {
      const at = trail.newest(nth);
      context.lineTo(left + trail.points[at] * scale, top - trail.points[at + 1] * scale);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}
