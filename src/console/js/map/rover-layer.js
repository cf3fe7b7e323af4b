import {label} from './zone-layer.js';

const TRAIL_SEGMENTS = 12_000; // for the whole fleet in one frame
const FEW = 60; // rovers in view up to which each has its name

const KINDS = ['off', 'idle', 'teleop', 'driving', 'bad', 'bad'];

/** Which colour a rover has. */
export function kindOf(rover) {
  return rover.online ? KINDS[rover.mode] ?? 'idle' : 'gone';
}

/**
 * Rovers with their headings, and behind them their trails. All of one colour go into one path: a canvas is quick at few
 * large paths and slow at many small ones.
 *
 * @param chosen the id of the rover that stands out, or null
 * @param alarmed ids of those with an alarm
 */
export function drawRovers(context, viewport, colours, rovers, chosen, alarmed) {
  const seen = [];
  const byKind = new Map();
  const margin = 40;
  for (const rover of rovers) {
    const [left, top] = viewport.toScreen(rover.x, rover.y);
    if (left < -margin || top < -margin || left > viewport.width + margin || top > viewport.height + margin) continue;
    rover.left = left;
    rover.top = top;
    seen.push(rover);
    const kind = kindOf(rover);
    const same = byKind.get(kind);
    if (same) same.push(rover);
    else byKind.set(kind, [rover]);
  }
  const size = seen.length > 400 ? 6 : seen.length > FEW ? 7.5 : 10;
  for (const [kind, same] of byKind) drawTrails(context, viewport, kind === 'gone' ? colours.off : colours[kind], same, seen.length);
  for (const [kind, same] of byKind) drawKind(context, colours, kind, same, size);
  drawMarks(context, colours, seen, size, chosen, alarmed);
  drawNames(context, colours, seen, size, chosen, alarmed);
  return seen;
}

function drawTrails(context, viewport, colour, rovers, count) {
  const most = Math.min(60, Math.floor(TRAIL_SEGMENTS / count));
  const {scale, x, y} = viewport;
  const left = viewport.width / 2 - x * scale;
  const top = viewport.height / 2 + y * scale;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.globalAlpha = 0.38;
  context.beginPath();
  for (const rover of rovers) {
    const {trail} = rover;
    const points = Math.min(trail.length, most);
    if (points < 1) continue;
    context.moveTo(rover.left, rover.top);
    for (let nth = 0; nth < points; nth++) {
      const at = trail.newest(nth);
      context.lineTo(left + trail.points[at] * scale, top - trail.points[at + 1] * scale);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

function drawKind(context, colours, kind, rovers, size) {
  context.beginPath();
  for (const rover of rovers) arrow(context, rover, size);
  context.lineJoin = 'round';
  if (kind === 'gone') {
    context.fillStyle = colours.map;
    context.fill();
    context.strokeStyle = colours.off;
    context.lineWidth = 1.5;
    context.stroke();
    return;
  }
  context.strokeStyle = colours.map;
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = colours[kind];
  context.fill();
}

/** A dart that points where the rover does; the canvas's y goes down. */
function arrow(context, {left, top, theta}, size) {
  const cos = Math.cos(theta) * size;
  const sin = -Math.sin(theta) * size;
  context.moveTo(left + cos, top + sin);
  context.lineTo(left - cos * 0.8 - sin * 0.72, top - sin * 0.8 + cos * 0.72);
  context.lineTo(left - cos * 0.42, top - sin * 0.42);
  context.lineTo(left - cos * 0.8 + sin * 0.72, top - sin * 0.8 - cos * 0.72);
  context.closePath();
}

function drawMarks(context, colours, rovers, size, chosen, alarmed) {
  context.lineWidth = 2;
  context.strokeStyle = colours.bad;
  context.beginPath();
  for (const rover of rovers) {
    if (alarmed.has(rover.id)) ring(context, rover, size + 5);
  }
  context.stroke();
  const rover = chosen && rovers.find(each => each.id === chosen);
  if (rover) {
    context.strokeStyle = colours.text;
    context.beginPath();
    ring(context, rover, size + 9);
    context.stroke();
  }
}

function ring(context, {left, top}, radius) {
  context.moveTo(left + radius, top);
  context.arc(left, top, radius, 0, 7);
}

function drawNames(context, colours, rovers, size, chosen, alarmed) {
  const all = rovers.length <= FEW;
  context.font = colours.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let named = 0;
  for (const rover of rovers) {
    const important = rover.id === chosen || alarmed.has(rover.id) && named < FEW;
    if (!all && !important) continue;
    named++;
    const name = rover.name.length > 28 ? `${rover.name.slice(0, 27)}…` : rover.name;
    label(context, colours, name, rover.left + size + 7, rover.top, rover.online ? colours.text : colours['map-text']);
  }
}
