import {attribute, h, text} from '../dom.js';
import {modeName} from '../fleet.js';
import {ago, byName, volts} from '../format.js';

const OVERSCAN = 6;
const RESORT_MS = 1000; // rows that jump about cannot be read

/** 0 V is not known, and comes last. */
const knownVolts = rover => (rover.volts > 0 ? rover.volts : Number.MAX_VALUE);

const COLUMNS = [
  {name: 'name', title: 'Rover', sort: (a, b) => byName(a.name, b.name)},
  {name: 'mode', title: 'Mode', className: 'c-mode', sort: (a, b) => b.online - a.online || a.mode - b.mode},
  {name: 'volts', title: 'Battery', className: 'c-volts number', sort: (a, b) => knownVolts(a) - knownVolts(b)},
  {name: 'seen', title: 'Last seen', className: 'c-seen number', sort: (a, b) => b.lastSeen - a.lastSeen},
  {name: 'task', title: 'Task', className: 'c-task', sort: (a, b) => (b.taskText ? 1 : 0) - (a.taskText ? 1 : 0) || (a.taskText ?? '')
      .localeCompare(b.taskText ?? '')},
];

/**
 * The table of rovers. Only the rows in view exist, so that a thousand cost as little as twenty; screen readers get the true
 * number and place of each.
 */
export class Roster {
  onChoose = () => {};
  #rows = [];
  #ids = new Set();
  #sortedAt = -Infinity;
  #elements = [];
  #sort = COLUMNS[0];
  #backwards = false;
  #chosen = null;
  #context = null;

