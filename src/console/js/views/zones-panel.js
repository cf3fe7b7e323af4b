import {h, keyed, parts, text} from '../dom.js';
import {confirm, tell} from '../dialogs.js';
import {download} from '../download.js';
import {nameProblem} from '../names.js';
import {newKey} from '../service.js';
import {byName, count, metres} from '../format.js';
import {area, length} from '../ground.js';
import {shapeOf} from '../map/zone-layer.js';

/** The zones: routes, areas and points, each with its size and a way to it. */
export class ZonesPanel {
  name = 'zones';
  title = 'Zones';

  constructor(view) {
    this.view = view;
    this.list = h('ul.list', {'aria-label': 'Zones'});
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No zone yet'),
      h('span', {}, 'Draw a route for a rover to drive, or an area to keep.'));
    this.file = h('input.visually-hidden', {type: 'file', name: 'zones', accept: '.geojson,.json,.gpx,.kml',
      'aria-label': 'File with zones', tabindex: -1, onchange: () => this.#import()});
    this.element = h('div', {}, h('div.buttons', {}, h('button.primary', {type: 'button', onclick: () => view.openZone(null)}, 'New zone'),
      h('button.small', {type: 'button', onclick: () => view.openSite()}, 'Site'),
      h('button.small', {type: 'button', onclick: () => this.file.click()}, 'Import'),
      h('button.small', {type: 'button', onclick: () => download(view.depot.services.dispatch, 'zones.geojson', 'zones.geojson')},
        'Export'), this.file),
    this.empty, this.list);
  }

  count() {
    return this.view.depot.plan.zones.size;
  }

  update() {
    const {plan} = this.view.depot;
    this.empty.hidden = plan.zones.size > 0 || !plan.loaded;
    const zones = [...plan.zones.values()].sort((a, b) => byName(a.name, b.name));
    keyed(this.list, zones, zone => zone.id, zone => this.#make(zone.id), (element, zone) => {
      const part = parts(element);
      text(part.name, zone.name);
      text(part.kind, zone.zoneType);
      text(part.size, this.#size(zone));
    });
  }

  #make(id) {
    const zone = () => this.view.depot.plan.zones.get(id);
    const button = (label, className, action) => h(`button.small${className}`, {type: 'button', onclick: () => action(zone())}, label);
    return h('li.zone', {'data-zone': id}, h('div.head', {}, h('span', {'data-part': 'name'}), h('span.badge', {'data-part': 'kind'})),
      h('div.task-line', {}, h('span', {'data-part': 'size'})),
      h('div.buttons', {}, button('On the map', '', each => this.#locate(each)), button('Edit', '.quiet', each => this.view.openZone(each)),
        button('Duplicate', '.quiet', each => this.#duplicate(each)),
        button('Delete', '.quiet', each => this.#delete(each))));
  }

  #size(zone) {
    const {corners} = shapeOf(zone, this.view.depot.site.toPlane);
    const route = zone.waypoints.length === 0 ? 'no waypoints: it cannot be driven'
      : `${count(zone.waypoints.length, 'waypoint')}, ${metres(length(zone.waypoints))}`;
    const missing = zone.leftOut ? ` · ${count(zone.leftOut, 'waypoint')} far away or no place` : '';
    return (corners.length > 2 ? `${Math.round(area(corners)).toLocaleString('en')} m² · ${route}` : route) + missing;
  }

  #locate(zone) {
    this.view.chooseZone(zone);
    this.view.map.fitTo([...zone.waypoints, ...shapeOf(zone, this.view.depot.site.toPlane).corners]);
  }

  async #import() {
    const [file] = this.file.files;
    if (!file) return;
    const format = /\.(gpx|kml)$/i.exec(file.name)?.[1].toLowerCase() ?? 'geojson';
    try {
      const {zones} = await this.view.depot.services.dispatch.call('POST', `zones.${format}`, {raw: file, key: newKey(), patience: 60_000});
      zones.forEach(zone => this.view.depot.plan.note('zones', zone));
      const names = zones.slice(0, 12).map(zone => zone.name).join(', ');
      await tell('The file was taken', `It has made ${count(zones.length, 'zone')}: ${names}${zones.length > 12 ? ' and others' : ''}.`);
    } catch (error) {
      await tell('Nothing was taken from the file', error.message);
    }
    this.file.value = '';
  }

  async #duplicate(zone) {
    let name = `${zone.name}, copy`;
    if (nameProblem(name)) name = zone.name;
    const body = {name, zoneType: zone.zoneType, waypoints: zone.waypoints, ...(zone.polygon?.length ? {polygon: zone.polygon} : {})};
    const made = await this.view.call('POST', 'zones', 'The zone was not copied', {body, key: newKey()});
    if (!made) return;
    this.view.depot.plan.note('zones', made);
    this.view.openZone(this.view.depot.plan.zones.get(made.id));
  }

  async #delete(zone) {
    const {plan} = this.view.depot;
    const missions = [...plan.missions.values()].filter(mission => mission.zoneId === zone.id).length;
    const also = missions ? `Its ${count(missions, 'mission')} and their tasks go too; a rover on one of them is told to stop.`
      : 'No mission uses it.';
    if (!await confirm(`Delete ${zone.name}?`, also, 'Delete it')) return;
    const match = await this.view.match('zones', zone, 'The zone was not deleted');
    if (match && await this.view.call('DELETE', `zones/${zone.id}`, 'The zone was not deleted', {match}) === null) {
      plan.take({type: 'zone_delete', id: zone.id});
    }
  }
}
