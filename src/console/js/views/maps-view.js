import {attribute, h, text} from '../dom.js';
import {count, metres, moment} from '../format.js';
import {FleetMap} from '../map/map.js';
import {pointsOf, soundPlacement} from '../map/placement.js';
import {PlacePanel} from './place-panel.js';

const AGAIN_MS = 10_000;
const STATES = {pending: 'waits', queued: 'is in a job', processing: 'is being mapped', failed: 'failed', invalid: 'cannot be read'};

/** The maps that were made of recordings, where they are, and what became of the sessions that are in none. */
export class MapsView {
  name = 'maps';
  title = 'Maps';
  #timer = null;
  #loading = 0;
  #panel = null; // while a map is being placed
  #siteMap = null;
  #notes = new Map(); // by session: what archive says of it
  #listProblem = false; // whether what is said of a problem is of the list

  constructor(depot) {
    this.depot = depot;
    this.archive = depot.services.archive;
    this.list = h('div.cards.maps');
    this.sessions = h('ul.map-sessions');
    this.waiting = h('section.card', {hidden: true, 'aria-label': 'Sessions in no map'}, h('h2', {}, 'Sessions in no map'), this.sessions);
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No map yet'),
      h('span', {}, 'Maps are made by themselves of recordings with scans, once they are here.'));
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.done = h('div.note.placed-note', {hidden: true, role: 'status'});
    this.status = h('p.muted', {role: 'status'});
    this.lists = h('div', {}, this.empty, this.list, this.waiting);
    this.element = h('section.page', {'aria-label': 'Maps'}, h('header', {}, h('h1', {}, 'Maps'), this.status), this.problem, this.done,
      this.lists);
    addEventListener('beforeunload', event => this.#panel?.dirty && event.preventDefault());
  }

  show() {
    this.#panel?.show();
    this.#load();
    this.#timer = setInterval(() => this.#load(), AGAIN_MS);
  }

  hide() {
    clearInterval(this.#timer);
    this.#panel?.hide();
  }

  /** What is redrawn when something on the site moves. */
  get map() {
    return this.#panel ? this.#siteMap : undefined;
  }

  update() {
    for (const button of this.list.querySelectorAll('[data-layer]')) attribute(button, 'aria-pressed',
      this.depot.madeMaps.isShown(button.dataset.layer));
    this.map?.setOld(this.depot.oldWords('dispatch') || this.depot.oldWords('discovery'));
    this.#panel?.redraw();
  }

  #say(words, ofList = false) {
    this.#listProblem = ofList;
    this.problem.hidden = !words;
    text(this.problem, words);
  }

