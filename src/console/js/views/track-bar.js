import {attribute, h, text} from '../dom.js';
import {download} from '../download.js';
import {moment, span} from '../format.js';
import {DAY_MS} from '../tracks.js';

const STEP_MS = 60_000;
const STEPS = DAY_MS / STEP_MS;
const SPANS = [[DAY_MS, 'the whole day'], [3_600_000, 'the hour before'], [600_000, 'ten minutes before']];

/** The switch for tracks on a map, and the time up to which they are shown. */
export class TrackBar {
  /** Whether the switch is on. */
  wanted = false;

  constructor(depot) {
    this.depot = depot;
    this.tracks = depot.tracks;
    this.button = h('button.small', {type: 'button', 'aria-pressed': 'false', onclick: () => this.#switch(!this.wanted)}, 'Tracks');
    this.slider = h('input', {type: 'range', min: 0, max: STEPS, step: 1, value: STEPS, 'aria-label': 'Time up to which tracks are shown',
      oninput: () => this.#slide()});
    this.time = h('output.track-time');
    this.span = h('select', {'aria-label': 'How much of the tracks is shown',
      onchange: () => this.tracks.reachBack(Number(this.span.value))}, SPANS.map(([value, label]) => h('option', {value}, label)));
    this.export = h('button.small', {type: 'button', title: 'What is shown, as GeoJSON', onclick: () => this.#export()}, 'Export');
    this.words = h('p.small.muted', {hidden: true, role: 'status'});
    this.panel = h('div.track-panel', {hidden: true}, this.slider, h('div.track-line', {}, this.time, this.span, this.export), this.words);
    this.element = h('section.track-bar', {'aria-label': 'Tracks'}, this.button, this.panel);
  }

  #switch(on) {
    this.wanted = on;
    this.tracks.show(on);
  }

  /** The map is shown. */
  show() {
    this.tracks.show(this.wanted);
  }

  /** The map is not shown any more: nothing is asked for. */
  hide() {
    this.tracks.show(false);
  }

  #slide() {
    const back = STEPS - this.slider.valueAsNumber;
    this.tracks.pointAt(back === 0 || this.tracks.to === 0 ? null : this.tracks.to - back * STEP_MS);
    this.update();
  }

  #export() {
    const {from, to} = this.tracks.window;
    download(this.depot.services.discovery, `tracks.geojson?from=${Math.floor(from)}&to=${Math.floor(to)}`, 'tracks.geojson');
  }

  update() {
    const {tracks} = this;
    attribute(this.button, 'aria-pressed', tracks.shown);
    this.panel.hidden = !tracks.shown;
    if (!tracks.shown) return;
    const back = tracks.at === null ? 0 : Math.round((tracks.to - tracks.at) / STEP_MS);
    if (this.slider.valueAsNumber !== STEPS - back) this.slider.value = STEPS - back;
    const words = tracks.at === null ? 'Now' : `${moment(tracks.at, new Date(tracks.to))}, ${span((tracks.to - tracks.at) / 1000)} ago`;
    text(this.time, words);
    attribute(this.slider, 'aria-valuetext', words);
    this.slider.disabled = this.export.disabled = tracks.to === 0;
    const note = this.#note();
    this.words.hidden = !note;
    text(this.words, note);
  }

  #note() {
    const {tracks} = this;
    if (tracks.problem) return tracks.problem;
    if (tracks.loading) return 'Loading…';
    const {from, to} = tracks.window;
    const any = [...tracks.rovers.values()].some(lines => lines.some(line => line.end >= from && line.begin <= to));
    if (!any) return 'No track was kept in this time.';
    if (!this.depot.site.toPlane) return 'Tracks are in degrees: they have no place on this map while the site’s origin is not set.';
    return tracks.complete ? '' : 'There are more points than are shown: corners may be cut.';
  }
}
