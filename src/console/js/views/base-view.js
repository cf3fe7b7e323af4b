import {attribute, h, keyed, parts, text} from '../dom.js';
import {soundSatellite} from '../bounds.js';
import {ago, bytes, count, metres, moment} from '../format.js';
import {BaseForm} from './base-form.js';
import {CasterCard} from './caster-card.js';
import {NoiseBars, SkyPlot} from './charts.js';
import {FIXES} from './fixes.js';
import {SurveyCard} from './survey-card.js';

const LOAD_EVERY_MS = 3000;
const NO_HDOP = 99; // what a receiver says where it has none
const MODES = {base: 'Base station', rover: 'Rover: no base yet', unknown: 'Not known yet'};
const MISSING = {observations: 'observations (MSM)', position: 'base position (1005 or 1006)'};
const RTCM = {1005: 'Base position', 1006: 'Base position and antenna height', 1074: 'GPS, MSM4', 1077: 'GPS, MSM7', 1084: 'GLONASS, MSM4',
  1087: 'GLONASS, MSM7', 1094: 'Galileo, MSM4',
  1097: 'Galileo, MSM7', 1124: 'BeiDou, MSM4', 1127: 'BeiDou, MSM7', 1230: 'GLONASS biases', 4072: 'u-blox, moving base'};

/** The base station: its fix, its survey, its sky, what it sends, and how it is set up. */
export class BaseView {
  name = 'base';
  title = 'Base station';
  #timer = null;