  async #load() {
    const load = ++this.#loading;
    try {
      const [, sessions] = await Promise.all([this.depot.madeMaps.load(), this.archive.call('GET', 'sessions')]);
      if (load !== this.#loading) return;
      const maps = this.depot.madeMaps.list;
      this.#notes = new Map(sessions.sessions.filter(session => session.note).map(session => [session.id, session.note]));
      if (this.#listProblem) this.#say('');
      this.empty.hidden = maps.length > 0;
      text(this.status, maps.length ? count(maps.length, 'map') : '');
      this.#showMaps(maps);
      this.#showSessions(sessions.sessions.filter(session => session.status !== 'processed' || !session.mapId));
    } catch (error) {
      if (load === this.#loading) this.#say(`The maps cannot be listed. ${error.message}`, true);
    }
  }

  /** A map's card stays until the map has another version. */
  #showMaps(maps) {
    const old = new Map([...this.list.children].map(card => [card.dataset.version, card]));
    const cards = maps.map(map => old.get(`${map.id} ${map.updatedAt}`) ?? this.#card(map));
    if (cards.length !== this.list.children.length || cards
      .some((card, i) => card !== this.list.children[i])) this.list.replaceChildren(...cards);
  }

  #card(map) {
    const picture = h('canvas', {role: 'img', 'aria-label': `The map ${map.name} from above`});
    const facts = h('p.muted', {}, count(map.sessionCount, 'session'));
    const buttons = h('div.buttons');
    const behind = h('ul.map-sessions.small');
    const splat = `maps/${map.id}/splat.ply`;
    const link = h('a.button.small', {href: this.archive.base + splat, download: `${map.name}.ply`,
      onclick: () => { link.href = this.archive.address(splat); }}, 'Download');
    if (map.hasSplat) buttons.append(link);
    const card = h('section.card.made-map', {'data-version': `${map.id} ${map.updatedAt}`, 'aria-label': map.name}, h('h2', {}, map.name),
      map.thumbnailUrl ? picture : null, facts,
      h('p.small', {}, map.bounds
        ? `${((map.bounds.min_lat + map.bounds.max_lat) / 2).toFixed(5)}, ${((map.bounds.min_lon + map.bounds.max_lon) / 2).toFixed(5)}`
        : 'Nothing says where on earth it is: it stands in its rover’s own frame.'),
      buttons, h('details', {}, h('summary.small', {}, 'Sessions behind it'), behind));
    this.#fill(map, {picture, facts, buttons, behind});
    return card;
  }

  async #fill(map, {picture, facts, buttons, behind}) {
    try {
      const manifest = await this.archive.call('GET', `maps/${map.id}`);
      const [west, south, east, north] = manifest.extentMetres ?? [];
      const rovers = [...new Set(manifest.sessions.map(session => session.roverId))].join(', ');
      const size = Number.isFinite(north) ? `${metres(east - west)} × ${metres(north - south)} · ` : '';
      text(facts, `${count(map.sessionCount, 'session')} of ${rovers} · ${size}${
        manifest.stats.totalPoints.toLocaleString('en')} points · version ${map.version}, ${moment(map.updatedAt)}`);
      behind.replaceChildren(...manifest.sessions.map(({sessionId, roverId, date}) => h('li', {}, `${roverId}, ${moment(date)}`,
        this.#notes.has(sessionId) ? `: ${this.#notes.get(sessionId)}` : null)));
      buttons.append(...this.#placeButtons(map, manifest));
      if (!map.thumbnailUrl) return;
      const bitmap = await this.depot.madeMaps.picture(map);
      picture.width = bitmap.width;
      picture.height = bitmap.height;
      picture.getContext('2d').drawImage(bitmap, 0, 0);
      bitmap.close();
    } catch {
      // the list tells when archive is away
    }
  }

  /** One that its sessions' positions place is placed by nobody else. */
  #placeButtons(map, manifest) {
    const buttons = [];
    if (map.bounds && map.thumbnailUrl) {
      const {madeMaps} = this.depot;
      const layer = h('button.small', {type: 'button', 'data-layer': map.id, 'aria-pressed': madeMaps.isShown(map.id),
        onclick: () => this.#try(() => madeMaps.show(map, !madeMaps.isShown(map.id)))}, 'On the site’s map');
      buttons.push(layer);
    }
    if (manifest.placement?.source !== 'map') {
      buttons.push(h('button.small', {type: 'button', 'data-place': map.id, onclick: () => this.#place(map)}, manifest.placement
        ? 'Place again' : 'Place'));
    }
    return buttons;
  }

  async #try(what) {
    this.#say('');
    try {
      await what();
    } catch (error) {
      this.#say(error.message);
    }
  }

  // ---- a map's place

  async #place(map) {
    await this.#try(async () => {
      const manifest = await this.archive.call('GET', `maps/${map.id}`);
      const picture = map.thumbnailUrl ? await this.depot.madeMaps.picture(map) : null;
      if (this.#panel) return;
      this.#siteMap ??= new FleetMap(this.depot, 'Map of the site');
      this.#panel = new PlacePanel(this.depot, this.#siteMap, manifest, picture,
        (saved, answer) => this.#endPlacing(manifest, saved, answer));
      this.done.hidden = true;
      this.lists.replaceWith(this.#panel.element);
      this.#panel.show();
      this.#panel.element.querySelector('h2').focus();
    });
  }

  #endPlacing(before, saved, answer) {
    const panel = this.#panel;
    this.#panel = null;
    panel.closed();
    panel.element.replaceWith(this.lists);
    this.#load();
    if (saved) this.#sayPlaced(before, answer);
    else this.list.querySelector(`[data-place="${before.id}"]`)?.focus();
  }

  /** With a way back. */
  #sayPlaced(before, answer) {
    const undo = h('button.small', {type: 'button', onclick: () => this.#undo(before)}, 'Undo');
    this.done.replaceChildren(h('span', {}, `${answer.name} has its place. `), undo);
    this.done.hidden = false;
    undo.focus();
  }

  async #undo(before) {
    await this.#try(async () => {
      const placement = soundPlacement(before.placement);
      const path = `maps/${before.id}/placement`;
      if (placement) await this.archive.call('PUT', path,
        {body: {points: pointsOf(placement).map(({x, y, latitude, longitude}) => ({x, y, latitude, longitude}))}});
      else await this.archive.call('DELETE', path);
      this.done.replaceChildren(h('span', {}, `${before.name} is ${placement ? 'where it was before' : 'without a place again'}.`));
    });
    this.#load();
  }

  // ---- sessions

  #showSessions(sessions) {
    this.waiting.hidden = sessions.length === 0;
    this.sessions.replaceChildren(...sessions.map(session => h('li', {}, `${session.roverId}, ${moment(session.startedAt)}: `,
      session.error ?? session.note ?? STATES[session.status] ?? session.status, ' ',
      session.status === 'failed' ? h('button.small', {type: 'button', onclick: () => this.#again(session)}, 'Try again') : null)));
  }

  #again(session) {
    return this.#try(async () => {
      await this.archive.call('POST', `sessions/${session.id}/map`);
      this.#load();
    });
  }
}
