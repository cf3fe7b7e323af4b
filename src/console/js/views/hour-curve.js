import {attribute, s} from '../dom.js';

const WIDTH = 240;
const HEIGHT = 40;

/** The last hour of one value, or of several of a kind, from their least to their most; a gap where nothing was reported. */
export class HourCurve {
  constructor(name) {
    this.name = name;
    this.curves = s('g');
    this.element = s('svg.chart.hour', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
      'aria-label': `${name}: no curve yet`},
      s('path.rule', {d: `M0 ${HEIGHT - 0.5}H${WIDTH}`}), this.curves);
  }

  /** @param lists of points, oldest first, null for none @param show a number for people */
  show(lists, show) {
    const known = lists.flat().filter(value => value !== null);
    const least = Math.min(...known);
    const most = Math.max(...known);
    this.curves.replaceChildren(...lists.map(list => s('path.curve', {d: path(list, least, most) || null})));
    attribute(this.element, 'aria-label', known.length ? `${this.name}, the last hour: ${show(least)} to ${show(most)}`
        : `${this.name}: nothing in the last hour`);
  }
}

/** A point that stands alone is a dash, so that it is seen. Pure. */
export function path(list, least, most) {
  const step = WIDTH / Math.max(1, list.length - 1);
  const spread = most - least || 1;
  let open = false;
  return list.map((value, i) => {
    if (value === null) {
      open = false;
      return '';
    }
    const x = i * step;
    const y = (HEIGHT - 3 - (most === least ? 0.5 : (value - least) / spread) * (HEIGHT - 6)).toFixed(1);
    const alone = !open && list[i + 1] == null;
    const point = `${open ? 'L' : 'M'}${x.toFixed(1)} ${y}${alone ? 'h1' : ''}`;
    open = true;
    return point;
  }).join('');
}
