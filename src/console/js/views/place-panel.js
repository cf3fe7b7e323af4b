import {h, text} from '../dom.js';
import {confirm} from '../dialogs.js';
import {bounds, round} from '../ground.js';
import {drawPicture} from '../map/ground-layer.js';
import {PicturePane} from '../map/picture-pane.js';
import {cornersOf, placementOf, soundEdges, soundPlacement} from '../map/placement.js';
import {PointTool} from '../map/point-tool.js';
import {TwoPoints} from '../map/two-points.js';

const FIELDS = [['x', 'x, m', 1e5], ['y', 'y, m', 1e5], ['latitude', 'Latitude, °', 89.9], ['longitude', 'Longitude, °', 180]];
const DEGREES = 8; // digits: a millimetre
const WORDS = {own: 'Click a place that you know on the made map’s picture', earth: 'Now click the same place on the site’s map'};

/** Places a made map by two points: clicked on its picture and on the site's map, or typed. What comes of it is seen before it is saved. */
export class PlacePanel {
  dirty = false;
  #fields = [];
  #placement = null; // what the two points say
  #fitted = false;

  /**
   * @param siteMap a FleetMap @param manifest of the map @param picture its picture, or null @param done called with whether it was saved,
   * and
   * what archive answered
   */
  constructor(depot, siteMap, manifest, picture, done) {
    Object.assign(this, {depot, siteMap, manifest, picture, done});
    this.before = soundPlacement(manifest.placement);
    this.edges = soundEdges(manifest.pictureMetres);
    this.two = new TwoPoints();
    this.pane = new PicturePane(depot.palette, `The map ${manifest.name}, in its own frame`, picture, this.edges);
    this.hint = h('p.note', {role: 'status', 'data-hint': true});
    this.words = h('p', {'data-placement': true, 'aria-live': 'polite'});
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.save = h('button.primary', {type: 'submit', disabled: true}, 'Save its place');
    this.undo = h('button', {type: 'button', onclick: () => this.two.undo()}, 'Undo');
    this.again = h('button', {type: 'button', onclick: () => this.two.again()}, 'Begin anew');
    const opacity = h('input', {type: 'range', name: 'opacity', min: 10, max: 100, step: 5,
      value: Math.round(depot.madeMaps.opacity * 100), oninput: () => depot.madeMaps.setOpacity(opacity.valueAsNumber / 100)});
    this.form = h('form.fields', {onsubmit: event => this.#submit(event), novalidate: true}, this.#pointFields(),
      h('label.field', {}, 'Opacity of the picture on the site’s map', opacity), this.words, this.problem,
      h('div.buttons', {}, this.save, this.undo, this.again, h('button', {type: 'button', onclick: () => this.#leave()}, 'Leave it')));
    this.element = h('section.card.place-panel', {'aria-label': `Place ${manifest.name}`},
      h('h2', {tabindex: -1}, `Place ${manifest.name}`), this.hint,
      h('div.place-maps', {}, h('figure', {}, h('figcaption', {}, 'The made map'), this.pane.element),
        h('figure', {}, h('figcaption', {}, 'The site’s map'), siteMap.element)), this.form);
    this.pane.tool = new PointTool(this.pane.viewport, this.#side('own', ({x, y}) => ({x: round(x), y: round(y)}), ({x, y}) => ({x, y})));
    siteMap.tool = new PointTool(siteMap.viewport, {...this.#side('earth', place => this.#degrees(place),
      ({latitude, longitude}) => this.#onSite(latitude, longitude)),
      under: (context, viewport) => this.#drawPreview(context, viewport)});
    for (const {canvas} of [this.pane, siteMap]) canvas.classList.add('drawing');
    this.two.changed.on(() => this.#update());
    this.#update();
  }

  /** What a tool has to know of one side. @param to a place of the plane to a point's numbers; null where that cannot be @param from back
   * */
  #side(side, to, from) {
    const {two} = this;
    return {
      points: () => two.points.map((point, i) => (two.isSet(i, side) ? from(point) : null)),
      take: place => {
        const values = to(place);
        if (values) two.take(side, values);
      },
      move: (index, place, first) => {
        const values = to(place);
        if (values) two.set(index, values, first);
      },
      undo: () => two.undo(),
    };
  }

  #degrees(place) {
    const {site} = this.depot;
    if (!site.origin) {
      this.#say('The site’s origin is not set, so a place on its map has no coordinates. Set it (Dispatch, Zones, Site), '
        + 'or type latitude and longitude.');
      return null;
    }
    const {lat, lon} = site.toDegrees(place);
    return {latitude: Number(lat.toFixed(DEGREES)), longitude: Number(lon.toFixed(DEGREES))};
  }

  #onSite(latitude, longitude) {
    return this.depot.site.toPlane?.({lat: latitude, lon: longitude}) ?? null;
  }

  #pointFields() {
    return [0, 1].map(index => h('fieldset', {}, h('legend', {}, `Point ${index + 1}: in the made map, and on earth`),
      h('div.row', {}, FIELDS.map(([name, label, most]) => {
      const input = h('input', {type: 'number', step: 'any', min: -most, max: most, name: `${name}${index + 1}`,
        oninput: () => this.two.set(index, {[name]: Math.abs(input.valueAsNumber) <= most ? input.valueAsNumber : NaN})});
      this.#fields.push({input, index, name});
      return h('label.field', {}, label, input);
    }))));
  }

  #say(words) {
    this.problem.hidden = !words;
    text(this.problem, words);
  }

  #update() {
    const {two} = this;
    for (const {input, index, name} of this.#fields) {
      const value = two.points[index][name];
      if (document.activeElement !== input && input.valueAsNumber !== value) input.value = Number.isFinite(value) ? value : '';
    }
    const {placement = null, problem, own, earth} = placementOf(two.points);
    this.#placement = placement;
    this.#say(problem ?? '');
    this.dirty = two.canUndo;
    this.save.disabled = !placement;
    this.undo.disabled = !two.canUndo;
    this.again.disabled = !two.canUndo;
    text(this.hint, this.#nextWords());
    text(this.words, placement ? `${own.toFixed(2)} m apart in the map, ${earth.toFixed(2)} m on the site; turned by ${
      (placement.turn * 180 / Math.PI % 360).toFixed(1)}°.` : '');
    if (placement) this.#bringIntoView();
    this.redraw();
  }

  redraw() {
    this.pane.redraw();
    this.siteMap.redraw();
  }

  #nextWords() {
    const {next} = this.two;
    if (!next) return 'The picture lies on the site’s map as it would be saved. Drag a point to mend it, or save it.';
    const [index, side] = next;
    const which = index ? 'a second place, far from the first' : 'a place that you know';
    if (side === 'own') {
      return `Click ${which}, on the made map’s picture${
        this.edges ? '' : ', of which nobody said how large what it shows is: type its x and y'}.`;
    }
    return `${WORDS.earth}, or type its coordinates.`;
  }

  /** Once: it may be far from what is seen. */
  #bringIntoView() {
    const {site} = this.depot;
    if (this.#fitted || !site.toPlane || !this.edges) return;
    this.#fitted = true;
    const corners = cornersOf(this.#placement, this.edges).map(site.toPlane);
    if (!this.siteMap.viewport.holds(bounds(corners))) this.siteMap.fitTo(corners);
  }

  /** The picture where the points say, or where it is now. */
  #drawPreview(context, viewport) {
    const {site, madeMaps} = this.depot;
    const placement = this.#placement ?? this.before;
    if (!placement || !site.toPlane || !this.picture || !this.edges) return;
    drawPicture(context, viewport, this.picture, cornersOf(placement, this.edges).map(site.toPlane), madeMaps.opacity);
  }

  async #submit(event) {
    event.preventDefault();
    if (!this.#placement) return;
    this.save.disabled = true;
    try {
      const points = this.two.points.map(({x, y, latitude, longitude}) => ({x, y, latitude, longitude}));
      const answer = await this.depot.services.archive.call('PUT', `maps/${this.manifest.id}/placement`, {body: {points}});
      this.dirty = false;
      this.done(true, answer);
    } catch (error) {
      this.#say(error.message);
      this.save.disabled = false;
    }
  }

  async #leave() {
    if (!this.dirty || await confirm('Leave it without saving?', 'The two points are not saved yet.', 'Leave it')) this.done(false);
  }

  show() {
    this.depot.madeMaps.except = this.manifest.id;
    this.pane.show();
    this.siteMap.show();
  }

  hide() {
    this.depot.madeMaps.except = null;
    this.pane.hide();
    this.siteMap.hide();
  }

  closed() {
    this.hide();
    this.siteMap.tool = null;
    this.siteMap.canvas.classList.remove('drawing');
    this.picture?.close();
  }
}
