import {attribute, h, keyed, text} from '../dom.js';
import {withoutOutliers} from '../bounds.js';
import {confirm, tell} from '../dialogs.js';
import {modeName} from '../fleet.js';
import {ago, volts} from '../format.js';
import {FleetMap} from '../map/map.js';
import {placeWords} from '../place.js';
import {describeTask, Roster} from './roster.js';
import {TrackBar} from './track-bar.js';
import {TelemetryCard} from './telemetry-card.js';
import {AlarmList} from './alarm-list.js';
import {Unplaced} from './unplaced.js';
import {roverPage} from '../rover-page.js';
import {RoverLinkCard} from './rover-link.js';
import {ServiceButton} from './service-button.js';

/** The fleet: a map, what needs an eye, and the table of rovers. */
export class FleetView {
  name = 'fleet';
  title = 'Fleet';
  fixed = true;
  #filter = '';
  #kind = 'all';

  constructor(depot) {
    this.depot = depot;
    this.map = new FleetMap(depot, 'Map of the fleet');
    this.roster = new Roster();
    this.telemetry = new TelemetryCard(depot);
    this.unplaced = new Unplaced(id => this.choose(id));
    this.map.onChoose = this.roster.onChoose = id => this.choose(id);
    this.counts = h('p.fleet-head', {'aria-live': 'off'});
    this.alarmList = new AlarmList(depot, id => this.choose(id));
    const search = h('input', {type: 'search', placeholder: 'Find a rover', 'aria-label': 'Find a rover by name or id', oninput: () => {
      this.#filter = search.value.trim().toLowerCase();
      this.update();
    }});
    this.kinds = [['all', 'All'], ['online', 'Online'], ['offline', 'Offline'], ['alarm', 'Alarms']].map(([kind, label]) =>
      h('button', {type: 'button', 'aria-pressed': kind === 'all', 'data-kind': kind, onclick: () => this.#show(kind)}, label));
    this.none = h('p.empty', {hidden: true}, 'No rover fits.');
    this.card = h('section.card.map-card', {hidden: true, 'aria-label': 'The chosen rover'});
    this.empty = h('div.map-empty', {hidden: true}, h('div', {}, h('div.empty', {}, h('strong', {}, 'No rover has registered yet'),
      h('span', {}, 'Rovers appear by themselves when they call this base station. To see how it looks, register one by hand:'),
      h('code', {}, `curl ${depot.services.discovery.base}register`
        + ` -d '{"id":"bvr-01","name":"Rover 1","address":"ws://10.0.0.7:4850"}'`))));
    this.trackBar = new TrackBar(depot);
    this.map.element.append(this.trackBar.element, this.card, this.empty);
    this.element = h('section.split', {'aria-label': 'Fleet'}, h('h1.visually-hidden', {}, 'Fleet'), this.map.element, h('div.side', {},
      h('div.side-head', {}, this.counts, this.alarmList.element, this.unplaced.element,
        h('div.fleet-filter', {}, search, h('div.segments', {role: 'group', 'aria-label': 'Which rovers'}, this.kinds))),
      this.none, this.roster.element));
  }

  show() {
    this.map.show();
    this.trackBar.show();
    this.update();
  }

  hide() {
    this.map.hide();
    this.trackBar.hide();
  }

  #show(kind) {
    this.#kind = kind;
    for (const button of this.kinds) attribute(button, 'aria-pressed', button.dataset.kind === kind);
    this.update();
  }

  choose(id) {
    this.map.chosenRover = id;
    this.update();
    this.map.redraw();
  }

  update() {
    const {depot, map} = this;
    const {fleet, plan} = depot;
    const rovers = [...fleet.rovers.values()];
    const tasks = plan.tasksOfRovers();
    map.alarmed = new Set(depot.alarms.filter(alarm => alarm.critical).map(alarm => alarm.roverId));
    if (map.chosenRover && !fleet.rovers.has(map.chosenRover)) map.chosenRover = null;
    this.#updateHead(rovers);
    this.empty.hidden = rovers.length > 0 || depot.links.discovery.liveUntil === null;
    const alarmed = new Set(depot.alarms.map(alarm => alarm.roverId));
    const fitting = rovers.filter(rover => this.#fits(rover, alarmed));
    this.none.hidden = fitting.length > 0 || rovers.length === 0;
    this.roster.show(fitting, {fleet, plan, tasks, alarmed, chosen: map.chosenRover, limits: depot.limits});
    this.unplaced.show(rovers.filter(rover => !rover.place), this.#away(rovers), depot.site);
    this.#updateCard(tasks);
    map.tracks = depot.tracks.shown ? depot.tracks : null;
    this.trackBar.update();
    map.setOld(depot.oldWords('discovery'));
    map.redraw();
  }

  /** Those that “show everything” leaves out, as nothing else would be seen beside them. */
  #away(rovers) {
    return withoutOutliers(rovers.filter(rover => rover.place))[1];
  }

  #fits(rover, alarmed) {
    const kind = this.#kind === 'all' || (this.#kind === 'alarm' ? alarmed.has(rover.id) : rover.online === (this.#kind === 'online'));
    return kind && (!this.#filter || rover.name.toLowerCase().includes(this.#filter) || rover.id.toLowerCase().includes(this.#filter));
  }

  #updateHead(rovers) {
    const online = rovers.filter(rover => rover.online).length;
    const driving = rovers.filter(rover => rover.online && rover.mode === 3).length;
    keyed(this.counts, [['rovers', rovers.length, 'rovers'], ['online', online, 'online'], ['driving', driving, 'driving']],
      each => each[0],
      each => h('span', {}, h('b'), ' ', h('span.muted', {}, each[2])),
      (element, each) => text(element.firstChild, each[1].toLocaleString('en')));
    this.alarmList.update();
  }

  #updateCard(tasks) {
    const rover = this.depot.fleet.rovers.get(this.map.chosenRover);
    this.card.hidden = !rover;
    if (!rover) return;
    if (this.card.roverId !== rover.id) this.#buildCard(rover);
    const {facts} = this;
    const link = this.depot.plan.links.get(rover.id);
    text(this.cardTitle, rover.name || rover.id);
    text(facts.id, rover.id);
    text(facts.mode, rover.online ? modeName(rover.mode) : `Offline (was ${modeName(rover.mode).toLowerCase()})`);
    text(facts.battery, volts(rover.volts));
    const clock = this.depot.now();
    text(facts.place, placeWords(rover, at => ago(clock - at), this.depot.site.origin !== null));
    text(facts.seen, ago(this.depot.fleet.age(rover)));
    text(facts.task, describeTask(tasks.get(rover.id), this.depot.plan) ?? 'none');
    text(facts.dispatch, (link?.connected ? 'connected' : 'not connected')
        + (this.depot.plan.outOfService.has(rover.id) ? ', out of service' : ''));
    text(facts.address, rover.address);
    this.goThere.disabled = !rover.place;
    this.service.update();
    const page = roverPage(rover);
    this.ownPage.hidden = !page;
    if (page) attribute(this.ownPage, 'href', page);
    this.telemetry.update(rover);
    this.linkCard.update(rover);
  }

  #buildCard(rover) {
    const {id} = rover;
    this.facts = {};
    const fact = (name, label) => [h('dt', {}, label), this.facts[name] = h('dd')];
    this.cardTitle = h('h2');
    this.card.roverId = id;
    this.linkCard = new RoverLinkCard(this.depot, id);
    this.service = new ServiceButton(this.depot, id);
    this.card.replaceChildren(
      h('header', {}, this.cardTitle,
        h('button.quiet.icon', {type: 'button', 'aria-label': 'Close', title: 'Close', onclick: () => this.choose(null)}, '×')),
      h('dl.facts', {}, fact('id', 'Id'), fact('mode', 'Mode'), fact('battery', 'Battery'), fact('place', 'Place'),
        fact('seen', 'Last seen'),
        fact('task', 'Task'), fact('dispatch', 'Dispatch'), fact('address', 'Teleop'), this.linkCard.facts),
      this.telemetry.element,
      h('div.buttons', {}, this.linkCard.buttons,
        this.goThere = h('button.small', {type: 'button', onclick: () => this.map.fitTo([this.depot.fleet.rovers.get(id)])}, 'Go there'),
        this.ownPage = h('a.button.small', {hidden: true, target: '_blank', rel: 'noopener noreferrer'}, 'Its own page'),
        this.service.element,
        h('button.small.danger', {type: 'button', onclick: () => this.#forget(id)}, 'Forget')));
  }

  async #forget(id) {
    const rover = this.depot.fleet.rovers.get(id);
    if (!await confirm(`Forget ${rover?.name ?? id}?`, 'It goes from the list. It comes back by itself if it registers again.',
        'Forget it')) {
      return;
    }
    try {
      await this.depot.services.discovery.call('DELETE', `rovers/${encodeURIComponent(id)}`);
    } catch (error) {
      await tell('The rover is still there', error.message);
    }
  }
}
