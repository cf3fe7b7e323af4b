import {attribute, h, text} from '../dom.js';
import {confirm} from '../dialogs.js';
import {metres, moment} from '../format.js';

const STATES = {
  'left-alone': ['', 'The receiver is left as it is'], waiting: ['warn', 'Waits for the receiver'], running: ['accent', 'Being set up'],
  set: ['good', 'Set up'],
  refused: ['bad', 'Refused'], failed: ['bad', 'Failed'], 'not-possible': ['', 'This source takes no commands'],
};

/** How the base is set up, and the form that sets it up anew. */
export class BaseForm {
  mode = null;
  /** What a survey must reach, {seconds, metres}; null while nobody knows. */
  goal = null;
  #loadedAt = 0;
  #touched = false;

  constructor(depot) {
    this.depot = depot;
    const number = (name, options) => h('input', {name, type: 'number', step: 'any', required: true, ...options});
    this.modeInput = h('select', {name: 'mode', onchange: () => this.#showFields()},
      [['survey-in', 'Survey: find the position'], ['fixed', 'Fixed: the position is known'], ['off', 'Off: no base']]
      .map(([value, label]) => h('option', {value}, label)));
    this.seconds = number('surveySeconds', {min: 1, max: 604_800, step: 1, value: 300});
    this.accuracy = number('surveyAccuracy', {min: 0.01, max: 100, value: 2});
    this.latitude = number('latitude', {min: -90, max: 90});
    this.longitude = number('longitude', {min: -180, max: 180});
    this.height = number('height', {min: -1000, max: 10_000});
    this.messages = h('input', {name: 'rtcmMessages', autocomplete: 'off', value: ''});
    const field = (label, input) => h('label.field', {}, label, input);
    this.survey = h('div.row', {}, field('At least, s', this.seconds), field('To an accuracy of, m', this.accuracy));
    this.fixed = h('div.fields', {}, h('div.row', {}, field('Latitude, °', this.latitude), field('Longitude, °', this.longitude),
      field('Height, m', this.height)),
      h('p.hint', {}, 'Of the antenna; the height is above the ellipsoid, not above sea level.'));
    this.state = h('span.badge');
    this.problem = h('p.problem', {hidden: true, role: 'alert'});
    this.done = h('p.note', {hidden: true, role: 'status'});
    this.apply = h('button.primary', {type: 'submit'}, 'Set it up');
    this.kept = h('p.muted');
    this.forget = h('button.small', {type: 'button', hidden: true, onclick: () => this.#forget()}, 'Forget it');
    const form = h('form.fields', {onsubmit: event => this.#submit(event), oninput: () => { this.#touched = true; }},
      field('The base is', this.modeInput), this.survey, this.fixed,
      field('Corrections it sends', this.messages), this.problem, this.done, h('div.buttons', {}, this.apply));
    this.element = h('article.card', {}, h('header', {}, h('h2', {}, 'Set-up'), this.state), form,
      h('div.buttons', {}, this.kept, this.forget));
    this.#showFields();
  }

  #showFields() {
    const mode = this.modeInput.value;
    this.survey.hidden = mode !== 'survey-in';
    this.fixed.hidden = mode !== 'fixed';
    for (const input of this.survey.querySelectorAll('input')) input.disabled = mode !== 'survey-in';
    for (const input of this.fixed.querySelectorAll('input')) input.disabled = mode !== 'fixed';
    this.messages.disabled = mode === 'off';
  }

  /** Asked for when the view is opened, and now and then while it is open. */
  async load() {
    this.#loadedAt = Date.now();
    if (this.depot.links.gps.state !== 'live') {
      this.#loadedAt = 0;
      return;
    }
    try {
      this.#show(await this.depot.services.gps.call('GET', 'base'));
    } catch (error) {
      this.#say(this.problem, error.message);
    }
  }

  update() {
    if (Date.now() - this.#loadedAt > 5000) this.load();
  }

  #show(base) {
    const [kind, word] = STATES[base.state] ?? ['', base.state];
    this.mode = base.mode;
    if (base.mode === 'survey-in') this.goal = {seconds: base.surveySeconds, metres: base.surveyAccuracy};
    text(this.state, word);
    attribute(this.state, 'class', `badge ${kind}`);
    if (base.problem) this.#say(this.problem, base.problem);
    this.apply.disabled = base.state === 'not-possible';
    text(this.kept, base.kept
        ? `A position is kept since ${moment(base.kept.keptAt)} (${metres(base.kept.accuracy)}) and is used at every start.` : '');
    this.forget.hidden = !base.kept;
    if (!this.#touched) this.#fill(base);
  }

  /** What the operator is typing stays. */
  #fill(base) {
    this.modeInput.value = base.mode;
    if (base.mode === 'survey-in') {
      this.seconds.value = base.surveySeconds;
      this.accuracy.value = base.surveyAccuracy;
    }
    const place = base.position ?? this.depot.base?.basePosition;
    if (place) {
      this.latitude.value = place.latitude;
      this.longitude.value = place.longitude;
      this.height.value = place.height;
    }
    this.messages.value = base.rtcmMessages;
    this.#showFields();
  }

  #say(element, words) {
    this.problem.hidden = this.done.hidden = true;
    element.hidden = !words;
    text(element, words ?? '');
  }

  async #submit(event) {
    event.preventDefault();
    const mode = this.modeInput.value;
    if (this.depot.base?.mode === 'base' && !await confirm('Set the base up anew?',
        'Rovers get no corrections until the base has a position again, and lose their RTK fix meanwhile.', 'Set it up anew')) {
      return;
    }
    const body = {mode};
    if (mode === 'survey-in') Object.assign(body, {surveySeconds: this.seconds.valueAsNumber, surveyAccuracy: this.accuracy.valueAsNumber});
    if (mode === 'fixed') {
      body.position = {latitude: this.latitude.valueAsNumber, longitude: this.longitude.valueAsNumber, height: this.height.valueAsNumber};
    }
    if (mode !== 'off' && this.messages.value.trim()) body.rtcmMessages = this.messages.value.trim();
    await this.#do(() => this.#setUp(body), 'The receiver has taken it.');
  }

  /** A position that is far from what is known is asked about once more. */
  async #setUp(body) {
    const send = all => this.depot.services.gps.call('POST', 'base', {body: all, patience: 15_000});
    try {
      return await send(body);
    } catch (error) {
      const doubted = error.status === 409 && body.position && error.message.includes('"confirm":true');
      if (!doubted || !await confirm('Set this position all the same?',
          error.message.replace(/ With "confirm":true.*/, ''), 'It is right')) {
        throw error;
      }
      return send({...body, confirm: true});
    }
  }

  /** Keeps the position that the survey found. */
  async keep() {
    if (!await confirm('Keep this position?', 'The base uses it from now on and after every restart, without another survey.',
        'Keep it for good')) {
      return;
    }
    await this.#do(() => this.depot.services.gps.call('POST', 'base/keep', {patience: 15_000}), 'The position is kept.');
  }

  async #forget() {
    if (!await confirm('Forget the kept position?', 'The receiver stays as it is until the next start.', 'Forget it')) return;
    await this.#do(() => this.depot.services.gps.call('DELETE', 'base/keep'), 'The position is forgotten.');
    this.load();
  }

  async #do(call, words) {
    this.apply.disabled = true;
    this.#say(this.done, 'Telling the receiver…');
    try {
      const base = await call();
      this.#touched = false;
      if (base) this.#show(base);
      this.#say(this.done, base?.state === 'waiting' ? 'It will be set up when the receiver is there.' : words);
    } catch (error) {
      this.#say(this.problem, error.message);
    } finally {
      this.apply.disabled = false;
    }
  }
}
