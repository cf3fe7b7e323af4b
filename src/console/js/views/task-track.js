import {h, text} from '../dom.js';
import {save} from '../download.js';
import {metres, span} from '../format.js';
import {toPlane} from '../ground.js';
import {swept} from '../swept.js';
import {accuracyOf, lengthOf, missing, readLines, toGeoJson} from '../track.js';
import {keepWorkingWidth, workingWidth} from '../working-width.js';

const MOST_POINTS = 100_000;
const GAP_MS = 15_000; // below that it is as good as whole
const PATIENCE_MS = 60_000;

/** Where a task's rover went from the task's start to its end, as discovery keeps it, and how much of the task's area that has covered. */
export class TaskTrack {
  #asked = 0;

  constructor(view, task) {
    this.view = view;
    this.task = task;
    this.lines = [];
    this.words = h('p', {'data-track': true, 'aria-live': 'polite'});
    this.width = h('input', {name: 'width', type: 'number', step: 'any', min: 0.05, max: 100, oninput: () => this.#showShare()});
    this.widthField = h('label.field', {hidden: true}, 'Working width, m', this.width);
    this.share = h('p.note', {hidden: true, 'data-share': true, 'aria-live': 'polite'});
    this.locate = h('button.small', {type: 'button', onclick: () => this.#locate()}, 'On the map');
    this.export = h('button.small', {type: 'button', onclick: () => this.#export()}, 'Export as GeoJSON');
    this.element = h('section.fields', {'aria-label': 'Track'}, h('h3', {}, 'Track'), this.words, this.widthField, this.share,
      h('div.buttons', {}, this.locate, this.export));
    const zone = this.#zone;
    this.width.value = zone ? workingWidth(zone.id) ?? '' : '';
    this.#show('Loading…');
  }

  get #zone() {
    return this.view.depot.plan.zoneOf(this.task);
  }

  /** @param task as it is now */
  async load(task) {
    this.task = task;
    const asked = ++this.#asked;
    const from = Date.parse(task.startedAt);
    if (!task.roverId || !Number.isFinite(from)) {
      this.#take([], 'It has not been driven: there is no track.');
      return;
    }
    try {
      const {discovery} = this.view.depot.services;
      const until = task.endedAt ? `&to=${Date.parse(task.endedAt)}` : '';
      const answer = await discovery.call('GET', `rovers/${encodeURIComponent(task.roverId)}/track?from=${from}${until}`,
        {patience: PATIENCE_MS});
      if (asked !== this.#asked) return;
      this.from = from;
      this.to = Number.isFinite(answer.to) ? answer.to : from;
      this.complete = answer.complete !== false;
      const lines = readLines(answer.lines, MOST_POINTS);
      this.#take(lines, lines.length ? '' : answer.kept === false ? 'No tracks are kept here.'
        : 'No track was kept: no position was told in that time, or it is too long ago.');
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#take([], error.status === 404 ? 'No track was kept: discovery does not know its rover.'
        : `The track cannot be read. ${error.message}`);
    }
  }

  #take(lines, none) {
    this.lines = lines;
    const {map} = this.view;
    map.tracks = lines.length ? {rovers: new Map([[this.task.roverId, lines]]), window: {from: this.from, to: this.to}, at: null,
      version: `task ${this.task.id} ${this.#asked}`} : null;
    map.redraw();
    this.#show(none);
  }

  /** Its places on a plane of their own: lengths and shares need no site. */
  get #plane() {
    const origin = this.#zone?.polygon?.[0] ?? this.lines[0].points[0];
    return place => toPlane(origin, place);
  }

  #show(none) {
    const any = this.lines.length > 0;
    this.locate.disabled = !any || !this.view.depot.site.toPlane;
    this.export.disabled = !any;
    text(this.words, none || this.#facts().join(' '));
    this.#showShare();
  }

  #facts() {
    const facts = [`${metres(lengthOf(this.lines, this.#plane))} in ${span((this.to - this.from) / 1000)}.`];
    const lost = missing(this.lines, this.from, this.to);
    if (lost > GAP_MS) facts.push(`Of ${span(lost / 1000)} of that no track was kept.`);
    if (!this.complete) facts.push('There are more points than are shown.');
    return facts;
  }

  #showShare() {
    const zone = this.#zone;
    const isArea = this.lines.length > 0 && zone?.polygon?.length > 2;
    this.widthField.hidden = !isArea;
    this.share.hidden = this.lines.length === 0;
    if (this.share.hidden) return;
    text(this.share, isArea ? this.#shareWords(zone) : zone ? 'Its zone is a route: there is no area to be covered.'
      : 'How much of its area it covered is not known: its zone is not there any more.');
  }

  #shareWords(zone) {
    const width = this.width.valueAsNumber;
    this.covered = null;
    if (!(width >= 0.05 && width <= 100)) return 'How much of the area it covered depends on how wide it works: say the working width.';
    keepWorkingWidth(zone.id, width);
    const accuracy = accuracyOf(this.lines);
    if (!this.complete) return 'How much of the area it covered is not known: the track has too many points.';
    if (accuracy !== null && accuracy > width / 2) {
      return `How much of the area it covered is not known: its positions were good to ± ${
        metres(accuracy)}, which is more than half the working width.`;
    }
    const plane = this.#plane;
    const keepOuts = [...this.view.depot.plan.zones.values()].filter(each => each.zoneType === 'keepout' && each.polygon?.length > 2)
      .map(each => each.polygon.map(plane));
    const {share, metres2} = swept(zone.polygon.map(plane), keepOuts, this.lines.map(line => line.points.map(plane)), width);
    if (share === null) return 'The area has nothing to be covered.';
    this.covered = {coveredShare: Math.round(share * 10_000) / 10_000, workingWidthMetres: width};
    const least = missing(this.lines, this.from, this.to) > GAP_MS ? 'at least ' : '';
    const changed = this.task.endedAt && Date.parse(zone.updatedAt) > Date.parse(this.task.endedAt) ? ', as the area is now' : '';
    const exact = accuracy === null ? '; how exact its positions were is not told' : '';
    return `Covered ${least}${(share * 100).toFixed(1)} % of ${Math.round(metres2).toLocaleString('en')} m²${changed}${exact}.`;
  }

  #locate() {
    const {map, depot} = this.view;
    map.fitTo(this.lines.flatMap(line => line.points.map(depot.site.toPlane)));
  }

  #export() {
    const {task} = this;
    const zone = this.#zone;
    const file = toGeoJson(this.lines, {taskId: task.id, mission: this.view.depot.plan.missionName(task), zone: zone?.name ?? null,
      roverId: task.roverId, status: task.status,
      startedAt: task.startedAt, endedAt: task.endedAt ?? null, lengthMetres: Math.round(lengthOf(this.lines, this.#plane) * 100) / 100,
        ...this.covered});
    save(new Blob([JSON.stringify(file)], {type: 'application/geo+json'}), `task-${task.id}.geojson`);
  }

  /** It is not looked at any more. */
  close() {
    this.#asked++;
    this.view.map.tracks = null;
    this.view.map.redraw();
  }
}
