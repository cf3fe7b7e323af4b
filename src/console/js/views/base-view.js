import {attribute, h, keyed, parts, text} from '../dom.js';
import {ago, bytes, count, metres, moment, stopwatch} from '../format.js';
import {BaseForm} from './base-form.js';
import {Convergence, NoiseBars, SkyPlot} from './charts.js';

const LOAD_EVERY_MS = 3000;
const NO_HDOP = 99; // what a receiver says where it has none
const LISTED_CLIENTS = 50;
const FIXES = {
  no_fix: ['bad', 'No fix'], gps: ['good', 'GNSS fix'], dgps: ['good', 'Differential fix'], pps: ['good', 'PPS fix'], rtk_fixed: ['good', 'RTK fixed'], rtk_float: ['warn', 'RTK float'],
  estimated: ['warn', 'Estimated'], manual: ['good', 'Fixed position'], simulation: ['warn', 'Simulation'],
};
const MODES = {base: 'Base station', rover: 'Rover: no base yet', unknown: 'Not known yet'};
const RTCM = {1005: 'Base position', 1006: 'Base position and antenna height', 1074: 'GPS, MSM4', 1077: 'GPS, MSM7', 1084: 'GLONASS, MSM4', 1087: 'GLONASS, MSM7', 1094: 'Galileo, MSM4',
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
    this.form = new BaseForm(depot);
    this.sky = new SkyPlot();
    this.noise = new NoiseBars();
    this.convergence = new Convergence();
    this.empty = h('div.empty', {}, h('strong', {}, 'Nothing has come from the base station yet'),
      h('span', {}, 'The gps service reads the receiver and tells this page. Start it on the base station:'), h('code', {}, './build.sh run gps'));
    this.cards = h('div.cards.base', {hidden: true}, this.#fixCard(), this.#surveyCard(), this.#skyCard(), this.#noiseCard(), this.#rtcmCard(), this.#casterCard(), this.form.element);
    this.element = h('section.page', {'aria-label': 'Base station'}, h('header', {}, h('h1', {}, 'Base station'), this.badge, this.source), this.old, this.empty, this.cards);
  }

  #fixCard() {
    this.fix = h('p.figure');
    this.facts = {};
    const fact = (name, label) => [h('dt', {}, label), this.facts[name] = h('dd')];
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Fix')), h('div.cards', {}, this.fix,
      h('dl.facts', {}, fact('satellites', 'Satellites used'), fact('latitude', 'Latitude'), fact('longitude', 'Longitude'), fact('altitude', 'Above sea level'), fact('accuracy', 'Accuracy'),
        fact('hdop', 'HDOP'), fact('time', 'Receiver’s time'), fact('receiver', 'Receiver'), fact('antenna', 'Antenna'), fact('stream', 'Stream'))));
  }

  #surveyCard() {
    this.surveyState = h('span.badge');
    this.steps = h('div.steps');
    const step = name => h('div', {}, h('div.task-line', {}, h('span', {}, name), h('span', {'data-part': 'value'})), h('div.bar', {role: 'progressbar', 'aria-label': name, 'aria-valuemin': 0, 'aria-valuemax': 100, 'data-part': 'bar'}, h('i')));
    this.timeStep = step('Time');
    this.accuracyStep = step('Accuracy');
    this.steps.append(this.timeStep, this.accuracyStep);
    this.noSurvey = h('p.empty', {}, 'No survey has run since the receiver was started. A base finds its position by one: start it below.');
    this.keep = h('button.primary.small', {type: 'button', hidden: true, onclick: () => this.form.keep()}, 'Keep this position');
    this.chart = h('div', {}, h('p.label', {}, 'Accuracy over the survey’s time'), this.convergence.element);
    return h('article.card.wide', {}, h('header', {}, h('h2', {}, 'Survey-in'), h('div.buttons', {}, this.keep, this.surveyState)), this.noSurvey, h('div.cards', {}, this.steps, this.chart));
  }

  #skyCard() {
    this.legend = h('ul.legend', {}, [['gps', 'GPS'], ['glonass', 'GLONASS'], ['galileo', 'Galileo'], ['beidou', 'BeiDou'], ['other', 'Others']].map(([name, label]) =>
      h('li', {}, h(`i.swatch.${name}`), label)));
    this.inView = h('span.muted.small');
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Sky'), this.inView), this.sky.element, this.legend);
  }

  #noiseCard() {
    return h('article.card.wide.grows', {}, h('header', {}, h('h2', {}, 'Carrier to noise'), h('span.muted.small', {}, 'dB-Hz; pale is not used')), this.noise.element);
  }

  #rtcmCard() {
    this.rtcm = h('tbody');
    this.noRtcm = h('p.empty', {}, 'No correction has come yet. They begin when the base knows its position.');
    this.rtcmTable = h('table', {}, h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Message'), h('th', {scope: 'col'}, 'What'), h('th.number', {scope: 'col'}, 'Count'), h('th.number', {scope: 'col'}, 'Last'))), this.rtcm);
    return h('article.card', {}, h('header', {}, h('h2', {}, 'Corrections (RTCM 3)')), this.noRtcm, this.rtcmTable);
  }

  #casterCard() {
    this.clients = h('p.figure');
    this.clientsHint = h('p.muted');
    this.clientList = h('ul.list', {'aria-label': 'NTRIP clients'});
    return h('article.card', {}, h('header', {}, h('h2', {}, 'NTRIP clients')), this.clients, this.clientsHint, this.clientList);
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
    this.#loadClients();
  }

  async #loadClients() {
    let clients = [];
    try {
      if (this.depot.base?.clients) ({clients} = await this.depot.services.gps.call('GET', 'clients'));
    } catch {
      // their number stands above; who they are comes with the next try
    }
    keyed(this.clientList, clients.slice(0, LISTED_CLIENTS), client => client.id,
      client => h('li', {}, h('div.head', {}, h('span', {}, client.user || client.address), h('span.badge', {'data-part': 'fix'})),
        h('div.task-line', {}, h('span', {}, client.address), h('span', {}, client.mountpoint), h('span.clip', {}, client.agent), h('span', {'data-part': 'flow'}))),
      (element, client) => {
        const [kind, word] = FIXES[client.position?.fixQuality] ?? ['', 'position not told'];
        text(parts(element).fix, word);
        attribute(parts(element).fix, 'class', `badge ${kind}`);
        text(parts(element).flow, `${bytes(client.bytes)} since ${moment(client.connectedAt)}, ${client.delayMillis.toFixed(1)} ms late${client.behind ? `, ${count(client.behind, 'message')} behind` : ''}`);
      });
  }

  async #loadSky() {
    try {
      const {satellites} = await this.depot.services.gps.call('GET', 'satellites');
      const inOrder = satellites.sort((a, b) => a.constellation.localeCompare(b.constellation) || a.number - b.number);
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
    const old = this.depot.oldWords('gps') || (status.stale || !status.connected ? `Nothing comes from the receiver${status.lastUpdate ? ` since ${ago(Date.now() - status.lastUpdate)}` : ''}: what is shown is old. Check its cable and power.` : '');
    this.old.hidden = !old && !status.degraded;
    text(this.old, [old, status.degraded].filter(Boolean).join(' '));
    const [kind, word] = FIXES[status.fixQuality] ?? ['', status.fixQuality];
    text(this.badge, MODES[status.mode] ?? status.mode);
    attribute(this.badge, 'class', `badge ${status.mode === 'base' ? 'good' : 'warn'}`);
    text(this.source, status.source ?? '');
    text(this.fix, word);
    attribute(this.fix, 'class', `figure ${kind}`);
    this.#showFacts(status);
    this.#showSurvey(status.surveyIn);
    this.#showRtcm(status.rtcmMessages);
    text(this.clients, status.clients ?? 0);
    text(this.clientsHint, status.clients ? `${count(status.clients, 'client')} of the caster on port 2101 ${status.clients === 1 ? 'gets' : 'get'} corrections.` : 'Nobody is connected to the caster on port 2101.');
    this.form.update();
  }

  #showFacts(status) {
    const {facts} = this;
    const place = status.basePosition ?? status;
    const known = value => value != null;
    text(facts.satellites, status.satellites);
    text(facts.latitude, known(place.latitude) ? `${place.latitude.toFixed(8)}°` : '–');
    text(facts.longitude, known(place.longitude) ? `${place.longitude.toFixed(8)}°` : '–');
    text(facts.altitude, known(status.altitude) ? `${status.altitude.toFixed(2)} m` : '–');
    text(facts.accuracy, known(status.horizontalAccuracy) ? `${metres(status.horizontalAccuracy)} flat, ${metres(status.verticalAccuracy)} in height` : '–');
    text(facts.hdop, known(status.hdop) && status.hdop < NO_HDOP ? status.hdop.toFixed(2) : '–');
    text(facts.time, status.time ? `${status.time.slice(0, 10)} ${status.time.slice(11, 19)} UTC` : '–');
    text(facts.receiver, status.receiver ? [status.receiver.model, status.receiver.firmware].filter(Boolean).join(', ') : 'not told yet');
    text(facts.antenna, [status.antenna && `${status.antenna.status}, power ${status.antenna.power}`, status.jamming && status.jamming !== 'ok' && `jamming: ${status.jamming}`].filter(Boolean).join('; ') || '–');
    text(facts.stream, `${bytes(status.bytesPerSecond ?? 0)}/s, ${count(status.checksumFailures ?? 0, 'damaged message')}`);
  }

  #showSurvey(survey) {
    const goal = this.form.goal;
    this.noSurvey.hidden = Boolean(survey);
    this.steps.hidden = this.chart.hidden = !survey;
    this.surveyState.hidden = !survey;
    this.keep.hidden = !(survey?.valid && !survey.active) || this.form.mode === 'fixed';
    if (!survey) return;
    text(this.surveyState, survey.active ? 'Under way' : survey.valid ? 'Ended' : 'Not valid');
    attribute(this.surveyState, 'class', `badge ${survey.active ? 'accent' : survey.valid ? 'good' : 'bad'}`);
    progress(this.timeStep, goal ? survey.duration / goal.seconds : survey.valid, stopwatch(survey.duration) + (goal ? ` of at least ${stopwatch(goal.seconds)}` : ''));
    progress(this.accuracyStep, goal ? goal.metres / survey.accuracy : survey.valid, metres(survey.accuracy) + (goal ? `, goal ${metres(goal.metres)}` : ''));
    this.convergence.show(this.depot.baseHistory, goal);
  }

  #showRtcm(messages) {
    this.noRtcm.hidden = messages.length > 0;
    this.rtcmTable.hidden = messages.length === 0;
    keyed(this.rtcm, messages, message => message.type, message => h('tr', {}, h('td', {}, message.type), h('td', {}, RTCM[message.type] ?? ''), h('td.number', {'data-part': 'count'}), h('td.number', {'data-part': 'last'})),
      (element, message) => {
        text(parts(element).count, message.count.toLocaleString('en'));
        text(parts(element).last, ago(Date.now() - this.depot.fleet.clockAhead - message.lastSeen));
      });
  }
}

/** @param part 0 to 1 */
function progress(element, part, words) {
  const {bar, value} = parts(element);
  const percent = Math.round(Math.max(0, Math.min(1, Number(part))) * 100);
  text(value, words);
  attribute(bar, 'aria-valuenow', percent);
  attribute(bar, 'class', percent === 100 ? 'bar good' : 'bar');
  bar.firstChild.style.width = `${percent}%`;
}
