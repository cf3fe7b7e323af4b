import {attribute, h, keyed, parts, text} from '../dom.js';
import {confirm} from '../dialogs.js';
import {download} from '../download.js';
import {count, moment, span, stopwatch} from '../format.js';
import {isOnRover} from '../plan.js';
import {openCandidates} from './candidates.js';

const SHOWN = 100;
const MANY = 12; // from which there is something to find one by
const STATUS = {
  pending: ['warn', 'Waiting'], assigned: ['accent', 'Assigned'], active: ['accent', 'Driving'],
  done: ['good', 'Done'], failed: ['bad', 'Failed'], cancelled: ['', 'Cancelled'],
};

/** A task's status as a mark. */
export function statusBadge(status) {
  const [kind, word] = STATUS[status] ?? ['', status];
  return {className: `badge ${kind}`, word};
}

/** The tasks: those that are open, each with what it does or waits for, and those that ended. */
export class TasksPanel {
  name = 'tasks';
  title = 'Tasks';

  constructor(view) {
    this.view = view;
    this.search = h('input', {type: 'search', hidden: true, placeholder: 'Find a task by mission, rover or status',
      'aria-label': 'Find a task by mission, rover or status', oninput: () => this.update()});
    this.open = h('ul.list', {'aria-label': 'Open tasks'});
    this.ended = h('ul.list', {'aria-label': 'Ended tasks'});
    this.more = h('p.faint', {hidden: true});
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'Nothing is under way'),
      h('span', {}, 'Start a mission from the list of missions.'),
      h('button', {type: 'button', onclick: () => view.openTab(1)}, 'Show missions'));
    this.endedTitle = h('p.section-title', {}, 'Ended ',
      h('button.small.quiet', {type: 'button', onclick: () => download(view.depot.services.dispatch, 'tasks.csv', 'tasks.csv')},
        'All as CSV'));
    this.element = h('div', {}, this.search, this.empty, this.open, this.more, this.endedTitle, this.ended);
  }

  count() {
    return this.view.depot.plan.openTasks().length;
  }

  update() {
    const {plan} = this.view.depot;
    const all = plan.openTasks();
    this.search.hidden = all.length < MANY && !this.search.value;
    const open = all.filter(task => this.#isSought(task));
    const ended = plan.endedTasks().slice(0, SHOWN);
    this.empty.hidden = all.length > 0 || !plan.loaded;
    this.more.hidden = open.length <= SHOWN;
    text(this.more, `and ${count(open.length - SHOWN, 'more open task')}`);
    this.endedTitle.hidden = ended.length === 0;
    keyed(this.open, open.slice(0, SHOWN), task => task.id, task => this.#makeOpen(task), (element, task) => this.#showOpen(element, task));
    keyed(this.ended, ended, task => task.id, task => this.#makeEnded(task), (element, task) => this.#showEnded(element, task));
  }

  #isSought(task) {
    const sought = this.search.value.trim().toLowerCase();
    if (!sought) return true;
    const {plan, fleet} = this.view.depot;
    const rover = task.roverId ?? '';
    const trouble = `${task.silentSince ? ' silent' : ''}${task.stalled ? ' stalled' : ''}`;
    return `${plan.missionName(task)} ${rover} ${fleet.rovers.get(rover)?.name ?? ''} ${statusBadge(task.status).word}${trouble}`
      .toLowerCase().includes(sought);
  }

  #makeOpen(task) {
    const button = (label, className, action) => h(`button.small${className}`,
      {type: 'button', onclick: () => action(this.view.depot.plan.tasks.get(task.id) ?? task)}, label);
    const resend = button('Send again', '.quiet', each => this.#resend(each));
    resend.dataset.part = 'resend';
    const who = button('Who can go', '.quiet', each => openCandidates(this.view, each.missionId, this.view.depot.plan.missionName(each)));
    who.dataset.part = 'who';
    const mission = h('span', {'data-part': 'mission'});
    return h('li.task', {'data-task': task.id}, h('div.head', {}, mission, h('span', {'data-part': 'status'})),
      h('div.bar', {role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'data-part': 'bar'}, h('i')),
      h('div.task-line', {}, h('span', {'data-part': 'rover'}), h('span', {'data-part': 'where'}), h('span', {'data-part': 'time'})),
      h('p.note', {'data-part': 'note', hidden: true}),
      h('div.buttons', {}, button('History', '', each => this.view.openHistory(each)),
        button('On the map', '.quiet', each => this.#locate(each)), resend, who,
        button('Cancel', '.danger', each => this.#cancel(each))));
  }

  #showOpen(element, task) {
    const {plan, fleet} = this.view.depot;
    const part = parts(element);
    const zone = plan.zoneOf(task);
    const badge = statusBadge(task.status);
    text(part.mission, plan.missionName(task));
    text(part.status, badge.word);
    attribute(part.status, 'class', badge.className);
    attribute(part.bar, 'aria-valuenow', task.progress);
    attribute(part.bar, 'aria-label', `Progress of ${plan.missionName(task)}`);
    part.bar.hidden = task.status === 'pending';
    part.bar.firstChild.style.width = `${task.progress}%`;
    text(part.rover, task.roverId ? fleet.rovers.get(task.roverId)?.name ?? task.roverId : 'No rover yet');
    const of = zone?.waypoints.length ? ` of ${zone.waypoints.length}` : '';
    const waypoint = Math.min(task.waypoint + 1, zone?.waypoints.length || Infinity);
    const lap = task.lap ? ` · lap ${task.lap + 1}` : '';
    text(part.where, task.status === 'active' ? `${task.progress} % · waypoint ${waypoint}${of}${lap}` : '');
    text(part.time, stopwatch((this.view.depot.now() - Date.parse(task.startedAt ?? task.createdAt)) / 1000));
    const note = this.#note(task);
    part.note.hidden = !note;
    text(part.note, note);
    part.resend.hidden = !isOnRover(task);
    part.who.hidden = task.status !== 'pending';
  }

  #note(task) {
    if (task.status === 'pending') return `Waits: ${task.waitingFor ?? 'for a rover'}`;
    if (task.stalled) {
      const time = span((Date.now() - Date.parse(task.stalled.since)) / 1000);
      return `Stalled for ${time}: ${task.stalled.why}. What helps: ${task.stalled.helps}.`;
    }
    if (task.silentSince) {
      const time = span((this.view.depot.now() - Date.parse(task.silentSince)) / 1000);
      return `Nothing was heard of it for ${time}. The rover may have fallen back to idle: `
        + 'send the task again (it starts from the beginning), or cancel it.';
    }
    if (this.view.depot.plan.links.get(task.roverId)?.connected === false) return 'Its rover is not connected; it may well drive on.';
    return task.status === 'assigned' ? 'Sent; the rover has not reached a waypoint yet.' : '';
  }

  #makeEnded(task) {
    return h('li.task', {'data-task': task.id}, h('div.head', {}, h('span', {'data-part': 'mission'}), h('span', {'data-part': 'status'})),
      h('div.task-line', {}, h('span', {'data-part': 'rover'}), h('span', {'data-part': 'time'}), h('span.bad', {'data-part': 'error'})),
      h('div.buttons', {}, h('button.small.quiet', {type: 'button', onclick: () => this.view.openHistory(task)}, 'History')));
  }

  #showEnded(element, task) {
    const {plan, fleet} = this.view.depot;
    const part = parts(element);
    const badge = statusBadge(task.status);
    text(part.mission, plan.missionName(task));
    text(part.status, badge.word);
    attribute(part.status, 'class', badge.className);
    text(part.rover, task.roverId ? fleet.rovers.get(task.roverId)?.name ?? task.roverId : 'No rover');
    text(part.time, moment(task.endedAt ?? task.createdAt));
    text(part.error, task.error ?? '');
  }

  #locate(task) {
    const rover = this.view.depot.fleet.rovers.get(task.roverId);
    const zone = this.view.depot.plan.zoneOf(task);
    this.view.map.chosenRover = task.roverId;
    this.view.chooseZone(zone);
    this.view.map.fitTo([...(zone?.waypoints ?? []), ...(rover ? [rover] : [])]);
  }

  async #cancel(task) {
    const name = this.view.depot.plan.missionName(task);
    if (!await confirm(`Cancel the task of ${name}?`, task.roverId ? 'Its rover is told to stop.' : 'It waits in the queue, and leaves it.',
        'Cancel the task')) {
      return;
    }
    const answer = await this.view.call('POST', `tasks/${task.id}/cancel`, 'The task was not cancelled');
    if (answer) this.view.depot.plan.note('tasks', answer);
  }

  async #resend(task) {
    if (!await confirm('Send the task again?', 'The rover drops what it does and starts the route from its first waypoint.',
        'Send it again')) {
      return;
    }
    const answer = await this.view.call('POST', `tasks/${task.id}/resend`, 'The task was not sent again');
    if (answer) this.view.depot.plan.note('tasks', answer);
  }
}
