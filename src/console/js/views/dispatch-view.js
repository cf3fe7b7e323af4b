import {attribute, h, text} from '../dom.js';
import {confirm, tell} from '../dialogs.js';
import {FleetMap} from '../map/map.js';
import {MissionForm} from './mission-form.js';
import {MissionsPanel} from './missions-panel.js';
import {TaskHistory} from './task-history.js';
import {TasksPanel} from './tasks-panel.js';
import {SitePanel} from './site-panel.js';
import {ZoneForm} from './zone-form.js';
import {ZonesPanel} from './zones-panel.js';

/** Zones, missions and tasks: a map to draw on, and a panel with the three lists, a form or a history. */
export class DispatchView {
  name = 'dispatch';
  title = 'Dispatch';
  fixed = true;
  #tab = 0;
  #open = null; // a form or history in place of the list

  constructor(depot) {
    this.depot = depot;
    this.map = new FleetMap(depot, 'Map of zones and tasks');
    this.map.onChoose = id => {
      this.map.chosenRover = id;
      this.map.redraw();
    };
    this.panels = [new TasksPanel(this), new MissionsPanel(this), new ZonesPanel(this)];
    addEventListener('beforeunload', event => this.#open?.dirty && event.preventDefault());
    this.tabs = this.panels.map(
      (panel, i) => h('button', {type: 'button', role: 'tab', id: `tab-${panel.name}`, 'aria-controls': 'dispatch-list',
      onclick: () => this.openTab(i)}, h('span', {}, panel.title), h('span.faint')));
    this.tabList = h('div.segments', {role: 'tablist', 'aria-label': 'Lists', onkeydown: event => this.#tabKey(event)}, this.tabs);
    this.problem = h('p.problem', {hidden: true});
    this.head = h('div.side-head', {}, this.tabList, this.problem);
    this.body = h('div.side-body', {id: 'dispatch-list', role: 'tabpanel'});
    this.hint = h('p.map-hint', {hidden: true});
    this.map.element.append(this.hint);
    this.element = h('section.split', {'aria-label': 'Dispatch'}, h('h1.visually-hidden', {}, 'Dispatch'), this.map.element,
      h('div.side', {}, this.head, this.body));
    this.openTab(0);
  }

  show() {
    this.map.show();
    this.update();
  }

  hide() {
    this.map.hide();
  }

  openTab(index) {
    this.#tab = index;
    this.tabs.forEach((tab, i) => {
      attribute(tab, 'aria-selected', i === index);
      attribute(tab, 'tabindex', i === index ? 0 : -1);
    });
    attribute(this.body, 'aria-labelledby', this.tabs[index].id);
    this.body.replaceChildren(this.panels[index].element);
    this.body.scrollTop = 0;
    this.update();
  }

  #tabKey(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    this.openTab((this.#tab + step + this.tabs.length) % this.tabs.length);
    this.tabs[this.#tab].focus();
  }

  openMission(mission) {
    this.#openPanel(() => new MissionForm(this, mission));
  }

  /** @param from what a new one begins with */
  openZone(zone, from = null) {
    this.#openPanel(() => new ZoneForm(this, zone, from));
  }

  openSite() {
    this.#openPanel(() => new SitePanel(this));
  }

  openHistory(task) {
    this.#openPanel(() => new TaskHistory(this, task));
  }

  /** Whether what is drawn or written may be lost; asked, where there is something. */
  async #mayLeave() {
    return !this.#open?.dirty || confirm('Leave it without saving?', 'What you have drawn or written is not saved yet.', 'Leave it');
  }

  /** As {@link back}, with a question where something is not saved. */
  async leave(tab) {
    if (await this.#mayLeave()) this.back(tab);
  }

  async #openPanel(make) {
    if (!await this.#mayLeave()) return;
    this.#open?.closed?.();
    const panel = make();
    this.#open = panel;
    this.head.replaceChildren(h('div.panel-title', {}, h('button.small', {type: 'button', onclick: () => this.leave()}, '← Back'),
      h('h2', {}, panel.title)));
    this.body.replaceChildren(panel.element);
    this.body.scrollTop = 0;
    attribute(this.body, 'role', 'region');
    panel.element.querySelector('[data-focus]')?.focus();
    this.update();
  }

  /** To the list. @param tab its index, or none for the one before */
  back(tab = this.#tab) {
    this.#open?.closed?.();
    this.#open = null;
    this.head.replaceChildren(this.tabList, this.problem);
    attribute(this.body, 'role', 'tabpanel');
    this.openTab(tab);
    this.tabs[tab].focus({preventScroll: true});
  }

  setHint(words) {
    this.hint.hidden = !words;
    text(this.hint, words);
  }

  chooseZone(zone) {
    this.map.chosenZone = zone?.id ?? null;
    this.map.redraw();
  }

  /** Calls dispatch; shows an error in a dialog. @returns the answer, or undefined when it failed */
  async call(method, path, failed, options) {
    try {
      return await this.depot.services.dispatch.call(method, path, options);
    } catch (error) {
      await tell(failed, error.message);
      return undefined;
    }
  }

  /** The tag of the version that is shown, for a change of it; undefined, after a dialog that says why, when there is a newer one. */
  async match(kind, item, failed) {
    const answer = await this.call('GET', `${kind}/${item.id}`, failed, {tagged: true});
    if (!answer) return undefined;
    if (answer.body.updatedAt === item.updatedAt) return answer.tag;
    this.depot.plan.note(kind, answer.body);
    await tell(failed, 'Somebody else has changed it meanwhile: look at it as it is now, and do it again if you still want to.');
    return undefined;
  }

  update() {
    this.map.alarmed = new Set(this.depot.alarms.filter(alarm => alarm.critical).map(alarm => alarm.roverId));
    const {problem} = this.depot.plan;
    this.problem.hidden = !problem;
    text(this.problem, `The lists cannot be read; this page tries again. ${problem}`);
    this.map.setOld(this.depot.oldWords('dispatch') || this.depot.oldWords('discovery'));
    this.panels.forEach((panel, i) => text(this.tabs[i].lastChild, panel.count().toLocaleString('en').replace(/^0$/, '')));
    (this.#open ?? this.panels[this.#tab]).update?.();
    this.map.redraw();
  }
}
