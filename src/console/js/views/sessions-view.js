import {tell} from '../dialogs.js';
import {h, text} from '../dom.js';
import {bytes, count, moment, span} from '../format.js';
import {SessionDetail} from './session-detail.js';

const PAGE = 100;
const TITLES = ['Begun', 'Rover', 'Took', 'Size', 'Poses', 'Lidar', 'Camera', 'Where', ''];

/** The recorded sessions: a list, and each to download. */
export class SessionsView {
  name = 'sessions';
  title = 'Sessions';
  #sessions = [];
  #loading = 0;
  #opened = null;

  constructor(depot) {
    this.depot = depot;
    this.rover = h('select', {'aria-label': 'Of which rover', onchange: () => this.#load()}, h('option', {value: ''}, 'All rovers'));
    this.body = h('tbody');
    this.table = h('table.stacks', {hidden: true}, h('thead', {}, h('tr', {}, TITLES.map((title, i) =>
      h(i >= 2 && i <= 6 ? 'th.number' : 'th', {scope: 'col'}, title || h('span.visually-hidden', {}, 'Download'))))), this.body);
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No recorded session'),
      h('span', {}, 'Sessions are read from the directory that SESSIONS_DIR names. Each rover has a folder of its own there.'));
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.status = h('p.muted', {role: 'status'});
    this.more = h('button', {type: 'button', hidden: true, onclick: () => this.#load(this.#sessions.length)}, 'Show more');
    this.element = h('section.page', {'aria-label': 'Sessions'}, h('header', {}, h('h1', {}, 'Sessions'), this.status),
      h('div.cards', {}, h('div.buttons', {}, h('div', {}, this.rover),
        h('button', {type: 'button', onclick: () => this.#load()}, 'Load again')), this.problem, this.empty,
        h('div.card.scroll', {}, this.table, this.more)));
  }

  show() {
    this.#load();
  }

  hide() {}

  update() {}

  async #load(offset = 0) {
    const load = ++this.#loading;
    text(this.status, 'Loading…');
    try {
      const query = `limit=${PAGE}&offset=${offset}${this.rover.value ? `&rover_id=${encodeURIComponent(this.rover.value)}` : ''}`;
      const {sessions} = await this.depot.services.discovery.call('GET', `api/sessions?${query}`);
      if (load !== this.#loading) return;
      this.#sessions = offset ? [...this.#sessions, ...sessions] : sessions;
      this.more.hidden = sessions.length < PAGE;
      this.problem.hidden = true;
      this.#show();
    } catch (error) {
      if (load !== this.#loading) return;
      this.problem.hidden = false;
      text(this.problem, `The sessions cannot be listed. ${error.message}`);
      text(this.status, '');
    }
  }

  #show() {
    const known = new Set([...this.rover.options].map(option => option.value));
    for (const id of new Set(this.#sessions.map(session => session.rover_id))) {
      if (!known.has(id)) this.rover.append(h('option', {value: id}, id));
    }
    this.empty.hidden = this.#sessions.length > 0;
    this.table.hidden = this.#sessions.length === 0;
    this.table.parentElement.hidden = this.table.hidden;
    text(this.status, this.#sessions.length ? count(this.#sessions.length, 'session') : '');
    this.#opened = null;
    this.body.replaceChildren(...this.#sessions.map(session => this.#row(session)));
  }

  #row(session) {
    const box = session.gps_bounds;
    const where = box ? `${((box.min_lat + box.max_lat) / 2).toFixed(5)}, ${((box.min_lon + box.max_lon) / 2).toFixed(5)}` : '–';
    const number = value => h('td.number', {}, Number(value ?? 0).toLocaleString('en'));
    const kept = session.bytes !== null; // a depot that tells no sizes leaves them out, and may have it
    const open = h('button.small', {type: 'button', 'aria-expanded': 'false',
      'aria-label': `Look into ${session.session_dir} of ${session.rover_id}`,
      onclick: () => this.#toggle(session, row, open)}, 'Open');
    const row = h('tr', {}, h('td.nowrap', {}, moment(session.started_at)),
      h('td', {}, session.rover_id, ' ', h('span.faint.small', {}, session.session_dir)),
      h('td.number.nowrap', {}, session.ended_at || session.duration_secs ? span(session.duration_secs) : 'not ended'),
      h('td.number.nowrap', this.#sizeHint(session), session.bytes >= 0 && kept ? bytes(session.bytes) : '–'),
      number(session.pose_samples), number(session.lidar_frames), number(session.camera_frames),
      h('td.nowrap', {}, where),
      h('td.nowrap', {}, kept ? [open, ' ', this.#download(session)]
          : h('span.faint', {title: 'Its metadata is here; the recording itself was cleaned away.'}, 'Recording gone')));
    [...row.cells].forEach((cell, i) => { cell.dataset.title = TITLES[i]; }); // what a phone shows beside each
    return row;
  }

  /** One at a time: what is in a recording stands below its row. */
  #toggle(session, row, button) {
    const was = this.#opened;
    if (was) {
      was.detail.remove();
      was.button.setAttribute('aria-expanded', 'false');
      text(was.button, 'Open');
      this.#opened = null;
    }
    if (was?.button === button) return;
    const detail = h('tr.detail', {}, h('td', {colspan: 9}, new SessionDetail(this.depot, session).element));
    row.after(detail);
    button.setAttribute('aria-expanded', 'true');
    text(button, 'Close');
    this.#opened = {detail, button};
  }

  /** What a recording takes on the depot's disk, where it is kept small. */
  #sizeHint(session) {
    return session.storedBytes >= 0 && session.storedBytes < session.bytes
      ? {title: `Kept compressed: ${bytes(session.storedBytes)} on the depot’s disk`} : {};
  }

  /**
   * A recording is too large to be fetched by this page: it is asked for first, so that one that fails says so, and then
   * left to the browser.
   */
  async #follow(event, link, path) {
    if (link.asked) {
      link.asked = false;
      return;
    }
    event.preventDefault();
    const address = this.depot.services.discovery.address(path);
    try {
      const answer = await fetch(address, {method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(10_000)});
      if (!answer.ok) {
        throw new Error(answer.status === 404 ? 'The recording is not there any more.'
            : `Discovery answered with status ${answer.status}.`);
      }
      link.href = address;
      link.asked = true;
      link.click();
    } catch (error) {
      await tell('The recording did not come', error.name === 'TimeoutError' || error instanceof TypeError
          ? 'Discovery cannot be reached.' : error.message);
    }
  }

  #download(session) {
    // by its folder where the list has that: two rovers may share the other name
    const rover = session.rover_dir ?? session.rover_id;
    const path = `api/sessions/${encodeURIComponent(rover)}/${encodeURIComponent(session.session_dir)}/session.rrd?named=true`;
    // the token goes into the address only when it is needed
    const link = h('a.button.small', {href: this.depot.services.discovery.base + path,
      download: `${session.rover_id}_${session.session_dir}.rrd`,
      'aria-label': `Download ${session.session_dir} of ${session.rover_id}`, onclick: event => this.#follow(event, link, path)},
      'Download');
    return link;
  }
}
