import {attribute, h, text} from '../dom.js';
import {moment} from '../format.js';
import {statusBadge} from './tasks-panel.js';
import {TaskTrack} from './task-track.js';

/** What happened to a task, from its making to its end. */
export class TaskHistory {
  #shown = null;

  constructor(view, task) {
    this.view = view;
    this.id = task.id;
    this.task = task;
    this.title = `History: ${view.depot.plan.missionName(task)}`;
    this.facts = h('p.muted');
    this.list = h('ol.history');
    this.problem = h('p.problem', {hidden: true});
    this.track = new TaskTrack(view, task);
    this.element = h('div.fields', {}, h('div', {}, h('p.mono.faint.small', {}, task.id), this.facts), this.track.element, this.problem,
      this.list,
      h('div.buttons', {}, h('button', {type: 'button', 'data-focus': true, onclick: () => this.#load()}, 'Load again')));
    this.#load();
  }

  /** A change of the task means that there is more to read. */
  update() {
    const task = this.view.depot.plan.tasks.get(this.id);
    if (!task) return;
    const {word} = statusBadge(task.status);
    text(this.facts, `${word}, ${task.progress} %${task.roverId ? `, on ${task.roverId}` : ''}${task.error ? `: ${task.error}` : ''}`);
    const state = `${task.status} ${task.roverId} ${task.silentSince}`;
    if (this.#shown !== null && this.#shown !== state) this.#load();
    this.#shown = state;
  }

  closed() {
    this.track.close();
  }

  async #load() {
    this.track.load(this.view.depot.plan.tasks.get(this.id) ?? this.task);
    try {
      const {events} = await this.view.depot.services.dispatch.call('GET', `tasks/${this.id}/events`);
      this.problem.hidden = true;
      this.list.replaceChildren(
        ...events.map(event => h('li', {},
          h('div', {}, h('strong', {}, words(event)), ' ', h('time.faint.small', {datetime: event.at}, moment(event.at))),
        h('div.muted', {}, details(event)))));
      if (events.length === 0) {
        this.list.replaceChildren(h('li', {}, 'Nothing is written down of this task: it is older than the history.'));
      }
    } catch (error) {
      attribute(this.problem, 'hidden', null);
      text(this.problem, `The history cannot be read. ${error.message}`);
    }
  }
}

function words(event) {
  if (event.from === event.to) return event.why ? event.why.charAt(0).toUpperCase() + event.why.slice(1) : 'Noted';
  return event.from ? `${statusBadge(event.from).word} → ${statusBadge(event.to).word}`
    : `Made, ${statusBadge(event.to).word.toLowerCase()}`;
}

function details(event) {
  return [event.roverId && `rover ${event.roverId}`, event.who && `by ${event.who}`, event.from !== event.to && event.why].filter(Boolean)
    .join(' · ');
}
