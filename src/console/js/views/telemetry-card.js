import {attribute, h, text} from '../dom.js';
import {ago, metres, volts} from '../format.js';
import {HOT_CELSIUS} from '../limits.js';
import {HourCurve} from './hour-curve.js';

const LOAD_EVERY_MS = 10_000;

const number = (value, unit, digits) => (value == null ? '–' : `${value.toFixed(digits)} ${unit}`);
const motors = telemetry => (telemetry?.motors ?? []).filter(motor => motor.celsius !== null);

/** What is shown of telemetry: its value in words, when that came, and its curves of the last hour. */
const ROWS = [
  {name: 'volts', title: 'Voltage', words: told => volts(told?.batteryVolts), curves: all => [all.batteryVolts],
    show: value => `${value.toFixed(1)} V`},
  {name: 'current', title: 'Current', words: told => number(told?.currentAmperes, 'A', 1), curves: all => [all.currentAmperes],
    show: value => `${value.toFixed(1)} A`},
  {name: 'motors', title: 'Motors', words: told => motors(told).map(motor => `${motor.id} ${Math.round(motor.celsius)}`).join(' · ')
      .concat(motors(told).length ? ' °C' : '') || '–',
    bad: told => motors(told).some(motor => motor.celsius > HOT_CELSIUS), curves: all => Object.values(all.motorCelsius),
    show: value => `${Math.round(value)} °C`},
  {name: 'speed', title: 'Speed', words: told => number(told?.linearMetresPerSecond, 'm/s', 2), curves: all => [all.linearMetresPerSecond],
    show: value => `${value.toFixed(2)} m/s`},
  {name: 'accuracy', title: 'GPS accuracy', words: told => metres(told?.accuracyMetres), at: told => told?.positionAt,
    curves: all => [all.accuracyMetres], show: metres},
  {name: 'mesh', title: 'Mesh', words: told => (told?.mesh?.rssi == null ? '–' : `${told.mesh.rssi} dBm, ${told.mesh.latency ?? '–'} ms`),
    at: told => told?.mesh?.at,
    curves: all => [all.meshRssi], show: value => `${Math.round(value)} dBm`},
];

/** The telemetry of the chosen rover, each value with its age, and the last hour of it while it is shown. */
export class TelemetryCard {
  #roverId = null;
  #loading = false;
  #loadedAt = -Infinity;

  constructor(depot) {
    this.depot = depot;
    this.rows = ROWS.map(row => ({...row, value: h('dd'), age: h('span.age.faint'), curve: new HourCurve(row.title)}));
    this.element = h('section.telemetry', {'aria-label': 'Telemetry'}, h('dl', {}, this.rows.map(row =>
      h('div', {'data-telemetry': row.name}, h('dt', {}, row.title), row.value, h('dd.age-of', {}, row.age),
        h('dd.curve-of', {}, row.curve.element)))));
  }

  update(rover) {
    if (rover.id !== this.#roverId) {
      this.#roverId = rover.id;
      this.#loadedAt = -Infinity;
      for (const row of this.rows) row.curve.show([], row.show);
    }
    const {telemetry, telemetryAt} = rover;
    const clock = this.depot.now();
    for (const row of this.rows) {
      const at = row.at ? row.at(telemetry) : telemetryAt;
      text(row.value, row.words(telemetry));
      attribute(row.value, 'class', row.bad?.(telemetry) ? 'bad' : null);
      text(row.age, at == null ? 'not told' : ago(clock - at));
    }
    this.#load();
  }

  async #load() {
    if (this.#loading || performance.now() - this.#loadedAt < LOAD_EVERY_MS) return;
    const id = this.#roverId;
    this.#loading = true;
    this.#loadedAt = performance.now();
    try {
      const {curves} = await this.depot.services.discovery.call('GET', `rovers/${encodeURIComponent(id)}/telemetry`);
      if (id === this.#roverId) for (const row of this.rows) row.curve.show(row.curves(curves), row.show);
    } catch {
      // it is away, which the page says, or does not know of telemetry yet: the curves stay as they are
    } finally {
      this.#loading = false;
      if (id !== this.#roverId) this.#loadedAt = -Infinity;
    }
  }
}
