import {h} from '../dom.js';
import {nextFrame} from '../frames.js';
import {fitCanvas} from './canvas.js';
import {drawGround, drawPicture, drawScale} from './ground-layer.js';
import {listenToGestures} from './gestures.js';
import {Viewport} from './viewport.js';

/** A made map's picture on its own plane, in metres of its own frame; without a picture, the plane alone. */
export class PicturePane {
  viewport = new Viewport();
  tool = null;
  #shown = false;
  #fitted = false;

  /** @param edges west, south, east and north of the picture in metres */
  constructor(palette, name, picture, edges) {
    Object.assign(this, {palette, picture, edges});
    this.canvas = h('canvas', {tabindex: 0, role: 'application',
      'aria-label': `${name}. Arrow keys move it, plus and minus zoom, 0 shows all of it, `
        + 'Enter takes the place at the crosshair, u undoes.'});
    this.context = this.canvas.getContext('2d', {alpha: false});
    this.element = h('div.map', {}, this.canvas);
    listenToGestures(this.canvas, this);
    for (const change of ['focus', 'blur']) this.canvas.addEventListener(change, () => this.redraw()); // the crosshair comes and goes
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  #draw = () => {
    if (!this.#shown || this.viewport.width < 2) return false;
    const {context, viewport, palette, picture, edges} = this;
    drawGround(context, viewport, palette);
    if (picture && edges) drawPicture(context, viewport, picture,
      [{x: edges[0], y: edges[3]}, {x: edges[2], y: edges[3]}, {x: edges[0], y: edges[1]}], 1);
    this.tool?.draw(context, viewport, palette);
    drawScale(context, viewport, palette);
    return false;
  };

  redraw() {
    if (this.#shown) nextFrame(this.#draw);
  }

  show() {
    this.#shown = true;
    this.#resize();
  }

  hide() {
    this.#shown = false;
  }

  #resize() {
    if (!this.#shown || !fitCanvas(this.element, this.canvas, this.context, this.viewport)) return;
    if (!this.#fitted) this.#fit();
    this.#draw();
  }

  #fit() {
    const [left, bottom, right, top] = this.edges ?? [-20, -15, 20, 15];
    this.viewport.fit({left, bottom, right, top}, 16);
    this.#fitted = true;
  }

  // ---- what gestures ask of a map

  fitAll() {
    this.#fit();
    this.redraw();
  }

  moved() {
    this.redraw();
  }

  click() {}

  step() {}

  onChoose() {}
}
