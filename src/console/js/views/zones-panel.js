import {h, keyed, parts, text} from '../dom.js';
import {confirm} from '../dialogs.js';
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
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No zone yet'), h('span', {}, 'Draw a route for a rover to drive, or an area to keep.'));
    this.element = h('div', {}, h('div.buttons', {}, h('button.primary', {type: 'button', onclick: () => view.openZone(null)}, 'New zone')), this.empty, this.list);
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
        button('Delete', '.quiet', each => this.#delete(each))));
  }

  #size(zone) {
    const {corners} = shapeOf(zone, this.view.depot.anchor.toPlane);
    const route = zone.waypoints.length === 0 ? 'no waypoints: it cannot be driven'
      : `${count(zone.waypoints.length, 'waypoint')}, ${metres(length(zone.waypoints))}`;
    return corners.length > 2 ? `${Math.round(area(corners)).toLocaleString('en')} m² · ${route}` : route;
  }

  #locate(zone) {
    this.view.chooseZone(zone);
    this.view.map.fitTo([...zone.waypoints, ...shapeOf(zone, this.view.depot.anchor.toPlane).corners]);
  }

  async #delete(zone) {
    const {plan} = this.view.depot;
    const missions = [...plan.missions.values()].filter(mission => mission.zoneId === zone.id).length;
    const also = missions ? `Its ${count(missions, 'mission')} and their tasks go too; a rover on one of them is told to stop.` : 'No mission uses it.';
    if (!await confirm(`Delete ${zone.name}?`, also, 'Delete it')) return;
    if (await this.view.call('DELETE', `zones/${zone.id}`, 'The zone was not deleted') === null) plan.take({type: 'zone_delete', id: zone.id});
  }
}
