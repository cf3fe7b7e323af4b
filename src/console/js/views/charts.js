import {attribute, h, keyed, parts, s, text} from '../dom.js';
import {metres, stopwatch} from '../format.js';

const KNOWN = ['gps', 'glonass', 'galileo', 'beidou'];
const LETTERS = {gps: 'G', glonass: 'R', galileo: 'E', beidou: 'C', qzss: 'J', sbas: 'S', imes: 'I', navic: 'N'};
const SKY = 100; // half the plot's size
const CHART = {height: 210, left: 52, right: 10, top: 10, bottom: 24};

/** A satellite's short name, such as G12 (RINEX 3.05, section 3.5). */
export function satelliteName(satellite) {
  return (LETTERS[satellite.constellation] ?? '?') + String(satellite.number).padStart(2, '0');
}

export function colourClass(constellation) {
  return KNOWN.includes(constellation) ? constellation : 'other';
}

/** The sky above the antenna, north up, the horizon outside; hollow is not used. */
export class SkyPlot {
  constructor() {
    const ring = radius => s('circle.rule', {r: radius});
    const letter = (name, x, y) => s('text', {x, y, 'text-anchor': 'middle', 'dominant-baseline': 'central'}, name);
    this.satellites = s('g');
    this.element = s('svg.chart.sky', {viewBox: '-118 -116 236 232', role: 'img', 'aria-label': 'Sky plot: no satellites yet'}, ring(SKY),
      ring(SKY * 2 / 3), ring(SKY / 3),
      s('path.rule', {d: `M-${SKY} 0H${SKY}M0 -${SKY}V${SKY}`}), letter('N', 0, -109), letter('E', 110, 0), letter('S', 0, 109),
      letter('W', -110, 0), this.satellites);
  }

  show(satellites) {
    const placed = satellites.filter(each => each.azimuth != null && each.elevation != null && each.elevation >= 0);
    attribute(this.element, 'aria-label', `Sky plot: ${placed.length} satellites, ${placed.filter(each => each.used).length} used`);
    keyed(this.satellites, placed,
      satelliteName, () => s('g', {}, s('circle', {r: 8}), s('text', {'text-anchor': 'middle', 'dominant-baseline': 'central'}),
        s('title')),
      (element, each) => {
        const radius = SKY * (1 - each.elevation / (Math.PI / 2));
        attribute(element, 'transform',
          `translate(${(radius * Math.sin(each.azimuth)).toFixed(1)} ${(-radius * Math.cos(each.azimuth)).toFixed(1)})`);
        attribute(element, 'class', `sat ${colourClass(each.constellation)}${each.used === false ? ' unused' : ' used'}`);
        text(element.childNodes[1], each.number);
        const strength = each.carrierToNoise ? `, ${each.carrierToNoise} dB-Hz` : '';
        text(element.childNodes[2],
          `${satelliteName(each)}: ${degrees(each.elevation)} high, ${degrees(each.azimuth)} from north${strength}`);
      });
  }
}

function degrees(radians) {
  return `${Math.round(radians * 180 / Math.PI)}°`;
}

const LOUDEST_DBHZ = 55;

/** Carrier to noise, a bar for each satellite. */
export class NoiseBars {
  constructor() {
    this.element = h('ol.noise', {'aria-label': 'Carrier to noise of each satellite, dB-Hz'});
  }

  show(satellites) {
    keyed(this.element, satellites.filter(each => each.carrierToNoise != null), satelliteName,
      () => h('li', {}, h('span', {'data-part': 'value'}), h('i', {'data-part': 'bar'}), h('span', {'data-part': 'name'})),
      (element, each) => {
        const part = parts(element);
        attribute(element, 'class', each.used === false ? 'unused' : null);
        text(part.value, each.carrierToNoise);
        text(part.name, satelliteName(each));
        attribute(part.bar, 'class', `swatch-bar swatch ${colourClass(each.constellation)}`);
        part.bar.style.height = `${Math.min(100, each.carrierToNoise / LOUDEST_DBHZ * 100) * 0.78}%`;
      });
  }
}

/** How a survey's accuracy gets better: logarithmic, with the goal as a line. */
export class Convergence {
  constructor() {
    this.rules = s('g');
    this.goal = s('path.goal');
    this.curve = s('path.curve');
    this.last = s('circle.last', {r: 3.5});
    this.element = s('svg.chart', {height: CHART.height, role: 'img', 'aria-label': 'Accuracy of the survey: no curve yet'}, this.rules,
      this.goal, this.curve, this.last);
  }

  /** @param points [{seconds, metres}] @param goal {seconds, metres}, or null where nobody knows it */
  show(points, goal) {
    const {height, left, right, top, bottom} = CHART;
    const width = this.element.clientWidth || 560; // a unit is a pixel, so that letters keep their size
    const last = points.at(-1);
    attribute(this.element, 'aria-label',
      last ? `Accuracy of the survey: ${metres(last.metres)} after ${stopwatch(last.seconds)}` : 'No survey');
    const values = points.map(point => point.metres).filter(value => value > 0);
    const low = Math.floor(Math.log10(Math.min(...values, goal?.metres ?? 1)) - 0.05);
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, goal?.metres ?? 1)) + 0.05));
    const longest = Math.max(60, last?.seconds ?? 0, goal && (last?.seconds ?? 0) < goal.seconds * 2 ? goal.seconds : 0);
    const x = seconds => left + seconds / longest * (width - left - right);
    const y = value => top + (high - Math.log10(Math.max(value, 10 ** low))) / (high - low) * (height - top - bottom);
    const decades = Array.from({length: high - low + 1}, (_, i) => 10 ** (low + i));
    this.rules.replaceChildren(...decades.map(value => s('g', {}, s('path.rule', {d: `M${left} ${y(value)}H${width - right}`}),
      s('text', {x: left - 8, y: y(value), 'text-anchor': 'end', 'dominant-baseline': 'central'},
        value >= 1 ? `${value} m` : metres(value)))),
    ...[0, 0.5, 1].map(part => s('text', {x: x(longest * part), y: height - 6, 'text-anchor': ['start', 'middle', 'end'][part * 2]},
      stopwatch(longest * part))));
    attribute(this.last, 'hidden', last ? null : '');
    if (last) {
      attribute(this.last, 'cx', x(last.seconds).toFixed(1));
      attribute(this.last, 'cy', y(last.metres).toFixed(1));
    }
    attribute(this.goal, 'd', goal ? `M${left} ${y(goal.metres)}H${width - right}` : null);
    attribute(this.curve, 'd',
      points.length > 1 ? points.map((point, i) => `${i ? 'L' : 'M'}${x(point.seconds).toFixed(1)} ${y(point.metres).toFixed(1)}`).join('')
        : null);
  }
}

/** A small line of delays; a gap where none came. */
export class Sparkline {
  constructor() {
    this.curve = s('path.curve');
    this.element = s('svg.chart.spark', {viewBox: '0 0 240 40', preserveAspectRatio: 'none', 'aria-hidden': true},
      s('path.rule', {d: 'M0 39.5H240'}), this.curve);
  }

  show(values, most) {
    const top = Math.max(10, ...values.filter(value => value != null));
    let open = false;
    const d = values.map((value, i) => {
      if (value == null) {
        open = false;
        return '';
      }
      const x = 240 * (i + most - values.length) / (most - 1);
      const point = `${open ? 'L' : 'M'}${x.toFixed(1)} ${(38 - value / top * 36).toFixed(1)}`;
      open = true;
      return point;
    }).join('');
    attribute(this.curve, 'd', d || null);
  }
}
