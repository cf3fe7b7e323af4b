import {h} from '../dom.js';

/** What a mission asks of its rover, and what becomes of its task when that is in trouble. */
export class AsksFields {
  constructor(mission) {
    this.volts = h('input', {name: 'minBatteryVolts', type: 'number', min: 0, max: 1000, step: 'any', placeholder: 'not low',
      value: mission?.minBatteryVolts ?? ''});
    this.fix = h('input', {type: 'checkbox', name: 'needsFix', checked: mission?.needsFix === true});
    const trouble = mission?.onTrouble ?? 'keep';
    this.trouble = h('select', {name: 'onTrouble'}, [['keep', 'stays with it'], ['fail', 'fails'], ['requeue', 'goes to another rover']]
      .map(([value, label]) => h('option', {value, selected: value === trouble}, label)));
    this.home = h('input', {type: 'checkbox', name: 'home', checked: mission?.kind === 'home'});
    this.element = h('div.fields', {}, h('label.field', {}, 'Battery at least, volts', this.volts),
      h('label.check', {}, this.fix, 'The rover needs an RTK fix'),
      h('label.field', {}, 'When the rover is in trouble, the task', this.trouble),
      h('label.check', {}, this.home, 'The way home: for one rover, to a point; it goes by itself when its battery is low'));
  }

  /** As the service takes them. */
  body() {
    return {minBatteryVolts: this.volts.value === '' ? 0 : this.volts.valueAsNumber, needsFix: this.fix.checked,
      onTrouble: this.trouble.value, kind: this.home.checked ? 'home' : 'drive'};
  }
}
