import {attribute, h, text} from '../dom.js';
import {tell} from '../dialogs.js';
import {FleetMap} from '../map/map.js';
import {MissionForm} from './mission-form.js';
import {MissionsPanel} from './missions-panel.js';
import {TaskHistory} from './task-history.js';
import {TasksPanel} from './tasks-panel.js';
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
    this.tabs = this.panels.map((panel, i) => h('button', {type: 'button', role: 'tab', id: `tab-${panel.name}`, 'aria-controls': 'dispatch-list',
      onclick: () => this.openTab(i)}, h('span', {}, panel.title), h('span.faint')));
    this.tabList = h('div.segments', {role: 'tablist', 'aria-label': 'Lists', onkeydown: event => this.#tabKey(event)}, this.tabs);
    this.head = h('div.side-head', {}, this.tabList);
    this.body = h('div.side-body', {id: 'dispatch-list', role: 'tabpanel'});
    this.hint = h('p.map-hint', {hidden: true});
    this.map.element.append(this.hint);
    this.element = h('section.split', {'aria-label': 'Dispatch'}, this.map.element, h('div.side', {}, this.head, this.body));
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
    this.#openPanel(new MissionForm(this, mission));
  }

  openZone(zone) {
    this.#openPanel(new ZoneForm(this, zone));
  }

  openHistory(task) {
    this.#openPanel(new TaskHistory(this, task));
  }

  #openPanel(panel) {
    this.#open?.closed?.();
    this.#open = panel;
    this.head.replaceChildren(h('div.panel-title', {}, h('button.small', {type: 'button', onclick: () => this.back()}, '← Back'), h('h2', {}, panel.title)));
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
    this.head.replaceChildren(this.tabList);
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

  /** Calls dispatch; what goes wrong is told. @returns the answer, or undefined when it went wrong */
  async call(method, path, failed, options) {
    try {
      return await this.depot.services.dispatch.call(method, path, options);
    } catch (error) {
      await tell(failed, error.message);
      return undefined;
    }
  }

  update() {
    this.map.alarmed = new Set(this.depot.alarms.filter(alarm => alarm.critical).map(alarm => alarm.roverId));
    this.map.setOld(this.depot.oldWords('dispatch') || this.depot.oldWords('discovery'));
    this.panels.forEach((panel, i) => text(this.tabs[i].lastChild, panel.count() || ''));
    (this.#open ?? this.panels[this.#tab]).update?.();
    this.map.redraw();
  }
}
