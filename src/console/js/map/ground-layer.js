import {metres} from '../format.js';

/** The ground: a grid in metres, the two axes, the base station at their crossing, and a bar that tells the scale. */
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

function lines(context, viewport, step, axes) {
  const low = viewport.toPlane(0, viewport.height);
  const high = viewport.toPlane(viewport.width, 0);
  context.beginPath();
  for (let i = Math.ceil(low.x / step); i * step <= high.x; i++) {
    if ((i === 0) === axes) {
      const left = Math.round(viewport.toScreen(i * step, 0)[0]) + 0.5;
      context.moveTo(left, 0);
      context.lineTo(left, viewport.height);
    }
  }
  for (let i = Math.ceil(low.y / step); i * step <= high.y; i++) {
    if ((i === 0) === axes) {
      const top = Math.round(viewport.toScreen(0, i * step)[1]) + 0.5;
      context.moveTo(0, top);
      context.lineTo(viewport.width, top);
    }
  }
  context.stroke();
}

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
