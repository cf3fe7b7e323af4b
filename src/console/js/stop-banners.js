import {h, text} from './dom.js';
import {tell} from './dialogs.js';
import {count, moment} from './format.js';

const SHOWN = 12;
let shown = '';

/** Who has not confirmed an e-stop, and whether dispatch holds everything: both stay until they are so no more. */
export function showStops(depot) {
  const {stops, fleet, plan} = depot;
  const rovers = [...stops.unconfirmed].map(([id, why]) => ({id, why, name: fleet.rovers.get(id)?.name || id}));
  const hold = plan.hold?.held ? plan.hold : null;
  const state = JSON.stringify([rovers, hold]);
  if (state === shown) return;
  shown = state;
  document.getElementById('stops').replaceChildren(...rovers.length ? [unconfirmed(rovers, depot)] : [], ...hold ? [held(hold, depot)] : []);
}

function unconfirmed(rovers, depot) {
  const again = h('button.small', {type: 'button', onclick: async () => {
    again.disabled = true;
    await depot.stops.stop(rovers.map(rover => rover.id)).catch(() => {}); // it is told here
    again.disabled = false;
  }}, 'Stop again');
  return h('div.banner.bad', {'data-banner': 'unconfirmed'}, h('div', {},
    h('p', {}, h('strong', {}, `${count(rovers.length, 'rover has', 'rovers have')} not confirmed the e-stop`), ' and may still drive:'),
    h('ul', {}, rovers.slice(0, SHOWN).map(rover => h('li', {}, `${rover.name}: ${rover.why}`)),
      rovers.length > SHOWN && h('li', {}, `and ${rovers.length - SHOWN} more`))), again);
}

function held(hold, depot) {
  const words = h('p');
  text(words, `Dispatch holds everything${hold.since ? ` since ${moment(hold.since)}` : ''}: nothing starts until it is released.`);
  const release = async () => {
    try {
      await depot.services.dispatch.call('POST', 'release');
      depot.plan.hold = null;
      depot.changed.emit();
    } catch (error) {
      await tell('It is still held', error.message);
    }
  };
  return h('div.banner', {'data-banner': 'hold'}, words, h('button.small', {type: 'button', onclick: release}, 'Release dispatch'));
}
