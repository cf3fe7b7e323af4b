import {byName} from '../format.js';
import {h, text} from '../dom.js';
import {nameProblem} from '../names.js';
import {count, moment} from '../format.js';
import {dayName, daysCrons, everyCron, toForm, WEEK, words} from '../schedule.js';
import {newKey} from '../service.js';
import {confirm} from '../dialogs.js';
import {AsksFields} from './asks-fields.js';
import {askConflict, Version} from './conflict.js';

const LOCAL = Intl.DateTimeFormat().resolvedOptions().timeZone;
const EVERY = [[1, 'minute'], [5, '5 minutes'], [10, '10 minutes'], [15, '15 minutes'], [20, '20 minutes'], [30, '30 minutes'],
  [60, 'hour'], [120, '2 hours'],
  [180, '3 hours'], [240, '4 hours'], [360, '6 hours'], [720, '12 hours']];

/** Makes a mission or changes one. */
export class MissionForm {
  /** A double click, or a second try after no answer, makes one mission. */
  #key = newKey();

  /** @param mission null for a new one */
  constructor(view, mission) {
    this.view = view;
    this.mission = mission;
    this.title = mission ? 'Change the mission' : 'New mission';
    const {plan, services} = view.depot;
    this.version = new Version(services.dispatch, mission && `missions/${mission.id}`, mission);
    const schedule = mission?.schedule ?? {trigger: 'manual', loop: false};
    const zones = [...plan.zones.values()].sort((a, b) => byName(a.name, b.name));
    this.nameInput = h('input', {name: 'name', required: true, 'data-focus': true, autocomplete: 'off', value: mission?.name ?? ''});
    this.zone = h('select', {name: 'zone', required: true},
      zones.map(zone => h('option', {value: zone.id, selected: zone.id === mission?.zoneId}, zone.name)));
    this.rover = this.#roverSelect(mission?.roverId);
    this.loss = select('onLoss', [['fail', 'fails'], ['requeue', 'goes to another rover'], ['wait', 'waits for it']],
      mission?.onLoss ?? 'fail');
    this.asks = new AsksFields(mission);
    this.loop = h('input', {type: 'checkbox', name: 'loop', checked: schedule.loop});
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.save = h('button.primary', {type: 'submit'}, mission ? 'Save' : 'Make it');
    this.sentence = h('p.note', {'aria-live': 'polite'});
    this.lossLabel = h('span', {}, 'When the rover is lost for long, the task');
    this.element = h('form.fields', {novalidate: true, onsubmit: event => this.#submit(event), oninput: () => this.#changed(),
      onchange: () => this.#changed()},
      zones.length === 0 && h('p.note', {}, 'A mission needs a zone to drive. ',
        h('button.small', {type: 'button', onclick: () => view.openZone(null)}, 'Draw one')),
      field('Name', this.nameInput), field('Zone', this.zone), field('Rover', this.rover),
      h('label.check', {}, this.loop, 'Begin anew at the end of the route, until it is stopped'),
      this.#scheduleFields(schedule), this.sentence, h('label.field', {}, this.lossLabel, this.loss), this.asks.element,
      this.problem, h('div.buttons', {}, this.save, h('button', {type: 'button', onclick: () => view.leave()}, 'Leave it')));
    this.#describe();
    this.#tellLoss();
  }

  #changed() {
    this.dirty = true;
    this.#describe();
  }

