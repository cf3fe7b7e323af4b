import {h, text} from '../dom.js';
import {confirm} from '../dialogs.js';
import {byName, count, metres} from '../format.js';
import {round, toPlane} from '../ground.js';
import {PictureTool} from '../map/picture-tool.js';

const MOST_BYTES = 10 * 1024 * 1024;
const FIRST_WIDE = 60; // metres that a new picture is wide, before it is placed

/** The site: where x 0, y 0 is, set by a person and never guessed; and the yard's picture under the map. */
export class SitePanel {
  title = 'The site';
  dirty = false;

  constructor(view) {
    this.view = view;
    const {site} = view.depot;
    const number = (name, most, value) => h('input', {name, type: 'number', step: 'any', min: -most, max: most, required: name !== 'height',
      value: value ?? '', oninput: () => this.#touch()});
    this.latitude = number('latitude', 89.9, site.origin?.lat);
    this.longitude = number('longitude', 180, site.origin?.lon);
    this.height = number('height', 10_000, site.origin?.height);
    this.nameInput = h('input', {name: 'siteName', autocomplete: 'off', value: site.name ?? '', oninput: () => this.#touch()});
    this.now = h('p', {'data-origin': true});
    this.base = h('button.small', {type: 'button', onclick: () => this.#useBase()}, 'Take the base’s kept position');
    this.rover = h('select', {name: 'standing'});
    this.useRover = h('button.small', {type: 'button', onclick: () => this.#useRover()}, 'Take where it stands');
    this.fromMap = h('button.small', {type: 'button', onclick: () => this.#pick()}, 'Choose on the map');
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.save = h('button.primary', {type: 'submit'}, 'Set the origin');
    this.form = h('form.fields', {onsubmit: event => this.#submit(event)}, h('label.field', {}, 'Name of the site', this.nameInput),
      this.now,
      h('div.row', {}, h('label.field', {}, 'Latitude, °', this.latitude), h('label.field', {}, 'Longitude, °', this.longitude),
        h('label.field', {}, 'Height, m', this.height)),
      h('div.buttons', {}, this.base, this.fromMap), h('div.row', {}, h('label.field', {}, 'Or where a rover stands', this.rover),
        h('div.buttons', {}, this.useRover)),
      this.problem, h('div.buttons', {}, this.save, h('button', {type: 'button', onclick: () => view.leave()}, 'Leave it')));
    this.file = h('input', {type: 'file', name: 'picture', accept: 'image/png,image/jpeg', onchange: () => this.#upload()});
    this.pictureWords = h('p.note', {'data-picture': true, 'aria-live': 'polite'});
    this.place = h('button.small', {type: 'button', onclick: () => this.#beginPlacing()}, 'Place it by points');
    this.keep = h('button.small.primary', {type: 'button', hidden: true, onclick: () => this.#keepPlace()}, 'Keep it there');
    this.again = h('button.small', {type: 'button', hidden: true, onclick: () => this.tool.again()}, 'Begin anew');
    this.pictureProblem = h('p.problem', {hidden: true, role: 'alert'});
    this.element = h('div.fields', {}, this.form,
      h('fieldset', {}, h('legend', {}, 'Picture of the yard'), h('label.field', {}, 'PNG or JPEG, to 10 MB', this.file), this.pictureWords,
        this.pictureProblem,
      h('div.buttons', {}, this.place, this.keep, this.again)));
    this.update();
  }

  #touch() {
    this.dirty = true;
  }

  update() {
    const {site, basePosition, fleet} = this.view.depot;
    text(this.now, site.origin ? `x 0, y 0 is at ${site.origin.lat.toFixed(7)}, ${site.origin.lon.toFixed(7)}.`
        : 'Not set yet: areas and rovers’ positions, which are in degrees, have no place on the map until it is.');
    this.base.disabled = !basePosition?.kept;
    this.fromMap.disabled = !site.origin;
    if (document.activeElement !== this.rover) this.#listRovers([...fleet.rovers.values()].filter(rover => rover.position));
    this.place.hidden = !site.picture || Boolean(this.tool);
    if (!this.tool) {
      text(this.pictureWords, !site.picture ? 'None yet.' : site.corners ? 'It lies under the map.'
          : 'It has no place yet: place it by points.');
    }
  }

  #listRovers(rovers) {
    const ids = rovers.map(rover => rover.id).join('\n');
    this.useRover.disabled = rovers.length === 0;
    if (ids === this.listed) return;
    this.listed = ids;
    this.rover.replaceChildren(...rovers.sort((a, b) => byName(a.name, b.name))
        .map(rover => h('option', {value: rover.id}, rover.name || rover.id)));
  }

  #fill({lat, lon}, height = '') {
    this.latitude.value = lat.toFixed(9).replace(/0+$/, '');
    this.longitude.value = lon.toFixed(9).replace(/0+$/, '');
    this.height.value = height ?? '';
    this.#touch();
  }

  #useBase() {
    const {base, basePosition} = this.view.depot;
    this.#fill(basePosition, base.basePosition?.height ?? base.basePosition?.altitude ?? '');
  }

  #useRover() {
    const position = this.view.depot.fleet.rovers.get(this.rover.value)?.position;
    if (position) this.#fill(position);
  }

  /** Another place of the plane becomes x 0, y 0. */
  #pick() {
    const {map, depot} = this.view;
    this.view.setHint('Click where x 0, y 0 is to be; or, with the map focused, move it under the crosshair and press Enter.');
    const take = point => {
      map.tool = null;
      this.view.setHint('');
      this.#fill(depot.site.toDegrees(point));
    };
    map.tool = {grab: () => false, drop() {}, draw() {}, click: (left, top) => {
      take(map.viewport.toPlane(left, top));
      return true;
    }, key: name => name === 'Enter' && (take({x: map.viewport.x, y: map.viewport.y}), true)};
  }

  async #submit(event) {
    event.preventDefault();
    this.problem.hidden = true;
    const {site, plan} = this.view.depot;
    const origin = {latitude: this.latitude.valueAsNumber, longitude: this.longitude.valueAsNumber};
    if (Number.isFinite(this.height.valueAsNumber)) origin.height = this.height.valueAsNumber;
    const routes = [...plan.zones.values()].filter(zone => zone.waypoints.length).length;
    if (site.origin && routes) {
      const moved = toPlane(site.origin, {lat: origin.latitude, lon: origin.longitude});
      const far = Math.hypot(moved.x, moved.y);
      if (far > 0.001 && !await confirm(`Move the origin by ${metres(far)}?`,
          `${count(routes, 'zone has a route', 'zones have routes')} in metres from it: each moves on the ground by as much. `
            + 'Areas stay where they are.', 'Move it')) {
        return;
      }
    }
    this.save.disabled = true;
    try {
      await site.save({origin, ...(this.nameInput.value.trim() ? {name: this.nameInput.value.trim()} : {})});
      this.dirty = false;
      this.view.back(2);
    } catch (error) {
      this.problem.hidden = false;
      text(this.problem, error.status === 412
          ? 'Somebody else has set it meanwhile: look at what is there now, and set it again if it is wrong.' : error.message);
      if (error.status === 412) await site.load();
    } finally {
      this.save.disabled = false;
    }
  }

  // ---- the picture

  async #upload() {
    const [file] = this.file.files;
    this.pictureProblem.hidden = true;
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw new Error('A picture has 10 MB at most.');
      text(this.pictureWords, 'Sending it…');
      await this.view.depot.site.savePicture(file);
    } catch (error) {
      this.pictureProblem.hidden = false;
      text(this.pictureProblem, error.message);
    }
    this.update();
  }

  #beginPlacing() {
    const {depot, map} = this.view;
    const {picture, corners} = depot.site;
    const {x, y} = map.viewport;
    const half = FIRST_WIDE / 2;
    const high = half * picture.height / picture.width;
    this.tool = new PictureTool(map.viewport,
      corners ?? [{x: x - half, y: y + high}, {x: x + half, y: y + high}, {x: x - half, y: y - high}]);
    this.tool.changed.on(() => this.#showPlacing());
    map.tool = this.tool;
    map.canvas.classList.add('drawing');
    if (!corners) map.fitTo([...this.tool.corners, {x: x + half, y: y - high}]);
    this.#showPlacing();
  }

  #showPlacing() {
    const {map} = this.view;
    map.picturePlace = this.tool.corners;
    const pairs = this.tool.pairs.length;
    this.view.setHint(this.tool.waitsFor === 'from' ? 'Click a place that you know on the picture.'
        : 'Now click where that place is on the map.');
    text(this.pictureWords,
      pairs === 0 ? 'Click a place on the picture, then where it belongs on the map. Two such pairs turn and scale it, more make it better.'
        : `${count(pairs, 'pair')} of points${pairs < 2 ? ': one more turns and scales it' : ''}.`);
    this.place.hidden = true;
    this.keep.hidden = pairs < 1;
    this.again.hidden = false;
    this.dirty ||= pairs > 0;
    map.redraw();
  }

  async #keepPlace() {
    this.keep.disabled = true;
    this.pictureProblem.hidden = true;
    try {
      await this.view.depot.site.save({imageCorners: this.tool.corners.map(({x, y}) => ({x: round(x), y: round(y)}))});
      this.dirty = false;
      this.#endPlacing();
    } catch (error) {
      this.pictureProblem.hidden = false;
      text(this.pictureProblem, error.message);
    } finally {
      this.keep.disabled = false;
    }
    this.update();
  }

  #endPlacing() {
    const {map} = this.view;
    this.tool = null;
    map.tool = null;
    map.picturePlace = undefined;
    map.canvas.classList.remove('drawing');
    this.keep.hidden = this.again.hidden = true;
    this.view.setHint('');
    map.redraw();
  }

  closed() {
    this.#endPlacing();
  }
}
