import {soundWanted, wantSound} from '../alarm-sound.js';
import {openDialog, tell} from '../dialogs.js';
import {attribute, h, keyed, text} from '../dom.js';
import {ago, count, moment} from '../format.js';

const SHOWN = 50;
const NAME = 'depot.operator';
const HISTORY = 200;

/** What needs an eye: each alarm with a way to its rover and, where the depot keeps it, to say that it was seen. */
export class AlarmList {
  /** @param choose is given a rover's id, or null */
  constructor(depot, choose) {
    this.depot = depot;
    this.choose = choose;
    this.list = h('ul.alarms', {'aria-label': 'Alarms'});
    this.history = h('button.small.quiet', {type: 'button', onclick: () => this.#showHistory()}, 'Alarm history');
    this.sound = h('button.small.quiet', {type: 'button', 'aria-pressed': soundWanted(), onclick: () => {
      wantSound(!soundWanted());
      attribute(this.sound, 'aria-pressed', soundWanted());
    }}, 'Sound');
    this.element = h('div', {}, this.list, h('div.buttons.alarm-tools', {}, this.history, this.sound));
  }

  update() {
    const {alarms, alarmBook} = this.depot;
    keyed(this.list, alarms.slice(0, SHOWN), alarm => alarm.key,
      alarm => h('li', {}, h('button', {type: 'button', onclick: () => alarm.roverId && this.choose(alarm.roverId)}, h('b'), h('span')),
        h('button.small.seen', {type: 'button', hidden: !alarm.id, onclick: () => this.#acknowledge(alarm)}, 'Seen')),
      (element, alarm) => {
        attribute(element.firstChild, 'class', alarm.critical ? 'critical' : null);
        text(element.querySelector('b'), alarm.name);
        text(element.querySelector('span'),
          alarm.since ? `${alarm.text} · ${ago(this.depot.now() - Date.parse(alarm.since))}` : alarm.text);
        attribute(element.lastChild, 'aria-label', `Acknowledge: ${alarm.name}, ${alarm.text}`);
      });
    this.list.hidden = alarms.length === 0;
    this.history.hidden = this.sound.hidden = !alarmBook.supported;
  }

  async #acknowledge(alarm) {
    try {
      await this.depot.alarmBook.acknowledge(alarm.id, await operator());
    } catch (error) {
      await tell('The alarm is still open', error.message);
    }
  }

  #showHistory() {
    const alarms = this.depot.alarmBook.history().slice(0, HISTORY);
    const row = alarm => h('tr', {}, h('td.nowrap', {}, moment(alarm.since)),
      h('td', {}, alarm.roverId ? this.depot.fleet.rovers.get(alarm.roverId)?.name || alarm.roverId : 'Base station'),
      h('td', {}, alarm.text), h('td.nowrap', {}, alarm.endedAt ? moment(alarm.endedAt) : 'lasts'),
      h('td', {}, alarm.acknowledgedAt ? `${alarm.acknowledgedBy ?? 'somebody'}, ${moment(alarm.acknowledgedAt)}` : 'nobody yet'));
    return openDialog(close => ({title: 'Alarm history',
      body: alarms.length ? h('div.scroll', {tabindex: 0, role: 'region', 'aria-label': count(alarms.length, 'alarm')},
        h('table', {}, h('thead', {},
          h('tr', {}, ['Since', 'Of', 'What', 'Until', 'Seen by'].map(title => h('th', {scope: 'col'}, title)))),
          h('tbody', {}, alarms.map(row))))
        : h('p', {}, 'There was no alarm yet.'),
      actions: [h('button.primary', {type: 'button', 'data-focus': true, onclick: () => close()}, 'Close')]}));
  }
}

/** Who acknowledges: asked for once in a browser; it may stay empty. */
async function operator() {
  const known = localStorage.getItem(NAME);
  if (known !== null) return known;
  const given = await openDialog(close => {
    const input = h('input', {name: 'operator', 'data-focus': true, autocomplete: 'name', maxlength: 60});
    return {title: 'Who has seen it?', body: h('form', {id: 'operator-form', onsubmit: event => {
      event.preventDefault();
      close(input.value.trim());
    }}, h('label.field', {}, 'Your name, for the history', input)),
    actions: [h('button', {type: 'button', onclick: () => close('')}, 'Without a name'),
      h('button.primary', {type: 'submit', form: 'operator-form'}, 'That is me')]};
  });
  localStorage.setItem(NAME, given ?? '');
  return given ?? '';
}
