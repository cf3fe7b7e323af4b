import {attribute, h, parts, text} from '../dom.js';
import {metres, moment, stopwatch} from '../format.js';
import {Convergence} from './charts.js';

/** A survey-in: how far it is, and how its accuracy gets better. */
export class SurveyCard {
  /** @param form the base's set-up, which knows the goal */
  constructor(form) {
    this.form = form;
    this.convergence = new Convergence();
    this.element = this.#card();
  }

  #card() {
    this.surveyState = h('span.badge');
    this.steps = h('div.steps');
    const step = name => h('div', {}, h('div.task-line', {}, h('span', {}, name), h('span', {'data-part': 'value'})),
      h('div.bar', {role: 'progressbar', 'aria-label': name, 'aria-valuemin': 0, 'aria-valuemax': 100, 'data-part': 'bar'}, h('i')));
    this.timeStep = step('Time');
    this.accuracyStep = step('Accuracy');
    this.steps.append(this.timeStep, this.accuracyStep);
    this.noSurvey = h('p.empty', {}, 'No survey has run since the receiver was started. A base finds its position by one: start it below.');
    this.keep = h('button.primary.small', {type: 'button', hidden: true, onclick: () => this.form.keep()}, 'Keep this position');
    this.chart = h('div', {}, h('p.label', {}, 'Accuracy over the survey’s time'), this.convergence.element);
    return h('article.card.wide', {}, h('header', {}, h('h2', {}, 'Survey-in'), h('div.buttons', {}, this.keep, this.surveyState)),
      this.noSurvey, h('div.cards', {}, this.steps, this.chart));
  }

  /**
   * @param survey as the status has it; none when none ran
   * @param history what was seen of it, [{seconds, metres}]
   * @param state of it, with its expected end
   */
  show(survey, history, state) {
    const goal = this.form.goal;
    this.noSurvey.hidden = Boolean(survey);
    this.steps.hidden = this.chart.hidden = !survey;
    const untold = !survey && state && state.state !== 'none'; // of a receiver that does not tell how far it is
    this.surveyState.hidden = !survey && !untold;
    this.noSurvey.hidden ||= Boolean(untold);
    this.keep.hidden = !(survey?.valid && !survey.active) || this.form.mode === 'fixed';
    const overdue = state?.state === 'overdue';
    const end = state?.endsAt ? `, until about ${moment(state.endsAt)}` : '';
    if (untold) {
      const done = state.state === 'done';
      text(this.surveyState, overdue ? 'Overdue' : done ? 'Ended' : `Under way${end}`);
      attribute(this.surveyState, 'class', `badge ${overdue ? 'bad' : done ? 'good' : 'accent'}`);
    }
    if (!survey) return;
    text(this.surveyState, overdue ? 'Overdue' : survey.active ? `Under way${end}` : survey.valid ? 'Ended' : 'Not valid');
    attribute(this.surveyState, 'class', `badge ${overdue ? 'bad' : survey.active ? 'accent' : survey.valid ? 'good' : 'bad'}`);
    progress(this.timeStep, goal ? survey.duration / goal.seconds : survey.valid,
      stopwatch(survey.duration) + (goal ? ` of at least ${stopwatch(goal.seconds)}` : ''));
    progress(this.accuracyStep, goal ? goal.metres / survey.accuracy : survey.valid,
      metres(survey.accuracy) + (goal ? `, goal ${metres(goal.metres)}` : ''));
    this.convergence.show(history, goal);
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
