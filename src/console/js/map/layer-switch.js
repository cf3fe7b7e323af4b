import {h, keyed, text} from '../dom.js';

/** On a map: which of the made maps lie under it, and how opaque they are. */
export class LayerSwitch {
  /** @param made the depot's MadeMaps */
  constructor(made) {
    this.made = made;
    this.maps = h('ul');
    this.words = h('p.muted.small', {role: 'status'}, '');
    this.opacity = h('input', {type: 'range', min: 10, max: 100, step: 5, value: Math.round(made.opacity * 100),
      oninput: () => made.setOpacity(this.opacity.valueAsNumber / 100)});
    this.element = h('details.map-layers', {ontoggle: () => this.element.open && this.#load()}, h('summary', {}, 'Made maps'), this.words,
      this.maps,
      h('label.field', {}, 'Opacity', this.opacity));
    made.changed.on(() => this.#update());
    this.#update();
  }

  async #load() {
    try {
      await this.made.load();
      text(this.words, this.made.placed.length ? '' : 'No map that was made of recordings has a place on earth yet.');
    } catch (error) {
      text(this.words, `The maps cannot be listed. ${error.message}`);
    }
  }

  #update() {
    this.opacity.value = Math.round(this.made.opacity * 100);
    keyed(this.maps, this.made.placed, map => map.id, map => {
      const box = h('input', {type: 'checkbox', onchange: () => this.#show(map.id, box)});
      return h('li', {}, h('label.check', {}, box, h('span', {}, map.name)));
    }, (element, map) => { element.querySelector('input').checked = this.made.isShown(map.id); });
  }

  async #show(id, box) {
    text(this.words, '');
    try {
      await this.made.show(this.made.list.find(map => map.id === id), box.checked);
    } catch (error) {
      box.checked = false;
      text(this.words, error.message);
    }
  }
}
