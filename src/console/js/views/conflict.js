import {h} from '../dom.js';
import {openDialog} from '../dialogs.js';
import {moment} from '../format.js';

/**
 * Somebody else has saved it meanwhile: both versions are shown, and what is to be done is asked.
 * @param rows [[what, mine, theirs]]
 * @returns 'mine', 'new', 'theirs', or null for none of them
 */
export function askConflict(what, rows, theirs) {
  const row = ([name, mine, other]) => h('tr', {}, h('th', {scope: 'row'}, name), h('td', {}, mine),
    h('td', {class: mine === other ? null : 'warn'}, other));
  return openDialog(close => ({
    title: `The ${what} was changed meanwhile`,
    alert: true,
    body: h('div', {}, h('p', {},
      `Somebody saved it${theirs.updatedAt ? `, ${moment(theirs.updatedAt)}` : ''}. Nothing of yours is lost yet.`),
      h('table', {'data-conflict': true},
        h('thead', {}, h('tr', {},
          ['', 'Yours', 'Theirs'].map(title => h('th', {scope: 'col'}, title || h('span.visually-hidden', {}, 'What'))))),
        h('tbody', {}, rows.map(row)))),
    actions: [h('button', {type: 'button', 'data-focus': true, onclick: () => close(null)}, 'Go on editing'),
      h('button', {type: 'button', onclick: () => close('theirs')}, 'Take theirs'),
      h('button.primary', {type: 'button', onclick: () => close('new')}, 'Save as new'),
      h('button.danger', {type: 'button', onclick: () => close('mine')}, 'Save mine over it')],
  }));
}

/**
 * Keeps what a form began with, for its save: the tag of that version.
 * @param path of what is changed, or null for something new
 */
export class Version {
  tag = null;
  #loaded;

  constructor(service, path, known) {
    this.#loaded = path ? service.call('GET', path, {tagged: true}).then(({body, tag}) => {
      // what was shown when the form was opened is what is changed
      if (body.updatedAt === known.updatedAt) this.tag = tag;
      else this.newer = true;
    }, () => {}) : Promise.resolve();
  }

  /** @returns the tag; of a version that was no more when the form opened, one that matches nothing */
  async match() {
    await this.#loaded;
    return this.newer ? '"0"' : this.tag;
  }
}
