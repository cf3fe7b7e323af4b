import {h, s} from '../dom.js';
import {moment, span} from '../format.js';

const TRACK = 260;
const WIDTH = 240;
const HEIGHT = 44;
const FIRST = ['/power/battery_voltage', '/power/system_current', '/velocity/linear/actual', '/motors/total_current'];
const MOST_CURVES = 12;
const MOST_EVENTS = 200;

/** What archive found in a session's recording: its track, its curves and its events. */
export class SessionDetail {
  constructor(depot, session) {
    this.archive = depot.services.archive;
    this.session = session;
    this.element = h('div.session-detail', {}, h('p.muted', {role: 'status'}, 'Loading…'));
    this.#load();
  }

  async #load() {
    const id = encodeURIComponent(this.session.session_id);
    try {
      const [summary, curves] =
        await Promise.all([this.archive.call('GET', `sessions/${id}/summary`), this.archive.call('GET', `sessions/${id}/curves`)]);
      this.element.replaceChildren(this.#facts(summary),
        h('div.session-parts', {}, this.#track(curves.track), this.#curves(curves.curves, id), this.#events(summary)));
    } catch (error) {
      this.element.replaceChildren(h('p.problem', {role: 'alert'}, error.message));
    }
  }

  #facts(summary) {
    const volts = summary.batteryVolts;
    const facts = [`${summary.distanceMetres.toFixed(1)} m driven`, summary.durationSeconds ? span(summary.durationSeconds) : null,
      volts ? `${(volts.lowestKnown ?? volts.min).toFixed(1)} to ${volts.max.toFixed(1)} V` : null,
      summary.motorCelsiusMax == null ? null : `motors to ${Math.round(summary.motorCelsiusMax)} °C`,
      summary.systemAmperesMax == null ? null : `to ${summary.systemAmperesMax.toFixed(1)} A`,
      summary.lidarFrames ? `${summary.lidarFrames.toLocaleString('en')} scans` : null, summary.complete ? null
      : 'cut: what came before the cut is shown'];
    return h('p', {}, facts.filter(Boolean).join(' · '), summary.fault ? h('span.problem', {}, ` ${summary.fault}`) : null);
  }

  /** In the rover's own frame, one scale for both axes. */
  #track(poses) {
    if (!poses.length) return h('figure', {}, h('figcaption', {}, 'No poses'));
    const xs = poses.map(pose => pose[1]);
    const ys = poses.map(pose => pose[2]);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const size = Math.max(right - left, high - low, 1);
    const drawn = part => (part / size * (TRACK - 20) + 10).toFixed(1);
    const at = pose => `${drawn(pose[1] - left)} ${drawn(high - pose[2])}`;
    const [x, y] = at(poses[0]).split(' ');
    return h('figure', {},
      s('svg.chart.track', {viewBox: `0 0 ${TRACK} ${((high - low) / size * (TRACK - 20) + 20).toFixed(1)}`, role: 'img',
        'aria-label': `Track of ${size.toFixed(1)} m across, from where the small circle is`},
      s('path.curve', {d: `M${poses.map(at).join('L')}`}), s('circle.last', {cx: x, cy: y, r: 3.5})),
      h('figcaption', {}, `Track, ${size.toFixed(0)} m across, in the rover’s own frame`));
  }

  #curves(all, id) {
    const names = Object.keys(all).filter(name => all[name].length > 1);
    names.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
    return h('div.session-curves', {}, names.slice(0, MOST_CURVES).map(name => {
      const points = all[name];
      const least = Math.min(...points.map(point => point[1]));
      const most = Math.max(...points.map(point => point[2]));
      const path = `sessions/${id}/scalars.csv?entity=${encodeURIComponent(name)}`;
      const link = h('a', {href: this.archive.base + path, onclick: () => { link.href = this.archive.address(path); }}, name);
      return h('figure', {}, s('svg.chart', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
        'aria-label': `${name}: ${number(least)} to ${number(most)}`},
        s('path.curve', {d: curve(points, least, most)})), h('figcaption', {}, link, ` ${number(least)} to ${number(most)}`));
    }));
  }

  #events(summary) {
    const all = [...summary.modes.map(mode => ({at: mode.at, words: `Mode ${mode.mode}`})),
      ...summary.events.map(event => ({at: event.at, words: event.text}))]
      .sort((one, other) => one.at.localeCompare(other.at));
    return h('ol.session-events', {'aria-label': 'Modes and events'}, all.slice(0, MOST_EVENTS)
        .map(each => h('li', {}, h('time.faint', {}, moment(each.at)), ` ${each.words}`)));
  }
}

function rank(name) {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}

function number(value) {
  return Number(value.toPrecision(4)).toLocaleString('en', {maximumFractionDigits: 3});
}

/** From the lowest to the highest of each piece of time. */
function curve(points, least, most) {
  const [from, until] = [points[0][0], points.at(-1)[0]];
  const x = seconds => ((seconds - from) / (until - from || 1) * WIDTH).toFixed(1);
  const y = value => (HEIGHT - 3 - (most === least ? 0.5 : (value - least) / (most - least)) * (HEIGHT - 6)).toFixed(1);
  return points.map((point, i) =>
      `${i ? 'L' : 'M'}${x(point[0])} ${y(point[1])}${point[1] === point[2] ? '' : `L${x(point[0])} ${y(point[2])}`}`).join('');
}
