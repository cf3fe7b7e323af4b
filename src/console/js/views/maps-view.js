import {h, text} from '../dom.js';
import {count, moment} from '../format.js';

const AGAIN_MS = 10_000;
const STATES = {pending: 'waits', queued: 'is in a job', processing: 'is being mapped', failed: 'failed', invalid: 'cannot be read'};

/** The maps that were made of recordings, and what became of the sessions that are in none. */
export class MapsView {
  name = 'maps';
  title = 'Maps';
  #timer = null;
  #loading = 0;

  constructor(depot) {
    this.archive = depot.services.archive;
    this.list = h('div.cards.maps');
    this.sessions = h('ul.map-sessions');
    this.waiting = h('section.card', {hidden: true, 'aria-label': 'Sessions in no map'}, h('h2', {}, 'Sessions in no map'), this.sessions);
    this.empty = h('div.empty', {hidden: true}, h('strong', {}, 'No map yet'),
      h('span', {}, 'Maps are made by themselves of recordings with scans, once they are here.'));
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.status = h('p.muted', {role: 'status'});
    this.element = h('section.page', {'aria-label': 'Maps'}, h('header', {}, h('h1', {}, 'Maps'), this.status), this.problem, this.empty,
      this.list, this.waiting);
  }

  show() {
    this.#load();
    this.#timer = setInterval(() => this.#load(), AGAIN_MS);
  }

  hide() {
    clearInterval(this.#timer);
  }

  update() {}

  async #load() {
    const load = ++this.#loading;
    try {
      const [maps, sessions] = await Promise.all([this.archive.call('GET', 'maps'), this.archive.call('GET', 'sessions')]);
      if (load !== this.#loading) return;
      this.problem.hidden = true;
      this.empty.hidden = maps.total > 0;
      text(this.status, maps.total ? count(maps.total, 'map') : '');
      this.#showMaps(maps.maps);
      this.#showSessions(sessions.sessions.filter(session => session.status !== 'processed' || !session.mapId));
    } catch (error) {
      if (load !== this.#loading) return;
      this.problem.hidden = false;
      text(this.problem, `The maps cannot be listed. ${error.message}`);
    }
  }

  /** A map's card stays until the map has another version. */
  #showMaps(maps) {
    const old = new Map([...this.list.children].map(card => [card.dataset.version, card]));
    this.list.replaceChildren(...maps.map(map => old.get(`${map.id} ${map.updatedAt}`) ?? this.#card(map)));
  }

  #card(map) {
    const picture = h('canvas', {role: 'img', 'aria-label': `The map ${map.name} from above`});
    const facts = h('p.muted', {}, count(map.sessionCount, 'session'));
    const splat = `maps/${map.id}/splat.ply`;
    const link = h('a.button.small', {href: this.archive.base + splat, download: `${map.name}.ply`,
      onclick: () => { link.href = this.archive.address(splat); }}, 'Download');
    const card = h('section.card.made-map', {'data-version': `${map.id} ${map.updatedAt}`, 'aria-label': map.name}, h('h2', {}, map.name),
      map.thumbnailUrl ? picture : null, facts,
      h('p.small', {}, map.bounds
          ? `${((map.bounds.min_lat + map.bounds.max_lat) / 2).toFixed(5)}, ${((map.bounds.min_lon + map.bounds.max_lon) / 2).toFixed(5)}`
        : 'Nothing says where on earth it is: it stands in its rover’s own frame.'), map.hasSplat ? link : null);
    this.#fill(map, picture, facts);
    return card;
  }

  async #fill(map, picture, facts) {
    try {
      const manifest = await this.archive.call('GET', `maps/${map.id}`);
      const rovers = [...new Set(manifest.sessions.map(session => session.roverId))].join(', ');
      text(facts, `${count(map.sessionCount, 'session')} of ${rovers} · ${
        manifest.stats.totalPoints.toLocaleString('en')} points · version ${map.version}, ${moment(map.updatedAt)}`);
      if (!map.thumbnailUrl) return;
      const answer = await fetch(this.archive.address(map.thumbnailUrl.slice(1))); // drawn, so that no other source of pictures is allowed
      if (!answer.ok) return;
      const bitmap = await createImageBitmap(await answer.blob());
      picture.width = bitmap.width;
      picture.height = bitmap.height;
      picture.getContext('2d').drawImage(bitmap, 0, 0);
    } catch {
      // the list tells when archive is away
    }
  }

  #showSessions(sessions) {
    this.waiting.hidden = sessions.length === 0;
    this.sessions.replaceChildren(...sessions.map(session => h('li', {}, `${session.roverId}, ${moment(session.startedAt)}: `,
      session.error ?? session.note ?? STATES[session.status] ?? session.status, ' ',
      session.status === 'failed' ? h('button.small', {type: 'button', onclick: () => this.#again(session)}, 'Try again') : null)));
  }

  async #again(session) {
    try {
      await this.archive.call('POST', `sessions/${session.id}/map`);
      this.#load();
    } catch (error) {
      this.problem.hidden = false;
      text(this.problem, error.message);
    }
  }
}
