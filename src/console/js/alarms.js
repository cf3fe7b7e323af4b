import {byName, span} from './format.js';
import {HOT_CELSIUS} from './limits.js';

const E_STOP = 4;
const FAULT = 5;

/**
 * What needs somebody's eye, the worst first. Pure.
 *
 * @param rovers as Fleet has them
 * @param tasks by rover id, those that rovers are on
 * @param links by rover id, as Plan has them
 * @param limits of batteries, as Limits has them
 * @param clock Unix milliseconds
 * @returns [{key, roverId, name, text, critical}]
 */
export function alarms(rovers, tasks, links, limits, clock) {
  const found = [];
  const seen = new Set();
  for (const rover of rovers) {
    seen.add(rover.id);
    const say = (kind, text, critical) => found.push({key: `${kind} ${rover.id}`, roverId: rover.id, name: rover.name, text, critical});
    const task = tasks.get(rover.id);
    if (rover.online && rover.mode === E_STOP) say('stop', 'Emergency stop is pressed', true);
    if (rover.online && rover.mode === FAULT) say('fault', 'Reports a fault', true);
    if (!rover.online && task) say('away', 'Offline while on a task', true);
    const battery = rover.online ? limits.levelOf(rover.volts) : '';
    if (battery) say('battery', `Battery is ${battery}: ${rover.volts.toFixed(1)} V`, battery === 'critical');
    for (const motor of rover.telemetry?.motors ?? []) {
      if (motor.celsius > HOT_CELSIUS) say(`hot ${motor.id}`, `Motor ${motor.id} is hot: ${Math.round(motor.celsius)} °C`, true);
    }
    if (task && rover.online && links.get(rover.id)?.connected === false) say('link', 'Lost its link to dispatch while on a task', false);
    if (task?.silentSince) say('silent', `Silent on its task for ${span((clock - Date.parse(task.silentSince)) / 1000)}`, false);
    const warning = links.get(rover.id)?.warning;
    if (warning) say('twice', warning.charAt(0).toUpperCase() + warning.slice(1), false);
  }
  for (const [roverId, task] of tasks) {
    if (!seen.has(roverId) && task.silentSince) {
      found.push({key: `silent ${roverId}`, roverId, name: roverId, text: 'Silent on its task, and unknown to discovery', critical: false});
    }
  }
  return found.sort((a, b) => b.critical - a.critical || byName(a.name, b.name));
}
