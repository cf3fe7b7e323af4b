import {metres} from '../format.js';
import {label} from './zone-layer.js';

/** The ground: a grid in metres and its two axes. */
export function drawGround(context, viewport, colours) {
  const {width, height} = viewport;
  context.fillStyle = colours.map;
  context.fillRect(0, 0, width, height);
  const step = viewport.gridStep();
  context.lineWidth = 1;
  context.strokeStyle = colours['map-grid'];
  lines(context, viewport, step, false);
  context.strokeStyle = colours['map-axis'];
  lines(context, viewport, step, true);
}

/** A picture, the yard's for one. @param corners its top left, top right and bottom left on the plane, or null */
export function drawPicture(context, viewport, picture, corners, opacity = 0.85) {
  if (!corners) return;
  const [a, b, c] = corners.map(({x, y}) => viewport.toScreen(x, y));
  const {width, height} = picture;
  context.save();
  context.transform((b[0] - a[0]) / width, (b[1] - a[1]) / width, (c[0] - a[0]) / height, (c[1] - a[1]) / height, a[0], a[1]);
  context.globalAlpha = opacity;
  context.drawImage(picture, 0, 0);
  context.restore();
}

/** Where north is: always up, and now it says so. */
export function drawNorth(context, viewport, colours) {
  const left = viewport.width - 30;
  context.strokeStyle = context.fillStyle = colours['map-text'];
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, 46);
  context.lineTo(left, 28);
  context.stroke();
  context.beginPath();
  context.moveTo(left, 22);
  context.lineTo(left + 5, 31);
  context.lineTo(left - 5, 31);
  context.fill();
  context.font = colours.font;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  label(context, colours, 'N', left, 20, colours['map-text']);
}

const MOST_LINES = 1000;

function lines(context, viewport, step, axes) {
  const low = viewport.toPlane(0, viewport.height);
  const high = viewport.toPlane(viewport.width, 0);
  context.beginPath();
  for (let n = 0, i = Math.ceil(low.x / step); i * step <= high.x && n < MOST_LINES; i++, n++) {
    if ((i === 0) === axes) {
      const left = Math.round(viewport.toScreen(i * step, 0)[0]) + 0.5;
      context.moveTo(left, 0);
      context.lineTo(left, viewport.height);
    }
  }
  for (let n = 0, i = Math.ceil(low.y / step); i * step <= high.y && n < MOST_LINES; i++, n++) {
    if ((i === 0) === axes) {
      const top = Math.round(viewport.toScreen(0, i * step)[1]) + 0.5;
      context.moveTo(0, top);
      context.lineTo(viewport.width, top);
    }
  }
  context.stroke();
}

/** Where the base station's antenna is. */
export function drawBase(context, viewport, colours, {x, y}) {
  const [left, top] = viewport.toScreen(x, y);
  context.fillStyle = colours.map;
  context.strokeStyle = colours['map-text'];
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, top - 7);
  context.lineTo(left + 6, top + 5);
  context.lineTo(left - 6, top + 5);
  context.closePath();
  context.fill();
  context.stroke();
  context.font = colours.font;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  label(context, colours, 'Base', left, top + 9, colours['map-text']);
}

/** A bar that tells the scale. */
export function drawScale(context, viewport, colours) {
  const step = viewport.gridStep(80);
  const pixels = step * viewport.scale;
  const right = viewport.width - 64;
  const bottom = viewport.height - 16;
  context.strokeStyle = colours['map-text'];
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(right - pixels, bottom - 5);
  context.lineTo(right - pixels, bottom);
  context.lineTo(right, bottom);
  context.lineTo(right, bottom - 5);
  context.stroke();
  context.fillStyle = colours['map-text'];
  context.font = colours.font;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(step < 1 ? metres(step) : step < 1000 ? `${step} m` : `${step / 1000} km`, right - pixels / 2, bottom - 3);
}
