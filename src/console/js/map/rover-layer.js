import {label} from './zone-layer.js';

const MARGIN = 40; // pixels
const FEW = 60; // rovers in view up to which each has its name

const KINDS = ['off', 'idle', 'teleop', 'driving', 'bad', 'bad'];

/** Which colour a rover has. */
export function kindOf(rover) {
  return rover.online ? KINDS[rover.mode] ?? 'idle' : 'gone';
}

/**
 * Works out where each rover is on the screen, as its left and top, and which are on it. One whose place is not known is on none.
 */
export function roversInView(viewport, rovers) {
  const seen = [];
  for (const rover of rovers) {
    if (!rover.place) continue; // nobody knows where it is
    const [left, top] = viewport.toScreen(rover.x, rover.y);
    rover.left = left;
    rover.top = top;
    if (left > -MARGIN && top > -MARGIN && left < viewport.width + MARGIN && top < viewport.height + MARGIN) seen.push(rover);
  }
  return seen;
}

/**
 * Rovers with their headings, marks and names.
 *
 * @param seen those on the screen
 * @param chosen the id of the rover that stands out, or null
 * @param alarmed ids of those with an alarm
 */
export function drawRovers(context, sprites, colours, seen, chosen, alarmed) {
  const size = (seen.length > 400 ? 6 : seen.length > FEW ? 7.5 : 10) * colours.fontSize / 12;
  sprites.prepare(colours, size, context.getTransform().a);
  for (const rover of seen) sprites.draw(context, kindOf(rover), rover.left, rover.top, rover.place.theta === null ? null : rover.theta);
  drawMarks(context, colours, seen, size, chosen, alarmed);
  drawNames(context, colours, seen, size, chosen, alarmed);
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

/** Names that would lie on others are left out; those that matter most come first. */
function drawNames(context, colours, rovers, size, chosen, alarmed) {
  const rank = rover => (rover.id === chosen ? 2 : alarmed.has(rover.id) ? 1 : 0);
  const named = rovers.length <= FEW ? [...rovers] : rovers.filter(rank);
  context.font = colours.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const high = colours.fontSize * 1.15;
  const taken = [];
  for (const rover of named.sort((a, b) => rank(b) - rank(a)).slice(0, FEW)) {
    const name = rover.name.length > 28 ? `${rover.name.slice(0, 27)}…` : rover.name;
    const left = rover.left + size + (rank(rover) ? 13 : 7);
    const right = left + widthOf(context, name);
    if (taken.some(other => left < other.right && right > other.left && Math.abs(rover.top - other.top) < high)) continue;
    taken.push({left, right, top: rover.top});
    label(context, colours, name, left, rover.top, rover.online ? colours.text : colours['map-text']);
  }
}

const widths = new Map();

/** Measuring a text is dear, and names stay. */
function widthOf(context, name) {
  const key = context.font + name;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 2000) widths.clear();
    widths.set(key, width = context.measureText(name).width);
  }
  return width;
}