  constructor() {
    this.body = h('tbody');
    this.above = h('tr.spacer', {'aria-hidden': true}, h('td'));
    this.below = h('tr.spacer', {'aria-hidden': true}, h('td'));
    this.headers = COLUMNS.map(column => h(`th${column.className ? '.' + column.className.replaceAll(' ', '.') : ''}`, {scope: 'col'},
      h('button', {type: 'button', onclick: () => this.#sortBy(column)}, column.title, h('span', {'aria-hidden': true}))));
    this.table = h('table', {'aria-label': 'Rovers'}, h('thead', {}, h('tr', {'aria-rowindex': 1}, this.headers)), this.body);
    this.element = h('div.roster', {onscroll: () => this.#draw(), onkeydown: event => this.#key(event)}, this.table);
    this.body.append(this.above, this.below);
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.#markSort();
  }

  #sortBy(column) {
    this.#backwards = this.#sort === column && !this.#backwards;
    this.#sort = column;
    this.#markSort();
    this.#sortedAt = -Infinity;
    if (this.#context) this.show(this.#rows, this.#context);
  }

  #markSort() {
    COLUMNS.forEach((column, i) => {
      const sorted = column === this.#sort;
      attribute(this.headers[i], 'aria-sort', sorted ? (this.#backwards ? 'descending' : 'ascending') : null);
      text(this.headers[i].querySelector('span'), sorted ? (this.#backwards ? '↓' : '↑') : '');
    });
  }

  /** @param context {fleet, tasks, plan, alarmed, chosen, limits} */
  show(rovers, context) {
    this.#context = context;
    for (const rover of rovers) rover.taskText = describeTask(context.tasks.get(rover.id), context.plan);
    const now = performance.now();
    if (rovers.length !== this.#rows.length || now - this.#sortedAt > RESORT_MS || !rovers.every(rover => this.#ids.has(rover.id))) {
      this.#sortedAt = now;
      this.#ids = new Set(rovers.map(rover => rover.id));
      const {sort} = this.#sort;
      this.#rows = [...rovers].sort((a, b) => (this.#backwards ? sort(b, a) : sort(a, b)) || (a.id < b.id ? -1 : 1));
    }
    attribute(this.table, 'aria-rowcount', this.#rows.length + 1);
    if (context.chosen !== this.#chosen) {
      this.#chosen = context.chosen;
      this.#reveal(this.#rows.findIndex(rover => rover.id === this.#chosen));
    }
    this.#draw();
  }

  #rowHeight() {
    return this.#elements[0]?.row.offsetHeight || 2.6 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  #reveal(index) {
    if (index < 0) return;
    const height = this.#rowHeight();
    const head = this.table.tHead.offsetHeight;
    const {scrollTop, clientHeight} = this.element;
    if (index * height < scrollTop) this.element.scrollTop = index * height;
    else if ((index + 1) * height + head > scrollTop + clientHeight) this.element.scrollTop = (index + 1) * height + head - clientHeight;
  }

  #draw() {
    if (!this.#context) return;
    const height = this.#rowHeight();
    const first = Math.max(0, Math.min(Math.floor(this.element.scrollTop / height) - OVERSCAN, this.#rows.length - 1));
    const wanted = Math.min(this.#rows.length - first, Math.ceil(this.element.clientHeight / height) + 2 * OVERSCAN);
    while (this.#elements.length < wanted) this.#addRow();
    this.#elements.forEach((element, i) => {
      element.row.hidden = i >= wanted;
      if (i < wanted) this.#fill(element, this.#rows[first + i], first + i);
    });
    this.above.firstChild.style.height = `${first * height}px`;
    this.below.firstChild.style.height = `${(this.#rows.length - first - wanted) * height}px`;
    this.above.hidden = first === 0;
  }

  #addRow() {
    const cells = {name: h('button', {type: 'button'}), modeText: h('span'), volts: h('td.number'), seen: h('td.number'),
      task: h('td.c-task')};
    cells.mode = h('span.mode', {}, h('i'), cells.modeText);
    cells.taskLine = h('small.task-under.faint');
    const row = h('tr', {}, h('td', {}, cells.name, cells.taskLine), h('td', {}, cells.mode), cells.volts, cells.seen, cells.task);
    row.addEventListener('click', () => this.onChoose(row.roverId));
    this.#elements.push({row, cells});
    this.body.insertBefore(row, this.below);
  }

  #fill({row, cells}, rover, index) {
    const {fleet, alarmed, chosen, limits} = this.#context;
    row.roverId = rover.id;
    attribute(row, 'aria-rowindex', index + 2);
    attribute(row, 'aria-current', rover.id === chosen);
    row.className = rover.online ? '' : 'gone';
    text(cells.name, rover.name || rover.id);
    attribute(cells.name, 'title', rover.name === rover.id ? rover.id : `${rover.name} (${rover.id})`);
    attribute(cells.name, 'class', alarmed.has(rover.id) ? 'bad' : null);
    attribute(cells.mode, 'class', rover.online ? `mode m${rover.mode}` : 'mode offline');
    text(cells.modeText, rover.online ? modeName(rover.mode) : 'Offline');
    text(cells.volts, volts(rover.volts));
    attribute(cells.volts, 'class', rover.online && limits.levelOf(rover.volts) ? 'number warn' : 'number');
    text(cells.seen, ago(fleet.age(rover)));
    text(cells.task, rover.taskText ?? '');
    text(cells.taskLine, rover.taskText ?? '');
    attribute(cells.task, 'title', rover.taskText);
  }

  /** Arrow keys go from rover to rover, and choose. */
  #key(event) {
    const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity};
    const step = steps[event.key];
    if (step === undefined || !event.target.closest('tbody') || this.#rows.length === 0) return;
    event.preventDefault();
    const at = this.#rows.findIndex(rover => rover.id === event.target.closest('tr').roverId);
    const next = Math.max(0, Math.min(this.#rows.length - 1, at + step));
    this.#reveal(next);
    this.#draw();
    const {id} = this.#rows[next];
    this.onChoose(id);
    this.#elements.find(element => !element.row.hidden && element.row.roverId === id)?.cells.name.focus({preventScroll: true});
  }
}

/** A task in a few words. */
export function describeTask(task, plan) {
  return task ? `${plan.missionName(task)} · ${task.status === 'assigned' ? 'not begun' : `${task.progress} %`}` : null;
}
