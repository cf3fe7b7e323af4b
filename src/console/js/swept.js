// How much of an area a track has swept. In rows across the area, and exact along each of them. Pure.
//
// Swept is what is within half the working width of the track, as dispatch counts what a route would cover; between lines nothing is.

import {bounds} from './ground.js';

const ROWS_A_WIDTH = 20;
const LEAST_ROWS = 400;
const MOST_ROWS = 4000;
const MOST_CUTS = 3_000_000; // pieces of the track times rows

/**
 * @param area its corners on the plane
 * @param keepOuts corners of each polygon that is no part of it
 * @param lines of places on the plane, [[{x, y}]]
 * @param width that is worked as a rover passes, metres
 * @returns {share, metres2}: 0 to 1, and the size of the area without the keep-outs; share is null where that is nothing
 */
export function swept(area, keepOuts, lines, width) {
  const box = area.length > 2 ? bounds(area) : null;
  if (!box || !(width > 0) || !(box.top > box.bottom)) return {share: null, metres2: 0};
  const reach = width / 2;
  const pieces = near(lines, box, reach);
  const step = stepOf(pieces, box, width);
  const rows = Math.max(1, Math.round((box.top - box.bottom) / step));
  const between = (box.top - box.bottom) / rows;
  const cutsAt = cutter(pieces, reach);
  let all = 0;
  let covered = 0;
  for (let row = 0; row < rows; row++) {
    const y = box.bottom + (row + 0.5) * between;
    const free = without(stretches(area, y), joined(keepOuts.flatMap(corners => stretches(corners, y))));
    all += total(free);
    covered += shared(free, joined(cutsAt(y)));
  }
  return {share: all > 0 ? covered / all : null, metres2: all * between};
}

/** From place to place, those that may touch the box; a place alone is one from itself to itself. */
function near(lines, box, reach) {
  const pieces = [];
  for (const line of lines) {
    for (let i = line.length > 1 ? 1 : 0; i < line.length; i++) {
      const [a, b] = [line[Math.max(0, i - 1)], line[i]];
      if (Math.max(a.x, b.x) >= box.left - reach && Math.min(a.x, b.x) <= box.right + reach && Math.max(a.y, b.y) >= box.bottom - reach
        && Math.min(a.y, b.y) <= box.top + reach) pieces.push([a, b]);
    }
  }
  return pieces;
}

function stepOf(pieces, box, width) {
  const high = box.top - box.bottom;
  const step = Math.max(high / MOST_ROWS, Math.min(width / ROWS_A_WIDTH, high / LEAST_ROWS));
  const cuts = pieces.reduce((sum, [a, b]) => sum + Math.min(high, Math.abs(b.y - a.y) + width) / step + 1, 0);
  return step * Math.max(1, cuts / MOST_CUTS);
}

/** Gives for one row after the other, from below, where along it each piece has swept. */
function cutter(pieces, reach) {
  const waiting = pieces.map(([a, b]) => ({a, b, low: Math.min(a.y, b.y) - reach, high: Math.max(a.y, b.y) + reach})).sort((one, other) =>
    other.low - one.low);
  let active = [];
  return y => {
    active = active.filter(each => each.high >= y);
    while (waiting.length && waiting.at(-1).low <= y) active.push(waiting.pop());
    return active.map(({a, b}) => cutOf(a, b, y, reach)).filter(Boolean);
  };
}

/** Where a row crosses what is within reach of the way from a to b: that is round at both ends and has two straight sides. */
function cutOf(a, b, y, reach) {
  let left = Infinity;
  let right = -Infinity;
  const take = x => {
    left = Math.min(left, x);
    right = Math.max(right, x);
  };
  for (const end of [a, b]) {
    const off = y - end.y;
    if (Math.abs(off) > reach) continue;
    const half = Math.sqrt(reach * reach - off * off);
    take(end.x - half);
    take(end.x + half);
  }
  const far = Math.hypot(b.x - a.x, b.y - a.y);
  for (const side of far > 0 && a.y !== b.y ? [reach, -reach] : []) {
    const [dx, dy] = [-(b.y - a.y) / far * side, (b.x - a.x) / far * side];
    const part = (y - a.y - dy) / (b.y - a.y);
    if (part >= 0 && part <= 1) take(a.x + dx + (b.x - a.x) * part);
  }
  return right > left ? [left, right] : null;
}

/** From where to where a row is within a polygon. */
function stretches(corners, y) {
  const crossed = [];
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [a, b] = [corners[j], corners[i]];
    if ((a.y > y) !== (b.y > y)) crossed.push(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
  crossed.sort((one, other) => one - other);
  return Array.from({length: crossed.length >> 1}, (_, i) => [crossed[i * 2], crossed[i * 2 + 1]]);
}

/** In order, those that touch made one. */
function joined(list) {
  const result = [];
  for (const [left, right] of list.sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && left <= last[1]) last[1] = Math.max(last[1], right);
    else result.push([left, right]);
  }
  return result;
}

function without(list, holes) {
  return list.flatMap(([from, to]) => {
    const rest = [];
    let left = from;
    for (const hole of holes) {
      if (hole[1] <= left || hole[0] >= to) continue;
      if (hole[0] > left) rest.push([left, hole[0]]);
      left = hole[1];
    }
    if (left < to) rest.push([left, to]);
    return rest;
  });
}

function total(list) {
  return list.reduce((sum, [left, right]) => sum + right - left, 0);
}

/** How long what both lists have is; both are in order. */
function shared(one, other) {
  let sum = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    sum += Math.max(0, Math.min(one[i][1], other[j][1]) - Math.max(one[i][0], other[j][0]));
    if (one[i][1] < other[j][1]) i++;
    else j++;
  }
  return sum;
}
