import {h} from './dom.js';
import {openDialog} from './dialogs.js';
import {count} from './format.js';

/**
 * Stops everything: one question, then both at once, each with its own outcome: the e-stop on the rovers' own links, by discovery,
 * and dispatch, which cancels what is open and holds. Neither waits for the other.
 */
export async function stopEverything(depot) {
  const open = depot.plan.openTasks().length;
  const sure = await openDialog(close => ({
    title: 'Stop everything?',
    alert: true,
    body: h('p.muted', {}, 'Each rover is told to stop on its own link, also one that is driven by hand. ',
      open ? `${count(open, 'open task')} will be cancelled, ` : 'This page knows of no open task; any that there is will be cancelled, ',
      'and nothing starts until it is released.'),
    actions: [h('button', {type: 'button', onclick: () => close(false)}, 'Go on as it is'),
      h('button.stop', {type: 'button', 'data-focus': true, onclick: () => close(true)}, 'Stop everything')],
  }));
  if (!sure) return;
  await openDialog(close => {
    const rovers = part('The rovers', 'Telling the rovers…', () => depot.stops.stop(), answer => stopped(answer, depot));
    const tasks = part('Dispatch', 'Cancelling tasks…', () => depot.services.dispatch.call('POST', 'stop', {patience: 15_000}),
      answer => cancelled(answer, depot));
    return {title: 'Stop everything', body: h('div.body', {}, rovers, tasks),
      actions: [h('button', {type: 'button', 'data-focus': true, onclick: () => close()}, 'Close')]};
  });
}

/** One of the two, from its call to what came of it. */
function part(title, meanwhile, call, outcome) {
  const body = h('div', {role: 'status', 'aria-live': 'assertive'});
  const again = h('button.small.stop', {type: 'button', hidden: true, onclick: () => run()}, 'Try again');
  const run = async () => {
    again.hidden = true;
    body.replaceChildren(h('p', {}, meanwhile));
    try {
      body.replaceChildren(...outcome(await call()));
    } catch (error) {
      body.replaceChildren(h('p.problem', {}, h('strong', {}, 'It is not known that anything has stopped. '), error.message),
        h('p', {}, 'Use the emergency stop on the rovers, or try again.'));
      again.hidden = false;
    }
  };
  run();
  return h('section', {'data-stop': title}, h('h2', {}, title), body, again);
}

function name(id, depot) {
  return id === null ? 'no rover yet' : depot.fleet.rovers.get(id)?.name || id;
}

function stopped({stopped: confirmed, unreached}, depot) {
  const parts = [];
  if (unreached.length > 0) {
    parts.push(h('div.problem', {}, h('p', {}, h('strong', {}, `${count(unreached.length, 'rover has', 'rovers have')} not confirmed`),
      ' and may still drive:'),
      h('ul', {}, unreached.map(each => h('li', {}, `${name(each.id, depot)}: ${each.why}`))),
      h('p', {}, 'They are told for ten seconds. The list stays above the page until each has confirmed.')));
  }
  if (confirmed.length > 0) {
    parts.push(h('p', {}, h('strong.good', {}, `${count(confirmed.length, 'rover stands', 'rovers stand')}:`)),
      h('ul.stopped', {}, confirmed.map(each => h('li', {}, `${name(each.id, depot)} · after ${each.afterMillis} ms`))));
  }
  return parts.length ? parts : [h('p', {}, 'No rover is registered.')];
}

function cancelled({stopped: told, unreached, stored, driving = []}, depot) {
  const mission = id => {
    const task = depot.plan.tasks.get(id);
    return task ? depot.plan.missionName(task) : 'a task';
  };
  const parts = [];
  if (told.length === 0) parts.push(h('p', {}, 'There was no open task: no rover is driving by itself for dispatch.'));
  if (unreached.length > 0) {
    parts.push(h('div.problem', {},
      h('p', {}, h('strong', {}, `${count(unreached.length, 'rover')} could not be reached`), ' and may go on:'),
      h('ul', {}, unreached.map(id => h('li', {}, name(id, depot)))),
      h('p', {}, 'Each is told as soon as it is connected again. If that is too late, use the emergency stop on the rover.')));
  }
  if (driving.length > 0) {
    parts.push(h('p.problem', {}, 'These drive without a task of ours: ', driving.map(each => name(each.id ?? each, depot)).join(', ')));
  }
  const confirmed = told.filter(each => each.told);
  if (confirmed.length > 0) {
    parts.push(h('p', {}, h('strong.good', {}, `${count(confirmed.length, 'task')} stopped:`)),
      h('ul.stopped', {}, confirmed.map(each => h('li', {}, `${mission(each.taskId)} · ${name(each.roverId, depot)}`))));
  }
  if (!stored) parts.push(h('p.note', {}, 'The database is away, or slow: this is stored as soon as it can be.'));
  return parts;
}