  constructor(depot) {
    this.depot = depot;
    this.badge = h('span.badge');
    this.source = h('span.muted.small');
    this.old = h('p.problem', {hidden: true});
    this.madeUp = h('p.problem', {hidden: true, role: 'alert'}, h('strong', {}, 'This base station is made up.'),
      ' No receiver is read: its position and its corrections are invented, and of no use to a rover.');
    this.unusable = h('p.problem', {hidden: true, role: 'alert'});
    this.notes = h('ul.muted', {hidden: true, 'aria-label': 'To be known'});
    this.form = new BaseForm(depot);
    this.sky = new SkyPlot();
    this.noise = new NoiseBars();
    this.survey = new SurveyCard(this.form);
    this.caster = new CasterCard(depot);
    this.empty = h('div.empty', {}, h('strong', {}, 'Nothing has come from the base station yet'),
      h('span', {}, 'The gps service reads the receiver and tells this page. Start it on the base station:'),
      h('code', {}, './build.sh run gps'));
    this.cards = h('div.cards.base', {hidden: true}, this.#fixCard(), this.survey.element, this.#skyCard(), this.#noiseCard(),
      this.#rtcmCard(), this.caster.element, this.form.element);
    this.element = h('section.page', {'aria-label': 'Base station'}, h('header', {}, h('h1', {}, 'Base station'), this.badge, this.source),
      this.old, this.madeUp, this.unusable, this.notes, this.empty, this.cards);
  }

  #fixCard() {
    this.fix = h('p.figure');
    this.facts = {};
    const fact = (name, label) => [h('dt', {}, label), this.facts[name] = h('dd')];
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Fix')), h('div.cards', {}, this.fix,
      h('dl.facts', {}, fact('satellites', 'Satellites used'), fact('latitude', 'Latitude'), fact('longitude', 'Longitude'),
        fact('altitude', 'Above sea level'), fact('accuracy', 'Accuracy'),
        fact('hdop', 'HDOP'), fact('time', 'Receiver’s time'), fact('receiver', 'Receiver'), fact('antenna', 'Antenna'),
        fact('stream', 'Stream'))));
  }

  #skyCard() {
    this.legend = h('ul.legend', {}, [['gps', 'GPS'], ['glonass', 'GLONASS'], ['galileo', 'Galileo'], ['beidou', 'BeiDou'],
      ['other', 'Others']].map(([name, label]) =>
      h('li', {}, h(`i.swatch.${name}`), label)));
    this.inView = h('span.muted.small');
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Sky'), this.inView), this.sky.element, this.legend);
  }

  #noiseCard() {
    return h('article.card.wide.grows', {},
      h('header', {}, h('h2', {}, 'Carrier to noise'), h('span.muted.small', {}, 'dB-Hz; pale is not used')), this.noise.element);
  }

  #rtcmCard() {
    this.rtcm = h('tbody');
    this.noRtcm = h('p.empty', {}, 'No correction has come yet. They begin when the base knows its position.');
    this.rtcmTable = h('table', {},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Message'), h('th', {scope: 'col'}, 'What'),
        h('th.number', {scope: 'col'}, 'Count'), h('th.number', {scope: 'col'}, 'Last'))), this.rtcm);
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Corrections (RTCM 3)')), this.noRtcm, this.rtcmTable);
  }

  show() {
    this.update();
    this.form.load();
    this.#load();
    this.#timer = setInterval(() => this.#load(), LOAD_EVERY_MS);
  }

  hide() {
    clearInterval(this.#timer);
  }

  /** What the status does not say. */
  #load() {
    if (this.depot.links.gps.state !== 'live' || document.visibilityState !== 'visible') return;
    this.#loadSky();
    this.caster.load();
  }

  async #loadSky() {
    try {
      const {satellites} = await this.depot.services.gps.call('GET', 'satellites');
      const inOrder = (Array.isArray(satellites) ? satellites : []).slice(0, 500).map(soundSatellite)
        .sort((a, b) => a.constellation.localeCompare(b.constellation) || a.number - b.number);
      this.sky.show(inOrder);
      this.noise.show(inOrder);
      text(this.inView, `${inOrder.length} in view, ${inOrder.filter(each => each.used).length} used`);
    } catch {
      text(this.inView, 'cannot be read now');
    }
  }

  update() {
    const status = this.depot.base;
    this.empty.hidden = Boolean(status);
    this.cards.hidden = !status;
    this.badge.hidden = !status;
    if (!status) return;
    const old = this.#oldWords(status);
    this.old.hidden = !old;
    text(this.old, old);
    this.madeUp.hidden = !status.simulated;
    this.#showUsable(status.corrections);
    this.#showNotes(status.notes ?? [], status.push ?? []);
    const [kind, word] = this.#fixWords(status);
    text(this.badge, MODES[status.mode] ?? status.mode);
    attribute(this.badge, 'class', `badge ${status.mode === 'base' ? 'good' : 'warn'}`);
    text(this.source, status.source ?? '');
    text(this.fix, word);
    attribute(this.fix, 'class', `figure ${kind}`);
    this.#showFacts(status);
    this.survey.show(status.surveyIn, this.depot.baseHistory, status.survey);
    this.#showRtcm(status.rtcmMessages);
    this.caster.show(status.clients ?? 0);
    this.form.update();
  }

  #oldWords(status) {
    const away = this.depot.oldWords('gps');
    if (away || status.connected && !status.stale) return away;
    if (status.source?.startsWith('ntrip:')) {
      const since = status.lastUpdate ? ` since ${moment(status.lastUpdate)}: what is shown is of then` : ' yet';
      return `Nothing comes from the other caster${since}. Check its address and password, and whether it wants a position.`;
    }
    return status.lastUpdate
      ? `The receiver was last heard at ${moment(status.lastUpdate)}: what is shown is of then. Check its cable and power.`
      : 'Nothing has come from the receiver yet. Check its cable and power.';
  }

  /** A base that another tool set up often sends nothing about its fix, which is not the same as having none. */
  #fixWords(status) {
    if (status.fixKnown !== false) return FIXES[status.fixQuality] ?? ['', status.fixQuality];
    return status.mode === 'base' && status.basePosition ? ['good', 'Fixed base'] : ['', 'Not known'];
  }

  #showUsable(corrections) {
    this.unusable.hidden = corrections?.usable !== false;
    if (this.unusable.hidden) return;
    const missing = corrections.missing.map(part => MISSING[part] ?? part).join(' and no ');
    const why = corrections.why ? ` (${corrections.why})` : '';
    text(this.unusable, `Rovers get no usable corrections: no ${missing} since ${moment(corrections.since)}${why}.`);
  }

  /** What is worth knowing though nothing is wrong here, and how it stands with each outside caster. */
  #showNotes(notes, casters) {
    const lines = [...notes,
      ...casters.map(({target, state, since, error}) =>
          `Corrections to ${target}: ${state} since ${moment(since)}${error ? ` (${error})` : ''}`)];
    this.notes.hidden = lines.length === 0;
    keyed(this.notes, lines, line => line, line => h('li', {}, line), () => {});
  }

  #showFacts(status) {
    const {facts} = this;
    const place = status.basePosition ?? status;
    const known = value => value != null;
    text(facts.satellites, status.satellites);
    text(facts.latitude, known(place.latitude) ? `${place.latitude.toFixed(8)}°` : '–');
    text(facts.longitude, known(place.longitude) ? `${place.longitude.toFixed(8)}°` : '–');
    text(facts.altitude, known(status.altitude) ? `${status.altitude.toFixed(2)} m` : '–');
    text(facts.accuracy, known(status.horizontalAccuracy)
        ? `${metres(status.horizontalAccuracy)} flat, ${metres(status.verticalAccuracy)} in height` : '–');
    text(facts.hdop, known(status.hdop) && status.hdop < NO_HDOP ? status.hdop.toFixed(2) : '–');
    text(facts.time, status.time ? `${status.time.slice(0, 10)} ${status.time.slice(11, 19)} UTC` : '–');
    text(facts.receiver, status.receiver ? [status.receiver.model, status.receiver.firmware].filter(Boolean).join(', ') : 'not told yet');
    text(facts.antenna, [status.antenna && `${status.antenna.status}, power ${status.antenna.power}`,
      status.jamming && status.jamming !== 'ok' && `jamming: ${status.jamming}`].filter(Boolean).join('; ') || '–');
    text(facts.stream, `${bytes(status.bytesPerSecond ?? 0)}/s, ${count(status.checksumFailures ?? 0, 'damaged message')}`);
  }

  #showRtcm(messages) {
    this.noRtcm.hidden = messages.length > 0;
    this.rtcmTable.hidden = messages.length === 0;
    keyed(this.rtcm, messages, message => message.type,
      message => h('tr', {}, h('td', {}, message.type), h('td', {}, RTCM[message.type] ?? ''), h('td.number', {'data-part': 'count'}),
        h('td.number', {'data-part': 'last'})),
      (element, message) => {
        text(parts(element).count, message.count.toLocaleString('en'));
        text(parts(element).last, ago(this.depot.now() - message.lastSeen));
      });
  }
}
