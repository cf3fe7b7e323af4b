import {bounds} from '../ground.js';

const MOST_NAMES = 200;
const DOTS_FROM_SPACING = 9; // pixels between waypoints from which each is drawn

/** A zone made ready for drawing: its polygon on the plane, its bounds. Kept by the zone's object, which is new with each change. */
const prepared = new WeakMap();

/** @param toPlane latitude and longitude to the plane, or null where nobody knows where the plane is */
export function shapeOf(zone, toPlane) {
  let shape = prepared.get(zone);
  if (!shape || shape.toPlane !== toPlane) {
    const corners = toPlane && zone.polygon ? zone.polygon.map(toPlane) : [];
    shape = {toPlane, corners, box: bounds([...zone.waypoints, ...corners])};
    prepared.set(zone, shape);
  }
  return shape;
}

/**
 * @param chosen the zone that stands out, or null
 * @param active ids of zones that a rover is on
 */
export function drawZones(context, viewport, colours, zones, toPlane, chosen, active) {
  const names = [];
  for (const zone of zones) {
    const {corners, box} = shapeOf(zone, toPlane);
    if (!box || !isSeen(viewport, box)) continue;
    const strong = zone.id === chosen || active.has(zone.id);
    const colour = zone.zoneType === 'keepout' ? colours.bad : strong ? colours.route : colours.zone;
    if (corners.length > 2) drawArea(context, viewport, corners, colour, zone.id === chosen);
    if (zone.waypoints.length > 0) drawRoute(context, viewport, zone.waypoints, colour, zone.id === chosen);
    names.push({name: zone.name, box, strong});
  }
  drawNames(context, viewport, colours, names);
}

/** Names that would lie on others are left out; those that stand out come first. */
function drawNames(context, viewport, colours, names) {
  const high = colours.fontSize * 1.3;
  const taken = [];
  for (const each of names.sort((a, b) => b.strong - a.strong).slice(0, MOST_NAMES)) {
    const [left, top] = viewport.toScreen(each.box.left, each.box.top);
    context.font = colours.font;
    const name = each.name.length > 28 ? `${each.name.slice(0, 27)}…` : each.name;
    const right = left + context.measureText(name).width;
    if (taken.some(other => left < other.right && right > other.left && Math.abs(top - other.top) < high)) continue;
    if (drawName(context, viewport, colours, name, each.box, each.strong)) taken.push({left, right, top});
  }
}

function isSeen(viewport, box) {
  const [left, bottom] = viewport.toScreen(box.left, box.bottom);
  const [right, top] = viewport.toScreen(box.right, box.top);
  return right > -20 && left < viewport.width + 20 && bottom > -20 && top < viewport.height + 20;
}

function trace(context, viewport, points) {
  context.beginPath();
  points.forEach((point, i) => {
    const [left, top] = viewport.toScreen(point.x, point.y);
    if (i) context.lineTo(left, top);
    else context.moveTo(left, top);
  });
}

function drawArea(context, viewport, corners, colour, chosen) {
  trace(context, viewport, corners);
  context.closePath();
  context.globalAlpha = chosen ? 0.16 : 0.09;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = chosen ? 1 : 0.7;
  context.strokeStyle = colour;
  context.lineWidth = chosen ? 2 : 1.25;
  context.setLineDash([7, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawRoute(context, viewport, points, colour, chosen) {
  context.globalAlpha = chosen ? 1 : 0.75;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = chosen ? 2.25 : 1.5;
  context.lineJoin = 'round';
  trace(context, viewport, points);
  context.stroke();
  context.beginPath();
  let last = null;
  for (const point of points) {
    const [left, top] = viewport.toScreen(point.x, point.y);
    if (last && Math.hypot(left - last[0], top - last[1]) < DOTS_FROM_SPACING) continue;
    last = [left, top];
    context.moveTo(left + 3, top);
    context.arc(left, top, chosen ? 3.5 : 2.5, 0, 7);
  }
  context.fill();
  const [left, top] = viewport.toScreen(points[0].x, points[0].y);
  context.beginPath(); // the start has a ring
  context.arc(left, top, 6.5, 0, 7);
  context.stroke();
  context.globalAlpha = 1;
}

function drawName(context, viewport, colours, name, box, strong) {
  const [left, top] = viewport.toScreen(box.left, box.top);
  const wide = (box.right - box.left) * viewport.scale;
  if (wide < 24 && !strong && (box.top - box.bottom) * viewport.scale < 24) return false;
  context.font = colours.font;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  label(context, colours, name, left, top - 6, strong ? colours.route : colours['map-text']);
  return true;
}

/** A text that stays readable over lines. */
export function label(context, colours, text, left, top, colour) {
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = colours.map;
  context.strokeText(text, left, top);
  context.fillStyle = colour;
  context.fillText(text, left, top);
}
