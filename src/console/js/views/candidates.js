import {h} from '../dom.js';
import {openDialog} from '../dialogs.js';
import {metres} from '../format.js';

/** Which rovers may go for a mission, as dispatch says it, and why the others may not. @returns an element */
export async function candidatesTable(view, missionId) {
  let candidates;
  try {
    ({candidates} = await view.depot.services.dispatch.call('GET', `missions/${missionId}/candidates`));
  } catch (error) {
    return h('p.problem', {}, `It is not known which rovers may go: ${error.message}`);
  }
  if (candidates.length === 0) return h('p.muted', {}, 'No rover is connected.');
  const {fleet} = view.depot;
  return h('table', {'data-part': 'candidates'},
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Rover'), h('th', {scope: 'col'}, 'To its start'),
      h('th', {scope: 'col'}, 'May it go?'))),
    h('tbody', {}, candidates.map(
      each => h('tr', {'data-rover': each.roverId}, h('td', {}, fleet.rovers.get(each.roverId)?.name ?? each.roverId),
      h('td', {}, each.distanceMetres === null ? 'not known' : metres(each.distanceMetres)),
      h('td', {}, each.eligible ? 'Yes' : `No: ${each.reasons.join('; ')}`)))));
}

export async function openCandidates(view, missionId, name) {
  const table = await candidatesTable(view, missionId);
  await openDialog(close => ({title: `Who can go for ${name}?`, body: table,
    actions: [h('button.primary', {type: 'button', 'data-focus': true, onclick: () => close()}, 'Close')]}));
}