  /** By the depot's own setting, where dispatch tells it. */
  async #tellLoss() {
    try {
      const {taskLostAfterSeconds: seconds} = await this.view.depot.services.dispatch.call('GET', 'settings');
      if (seconds > 0) {
        const time = seconds < 120 ? count(Math.round(seconds), 'second') : count(Math.round(seconds / 60), 'minute');
        text(this.lossLabel, `When the rover is lost for ${time}, the task`);
      }
    } catch {
      // an older dispatch does not say
    }
  }

  #roverSelect(chosen) {
    const rovers = [...this.view.depot.fleet.rovers.values()].sort((a, b) => byName(a.name, b.name))
      .map(rover => [rover.id, `${rover.name} (${rover.id})`]);
    if (chosen && !rovers.some(([id]) => id === chosen)) rovers.unshift([chosen, chosen]);
    return select('rover', [['', 'Any that is free'], ...rovers], chosen ?? '');
  }

  #scheduleFields(schedule) {
    const form = toForm(schedule.cron);
    const days = new Set(form.days?.length ? form.days : WEEK);
    const kind = schedule.trigger === 'cron' ? form.kind : schedule.trigger;
    const fields = {};
    this.fields = fields;
    fields.kind = select('kind', [['manual', 'By hand'], ['once', 'Once'], ['days', 'On days, at a time'], ['every', 'At intervals'],
      ['cron', 'By a cron expression']], kind);
    fields.at = h('input', {type: 'datetime-local', name: 'at',
      value: localTime(schedule.at ? new Date(schedule.at) : new Date(Date.now() + 3_600_000))});
    fields.time = h('input', {name: 'times', value: form.times?.join(', ') ?? '08:00',
      pattern: '\\s*([01]\\d|2[0-3]):[0-5]\\d(\\s*,\\s*([01]\\d|2[0-3]):[0-5]\\d)*\\s*',
      title: 'Times such as 08:00, or several with commas'});
    fields.days = WEEK.map(day => h('input', {type: 'checkbox', name: 'day', value: day, checked: days.has(day)}));
    fields.every = select('every', EVERY.some(([minutes]) => minutes === form.minutes) || !form.minutes ? EVERY
        : [...EVERY, [form.minutes, `${form.minutes} minutes`]], form.minutes ?? 60);
    fields.cron = h('input', {name: 'cron', value: schedule.cron ?? '', placeholder: 'minute hour day month weekday', autocomplete: 'off'});
    fields.zone = select('timezone', [...new Set([schedule.timezone ?? LOCAL, LOCAL, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(
      name => [name, name]),
      schedule.timezone ?? (schedule.trigger === 'cron' ? 'UTC' : LOCAL));
    fields.catchUp = h('input', {type: 'checkbox', name: 'catchUp', checked: schedule.catchUp === true});
    this.groups = {
      once: h('div', {}, field('At', fields.at)),
      days: h('div.fields', {}, field('At (several with commas)', fields.time),
        h('fieldset', {}, h('legend', {}, 'On'),
          h('div.days', {}, fields.days.map((box, i) => h('label.check', {}, box, dayName(WEEK[i])))))),
      every: h('div', {}, field('Every', fields.every)),
      cron: h('div', {}, field('Cron expression', fields.cron)),
    };
    this.repeats = h('div.fields', {}, field('Time zone', fields.zone),
      h('label.check', {}, fields.catchUp, 'A time that was missed while everything was down is made up for, once'));
    fields.kind.setAttribute('aria-label', 'Starts');
    return h('fieldset', {}, h('legend', {}, 'Starts'), fields.kind, ...Object.values(this.groups), this.repeats);
  }

  #schedule() {
    const {fields} = this;
    const kind = fields.kind.value;
    this.more = []; // further cron expressions, of times that one cannot have
    const schedule = {trigger: kind === 'manual' || kind === 'once' ? kind : 'cron', loop: this.loop.checked};
    if (kind === 'once') {
      if (!fields.at.value) throw new Error('Enter a date and a time.');
      const at = new Date(fields.at.value);
      if (at.getTime() < this.view.depot.now() - 60_000 && (!this.mission || this.mission.schedule.at !== at.toISOString()
              .replace('.000Z', 'Z'))) {
        throw new Error(`That time is past: it is ${moment(this.view.depot.now())} now.`);
      }
      schedule.at = at.toISOString();
    }
    if (schedule.trigger !== 'cron') return schedule;
    if (kind === 'days') {
      const days = fields.days.filter(box => box.checked).map(box => Number(box.value));
      if (days.length === 0) throw new Error('Choose at least one day.');
      [schedule.cron, ...this.more] = daysCrons(fields.time.value.split(',').map(time => time.trim()), days);
    } else {
      schedule.cron = kind === 'every' ? everyCron(Number(fields.every.value)) : fields.cron.value.trim();
    }
    return {...schedule, timezone: fields.zone.value, catchUp: fields.catchUp.checked};
  }

  #describe() {
    const kind = this.fields.kind.value;
    for (const [name, group] of Object.entries(this.groups)) group.hidden = name !== kind;
    this.repeats.hidden = kind === 'manual' || kind === 'once';
    try {
      const schedule = this.#schedule();
      text(this.sentence, [schedule, ...this.more.map(cron => ({...schedule, cron}))].map(each => words(each, LOCAL)).join('; ') + '.');
    } catch (error) {
      text(this.sentence, error.message);
    }
  }

  async #store(body, match = undefined) {
    const {plan, services} = this.view.depot;
    const more = this.more;
    try {
      plan.note('missions', this.mission ? await services.dispatch.call('PUT', `missions/${this.mission.id}`,
        {body, match: match ?? await this.version.match()})
        : await services.dispatch.call('POST', 'missions', {body, key: this.#key}));
      for (const cron of more) {
        plan.note('missions', await services.dispatch.call('POST', 'missions',
          {body: {...body, name: `${body.name} (${toForm(cron).times?.[0] ?? 'more'})`, roverId: body.roverId || undefined,
            schedule: {...body.schedule, cron}}, key: newKey()}));
      }
      this.view.back(1);
    } catch (error) {
      if (error.status !== 412) throw error;
      await this.#settle(body, error);
    }
  }

  async #settle(body, {current, tag}) {
    const {plan, services} = this.view.depot;
    plan.note('missions', current);
    const zoneName = id => plan.zones.get(id)?.name ?? 'unknown';
    const rows = [['Name', body.name, current.name], ['Zone', zoneName(body.zoneId), zoneName(current.zoneId)],
      ['Rover', body.roverId || 'any', current.roverId || 'any'],
      ['Starts', words(body.schedule, LOCAL), words(current.schedule, LOCAL)], ['When lost', body.onLoss, current.onLoss ?? 'fail']];
    switch (await askConflict('mission', rows, current)) {
      case 'mine': await this.#store(body, tag); break;
      case 'new':
        plan.note('missions', await services.dispatch.call('POST', 'missions',
          {body: {...body, name: `${body.name} (2)`.slice(-128), roverId: body.roverId || undefined}, key: newKey()}));
        this.view.back(1);
        break;
      case 'theirs': this.view.back(1); break;
      default:
    }
  }

  async #submit(event) {
    event.preventDefault();
    this.problem.hidden = true;
    this.save.disabled = true;
    try {
      const problem = nameProblem(this.nameInput.value);
      if (problem) throw new Error(problem);
      const body = {name: this.nameInput.value.trim(), zoneId: this.zone.value, schedule: this.#schedule(), onLoss: this.loss.value,
        ...this.asks.body()};
      if (!body.zoneId) throw new Error('Choose a zone.');
      if (this.mission || this.rover.value) body.roverId = this.rover.value; // '' sets one back to any
      if (this.more.length && !await confirm(`Make ${count(this.more.length + 1, 'mission')}?`,
          'One schedule has times of one minute past the hour only: '
            + 'each other minute needs a mission of its own, with the same zone and rover.', 'Make them')) {
        return;
      }
      await this.#store(body);
    } catch (error) {
      if (error.status) this.#key = newKey(); // it was answered: the next try is another
      this.problem.hidden = false;
      text(this.problem, error.message);
    } finally {
      this.save.disabled = false;
    }
  }
}

function field(label, input) {
  return h('label.field', {}, label, input);
}

function select(name, options, chosen) {
  return h('select', {name}, options.map(([value, label]) => h('option', {value, selected: String(value) === String(chosen)}, label)));
}

/** As an input of type datetime-local has it. */
function localTime(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
