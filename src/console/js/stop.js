import {h} from './dom.js';
import {openDialog} from './dialogs.js';
import {count} from './format.js';

/** Stops everything: one question, then what came of it. */
export async function stopEverything(depot) {
  const open = depot.plan.openTasks().length;
  const sure = await openDialog(close => ({
    title: 'Stop everything?',
    alert: true,
    body: h('p.muted', {}, open ? `${count(open, 'open task')} will be cancelled, and each rover on one is told to stop.`
      : 'This page knows of no open task. Any that there is will be cancelled all the same, and its rover told to stop.', ' A rover that somebody drives by hand is not stopped by this.'),
    actions: [h('button', {type: 'button', onclick: () => close(false)}, 'Go on as it is'),
      h('button.stop', {type: 'button', 'data-focus': true, onclick: () => close(true)}, 'Stop everything')],
  }));
  if (!sure) return;
  await openDialog(close => {
    const body = h('div.body', {role: 'status', 'aria-live': 'assertive'}, h('p', {}, 'Telling the rovers…'));
    const again = h('button.stop', {type: 'button', hidden: true, onclick: () => stop()}, 'Try again');
    const stop = async () => {
      again.hidden = true;
      body.replaceChildren(h('p', {}, 'Telling the rovers…'));
      try {
        body.replaceChildren(...outcome(await depot.services.dispatch.call('POST', 'stop', {patience: 15_000}), depot));
      } catch (error) {
        body.replaceChildren(h('p.problem', {}, h('strong', {}, 'It is not known that anything has stopped. '), error.message),
          h('p', {}, 'Use the emergency stop on the rovers, or try again.'));
        again.hidden = false;
      }
    };
    stop();
    return {title: 'Stop everything', body, actions: [again, h('button', {type: 'button', 'data-focus': true, onclick: () => close()}, 'Close')]};
  });
}

function outcome({stopped, unreached, stored}, depot) {
  const name = id => (id === null ? 'no rover yet' : depot.fleet.rovers.get(id)?.name ?? id);
  const mission = id => {
    const task = depot.plan.tasks.get(id);
    return task ? depot.plan.missionName(task) : 'a task';
  };
  const parts = [];
  if (stopped.length === 0) parts.push(h('p', {}, 'There was no open task: no rover is driving by itself for dispatch.'));
  if (unreached.length > 0) {
    parts.push(h('div.problem', {}, h('p', {}, h('strong', {}, `${count(unreached.length, 'rover')} could not be reached`), ' and may go on:'),
      h('ul', {}, unreached.map(id => h('li', {}, name(id)))),
      h('p', {}, 'Each is told as soon as it is connected again. If that is too late, use the emergency stop on the rover.')));
  }
  const told = stopped.filter(each => each.told);
  if (told.length > 0) {
    parts.push(h('p', {}, h('strong.good', {}, `${count(told.length, 'task')} stopped:`)),
      h('ul.stopped', {}, told.map(each => h('li', {}, `${mission(each.taskId)} · ${name(each.roverId)}`))));
  }
  if (!stored) parts.push(h('p.note', {}, 'The database is away: this is written down when it is back.'));
  return parts;
}
