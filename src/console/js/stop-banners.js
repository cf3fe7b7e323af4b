import {h, text} from './dom.js';
import {confirm, tell} from './dialogs.js';
import {count, moment} from './format.js';

const SHOWN = 12;
const DRIVES = new Set([2, 3]); // teleop, autonomous
const MOVES = 0.05; // metres a second
const ASK_EVERY_MS = 30_000;
const MOST_ASKED = 20;
let shown = '';

/**
 * Of missions that start by themselves, which is next; asked for while everything is held, as the operator should know before the release.
 */
class NextStart {
  words = '';
  #askedAt = -Infinity;

  look(depot) {
    if (performance.now() - this.#askedAt < ASK_EVERY_MS) return;
    this.#askedAt = performance.now();
    this.#ask(depot);
  }

  async #ask({plan, services, changed}) {
    const missions = [...plan.missions.values()].filter(each => each.enabled && each.schedule.trigger !== 'manual').slice(0, MOST_ASKED);
    const starts = [];
    for (const mission of missions) {
      try {
        const [first] = (await services.dispatch.call('GET', `missions/${mission.id}/next`)).next;
        if (first) starts.push({first, name: mission.name});
      } catch {
        // the others are asked all the same
      }
    }
    starts.sort((a, b) => (a.first < b.first ? -1 : 1));
    this.words = starts.length ? `Next by schedule: ${starts[0].name}, ${moment(starts[0].first)}. ` : '';
    changed.emit();
  }
}

const next = new NextStart();

/** Who has not confirmed an e-stop, and whether dispatch holds everything: both stay, on every view, until they are so no more. */
export function showStops(depot) {
  const {stops, fleet, plan} = depot;
  const rovers = [...stops.unconfirmed].map(([id, why]) => ({id, why, name: fleet.rovers.get(id)?.name || id}));
  const hold = plan.hold?.held ? plan.hold : null;
  if (hold) next.look(depot);
  const driving = hold ? drivers(fleet) : [];
  const waiting = hold ? plan.openTasks().filter(task => task.status === 'pending').reverse().map(task => plan.missionName(task)) : [];
  const state = JSON.stringify([rovers, hold, driving, waiting, next.words]);
  if (state === shown) return;
  shown = state;
  document.getElementById('stops').replaceChildren(...rovers.length ? [unconfirmed(rovers, depot)] : [],
    ...hold ? [held(hold, driving, waiting, depot)] : []);
}

/** Rovers that drive, by their mode or by their speed, whoever makes them. */
function drivers(fleet) {
  return [...fleet.rovers.values()].filter(
    rover => rover.online && (DRIVES.has(rover.mode) || Math.abs(rover.velocity?.linear ?? 0) > MOVES))
    .map(rover => rover.name || rover.id);
}

function unconfirmed(rovers, depot) {
  const again = h('button.small', {type: 'button', onclick: async () => {
    again.disabled = true;
    await depot.stops.stop(rovers.map(rover => rover.id)).catch(() => {}); // this banner shows the outcome
    again.disabled = false;
  }}, 'Stop again');
  return h('div.banner.bad', {'data-banner': 'unconfirmed'}, h('div', {},
    h('p', {}, h('strong', {}, `${count(rovers.length, 'rover has', 'rovers have')} not confirmed the e-stop`), ' and may still drive:'),
    h('ul', {}, rovers.slice(0, SHOWN).map(rover => h('li', {}, `${rover.name}: ${rover.why}`)),
      rovers.length > SHOWN && h('li', {}, `and ${rovers.length - SHOWN} more`))), again);
}

function names(list) {
  return list.slice(0, SHOWN).join(', ') + (list.length > SHOWN ? ` and ${list.length - SHOWN} more` : '');
}

function held(hold, driving, waiting, depot) {
  const what = h('p');
  const since = hold.since ? ` since ${moment(hold.since)}` : '';
  text(what, `Everything is stopped${since}: dispatch holds, and nothing starts until it is released.`);
  const after = waiting.length ? `On release ${count(waiting.length, 'task')} can start: ${names(waiting)}. ${next.words}` : next.words
    || 'Nothing waits to start.';
  const drive = driving.length
    ? h('p.bad', {'data-still': true}, h('strong', {}, `${count(driving.length, 'rover still drives', 'rovers still drive')}: `),
      names(driving))
    : h('p', {'data-still': true}, 'No rover is seen to drive.');
  const release = async () => {
    const soon = waiting.length ? `${count(waiting.length, 'waiting task')} may start at once: ${names(waiting)}. ` : '';
    const question = `${soon}${next.words}`
      + `${driving.length ? `Still driving: ${names(driving)}. ` : ''}Rovers in e-stop stay so until each is released from its card.`;
    if (!await confirm('Release dispatch?', question, 'Release it')) return;
    try {
      await depot.services.dispatch.call('POST', 'release');
      depot.plan.hold = null;
      depot.changed.emit();
    } catch (error) {
      await tell('It is still held', error.message);
    }
  };
  return h('div.banner', {'data-banner': 'hold'}, h('div', {}, what, h('p', {}, after), drive),
    h('button.small', {type: 'button', onclick: release}, 'Release dispatch'));
}
