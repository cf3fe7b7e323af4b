import {attribute, h, keyed, parts, text} from '../dom.js';
import {confirm, openDialog, tell} from '../dialogs.js';
import {byName, moment} from '../format.js';
import {isOnRover} from '../plan.js';
import {words} from '../schedule.js';
import {newKey} from '../service.js';
import {candidatesTable, openCandidates} from './candidates.js';

const TASK_ID = / task [0-9a-f-]{36}/;
const LOCAL = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The missions: what each does and when, and the buttons that start, queue, stop and change it. */
export class MissionsPanel {
  name = 'missions';
  title = 'Missions';
  #next = new Map(); // by id: {of: updatedAt, text}
  #starting = new Set();

  constructor(view) {
    this.view = view;
    this.list = h('ul.list', {'aria-label': 'Missions'});
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No mission yet'),
      h('span', {}, 'A mission sends a rover along a zone’s route: by hand, once, or again and again.'));
    this.home = h('button', {type: 'button', hidden: true, 'data-part': 'home', onclick: () => this.#home()}, 'Send all home');
    this.element = h('div', {},
      h('div.buttons', {}, h('button.primary', {type: 'button', onclick: () => view.openMission(null)}, 'New mission'), this.home),
      this.empty, this.list);
  }

  count() {
    return this.view.depot.plan.missions.size;
  }

  update() {
    const {plan} = this.view.depot;
    this.empty.hidden = plan.missions.size > 0 || !plan.loaded;
    this.home.hidden = ![...plan.missions.values()].some(mission => mission.kind === 'home');
    const open = new Map();
    for (const task of plan.openTasks()) open.set(task.missionId, [...(open.get(task.missionId) ?? []), task]);
    const missions = [...plan.missions.values()].sort((a, b) => byName(a.name, b.name));
    keyed(this.list, missions, mission => mission.id, mission => this.#make(mission.id),
      (element, mission) => this.#show(element, mission, open.get(mission.id) ?? []));
  }

  #make(id) {
    const mission = () => this.view.depot.plan.missions.get(id);
    const button = (label, className, part, action) => h(`button.small${className}`,
      {type: 'button', 'data-part': part, onclick: () => action(mission())}, label);
    return h('li.mission', {'data-mission': id}, h('div.head', {}, h('span', {'data-part': 'name'}),
      h('button.switch', {type: 'button', role: 'switch', 'data-part': 'enabled', 'aria-label': 'Enabled',
        onclick: () => this.#enable(mission())}, h('span'))),
    h('div.task-line', {}, h('span', {'data-part': 'zone'}), h('span', {'data-part': 'rover'}), h('span', {'data-part': 'state'})),
    h('div.task-line', {}, h('span', {'data-part': 'schedule'}), h('span.faint', {'data-part': 'next'})),
    h('div.buttons', {}, button('Start', '.primary', 'start', each => this.#once(each, () => this.#start(each))),
      button('Queue', '', 'queue', each => this.#once(each, () => this.#queue(each))),
      button('Who can go', '.quiet', 'who', each => openCandidates(this.view, each.id, each.name)),
      button('Stop', '.danger', 'stop', each => this.#stop(each)), button('Edit', '.quiet', 'edit', each => this.view.openMission(each)),
      button('Delete', '.quiet', 'delete', each => this.#delete(each))));
  }

  #show(element, mission, tasks) {
    const {plan, fleet} = this.view.depot;
    const part = parts(element);
    const zone = plan.zones.get(mission.zoneId);
    const onRover = tasks.filter(isOnRover).length;
    text(part.name, mission.name);
    attribute(part.enabled, 'aria-checked', mission.enabled);
    attribute(part.enabled, 'title', mission.enabled ? 'Enabled' : 'Disabled: it does not start');
    text(part.zone, zone ? zone.name : 'unknown zone');
    text(part.rover, mission.roverId ? fleet.rovers.get(mission.roverId)?.name ?? mission.roverId : 'any rover');
    text(part.state, [onRover && `${onRover} under way`, tasks.length - onRover && `${tasks.length - onRover} waiting`].filter(Boolean)
        .join(', '));
    attribute(part.state, 'class', tasks.length ? 'badge accent' : null);
    text(part.schedule, words(mission.schedule, LOCAL));
    text(part.next, this.#nextOf(mission));
    part.stop.hidden = onRover === 0;
    for (const name of ['start', 'queue']) part[name].disabled = !mission.enabled;
    for (const name of ['start', 'queue', 'who', 'stop', 'edit', 'delete']) {
      attribute(part[name], 'aria-label', `${part[name].textContent} ${mission.name}`);
    }
  }

  /** When it starts next by itself; asked for once a minute and whenever the mission changes. */
  #nextOf(mission) {
    if (mission.schedule.trigger === 'manual') return '';
    const of = `${mission.updatedAt} ${Math.floor(Date.now() / 60_000)}`;
    const known = this.#next.get(mission.id);
    if (known?.of !== of) {
      this.#next.set(mission.id, {of, text: known?.text ?? ''});
      this.view.depot.services.dispatch.call('GET', `missions/${mission.id}/next`).then(answer => {
        const first = answer.next[0];
        this.#next.set(mission.id,
          {of, text: (first ? `next ${moment(first)}` : answer.why ?? '')
              + (answer.last ? ` · last ${moment(answer.last.due)}: ${answer.last.outcome.replace(TASK_ID, '')}` : '')});
      }, () => this.#next.delete(mission.id));
    }
    return this.#next.get(mission.id)?.text ?? '';
  }

  /** A second click while the first is under way would start a second rover. */
  async #once(mission, action) {
    if (this.#starting.has(mission.id)) return;
    this.#starting.add(mission.id);
    try {
      await action();
    } finally {
      this.#starting.delete(mission.id);
    }
  }

  async #start(mission) {
    try {
      this.#started(await this.view.depot.services.dispatch.call('POST', `missions/${mission.id}/start`, {key: newKey()}));
    } catch (error) {
      if (error.status !== 409) {
        await tell('The mission was not started', error.message);
        return;
      }
      const table = await candidatesTable(this.view, mission.id);
      if (await openDialog(close => ({
        title: 'It cannot start now',
        body: h('div', {}, h('p', {}, `${error.message.replace(/\.$/, '')}.`), table,
          h('p.muted', {}, 'Queue it, and it starts when it can.')),
        actions: [h('button', {type: 'button', onclick: () => close(false)}, 'Leave it'),
          h('button.primary', {type: 'button', 'data-focus': true, onclick: () => close(true)}, 'Queue it')],
      }))) {
        await this.#queue(mission);
      }
    }
  }

  async #queue(mission) {
    const task = await this.view.call('POST', `missions/${mission.id}/start?queue=true`, 'The mission was not queued', {key: newKey()});
    if (task) this.#started(task);
  }

  #started(task) {
    this.view.depot.plan.note('tasks', task);
    this.view.openTab(0);
  }

  async #home() {
    if (!await confirm('Send all rovers home?', 'Each that has a way home, is free and is not driven by hand begins to drive.',
        'Send them home')) {
      return;
    }
    const answer = await this.view.call('POST', 'home', 'Nobody was sent home');
    if (!answer) return;
    for (const task of answer.started) this.view.depot.plan.note('tasks', task);
    if (answer.refused.length) await tell(`${answer.started.length} on the way home`, answer.refused.map(each => each.why).join('; '));
  }

  async #stop(mission) {
    if (!await confirm(`Stop ${mission.name}?`, 'The rovers on it are told to stop. What waits in the queue stays there.', 'Stop it')) {
      return;
    }
    const task = await this.view.call('POST', `missions/${mission.id}/stop`, 'The mission was not stopped');
    if (task) this.view.depot.plan.note('tasks', task);
  }

  async #enable(mission) {
    const match = await this.view.match('missions', mission, 'The mission was not changed');
    const changed = match && await this.view.call('PUT', `missions/${mission.id}`, 'The mission was not changed',
      {match, body: {enabled: !mission.enabled}});
    if (changed) this.view.depot.plan.note('missions', changed);
  }

  async #delete(mission) {
    if (!await confirm(`Delete ${mission.name}?`, 'Its tasks go too; a rover on one of them is told to stop.', 'Delete it')) return;
    const match = await this.view.match('missions', mission, 'The mission was not deleted');
    if (match && await this.view.call('DELETE', `missions/${mission.id}`, 'The mission was not deleted', {match}) === null) {
      this.view.depot.plan.take({type: 'mission_delete', id: mission.id});
    }
  }
}
